"""Two years pass in the demo city: officers enrol, read, sit quizzes, earn certificates, and some are half-way."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from fnmatch import fnmatch
from random import Random
from uuid import UUID

from sqlalchemy import select

from lms.assessment.marking.responses import form_values
from lms.assessment.queries.sittings import held_sitting
from lms.assessment.service import answering, handing_in, starting
from lms.catalogue.course_files.folders import read_folder
from lms.catalogue.models import Course, CourseVersion, Step, StepKind
from lms.catalogue.service import drafting, reviewing
from lms.demo.answers import mistaken, right
from lms.demo.citizens import SEED
from lms.demo.founding import WRITTEN_BY, person, version
from lms.kit.clock import at, now
from lms.kit.db import db, transaction
from lms.kit.paths import bundled
from lms.learning.models import Enrolment, HowDone
from lms.learning.service import enrolling, steps
from lms.notices import service as notices
from lms.people.models import Person

UNREAD = timedelta(days=3)
"""How much of the news lies new in everybody's inbox."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How far one officer goes with one course, and how well."""

    email: str
    slug: str
    began: datetime
    share: float
    """Part of the steps that they do; 1 is all."""
    skill: float
    """Probability of a right answer."""


def _plans(learners: int) -> list[Plan]:
    chance = Random(SEED)  # noqa: S311
    emails = db.session.scalars(select(Person.email).order_by(Person.staff_number)).all()
    db.session.rollback()
    today = now()
    plans = [
        Plan("lena.fischer@exampleville.example", "digital-foundations", today - timedelta(days=90), 1.0, 1.0),
        Plan("lena.fischer@exampleville.example", "open-data", today - timedelta(days=12), 0.55, 1.0),
        Plan("paul.dubois@exampleville.example", "digital-foundations", today - timedelta(days=200), 1.0, 1.0),
    ]
    for email in chance.sample(list(emails[8:]), min(learners, len(emails) - 8)):
        for slug in chance.sample(list(WRITTEN_BY), chance.choice((1, 1, 2, 3))):
            share = chance.choice((1.0, 1.0, 1.0, 0.2, 0.5, 0.75))
            began = today - timedelta(days=chance.randint(15, 740), minutes=chance.randint(0, 480))
            plans.append(Plan(email, slug, began, share, chance.choice((0.65, 0.85, 0.95))))
    return sorted(plans, key=lambda plan: plan.began)


def live(learners: int) -> Counter[str]:
    """Let the plans come true by the house's own services; return how much of what happened."""
    counts: Counter[str] = Counter()
    for plan in _plans(learners):
        counts.update(_learn(plan))
    return counts


def read_news() -> None:
    """Everybody has read what they were told, but for the last days."""
    with transaction():
        for one in db.session.scalars(select(Person)).all():
            notices.read_all(by=one, until=now() - UNREAD)


def _learn(plan: Plan) -> Counter[str]:
    chance = Random(f"{SEED}{plan.email}{plan.slug}")  # noqa: S311
    moment = plan.began
    with at(moment), transaction():
        who = person(plan.email)
        course = db.session.scalars(select(Course).where(Course.slug == plan.slug)).one()
        enrolment_id = enrolling.enrol(who, course, by=who).id
    todo = _steps(enrolment_id)
    counts = Counter(enrolments=1)
    for step in todo[: max(1, round(len(todo) * plan.share))]:
        moment += timedelta(minutes=chance.randint(8, 35), hours=chance.choice((0, 0, 0, 20, 44)))
        moment = _in_office_hours(moment)
        if moment > now():
            break
        with at(moment):
            if step.kind is StepKind.LESSON:
                _read(plan.email, enrolment_id, step.key)
                counts["lessons read"] += 1
            else:
                counts["attempts"] += 1
                if not _sit(plan, enrolment_id, step.key, chance):
                    break  # what comes next is closed until it is passed
    counts["completions"] += _completed(enrolment_id)
    return counts


def _in_office_hours(moment: datetime) -> datetime:
    """The same moment, or nine o'clock of the next morning when the town hall is closed."""
    if 8 <= moment.hour < 17:
        return moment
    morning = moment if moment.hour < 8 else moment + timedelta(days=1)
    return morning.replace(hour=8, minute=moment.minute % 45)


def _completed(enrolment_id: UUID) -> bool:
    completed = db.session.get_one(Enrolment, enrolment_id).completed_at is not None
    db.session.rollback()
    return completed


def _sit(plan: Plan, enrolment_id: UUID, quiz_key: str, chance: Random) -> bool:
    """Sit the quiz once; return whether it was passed."""
    with transaction():
        who = person(plan.email)
        attempt_id = starting.start(db.session.get_one(Enrolment, enrolment_id), quiz_key, by=who).id
    with transaction():
        sitting, who = held_sitting(attempt_id), person(plan.email)
        for item, order in sitting.items:
            response = right(item) if chance.random() < plan.skill else mistaken(item, chance)
            answering.save_answer(sitting, item.key, answering.Given(form_values(item, response, order), 0), by=who)
    with transaction():
        return bool(handing_in.hand_in(attempt_id, by=person(plan.email)).passed)


def _steps(enrolment_id: UUID) -> list[Step]:
    found = db.session.scalars(
        select(Step)
        .join(CourseVersion, CourseVersion.id == Step.version_id)
        .join(Enrolment, Enrolment.version_id == CourseVersion.id)
        .where(Enrolment.id == enrolment_id, ~Step.optional)
        .order_by(Step.position)
    ).all()
    db.session.expunge_all()
    db.session.rollback()
    return list(found)


def _read(email: str, enrolment_id: UUID, key: str) -> None:
    with transaction():
        steps.complete_step(db.session.get_one(Enrolment, enrolment_id), key, HowDone.READ, by=person(email))


def leave_work(days: int = 3) -> None:
    """What waits for somebody today: a new version in review, a draft, and an essay to mark."""
    with at(now() - timedelta(days=days)):
        improve("open-data", "01-why-open-data.md", "maria.kowalska@exampleville.example", submit=True)
        improve("city-test-beds", "01-*.md", "tomas.novak@exampleville.example", submit=False)
        _write_essay("lena.fischer@exampleville.example", "open-data")


def improve(slug: str, pattern: str, author: str, *, submit: bool) -> None:
    """Write a new version of a course with an exercise added to its first lesson."""
    files = dict(read_folder(bundled("courses") / slug))
    name = next(name for name in sorted(files) if fnmatch(name, pattern))
    files[name] += b"\n## Try it at your desk\n\nTake ten minutes, choose one example from your own work, and tell a colleague about it.\n"
    with transaction():
        version_id = drafting.load_folder(files, slug, by=person(author)).version.id
    if submit:
        with transaction():
            reviewing.submit(version(version_id), by=person(author))


def _write_essay(email: str, slug: str) -> None:
    enrolment_id, quiz_key = db.session.execute(
        select(Enrolment.id, Step.key)
        .join(Course, Course.id == Enrolment.course_id)
        .join(Person, Person.id == Enrolment.person_id)
        .join(Step, Step.version_id == Enrolment.version_id)
        .where(Person.email == email, Course.slug == slug, Step.kind == StepKind.QUIZ, Step.optional, Enrolment.completed_at.is_(None))
    ).first() or (None, None)
    db.session.rollback()
    if enrolment_id and quiz_key:
        _sit(Plan(email, slug, now(), 1.0, 1.0), enrolment_id, quiz_key, Random(SEED))  # noqa: S311
