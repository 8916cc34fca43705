"""One of everything, belonging to somebody: what the matrix of roles and routes is asked about."""

import csv
import io
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select
from werkzeug.routing import Rule

from lms.assessment.models import Answer
from lms.assessment.service.accommodations import give
from lms.catalogue.service.reviewing import submit
from lms.champions.models import HelpRequest, Outreach, OutreachKind
from lms.city import colours
from lms.city.models import CityProfile
from lms.city.service import change, check_logo
from lms.cohorts.models.cohorts import CohortStaff, Place, StaffKind
from lms.cohorts.models.feedback import PeerReview
from lms.cohorts.models.programmes import Programme, ProgrammeVersion
from lms.cohorts.models.work import WorkFile
from lms.cohorts.queries.peers import review_at_hand
from lms.cohorts.service import extensions, handing_in, peers
from lms.competency.framework_files import DIGCOMP
from lms.competency.models import Competence, Correspondence, Relation
from lms.competency.service.framework_importing import keep_file as keep_framework
from lms.competency.service.mapping import relate
from lms.development.queries.plans import plan_at_hand
from lms.kit.clock import now, today
from lms.kit.db import db, transaction
from lms.notices.models import Notice
from lms.people.models import ImportKind, Person, Role, SignIn
from lms.people.service.importing import files
from lms.people.service.sign_ins import begin_sign_in
from lms.privacy.service import copying, erasures
from lms.relations.models import Channel, Contact, Keeper, NextAction
from lms.reports.filters import Filters
from lms.reports.jobs import make_files
from lms.reports.models.library import Rhythm
from lms.reports.service.exports import ask_for_people
from lms.reports.service.saving import save_view
from tests.factories.assessment import EVERY_KIND, RIGHT, begin, make_class, sit
from tests.factories.camps import waiting
from tests.factories.certificates import certificate_of
from tests.factories.champions import make_champion
from tests.factories.cohorts import make_cohort, seat
from tests.factories.competences import ids, own_framework
from tests.factories.courses import LESSON, QUIZ, make_course
from tests.factories.evidence import said_about
from tests.factories.learning import open_course, set_duty
from tests.factories.people import make_department, make_person, make_post
from tests.factories.plans import agreed, draft
from tests.factories.relations import listed
from tests.factories.timetables import running_session
from tests.factories.work import PASS, camp, plan, team_up
from tests.security import (
    care_scene,
    ideas_scene,
    innovation_scene,
    placements_scene,
    plan_scene,
    projects_scene,
    sponsoring_scene,
    strategy_scene,
)

PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360f8cf50000003840180b3c6be9c0000000049454e44ae426082"
)
OWNER = "Marker Ownersen"
DRAFT = "Marker title of a draft"
DRAFT_TEXT = "Marker sentence of a draft."
ANSWER = "Marker sentence of an essay."
PLAN = "Marker action of a plan."
WRITING = ("edit_plan", "take_suggestions", "new_goal", "remove_goal", "new_action", "remove_action")
"""Pages of a plan that is a draft."""
SAID = "Marker sentence about a colleague."
MOTIVATION = "Marker sentence of a motivation."
QUESTION = "Marker sentence of a question to a champion."

WORK = "Marker sentence of work that was handed in."

INNOVATION = ("programme_office", "city_manager", "external")
ROLES = ("visitor", "owner", "other", "author", "trainer", "curator", "hr", "auditor", "administrator", *INNOVATION)
"""owner: whose attempt, certificate, account and work it is; author: who wrote the courses and trains the boot camp; the rest has no part in them.
external: a member of the leadership team from outside."""


