"""Care and ending of boot camps in the demo city: ratings, a check-in, talk in the forum, announcements; graduation, certificates, follow-up.

Works on any cohort that has places. Everything is done by the house's own services, each on its day.
"""

from collections import Counter
from contextlib import suppress
from datetime import UTC, datetime, time, timedelta
from random import Random
from uuid import UUID

from sqlalchemy import func, select

from lms.catalogue.models import Course, StepKind
from lms.cohorts.jobs.ending import follow_up, graduate_on
from lms.cohorts.models.care import CheckIn, Rating
from lms.cohorts.models.cohorts import Cohort, CohortState, Place, PlaceState
from lms.cohorts.models.ending import FollowUp
from lms.cohorts.models.work import CohortCourse
from lms.cohorts.programme_files.shapes import Question
from lms.cohorts.queries.cohorts import CohortAtHand, cohort_at_hand
from lms.cohorts.queries.follow_ups import ask_at_hand
from lms.cohorts.queries.forum import people_of, topic_at_hand
from lms.cohorts.queries.records import occasions
from lms.cohorts.service import announcing, check_ins, following_up, posting, rating, runs
from lms.cohorts.service.following_up import Given
from lms.demo import camp_texts
from lms.demo.citizens import SEED
from lms.kit.clock import at, now
from lms.kit.db import db, transaction
from lms.kit.errors import DomainError
from lms.learning.models import Enrolment, HowDone
from lms.learning.queries.stages import steps_of
from lms.learning.service import enrolling
from lms.learning.service.steps import complete_step, pass_quiz
from lms.people.models import Person

ENGAGED, PROGRESSING, LOW = Rating.ENGAGED, Rating.PROGRESSING, Rating.NEEDS_ATTENTION
RATED_SESSIONS = 3

WELCOME = (
    "Welcome, and what to bring",
    "We are glad that you are here. Please bring **one question from your own work** to the first meeting; we begin with it.\n\n"
    "- the timetable stands under *Timetable*\n- your work stands under *Work*\n- whoever cannot come says so on the page of the session",
)
NEWS = (
    "Next week we meet guests",
    "Two colleagues of the procurement office come and answer what you always wanted to ask. Write your questions into the forum until Thursday.",
)
TOPICS = (
    (
        "Who has a good example of a short specification?",
        "I have to write one until Friday and all I find is forty pages long. Has anybody one that worked?",
        (
            "We bought the library's lending system with **six pages**. I can show it to you, without the prices.",
            "Six pages is a lot. Ours had three and a drawing.",
        ),
    ),
    ("Where do you eat?", "The canteen closes at one. Where do you go on the days we meet?", ("The market, and we take it to the park.",)),
)

def care_everywhere() -> Counter[str]:
    """The same for every cohort that has begun."""
    begun = select(Cohort.slug).where(Cohort.state.in_((CohortState.RUNNING, CohortState.ENDED))).order_by(Cohort.starts_on)
    slugs = db.session.scalars(begun).all()
    db.session.rollback()
    return sum((care(slug) for slug in slugs), Counter[str]())


