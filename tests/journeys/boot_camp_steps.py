"""The steps of the boot camp, each by the services of the house and at its hour."""

from datetime import UTC, datetime, time, timedelta
from uuid import uuid5

from sqlalchemy import select

from lms.catalogue.models import Course
from lms.cohorts.jobs import calls
from lms.cohorts.jobs.ending import follow_up, graduate_on
from lms.cohorts.jobs.forum import send_digests
from lms.cohorts.jobs.work import open_peer_rounds
from lms.cohorts.models.calls import Application, ApplicationState
from lms.cohorts.models.care import CheckIn, CheckInCause, Rating
from lms.cohorts.models.cohorts import Cohort, CohortState, Place, StaffKind
from lms.cohorts.models.ending import Asked, FollowUp, GraduationRun, Outcome
from lms.cohorts.models.feedback import PeerReview
from lms.cohorts.models.programmes import ProgrammeVersion
from lms.cohorts.models.timetable import Presence, Session
from lms.cohorts.models.work import HandIn, Task, TaskKind
from lms.cohorts.queries import answers, care, ending, follow_ups, reporting
from lms.cohorts.queries.calls import application_at_hand
from lms.cohorts.queries.forum import topic_at_hand
from lms.cohorts.queries.peers import review_at_hand
from lms.cohorts.queries.tasks import extension_at_hand, hand_in_at_hand, owner_in, task_at_hand
from lms.cohorts.queries.telling import people_waiting, waiting_for
from lms.cohorts.queries.work import tasks_of
from lms.cohorts.rubrics import rubric_of
from lms.cohorts.service import (
    agreeing,
    announcing,
    applying,
    check_ins,
    extensions,
    following_up,
    graduating,
    handing_in,
    marking,
    offering,
    peers,
    planning,
    posting,
    programmes,
    rating,
    running,
    runs,
    screening,
    teams,
)
from lms.cohorts.service.attendance import noting
from lms.cohorts.service.following_up import Given
from lms.cohorts.service.handing_in import Typed
from lms.cohorts.service.marking import Marking
from lms.cohorts.service.planning import CohortFacts
from lms.cohorts.service.screening import Verdict
from lms.cohorts.service.timetable.telling import tell_of_sessions
from lms.competency.models import Evidence
from lms.credentials.models import Certificate
from lms.kit.clock import at, today
from lms.kit.db import db, transaction
from lms.kit.paths import bundled
from lms.learning.models import Enrolment, HowDone
from lms.learning.queries.stages import steps_of
from lms.learning.service.steps import complete_step
from lms.notices.jobs import as_message
from lms.notices.models import Letter, Notice
from tests.factories.looking import count
from tests.journeys.boot_camp import APPLY, COURSES, FIRST_DAY, SEATS, SLUG, STAFF, morning


def call(camp):
    """The plan becomes a call; 28 apply for 24 seats; the manager agrees; one declines, and the waiting list moves by itself."""
    with at(morning(-100)), transaction():
        programme = "digital-service-acquisition"
        content = (bundled("courses") / "programmes" / f"{programme}.toml").read_bytes()
        programmes.load(content, programme, by=camp.person(camp.trainer))
    with at(morning(-90)), transaction():
        version = db.session.scalars(select(ProgrammeVersion)).one()
        until = datetime.combine(FIRST_DAY - timedelta(days=30), time(12))
        facts = CohortFacts("Buying digital services 2027", camp.host, FIRST_DAY, SEATS, until, "Europe/Brussels", place="Town hall", offer_days=5)
        cohort = planning.plan_cohort(version, SLUG, facts, by=camp.person(camp.trainer))
        planning.name_staff(cohort, camp.person(camp.second), StaffKind.TRAINER, by=camp.person(camp.trainer))
    with at(morning(-80)), transaction():
        running.open_call(camp.found, by=camp.person(camp.trainer))
    assert (count(Session), count(Task) > 8) == (25, True)
    ids = []
    for number, officer in enumerate(camp.officers):
        with at(morning(-70) + timedelta(minutes=number)), transaction():
            ids.append(applying.apply(camp.found, "We buy a new system next year.", by=camp.person(officer)).id)
    with at(morning(-60)), transaction():
        for one in ids:
            agreeing.agree(application_at_hand(one), by=camp.person(camp.boss))
    with at(morning(-50)), transaction():
        for one in ids:
            found = application_at_hand(one)
            screening.find_suitable(found, {key: Verdict(True) for key, _text in found.plan.criteria}, by=camp.person(camp.trainer))
    assert count(Application, Application.state == ApplicationState.OFFERED) == SEATS
    _answer_offers(camp, morning(-49), declining=1)
    with at(morning(-48)):
        calls.move_waiting_lists()
    _answer_offers(camp, morning(-47))
    cohort = db.session.scalars(select(Cohort)).one()
    assert (cohort.taken, count(Application, Application.state == ApplicationState.WAITING)) == (SEATS, APPLY - SEATS - 1)
    for day in (-30, 0):
        with at(morning(day, 13)):
            calls.move_cohorts()
    assert db.session.scalars(select(Cohort.state)).one() is CohortState.RUNNING
    assert count(Application, Application.state == ApplicationState.WAITING) == 0
    db.session.rollback()


