"""One of everything, belonging to somebody: what the matrix of roles and routes is asked about."""

import csv
import io
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import select
from werkzeug.routing import Rule

from lms.assessment.models import Answer
from lms.assessment.service.accommodations import give
from lms.catalogue.service.reviewing import submit
from lms.city import colours
from lms.city.models import CityProfile
from lms.city.service import change, check_logo
from lms.competency.framework_files import DIGCOMP
from lms.kit.db import db, transaction
from lms.notices.models import Notice
from lms.people.models import Person, Role, SignIn
from lms.people.service import importing
from lms.people.service.sign_ins import begin_sign_in
from lms.reports.filters import Filters
from lms.reports.jobs import make_files
from lms.reports.models.library import Rhythm
from lms.reports.service.exports import ask_for_people
from lms.reports.service.saving import save_view
from tests.factories.assessment import EVERY_KIND, RIGHT, begin, make_class, sit
from tests.factories.certificates import certificate_of
from tests.factories.courses import LESSON, QUIZ, make_course
from tests.factories.people import make_department, make_person, make_post

PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360f8cf50000003840180b3c6be9c0000000049454e44ae426082"
)
OWNER = "Marker Ownersen"
DRAFT = "Marker title of a draft"
DRAFT_TEXT = "Marker sentence of a draft."
ANSWER = "Marker sentence of an essay."

ROLES = ("visitor", "owner", "other", "author", "trainer", "curator", "hr", "auditor", "administrator")
"""owner: whose attempt, certificate and account it is; author: who wrote the courses; the rest has no part in them."""


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
        values = {**self.urls[""], **self.urls.get(blueprint, {}), **self.urls.get(rule.endpoint, {})}
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
    with transaction():
        extra = give(people["owner"].email, 25, by=db.session.get_one(Person, people["hr"].id)).id
        digest = importing.keep_file(_list_of_people(owner))
    logo = _look(people["administrator"])
    notice = db.session.scalars(select(Notice).where(Notice.person_id == people["owner"].id).limit(1)).one()
    post, department = make_post(owner), make_department("Libraries")
    grant = db.session.get_one(Person, author.id).grants[0]
    with transaction():
        begin_sign_in(db.session.get_one(Person, people["owner"].id), device="a phone", hours=1)
    own_sign_in = db.session.scalars(select(SignIn.id).where(SignIn.person_id == people["owner"].id)).one()
    in_draft = {"slug": f"matrix-draft{suffix}", "number": 1, "path": "01-why.md", "name": "tree.png"}
    waiting = {"slug": f"matrix-review{suffix}", "number": 1}
    urls: dict[str, dict[str, Any]] = {
        "": {"slug": marked.slug, "key": "01-read", "number": 1, "attempt_id": attempt_id, "token": "a-token-that-nobody-gave-out"},
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
            **{"answer_id": answer.id, "accommodation_id": extra},
        },
        "assessment.result": {"attempt_id": handed_in.id},
        "credentials": {"certificate_id": paper.id, "typed": paper.code},
        "people": {"person_id": people["owner"].id},
        "people.withdraw_role": {"person_id": author.id, "grant_id": grant.id},
        "people_import": {"digest": digest},
        "departments": {"department_id": department.id, "post_id": post.id},
        "competency": {"slug": DIGCOMP.slug, "code": "1.3"},
        "notices": {"notice_id": notice.id},
        "audit": {"number": 1},
        "city": {"digest": logo, "short_hash": db.session.scalars(select(CityProfile.stylesheet_hash)).one()},
        "account": {"sign_in_id": own_sign_in},
        "reports": {"key": "completion", "form": "csv"},
        "report_library": kept_by(people["hr"]),
    }
    markers = {
        owner: "owner's name",
        f"marker.owner{suffix}@city.test": "owner's address",
        paper.number: "owner's certificate number",
        draft: "title of a draft",
        DRAFT_TEXT: "text of a draft",
        ANSWER: "an answer",
        "MARKER-OF-THE-KEY": "the key of a quiz",
        "Marker of a view": "name of a saved view",
    }
    return Scene({role: person.id for role, person in people.items()}, urls, markers)
