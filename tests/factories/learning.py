"""Courses to learn, and people who learn them: only what matters is said."""

from collections.abc import Sequence
from hashlib import sha256
from itertools import count
from typing import Any
from uuid import UUID

from sqlalchemy import select

from lms.catalogue.models import Course, CourseVersion, Step, StepKind, VersionState
from lms.kit.clock import now
from lms.kit.db import db, transaction
from lms.learning.models import Enrolment, HowDone
from lms.learning.queries.stages import steps_of
from lms.learning.service import duties, enrolling, steps
from lms.people.models import Department, Person, Post

_numbers = count(1)

THREE = ("01-why", "02-how", "03-when")


def make_step(key: str, text: str = "", **facts: Any) -> Step:
    """A step as a publication makes it; a key that ends in ``quiz`` is a quiz. ``text`` is its source."""
    kind = StepKind.QUIZ if key.endswith("quiz") else StepKind.LESSON
    source = text or f"The lesson {key}."
    html = f"<p>{source}</p>" if kind is StepKind.LESSON else ""
    given = {"title": key[3:].replace("-", " ").capitalize(), "minutes": 5, "html": html}
    return Step(key=key, kind=kind, content_hash=sha256(source.encode()).hexdigest(), **{**given, **facts})


def open_course(slug: str = "", *, steps: Sequence[str | Step] = THREE, **facts: Any) -> Course:
    """A published course with ``steps`` (keys, or rows made by ``make_step``); ``facts`` are of its version."""
    course = Course(slug=slug or f"course-{next(_numbers)}")
    db.session.add(course)
    db.session.flush()
    publish_version(course, steps=steps, **facts)
    return course


def publish_version(
    course: Course, *, steps: Sequence[str | Step] = THREE, state: VersionState = VersionState.PUBLISHED, **facts: Any
) -> CourseVersion:
    """The next version of ``course``; the one before is superseded."""
    before = db.session.scalars(select(CourseVersion).where(CourseVersion.course_id == course.id)).all()
    if state is VersionState.PUBLISHED:
        for version in before:
            version.state = VersionState.SUPERSEDED
        db.session.flush()
    title = course.slug.replace("-", " ").capitalize()
    given: dict[str, Any] = {"title": title, "published_at": now(), "effort_minutes": 60, "level": 3, "topic": "data"}
    version = CourseVersion(course_id=course.id, number=len(before) + 1, state=state, **{**given, **facts})
    for position, step in enumerate(steps, start=1):
        row = make_step(step) if isinstance(step, str) else step
        row.position = position
        version.steps.append(row)
    db.session.add(version)
    db.session.commit()
    return version


def enrolled(person: Person, course: Course, *, done: Sequence[str] = ()) -> Enrolment:
    """``person`` on ``course``, with those steps done, as the service does it."""
    with transaction():
        enrolment = enrolling.enrol(db.session.get_one(Person, person.id), db.session.get_one(Course, course.id), by=person)
        enrolment_id = enrolment.id
    finish(person, db.session.get_one(Enrolment, enrolment_id), *done)
    return db.session.get_one(Enrolment, enrolment_id)


def finish(person: Person, enrolment: Enrolment, *keys: str) -> None:
    """Do those steps: lessons are read, quizzes are passed."""
    for key in keys:
        how = HowDone.QUIZ_PASSED if key.endswith("quiz") else HowDone.READ
        with transaction():
            steps.complete_step(db.session.get_one(Enrolment, enrolment.id), key, how, by=person)


def completed(person: Person, course: Course) -> Enrolment:
    """``person`` with everything of ``course`` done."""
    enrolment = enrolled(person, course)
    finish(person, enrolment, *(step.key for step in steps_of(enrolment.version_id)))
    return enrolment


def set_duty(course: Course, by: Person, post: Post | None = None, department: Department | None = None, **facts: Any) -> UUID:
    """Make ``course`` a duty of those of ``post``, in ``department``; within 60 days, renewed, by law."""
    with transaction():
        given = {"within_days": 60, "renewed": True, "reason": "By law", **facts}
        return duties.set_duty(course, post, department, by=db.session.get_one(Person, by.id), **given).id
