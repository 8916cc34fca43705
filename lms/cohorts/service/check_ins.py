"""Open and close the talks that trainers owe participants."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import ColumnElement, select

from lms.audit.service import record as note
from lms.city.queries import holidays
from lms.cohorts.events import CohortMoved, PlaceGivenUp
from lms.cohorts.models.care import CheckIn, CheckInCause, CheckInOutcome
from lms.cohorts.models.cohorts import CohortState
from lms.cohorts.participation import WORKING_DAYS
from lms.cohorts.queries.cohorts import CohortAtHand
from lms.cohorts.queries.records import Record
from lms.cohorts.queries.tasks import HandInAtHand
from lms.kit.clock import now, today
from lms.kit.db import db, hold, one_at_a_time
from lms.kit.errors import DomainError
from lms.kit.i18n import gettext as _
from lms.kit.working_days import working_days_after
from lms.notices.service import tell
from lms.people.models import Person


class CheckInOpen(DomainError):
    """One is open already."""


class CheckInClosed(DomainError):
    """It was closed before."""


class NoteNeeded(DomainError):
    """Such a deed says something."""

    status = 422


def open_by_rule(found: CohortAtHand, person: Person, cause: CheckInCause, ratings: list[list[str]]) -> CheckIn:
    """Open a check-in because ratings ask for it, and tell the trainers once."""
    return _open(found, person, cause=cause, ratings=ratings)


def open_by_hand(found: CohortAtHand, record: Record, reason: str, *, by: Person) -> CheckIn:
    """Open a check-in for a reason of the trainer's own.

    :raises NoteNeeded: there is no reason.
    :raises CheckInOpen: one is open already.
    """
    if not reason.strip():
        raise NoteNeeded(_("Say in a sentence what the talk is about."))
    one_at_a_time(f"participation:{found.cohort.id}")
    if record.open_check_in is not None:
        raise CheckInOpen(_("A check-in with %(name)s is open already. Use that one.", name=record.person.name))
    return _open(found, record.person, cause=CheckInCause.BY_HAND, ratings=[], reason=reason.strip(), by=by)


def look_after_try(at_hand: HandInAtHand, *, passed: bool) -> None:
    """Where the plan asks for a talk after a failed first try: open a check-in, once for each of the authors, and tell them, trainers and mentors.

    When the try is marked again and passes, the check-in is not needed any more. Somebody with an open check-in keeps that one.
    """
    found, task = at_hand.found, at_hand.task
    asked = any(one.key == task.key and one.talk_after_failure for one in found.plan.assignments)
    if not asked or at_hand.hand_in.number != 1:
        return
    one_at_a_time(f"participation:{found.cohort.id}")
    for person in at_hand.owners:
        held = db.session.scalars(select(CheckIn).where(CheckIn.cohort_id == found.cohort.id, CheckIn.person_id == person.id)).all()
        same = [one for one in held if one.cause is CheckInCause.FAILED_TRY and one.reason == task.title]
        if passed:
            for one in same:
                if one.closed_at is None:
                    close_unneeded(one)
        elif not any(one.closed_at is None or one in same for one in held):
            opened = _open(found, person, cause=CheckInCause.FAILED_TRY, ratings=[], reason=task.title, told=found.staff_ids)
            tell(person.id, "check-in-offered", about=str(opened.id), href=f"/cohorts/{found.cohort.slug}/tasks/{task.key}", task=task.title)


def _open(
    found: CohortAtHand,
    person: Person,
    *,
    cause: CheckInCause,
    ratings: list[list[str]],
    reason: str = "",
    by: Person | None = None,
    told: Collection[UUID] | None = None,
) -> CheckIn:
    check_in = CheckIn(
        cohort_id=found.cohort.id,
        person_id=person.id,
        cause=cause,
        ratings=ratings,
        reason=reason,
        opened_by_id=by.id if by else None,
        opened_at=now(),
        due_on=working_days_after(today(), WORKING_DAYS, holidays()),
    )
    db.session.add(check_in)
    db.session.flush()
    note("check-in-opened", "check-in", check_in.id, by=by.id if by else None, cause=cause.value)
    href = f"/cohorts/{found.cohort.slug}/check-ins/{check_in.id}"
    for staff_id in found.trainer_ids if told is None else told:
        if by is None or staff_id != by.id:
            tell(staff_id, "check-in-due", about=str(check_in.id), href=href, person=person.name, camp=found.cohort.name)
    return check_in


def close(check_in: CheckIn, agreed: str, *, by: Person) -> None:
    """Note that the talk took place, and what was agreed; the staff of the cohort alone read it.

    :raises NoteNeeded: nothing was written.
    :raises CheckInClosed: it was closed before.
    """
    if not agreed.strip():
        raise NoteNeeded(_("Write in a sentence what was agreed. Only the staff of this boot camp will read it."))
    one_at_a_time(f"participation:{check_in.cohort_id}")
    check_in = hold(check_in)
    if check_in.closed_at is not None:
        raise CheckInClosed(_("This check-in was closed already. Load the page again to read the note."))
    check_in.closed_at, check_in.closed_by_id, check_in.outcome, check_in.note = now(), by.id, CheckInOutcome.DONE, agreed.strip()
    db.session.flush()
    note("check-in-closed", "check-in", check_in.id, by=by.id)


def give_up(fact: PlaceGivenUp) -> None:
    """Nobody owes a talk to whoever gave up the place."""
    _end(CheckIn.cohort_id == fact.cohort_id, CheckIn.person_id == fact.person_id)


def call_off(fact: CohortMoved) -> None:
    """Nor to anybody, once the boot camp was called off."""
    if fact.after == CohortState.CANCELLED:
        _end(CheckIn.cohort_id == fact.cohort_id)


def _end(*which: ColumnElement[bool]) -> None:
    for check_in in db.session.scalars(select(CheckIn).where(CheckIn.closed_at.is_(None), *which).order_by(CheckIn.id)).all():
        close_unneeded(check_in)


def close_unneeded(check_in: CheckIn) -> None:
    """Close a check-in whose ratings, or whose marking, were corrected, or whose person or boot camp is gone."""
    check_in.closed_at, check_in.outcome = now(), CheckInOutcome.NOT_NEEDED
    db.session.flush()
    note("check-in-not-needed", "check-in", check_in.id, by=None)