@dataclass
class Scene:
    """Everything that was set up."""

    people: dict[str, UUID]
    urls: dict[str, dict[str, Any]]
    """Values for the address of a route: by endpoint, else by blueprint, else for all (``""``)."""
    markers: dict[str, str] = field(default_factory=dict)
    """Words that a page of refusal must not hold, and what they are."""

    def address(self, rule: Rule) -> str:
        """A path for ``rule`` that leads to the things of the scene."""
        blueprint = rule.endpoint.split(".")[0]
        values = {"form": "csv", **self.urls[""], **self.urls.get(blueprint, {}), **self.urls.get(rule.endpoint, {})}
        missing = rule.arguments - values.keys()
        assert not missing, f"the scene has no {missing} for {rule.endpoint}; add it to tests/security/scene.py"
        built = rule.build({name: values[name] for name in rule.arguments}, append_unknown=False)
        assert built is not None, rule.endpoint
        return built[1]

    def markers_for(self, role: str) -> dict[str, str]:
        """The words that ``role`` must not find where it is refused: one's own name is no secret."""
        return {word: what for word, what in self.markers.items() if not (role == "owner" and what.startswith("owner"))}


def _people(owner: str, suffix: str) -> dict[str, Person]:
    parks = make_department(owner)
    return {
        "owner": make_person(owner, email=f"marker.owner{suffix}@city.test", department=parks),
        "other": make_person("Otto Other"),
        "trainer": make_person("Theo Trainer", Role.TRAINER),
        "curator": make_person("Carla Curator", Role.CURATOR),
        "hr": make_person("Hanna Hr", Role.HR),
        "auditor": make_person("Axel Auditor", Role.AUDITOR),
        "administrator": make_person("Ada Administrator", Role.ADMINISTRATOR),
        "programme_office": make_person("Olga Office", Role.PROGRAMME_OFFICE),
        "city_manager": make_person("Mara Manager", Role.CITY_MANAGER),
        "external": make_person("Ester External", external=True),
    }


def _drafts(author: Person, title: str, suffix: str) -> None:
    files = {"01-why.md": LESSON + DRAFT_TEXT, "02-check.quiz.toml": QUIZ, "media/tree.png": PIXEL}
    make_course(f"matrix-draft{suffix}", files, published=False, author=author, title=title)
    waiting = make_course(f"matrix-review{suffix}", files, published=False, author=author, title=title)
    with transaction():
        submit(db.session.get_one(type(waiting), waiting.id), by=db.session.get_one(Person, author.id))
    pictured = {"01-why.md": LESSON + "\n![A tree](media/tree.png)\n", "media/tree.png": PIXEL}
    make_course(f"matrix-open{suffix}", pictured, author=author, **({} if title == DRAFT else {"title": title}))


def _list_of_people(name: str) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows([["email", "name"], ["new.person@city.test", name], [name, "No address"]])
    return text.getvalue().encode()


def _look(administrator: Person) -> str:
    with transaction():
        by = db.session.get_one(Person, administrator.id)
        logo = check_logo(PIXEL)
        change("Testville", "Campus", colours.Palette(), logo=logo, without_logo=False, by=by)
    return str(db.session.scalars(select(CityProfile.logo_hash)).one())


def _work(owner: Person, trainer: Person) -> dict[str, dict[str, Any]]:
    """A boot camp in which the owner takes part: work handed in and begun, with files, a request for time, a team, and feedback both ways."""
    made = camp(plan({"takes": ("text", "file", "link"), "peers": 1}), people=[owner, make_person("Paula Participant")], trainer=trainer)
    for person in made.people:
        with transaction():
            at_hand, by = made.task(), db.session.get_one(Person, person.id)
            handing_in.save_draft(at_hand, handing_in.Typed(WORK, "", 0), by=by)
            handing_in.add_files(at_hand, [("plan.pdf", b"%PDF-1.7")], by=by)
            handing_in.hand_in(at_hand, "k" * 32, by=by)
    with transaction():
        handing_in.add_files(made.task(), [("next.pdf", b"%PDF-1.7")], by=db.session.get_one(Person, owner.id))
        extension = extensions.ask(made.task(), WORK, by=db.session.get_one(Person, owner.id)).id
    with transaction():
        peers.open_round(made.task().task.id)
    (team_id,) = team_up(made, [owner])
    asked = select(PeerReview).where(PeerReview.reviewer_id.in_([person.id for person in made.people]))
    reviews = {review.reviewer_id: review for review in db.session.scalars(asked)}
    mine = db.session.scalars(select(WorkFile).where(WorkFile.person_id == owner.id)).all()
    given, got = reviews[owner.id], reviews[made.people[1].id]
    shown = db.session.scalars(select(WorkFile.token).where(WorkFile.hand_in_id == given.hand_in_id)).one()
    with transaction():
        by = db.session.get_one(Person, made.people[1].id)
        peers.give(review_at_hand(made.slug, got.id), PASS, "Clear.", by=by)
    with transaction():
        peers.report(review_at_hand(made.slug, got.id), "Rude.", by=db.session.get_one(Person, owner.id))
    draft = {"token": next(file.token for file in mine if file.hand_in_id is None)}
    ids = {"hand_in_id": got.hand_in_id, "extension_id": extension, "team_id": team_id, "review_id": given.id}
    return {
        "cohort_work": {"slug": made.slug, "key": "note", "token": next(file.token for file in mine if file.hand_in_id), **ids},
        "cohort_work.draft_file": draft,
        "cohort_work.remove_file": draft,
        "cohort_work.reviewed_file": {"token": shown},
        "cohort_work.report_feedback": {"review_id": got.id},
        "cohort_work.settle_report": {"review_id": got.id},
    }