def _answer_offers(camp, moment, *, declining=0):
    with at(moment), transaction():
        offered = db.session.scalars(select(Application.id).where(Application.state == ApplicationState.OFFERED).order_by(Application.submitted_at))
        for number, one in enumerate(offered.all()):
            found = application_at_hand(one)
            answer = offering.decline if number < declining else offering.accept
            answer(found, by=camp.person(found.person_id))


def begin(camp, people):
    """All are told of the sessions and welcomed, stand in teams, and are enrolled in the courses of the programme."""
    with at(morning(-20)):
        assert len(people_waiting()) == SEATS + STAFF
        with transaction():  # of one; the others are told alike
            assert tell_of_sessions(camp.person(people[0]), waiting_for(people[0])) == 25
        assert len(people_waiting()) == SEATS + STAFF - 1
    letters = db.session.scalars(select(Letter).where(Letter.key.startswith("session-invitation"), Letter.person_id == people[0])).all()
    assert len(letters) == 25
    shown, attached = as_message(letters[0], "campus@city.test").iter_parts()
    assert [part.get_content_type() for part in shown.iter_parts()][-1] == "text/calendar"
    assert attached.get_filename() == "invitation.ics"
    db.session.rollback()
    with at(morning(0)), transaction():
        split = teams.balance(camp.found, 4, "seed", by=camp.person(camp.trainer))
        assert len(split) == 6
        announcing.announce(camp.found, "Welcome", "Bring **one question**.", by=camp.person(camp.trainer))
    assert count(Letter, Letter.key.startswith("cohort-announcement:")) == SEATS
    assert count(Enrolment) == SEATS * len(COURSES)
    db.session.rollback()


def meet_and_rate(camp, people, absent, quiet):
    """Every session takes place; in two of them one person is rated "needs attention"."""
    held = db.session.execute(select(Session.id, Session.key, Session.ends_at).order_by(Session.begins_at)).all()
    db.session.rollback()
    for number, (session_id, key, ends_at) in enumerate(held):
        with at(ends_at), transaction():
            here = {one: Presence.PRESENT for one in people if one != absent or number < 3}
            noting.note(session_id, here, by=camp.person(camp.trainer))
        with at(ends_at + timedelta(hours=1)), transaction():
            noting.close(session_id, by=camp.person(camp.trainer))
            if number in (2, 3):
                dimension = camp.found.plan.dimensions[0].key
                given = {one: {dimension: Rating.NEEDS_ATTENTION if one == quiet else Rating.ENGAGED} for one in people}
                rating.rate(camp.found, f"session:{key}", given, by=camp.person(camp.trainer))


def talk(camp, people):
    """A question, an answer that names somebody, and the digest on the Monday after."""
    with at(morning(9)), transaction():
        topic_id = posting.open_topic(camp.found, "Short specifications", "Who has one?", by=camp.person(people[0])).id
    with at(morning(10)), transaction():
        posting.post(topic_at_hand(SLUG, topic_id), "@Sam Second has one.", by=camp.person(people[1]))
    with at(morning(14, 5)):
        assert send_digests() == SEATS + STAFF
        assert send_digests() == 0
    assert count(Notice, Notice.kind == "forum-mention") == 1
    db.session.rollback()


def learn(camp, people, absent):
    """Everybody but the absent one does all steps of the courses."""
    for slug in COURSES:
        with at(morning(20)), transaction():
            course = db.session.scalars(select(Course).where(Course.slug == slug)).one()
            for enrolment in db.session.scalars(select(Enrolment).where(Enrolment.course_id == course.id)).all():
                if enrolment.person_id != absent:
                    for step in steps_of(enrolment.version_id):
                        complete_step(enrolment, step.key, HowDone.READ, by=camp.person(enrolment.person_id))