def care(slug: str) -> Counter[str]:
    """Let trainers care for one cohort, and end it when its time is over; return how much of what happened."""
    found = _found(slug)
    people = sorted(found.participant_ids, key=lambda one: Random(f"{SEED}{one}").random())  # noqa: S311
    trainer = sorted(found.trainer_ids)[0] if found.trainer_ids else None
    if trainer is None or len(people) < 2:
        return Counter()
    begins, ended = _morning(found, 0), found.cohort.state is CohortState.ENDED
    counts = Counter[str]()
    counts["ratings"] = _rate(slug, people, trainer)
    counts["announcements"] = _announce(slug, trainer, begins)
    counts["forum posts"] = _talk(slug, people, begins + timedelta(days=3))
    _finish_courses(slug, people[: len(people) * 3 // 4])
    if ended:
        _talk_with_those_who_need_it(slug, trainer)
        counts["graduates"] = _graduate(slug, trainer)
        counts["follow-up answers"] = _follow_up(slug)
    return counts


def _found(slug: str) -> CohortAtHand:
    found = cohort_at_hand(slug)
    db.session.rollback()
    return cohort_at_hand(found.cohort.slug)


def _morning(found: CohortAtHand, day: int, *, after_end: bool = False) -> datetime:
    first = found.cohort.ends_on if after_end else found.cohort.starts_on
    return datetime.combine(first + timedelta(days=day), time(8), UTC)


def _person(person_id: UUID) -> Person:
    return db.session.get_one(Person, person_id)


def _rate(slug: str, people: list[UUID], trainer: UUID) -> int:
    """Rate the last sessions that took place: most are engaged, one falls silent twice, which asks for a check-in."""
    found, chance = _found(slug), Random(f"{SEED}{slug}")  # noqa: S311
    held = [one for one in occasions(found) if one.key.startswith("session:") and one.when < now()][-RATED_SESSIONS:]
    dimensions = [one.key for one in found.plan.dimensions]
    db.session.rollback()
    rated = 0
    for number, occasion in enumerate(held):
        given = {
            one: {dimension: chance.choices((ENGAGED, PROGRESSING), (3, 2))[0] for dimension in dimensions} for one in people
        }
        if dimensions and number >= len(held) - 2:
            given[people[1]][dimensions[0]] = LOW
        with at(min(occasion.when + timedelta(hours=4), now())), transaction():
            rated += rating.rate(cohort_at_hand(slug), occasion.key, given, by=_person(trainer))
    return rated


def _announce(slug: str, trainer: UUID, begins: datetime) -> int:
    for moment, (title, text) in ((begins - timedelta(days=3), WELCOME), (min(begins + timedelta(days=20), now()), NEWS)):
        with at(moment), transaction():
            announcing.announce(cohort_at_hand(slug), title, text, by=_person(trainer))
    return 2


def _talk(slug: str, people: list[UUID], begins: datetime) -> int:
    posts = 0
    for number, (title, text, answers) in enumerate(TOPICS):
        moment = begins + timedelta(days=number)
        with at(moment), transaction():
            topic_id = posting.open_topic(cohort_at_hand(slug), title, text, by=_person(people[number])).id
        for place, answer in enumerate(answers, start=1):
            moment += timedelta(hours=5)
            with at(moment), transaction():
                at_hand = topic_at_hand(slug, topic_id)
                named = people_of(at_hand.found).get(people[number])
                spoken = f"@{named} {answer}" if place == 1 and named else answer
                posting.post(at_hand, spoken, by=_person(people[(number + place) % len(people)]))
        posts += 1 + len(answers)
    return posts


def _talk_with_those_who_need_it(slug: str, trainer: UUID) -> None:
    waiting = db.session.scalars(
        select(CheckIn.id).join(Cohort, Cohort.id == CheckIn.cohort_id).where(Cohort.slug == slug, CheckIn.closed_at.is_(None))
    ).all()
    db.session.rollback()
    for check_in_id in waiting:
        with transaction():
            check_ins.close(
                db.session.get_one(CheckIn, check_in_id), "We talked. Too much at work; we agreed to leave one task out.", by=_person(trainer)
            )


def _finish_courses(slug: str, people: list[UUID]) -> None:
    """Let ``people`` have done the courses whose date has passed, two days before it."""
    found = _found(slug)
    mine = select(CohortCourse.course_id, CohortCourse.due_at).where(CohortCourse.cohort_id == found.cohort.id, CohortCourse.due_at < now())
    due = db.session.execute(mine).all()
    db.session.rollback()
    for person_id in people:
        for course_id, due_at in due:
            with at(due_at - timedelta(days=2)), suppress(DomainError), transaction():
                _finish(_person(person_id), db.session.get_one(Course, course_id))


def _finish(person: Person, course: Course) -> None:
    mine = select(Enrolment).where(Enrolment.person_id == person.id, Enrolment.course_id == course.id).order_by(Enrolment.cycle.desc())
    enrolment = db.session.scalars(mine).first() or enrolling.enrol(person, course, by=person)
    if enrolment.completed_at is not None:
        return
    for step in steps_of(enrolment.version_id):
        if step.kind is StepKind.QUIZ:
            pass_quiz(enrolment.id, enrolment.version_id, step.key)
        else:
            complete_step(enrolment, step.key, HowDone.READ, by=person)


def _graduate(slug: str, trainer: UUID) -> int:
    moment = _morning(_found(slug), 2, after_end=True)
    with at(moment):
        with suppress(runs.NobodyMeets), transaction():
            runs.go_on(runs.begin(cohort_at_hand(slug), by=_person(trainer)).id)
        graduate_on()
    done = select(func.count()).select_from(Place).join(Place.cohort).where(Cohort.slug == slug, Place.state == PlaceState.GRADUATED)
    graduates = db.session.scalar(done) or 0
    db.session.rollback()
    return graduates


def _follow_up(slug: str) -> int:
    """Let the days after the end come; most answer, some with an example, some without."""
    found, answered = _found(slug), 0
    days = found.plan.follow_up_days
    mornings = [_morning(found, day, after_end=True) for day in days]
    db.session.rollback()
    for morning in mornings:
        if morning > now():
            continue
        with at(morning):
            follow_up()
        with at(morning + timedelta(days=2)):
            answered += sum(_answer(one) for one in _waiting(slug))
    return answered


def _waiting(slug: str) -> list[UUID]:
    open_ones = select(FollowUp.id).join(FollowUp.place).join(Place.cohort)
    open_ones = open_ones.where(Cohort.slug == slug, FollowUp.answered_at.is_(None), FollowUp.closed_at.is_(None)).order_by(FollowUp.id)
    waiting = list(db.session.scalars(open_ones))
    db.session.rollback()
    return waiting


def _answer(ask_id: UUID) -> int:
    chance = Random(f"{SEED}{ask_id}")  # noqa: S311
    if chance.random() < 0.15:  # some never answer
        return 0
    with transaction():
        at_hand = ask_at_hand(ask_id)
        given = {one.key: _given(one, at_hand.follow_up.days, chance) for one in at_hand.questions}
        following_up.answer(at_hand, given, by=_person(at_hand.person_id))
    return 1


def _given(question: Question, days: int, chance: Random) -> Given:
    said = chance.choices(("yes", "no"), (4, 1))[0] if question.kind == "yes_no" else "text" if question.kind == "text" else "yes"
    evidence = chance.choice((*camp_texts.EVIDENCE[said], "")) if question.needs_evidence else ""
    value = {"yes_no": said, "scale": str(chance.randint(3, 5))}.get(question.kind, camp_texts.answer(question.key, days, chance.randrange(20)))
    return Given(value, evidence)