def _development(owner: Person, name: str, suffix: str) -> dict[str, dict[str, Any]]:
    """A framework of our own, a correspondence, a duty, and a plan of ``owner`` that is agreed, with its next version begun."""
    framework = own_framework(f"Skills of {suffix or 'us'}", C1=name)
    manager = make_person("Mona Manager")
    db.session.get_one(Person, owner.id).manager_id = manager.id
    db.session.commit()
    by = make_person("Hilde Hr", Role.HR)
    one, other = (db.session.get_one(Competence, key) for key in (ids("1.3")["1.3"], ids("C1", framework=framework.slug)["C1"]))
    with transaction():
        relate(one, Relation.RELATED, other, "", by=by)
        content = b"kind,code,title\narea,A,All\n"
        lists = {"digest": keep_framework(content)}
    correspondence = db.session.scalars(select(Correspondence.id).where(Correspondence.other_id == other.id)).one()
    agreed_plan, course = agreed(owner, manager, PLAN), open_course(f"duty{suffix}")
    duty = set_duty(course, by, make_post("Warden"))
    draft_plan = draft(owner)
    at_hand, writing = plan_at_hand(agreed_plan), plan_at_hand(draft_plan)
    own = {"slug": framework.slug, "kind": "competence", "code": "C1"}
    in_draft = {"plan_id": draft_plan, "goal_id": writing.plan.goals[0].id, "action_id": writing.actions[0].id}
    editing = ("edit_framework", "new_entry", "edit_entry", "retire_entry")
    reading = ("framework_history", "framework_version", "framework_table", "framework_json")
    importing_lists = ("framework", "role_profiles", "correspondences")
    return {
        **{f"competency.{page}": own for page in (*editing, *reading)},
        **{f"competency.{deed}_{what}": lists for deed in ("look_through", "carry_out") for what in importing_lists},
        "competency.unrelate": {"correspondence_id": correspondence},
        "development": {"plan_id": agreed_plan, "goal_id": at_hand.plan.goals[0].id, "action_id": at_hand.actions[0].id, "deed": "review"},
        **{f"development.{page}": in_draft for page in WRITING},
        "learning.duty": {"duty_id": duty},
        "learning.duty_file": {"duty_id": duty},
        "learning.end_duty": {"duty_id": duty},
    }


def _camps(people: dict[str, Person]) -> dict[str, dict[str, Any]]:
    """A camp that the author runs and the owner has a place in, and another one that the owner applied for and is offered a seat in."""
    camp = make_cohort(trainer=people["author"])
    seat(camp, [people["owner"]])
    mentor = make_person("Mona Mentor")
    db.session.add(CohortStaff(cohort_id=camp.id, person_id=mentor.id, kind=StaffKind.MENTOR))
    other = make_cohort(trainer=people["author"])
    offered = {"state": "offered", "offer_until": now() + timedelta(days=3), "motivation": MOTIVATION}
    application_id = waiting(other, people["owner"], **offered)
    place = db.session.scalars(select(Place).where(Place.cohort_id == camp.id)).one()
    with transaction():
        kept = keep_framework(b'title = "A programme that is not whole"\n')
    programme = db.session.scalars(select(Programme.slug).join(ProgrammeVersion).where(ProgrammeVersion.id == camp.version_id)).one()
    return {
        "cohorts": {"slug": camp.slug, "application_id": application_id, "place_id": place.id, "person_id": people["other"].id},
        "cohorts.remove_staff": {"person_id": mentor.id},
        "cohorts.programme": {"slug": programme},
        "cohorts.duties": {"slug": programme},
        "cohorts.programme_file": {"slug": programme},
        "cohorts.look_through_programme": {"digest": kept},
    }