def work(camp, people, absent):
    """Every task in its turn: handed in before its date, marked by its rubric; a phase opens when the one before is passed."""
    rows = [(one.key, one.opens_at, one.due_at, one.kind) for one in tasks_of(camp.found.cohort.id)]
    db.session.rollback()
    for key, opens_at, due_at, _kind in sorted(rows, key=lambda row: (row[3] is TaskKind.PHASE, row[2])):
        moment = max(opens_at, due_at - timedelta(hours=6))
        done = set()
        for person_id in people:
            if person_id != absent:
                _hand_in_and_mark(camp, key, person_id, moment, done)
        if key == "after":
            _try_again(camp, people[0], due_at)


def _try_again(camp, person_id, due_at):
    """Whoever failed gets a talk and three more days, and passes at the second try."""
    with at(due_at - timedelta(hours=3)), transaction():
        check_in = db.session.scalars(select(CheckIn).where(CheckIn.person_id == person_id)).one()
        assert check_in.cause is CheckInCause.FAILED_TRY
        check_ins.close(check_in, "We went through the answers.", by=camp.person(camp.trainer))
        asked_id = extensions.ask(task_at_hand(SLUG, "after"), "I was ill.", by=camp.person(person_id)).id
    with at(due_at - timedelta(hours=2)), transaction():
        until = due_at.date() + timedelta(days=3)
        extensions.decide(extension_at_hand(SLUG, "after", asked_id), until, "", by=camp.person(camp.trainer))
    _hand_in_and_mark(camp, "after", person_id, due_at + timedelta(days=2), set(), failing=())
    tries = db.session.scalars(select(HandIn).where(HandIn.person_id == person_id, HandIn.task.has(Task.key == "after")).order_by(HandIn.number))
    assert [(one.number, one.late) for one in tries] == [(1, False), (2, False)]
    db.session.rollback()


def read_each_other(camp, people, absent):
    """Two assignments are read by two peers each: drawn when they are due, given by rubric, and read by whose work it is without a name."""
    with at(morning(110)):
        assert open_peer_rounds() == 2 * (SEATS - 1)
        assert open_peer_rounds() == 0
        reviews = db.session.execute(select(PeerReview.id, PeerReview.reviewer_id)).all()
        db.session.rollback()
        assert len(reviews) == 2 * 2 * (SEATS - 1)
        assert {reviewer for _one, reviewer in reviews} == set(people) - {absent}
        for review_id, reviewer_id in reviews[:6]:
            with transaction():
                found = review_at_hand(SLUG, review_id)
                assert reviewer_id not in found.owner_ids
                points = {one.key: str(one.most) for one in rubric_of(found.review.rubric).criteria}
                peers.give(found, points, "Clear and short.", by=camp.person(reviewer_id))
    assert count(PeerReview, PeerReview.given_at.is_not(None)) == 6
    assert count(Notice, Notice.kind == "peers-gave") >= 1
    db.session.rollback()


def _hand_in_and_mark(camp, key, person_id, moment, done, failing=("after",)):
    with at(moment), transaction():
        found, by = task_at_hand(SLUG, key), camp.person(person_id)
        owner = owner_in(found, person_id)
        assert owner is not None
        if owner.key in done:
            return
        done.add(owner.key)
        handing_in.save_draft(found, Typed("What we saw, and what we change.", "https://example.org/work", 0), by=by)
        if "text" not in found.task.takes and "file" in found.task.takes:
            handing_in.add_files(found, [("work.csv", b"a,b\n1,2\n")], by=by)
        hand_in_id = handing_in.hand_in(found, uuid5(person_id, f"{key} {moment}").hex, by=by).id
    with at(moment + timedelta(hours=1)), transaction():
        waiting = hand_in_at_hand(SLUG, key, hand_in_id)
        best = person_id != camp.weak or key not in failing
        points = {one.key: str(one.most if best else 0) for one in rubric_of(waiting.task.rubric).criteria}
        marking.mark(waiting, Marking(points, "Clear.", 0, waiting.task.rubric["revision"], {}), by=camp.person(camp.trainer))


def look_after(camp, absent, quiet):
    """The silent one has a check-in, which is done; the absent one is at risk, with the reasons."""
    with at(morning(181)):
        check_in = db.session.scalars(select(CheckIn).where(CheckIn.closed_at.is_(None))).one()
        assert check_in.person_id == quiet
        db.session.rollback()
        with transaction():
            check_ins.close(db.session.get_one(CheckIn, check_in.id), "We talked.", by=camp.person(camp.trainer))
        at_risk = [one for one in care.watched(camp.found) if one.risks]
        assert [one.record.person.id for one in at_risk] == [absent]
        assert {one.kind for one in at_risk[0].risks} >= {"absent_in_a_row", "attendance", "missing", "courses"}
        db.session.rollback()


