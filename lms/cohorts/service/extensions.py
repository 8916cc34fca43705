"""More time for one person: asked for, given, declined."""

from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select

from lms.audit.service import record
from lms.cohorts.deadlines import instant
from lms.cohorts.models.work import Extension, ExtensionState, Task
from lms.cohorts.queries.tasks import ExtensionAtHand, TaskAtHand
from lms.kit.clock import now
from lms.kit.db import db, one_at_a_time
from lms.kit.errors import DomainError
from lms.kit.i18n import format_moment_in
from lms.kit.i18n import gettext as _
from lms.notices.service import tell
from lms.people.models import Person


class AskedAlready(DomainError):
    """A request waits for its answer."""


class DecidedAlready(DomainError):
    """Somebody was faster."""


class NotLater(DomainError):
    """The new day gives no more time."""

    status = 422


class NotTheirs(DomainError):
    """Only trainers give time, only participants get it, and nobody gives it to themselves."""

    status = 403


def ask(at_hand: TaskAtHand, reason: str, *, by: Person) -> Extension:
    """Ask the trainers for more time; one request at a time.

    :raises AskedAlready: a request waits.
    :raises NotTheirs: ``by`` is no participant.
    """
    if by.id not in at_hand.participant_ids:
        raise NotTheirs(_("Only participants of this boot camp ask for more time."))
    one_at_a_time(f"extension:{at_hand.task.id}:{by.id}")
    waiting = select(Extension.id).filter_by(task_id=at_hand.task.id, person_id=by.id, state=ExtensionState.ASKED)
    if db.session.scalar(waiting) is not None:
        raise AskedAlready(_("You asked already. The trainers answer in your inbox."))
    made = Extension(task_id=at_hand.task.id, person_id=by.id, reason=reason.strip())
    db.session.add(made)
    db.session.flush()
    record("asked", "extension", made.id, by=by.id, task=str(at_hand.task.id))
    for trainer_id in at_hand.trainer_ids - {by.id}:
        href = f"/cohorts/{at_hand.cohort.slug}/tasks/{at_hand.task.key}/extensions"
        tell(trainer_id, "extension-asked", about=str(made.id), href=href, task=at_hand.task.title, cohort=at_hand.cohort.name)
    return made


def give(at_hand: TaskAtHand, person: Person, until: date, reason: str, *, by: Person) -> Extension:
    """Give ``person`` time until that day, at the hour at which the task is due; what they had before ends.

    :raises NotTheirs: ``person`` has no place, or is ``by``; or ``by`` is no trainer.
    :raises NotLater: that is no more than everybody has.
    """
    if person.id not in at_hand.participant_ids or by.id not in at_hand.trainer_ids or person.id == by.id:
        raise NotTheirs(_("Trainers give more time to participants of the boot camp, and nobody to themselves."))
    moment = _moment(at_hand, until)
    one_at_a_time(f"extension:{at_hand.task.id}:{person.id}")
    _end_given(at_hand.task, person.id)
    made = Extension(task_id=at_hand.task.id, person_id=person.id, reason=reason.strip(), decided_by_id=by.id, decided_at=now())
    made.state, made.until = ExtensionState.GIVEN, moment
    db.session.add(made)
    db.session.flush()
    _tell(at_hand, made, by=by)
    return made


def decide(at_hand: ExtensionAtHand, until: date | None, answer: str, *, by: Person) -> Extension:
    """Answer a request: time until that day, or none.

    :raises NotTheirs: ``by`` is no trainer, or asked themselves.
    :raises DecidedAlready: it was answered meanwhile.
    :raises NotLater: that is no more than everybody has.
    """
    extension, task = at_hand.extension, at_hand.extension.task
    one_at_a_time(f"extension:{task.id}:{extension.person_id}")
    db.session.refresh(extension, ["state"])  # nobody else decides meanwhile
    if by.id not in at_hand.trainer_ids or extension.person_id == by.id:
        raise NotTheirs(_("Trainers give more time to participants of the boot camp, and nobody to themselves."))
    if extension.state is not ExtensionState.ASKED:
        raise DecidedAlready(_("Another trainer answered this request meanwhile."))
    for_task = TaskAtHand(at_hand.found, task)
    moment = _moment(for_task, until) if until else None
    if moment:
        _end_given(task, extension.person_id)
    extension.state = ExtensionState.GIVEN if moment else ExtensionState.DECLINED
    extension.until, extension.answer, extension.decided_by_id, extension.decided_at = moment, answer.strip(), by.id, now()
    db.session.flush()
    _tell(for_task, extension, by=by)
    return extension


def end(at_hand: ExtensionAtHand, *, by: Person) -> None:
    """Take back the time that was given; the task is due for them as for everybody.

    :raises NotTheirs: ``by`` is no trainer, or it is their own time.
    :raises DecidedAlready: it is not given any more.
    """
    extension, task = at_hand.extension, at_hand.extension.task
    one_at_a_time(f"extension:{task.id}:{extension.person_id}")
    db.session.refresh(extension, ["state"])
    if by.id not in at_hand.trainer_ids or extension.person_id == by.id:
        raise NotTheirs(_("Trainers give more time to participants of the boot camp, and nobody to themselves."))
    if extension.state is not ExtensionState.GIVEN:
        raise DecidedAlready(_("This time was taken back or replaced meanwhile."))
    _end_given(task, extension.person_id)
    record("ended", "extension", extension.id, by=by.id, task=str(task.id), person=str(extension.person_id))
    href, day = f"/cohorts/{at_hand.cohort.slug}/tasks/{task.key}", format_moment_in(task.due_at, at_hand.cohort.time_zone)
    tell(extension.person_id, "extension-ended", about=str(extension.id), href=href, task=task.title, day=day)


def _end_given(task: Task, person_id: UUID) -> None:
    given = select(Extension).filter_by(task_id=task.id, person_id=person_id, state=ExtensionState.GIVEN)
    for extension in db.session.scalars(given):
        extension.state, extension.until = ExtensionState.ENDED, None
    db.session.flush()


def _moment(at_hand: TaskAtHand, until: date) -> datetime:
    zone = at_hand.cohort.time_zone
    at = at_hand.task.due_at.astimezone(ZoneInfo(zone)).time()
    moment = instant(until, 0, at, zone)
    if moment <= at_hand.task.due_at or moment <= now():
        raise NotLater(_("Choose a day after %(moment)s, and not in the past.", moment=format_moment_in(at_hand.task.due_at, zone)))
    return moment


def _tell(at_hand: TaskAtHand, extension: Extension, *, by: Person) -> None:
    given = extension.state is ExtensionState.GIVEN
    record("given" if given else "declined", "extension", extension.id, by=by.id, task=str(at_hand.task.id), person=str(extension.person_id))
    href = f"/cohorts/{at_hand.cohort.slug}/tasks/{at_hand.task.key}"
    kind = "extension-given" if given else "extension-declined"
    facts = {"task": at_hand.task.title}
    if extension.until is not None:
        facts["day"] = format_moment_in(extension.until, at_hand.cohort.time_zone)
    tell(extension.person_id, kind, about=str(extension.id), href=href, **facts)