def _champion(owner: Person, other: Person) -> dict[str, Any]:
    """The owner as a champion, with something done for others, and a question to them."""
    champion = make_champion(owner, motivation=MOTIVATION)
    done = Outreach(champion_id=champion.id, kind=OutreachKind.TALK, on_day=today(), title="A talk", minutes=30)
    question = HelpRequest(champion_id=champion.id, by_id=other.id, subject="A pivot table", text=QUESTION)
    db.session.add_all([done, question])
    db.session.commit()
    return {"champion_id": champion.id, "person_id": owner.id, "help_id": question.id, "outreach_id": done.id, "deed": "rest"}


def _relation(owner: Person, name: str) -> dict[str, Any]:
    """An organisation with which the owner keeps contact."""
    organisation = listed(owner, name)
    contact = Contact(organisation_id=organisation.id, by_id=owner.id, on_day=today(), channel=Channel.CALL, subject="A pilot")
    action = NextAction(organisation_id=organisation.id, person_id=owner.id, text="Call again", due_on=today())
    db.session.add_all([contact, action])
    db.session.commit()
    keeper = db.session.scalars(select(Keeper.id).where(Keeper.organisation_id == organisation.id)).one()
    return {"organisation_id": organisation.id, "contact_id": contact.id, "action_id": action.id, "keeper_id": keeper, "person_id": owner.id}


def kept_by(hr: Person) -> dict[str, Any]:
    """A saved view and a file of the HR officer."""
    with transaction():
        by = db.session.get_one(Person, hr.id)
        view = save_view("Marker of a view", "completion", {}, shared_with=None, rhythm=Rhythm.NEVER, by=by)
        export = ask_for_people(Filters(), by=by)
    make_files()
    return {"view_id": view.id, "export_id": export.id}