def graduate(camp, people, absent):
    """It ends; all who meet the rule graduate in one go; for the other one, two people decide against the rule, and HR says no."""
    with at(morning(184)):
        calls.move_cohorts()
        assert db.session.scalars(select(Cohort.state)).one() is CohortState.ENDED
        db.session.rollback()
        with transaction():
            runs.go_on(runs.begin(camp.found, by=camp.person(camp.trainer)).id)
        graduate_on()
        run = db.session.scalars(select(GraduationRun)).one()
        assert (run.total, run.done, run.failed) == (SEATS - 1, SEATS - 1, 0)
        place_id = db.session.scalars(select(Place.id).where(Place.person_id == absent)).one()
        db.session.rollback()
        with transaction():
            one = ending.candidate_at_hand(SLUG, place_id)
            graduating.propose(one.found, one.candidate, Outcome.GRADUATED, "A long illness.", by=camp.person(camp.trainer))
        with transaction():
            graduating.reject(ending.candidate_at_hand(SLUG, place_id), "A new place in spring is better.", by=camp.person(camp.hr))
        with transaction():
            one = ending.candidate_at_hand(SLUG, place_id)
            graduating.decide(one.found, one.candidate, Outcome.NOT_GRADUATED, by=camp.person(camp.trainer))
    papers = db.session.scalars(select(Certificate).where(Certificate.place_ref.is_not(None)).order_by(Certificate.number)).all()
    assert [int(paper.number[-6:]) for paper in papers] == list(range(1, SEATS))
    assert {(paper.course_title, paper.learning_points, len(paper.outcomes)) for paper in papers} == {("Buying digital services", 70, 5)}
    assert {paper.person_id for paper in papers} == set(people) - {absent}
    assert count(Evidence, Evidence.source_id.in_([paper.id for paper in papers])) == sum(len(paper.competences) for paper in papers) > SEATS
    db.session.rollback()


def look_back(camp, people, absent):
    """The report; then officers and managers are asked at 30, 60 and 90 days, and only what was shown is a result."""
    with at(morning(190)):
        figures = reporting.report(camp.found)
        assert (figures.total.applied, figures.total.placed, figures.total.graduated) == (APPLY, SEATS, SEATS - 1)
        assert len(figures.departments) == 7
        assert all(line.placed is None for line in figures.departments)  # none has ten people
        db.session.rollback()
    ends = db.session.scalars(select(Cohort.ends_on)).one()
    db.session.rollback()
    for day in (30, 60, 90):
        with at(datetime.combine(ends + timedelta(days=day), time(8), UTC)):
            assert (follow_up(), follow_up()) == (2 * (SEATS - 1), 0)
            _answer_questions(camp)
        with at(datetime.combine(ends + timedelta(days=day + 7), time(8), UTC)):
            assert follow_up() == SEATS - 1  # the managers, who have not answered, once
    assert count(FollowUp, FollowUp.person_id == absent) == 0
    assert count(FollowUp, FollowUp.role == Asked.MANAGER, FollowUp.person_id == camp.boss) == 3 * (SEATS - 1)
    with at(datetime.combine(ends + timedelta(days=90 + 52), time(8), UTC)):
        shown = [one for one in answers.results(camp.found, today()) if one.question.needs_evidence and one.role is Asked.OFFICER]
    assert {one.days for one in shown} == {30, 60, 90}
    for one in shown:
        assert (one.figures.asked, str(one.figures.with_evidence), str(one.figures.without_evidence)) == (SEATS - 1, "90% or more", "10% or less")
    db.session.rollback()


def _answer_questions(camp):
    """Everybody answers yes; all but one officer say what shows it."""
    ids = db.session.scalars(select(FollowUp.id).where(FollowUp.answered_at.is_(None), FollowUp.role == Asked.OFFICER).order_by(FollowUp.id)).all()
    db.session.rollback()
    for place, one in enumerate(ids):
        with transaction():
            ask = follow_ups.ask_at_hand(one)
            value = {"yes_no": "yes", "scale": "4"}
            evidence = "The last specification has four pages." if place else ""
            given = {question.key: Given(value.get(question.kind, "It did."), evidence) for question in ask.questions}
            following_up.answer(ask, given, by=camp.person(ask.person_id))
