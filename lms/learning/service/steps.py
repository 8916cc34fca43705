"""Finish steps, and with the last of them the course."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import select, update

from lms.audit.service import record
from lms.catalogue.models import CourseVersion, Step, StepKind
from lms.kit.clock import now
from lms.kit.db import db, publish
from lms.kit.errors import DomainError, NotFound
from lms.kit.i18n import gettext as _
from lms.kit.months import months_later
from lms.learning.events import CourseCompleted
from lms.learning.models import Enrolment, HowDone, StepDone
from lms.learning.progress import Done, Progress, Standing, credits, progress
from lms.learning.queries.lessons import Player
from lms.learning.queries.stages import done_by, stage_of, steps_of
from lms.people.models import Person


class StepLocked(DomainError):
    """Something else must be done first."""


class NotByReading(DomainError):
    """A quiz is done by passing it."""


class CourseLeft(DomainError):
    """The person left the course."""


def complete_step(enrolment: Enrolment, step_key: str, how: HowDone, *, by: Person) -> Progress:
    """Note that the step is done, and complete the course with the last one; the same step twice is one.

    :raises NotFound: the version has no such step.
    :raises NotByReading: a quiz cannot be read.
    :raises StepLocked: something else comes first.
    :raises CourseLeft: the person is not on the course any more.
    """
    enrolment = held(enrolment.id)
    if enrolment.left_at is not None:
        raise CourseLeft(_("You left this course. Enrol again to go on; what you did is kept."))
    steps = steps_of(enrolment.version_id)
    step = next((step for step in steps if step.key == step_key), None)
    if step is None:
        raise NotFound(_("There is no such step in this course."))
    if (step.kind is StepKind.QUIZ) is not (how is HowDone.QUIZ_PASSED):
        raise NotByReading(_("“%(step)s” is done when you pass it. Open the quiz and hand in your answers.", step=step.title))
    version = db.session.get_one(CourseVersion, enrolment.version_id)
    done = done_by([enrolment.id])[enrolment.id]
    far = progress([stage_of(each) for each in steps], done, in_sequence=version.in_sequence, read_last=enrolment.read_last)
    if far.standing[step_key] is Standing.LOCKED:
        first = next(each.title for each in steps if each.key == far.waits_for[step_key][0])
        raise StepLocked(_("“%(step)s” is not open yet. Finish “%(first)s” first.", step=step.title, first=first))
    if far.standing[step_key] is Standing.DONE:
        return far
    _add(enrolment, step.key, step.content_hash, how)
    enrolment.read_last = step.key
    db.session.flush()
    return settle(enrolment, version, steps, done | {(step.key, step.content_hash)})


def keep_place(player: Player, *, by: Person) -> bool:
    """Remember that the current step is being read, and return whether the person goes on there now.

    A step that is done or locked is no place to go on: there one only looks something up.
    """
    if not player.is_elsewhere or player.current is None:
        return player.goes_on_here
    as_shown = (Enrolment.id == player.enrolment.id) & (Enrolment.version_id == player.version.id) & (Enrolment.person_id == by.id)
    going_on = Enrolment.completed_at.is_(None) & Enrolment.left_at.is_(None)
    kept = db.session.execute(update(Enrolment).where(as_shown, going_on).values(read_last=player.current.key).returning(Enrolment.id))
    return kept.first() is not None


def begin_quiz(enrolment: Enrolment, quiz_key: str) -> None:
    """Note on an enrolment that is ``held`` that the person sits a quiz, which they go on with until it is passed."""
    enrolment.read_last = quiz_key


def wait_for_mark(enrolment_id: UUID, quiz_key: str) -> None:
    """Let a person who handed in a quiz go on with the step after it, while a trainer has not marked it yet."""
    enrolment = held(enrolment_id)
    keys = [step.key for step in steps_of(enrolment.version_id)]
    if enrolment.read_last == quiz_key and quiz_key in keys:
        enrolment.read_last = next(iter(keys[keys.index(quiz_key) + 1 :]), None)


def pass_quiz(enrolment_id: UUID, version_id: UUID, quiz_key: str) -> None:
    """Note that the quiz of that version was passed. That is a fact, so nothing is refused: who may sit it was decided at its start.

    Who moved to another version meanwhile gets the credit there if the quiz is the same.
    """
    enrolment = held(enrolment_id)
    version = db.session.get_one(CourseVersion, enrolment.version_id)
    steps = steps_of(version.id)
    sat = steps if version_id == version.id else steps_of(version_id)
    passed = [(step.key, step.content_hash) for step in sat if step.key == quiz_key and step.kind is StepKind.QUIZ]
    done = done_by([enrolment.id])[enrolment.id]
    if not passed or passed[0] in done:
        return
    key, text = passed[0]
    _add(enrolment, key, text, HowDone.QUIZ_PASSED)
    credit(enrolment, version, steps, {*done, *passed}, changed_texts_count=False)


def credit(
    enrolment: Enrolment, version: CourseVersion, steps: Sequence[Step], done: Collection[Done], *, changed_texts_count: bool
) -> None:
    """Add what the enrolment is credited with in ``version``, and complete it if that was all."""
    fresh = credits([stage_of(step) for step in steps], done, changed_texts_count=changed_texts_count)
    for key, text in fresh:
        _add(enrolment, key, text, HowDone.CREDITED)
    db.session.flush()
    settle(enrolment, version, steps, {*done, *fresh})


def held(enrolment_id: UUID) -> Enrolment:
    """The enrolment as it is now, locked until this transaction ends."""
    return db.session.scalars(
        select(Enrolment).where(Enrolment.id == enrolment_id).with_for_update().execution_options(populate_existing=True)
    ).one()


def _add(enrolment: Enrolment, key: str, text: str, how: HowDone) -> None:
    db.session.add(StepDone(enrolment_id=enrolment.id, step_key=key, content_hash=text, how=how))


def settle(enrolment: Enrolment, version: CourseVersion, steps: Sequence[Step], done: Collection[Done]) -> Progress:
    """Complete the enrolment if all is done. A completion stands for ever: it is never set again, whatever changes later."""
    far = progress([stage_of(step) for step in steps], done, in_sequence=version.in_sequence, read_last=enrolment.read_last)
    if far.complete:
        enrolment.read_last = None  # nothing is left to go on with
    if far.complete and enrolment.completed_at is None and enrolment.left_at is None:
        moment = now()
        enrolment.completed_at = moment
        if version.certificate_months:
            enrolment.expires_at = months_later(moment, version.certificate_months)
        record("completed", "enrolment", enrolment.id, by=enrolment.person_id, course=str(enrolment.course_id), version=str(version.id))
        db.session.flush()
        publish(CourseCompleted(enrolment.id, enrolment.person_id, enrolment.course_id, version.id))
    return far