def set_up(owner: str = OWNER, draft: str = DRAFT, *, suffix: str = "") -> Scene:
    """Make the scene in the current session; ``owner`` and ``draft`` are the name of the owner and the title of the drafts.

    A second scene in the same database needs a ``suffix`` for its addresses.
    """
    people = _people(owner, suffix)
    marked = make_class(items=EVERY_KIND, learner=people["owner"])
    people["author"] = author = marked.trainer
    handed_in = sit(marked, {**RIGHT, "essay": {"text": ANSWER}})
    opened = make_class(items=EVERY_KIND, learner=people["owner"])
    attempt_id = begin(opened)
    answer = db.session.scalars(select(Answer).where(Answer.attempt_id == handed_in.id, Answer.item_key == "essay")).one()
    _drafts(author, draft, suffix)
    paper = certificate_of(people["owner"])
    cohort = make_cohort(trainer=author)
    seat(cohort, [people["owner"]])
    held = {"slug": cohort.slug, "session_id": running_session(cohort).id}
    with transaction():
        extra = give(people["owner"].email, 25, by=db.session.get_one(Person, people["hr"].id)).id
        by_hr = db.session.get_one(Person, people["hr"].id)
        brought = files.begin(_list_of_people(owner), ImportKind.PEOPLE, file_name="list.csv", full_list=False, by=by_hr).id
        owner_now = db.session.get_one(Person, people["owner"].id)
        copy = copying.ask(by=owner_now).id
        request = erasures.ask(owner_now, by=owner_now)
        hold = erasures.hold(request, "A case", by=by_hr).id
        request_id = request.id
    logo = _look(people["administrator"])
    ledger = said_about(people["owner"], SAID)
    notice = db.session.scalars(select(Notice).where(Notice.person_id == people["owner"].id).limit(1)).one()
    post, department = make_post(owner), make_department("Libraries")
    grant = db.session.get_one(Person, author.id).grants[0]
    with transaction():
        begin_sign_in(db.session.get_one(Person, people["owner"].id), device="a phone", hours=1)
    own_sign_in = db.session.scalars(select(SignIn.id).where(SignIn.person_id == people["owner"].id)).one()
    grown = _development(people["owner"], owner, suffix)
    in_draft = {"slug": f"matrix-draft{suffix}", "number": 1, "path": "01-why.md", "name": "tree.png"}
    waiting = {"slug": f"matrix-review{suffix}", "number": 1}
    urls: dict[str, dict[str, Any]] = {
        "": {
            "slug": marked.slug,
            "key": "01-read",
            "number": 1,
            "attempt_id": attempt_id,
            "token": "a-token-that-nobody-gave-out",
            "post_id": post.id,
        },
        "catalogue": in_draft,
        "catalogue.open_draft": {"slug": marked.slug},
        "catalogue.withdraw": {"slug": marked.slug},
        "catalogue.review": waiting,
        "catalogue.send_back": waiting,
        "catalogue.take_back": waiting,
        "catalogue.published_file": {"slug": f"matrix-open{suffix}", "number": 1, "name": "tree.png"},
        "catalogue.remove_author": {"person_id": author.id},
        "learning.publish_page": waiting,
        "assessment": {
            "key": marked.quiz,
            "quiz": "practice",
            "item": "ready",
            "item_key": "word",
            "enrolment_id": marked.enrolment.id,
            **{"answer_id": answer.id, "accommodation_id": extra},
        },
        "assessment.result": {"attempt_id": handed_in.id},
        "credentials": {"certificate_id": paper.id, "typed": paper.code},
        "people": {"person_id": people["owner"].id},
        "people.withdraw_role": {"person_id": author.id, "grant_id": grant.id},
        "people_import": {"import_id": brought},
        "privacy": {"person_id": people["owner"].id, "copy_id": copy, "erasure_id": request_id, "hold_id": hold},
        "departments": {"department_id": department.id, "post_id": post.id},
        "competency": {"slug": DIGCOMP.slug, "code": "1.3", "person_id": people["owner"].id, **ledger},
        "competency.self_assessment_area": {"code": "1"},
        "timetable": held,
        "attendance": held,
        **grown,
        "notices": {"notice_id": notice.id},
        "audit": {"number": 1},
        "city": {"digest": logo, "short_hash": db.session.scalars(select(CityProfile.stylesheet_hash)).one()},
        "account": {"sign_in_id": own_sign_in},
        **care_scene.set_up_camp(people),
        **innovation_scene.set_up(people, suffix),
        **projects_scene.set_up_projects(people),
        **_work(people["owner"], author),
        **_camps(people),
        **plan_scene.set_up_plan(people),
        **ideas_scene.set_up_ideas(people),
        **sponsoring_scene.set_up_sponsoring(people),
        "champions": _champion(people["owner"], people["other"]),
        "relations": _relation(people["owner"], f"Harbour Robotics{suffix}"),
        **placements_scene.set_up(people),
        "reports": {"key": "completion"},
        "report_library": kept_by(people["hr"]),
        **strategy_scene.set_up_strategies(people["owner"], suffix),
    }
    markers = {
        owner: "owner's name",
        f"marker.owner{suffix}@city.test": "owner's address",
        paper.number: "owner's certificate number",
        draft: "title of a draft",
        QUESTION: "a question to a champion",
        DRAFT_TEXT: "text of a draft",
        ANSWER: "an answer",
        PLAN: "owner's plan",
        SAID: "owner's rating",
        WORK: "work that was handed in",
        MOTIVATION: "owner's motivation",
        "MARKER-OF-THE-KEY": "the key of a quiz",
        **care_scene.MARKERS,
        strategy_scene.SECRET: "title of a strategy that is a draft",
        strategy_scene.SAID: "a contribution of a department",
        **ideas_scene.MARKERS,
        **innovation_scene.MARKERS,
        "Marker of a view": "name of a saved view",
    }
    return Scene({role: person.id for role, person in people.items()}, urls, markers)
