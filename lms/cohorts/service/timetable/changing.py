"""Sessions that trainers add, change and cancel by hand."""

from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID, uuid4

from lms.audit.service import record
from lms.cohorts import hours
from lms.cohorts.events import CohortMoved
from lms.cohorts.models.cohorts import Cohort, CohortState
from lms.cohorts.models.timetable import Session
from lms.cohorts.queries import timetable as queries
from lms.cohorts.queries.attendance import somebody_came
from lms.cohorts.service.timetable.laying_out import note_on, refuse_the_past, revise
from lms.cohorts.service.timetable.refusals import CohortOver, EndsTooEarly, NoWhere, ReasonNeeded, SessionCancelled, SessionHeld, SessionOver
from lms.kit.clock import now
from lms.kit.db import db
from lms.kit.i18n import gettext as _
from lms.kit.i18n import offered, speaking
from lms.people.models import Person

MUST_BE_TOLD = ("title", "begins_at", "ends_at", "place", "link", "mandatory")
"""A change of one of these raises the session's sequence, and a letter follows."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a trainer wants of a session; the hours are those of the cohort's clock."""

    title: str
    day: date
    begins: time
    ends: time
    place: str
    link: str
    mandatory: bool
    summary: str


@dataclass(frozen=True, slots=True)
class Settled:
    """The session as it now stands."""

    session: Session
    notes: tuple[str, ...]
    """A sentence for each hour that the clock skips or shows twice."""
    told: bool
    """Whether participants are told of it."""


def add(cohort: Cohort, wanted: Wanted, *, by: Person) -> Settled:
    """Add a session to the timetable.

    :raises CohortOver: when the boot camp has ended or was cancelled.
    :raises InThePast: when it would begin in the past.
    """
    if cohort.state in (CohortState.ENDED, CohortState.CANCELLED):
        raise CohortOver(_("%(name)s is over, so it gets no more sessions.", name=cohort.name))
    begins_at, ends_at, notes = _instants(cohort, wanted)
    refuse_the_past(begins_at, wanted.title)
    session = Session(
        cohort_id=cohort.id,
        key=f"by-hand-{uuid4().hex[:12]}",
        title=wanted.title,
        summary=wanted.summary,
        begins_at=begins_at,
        ends_at=ends_at,
        place=wanted.place,
        link=wanted.link,
        mandatory=wanted.mandatory,
    )
    db.session.add(session)
    db.session.flush()
    record("added", "session", session.id, by=by.id, cohort=str(cohort.id), begins_at=begins_at.isoformat())
    return Settled(session, notes, told=True)


def change(session: Session, cohort: Cohort, wanted: Wanted, *, by: Person) -> Settled:
    """Change a session that has not ended. Participants are told of what they must know, once.

    :raises SessionCancelled: when it was cancelled.
    :raises SessionOver: when it has ended.
    :raises InThePast: when it would be moved into the past.
    :raises SessionHeld: when it would be moved, and attendance was closed or somebody came.
    """
    _refuse_what_is_done(session)
    begins_at, ends_at, notes = _instants(cohort, wanted)
    if begins_at != session.begins_at:
        refuse_the_past(begins_at, wanted.title)
        _refuse_held(session)
    before = [getattr(session, name) for name in MUST_BE_TOLD]
    session.title, session.summary, session.mandatory = wanted.title, wanted.summary, wanted.mandatory
    session.place, session.link = wanted.place, wanted.link
    session.begins_at, session.ends_at = begins_at, ends_at
    changed = [name for name, old in zip(MUST_BE_TOLD, before, strict=True) if getattr(session, name) != old]
    if changed:
        revise(session)
        record("changed", "session", session.id, by=by.id, changed=changed, sequence=session.sequence, begins_at=begins_at.isoformat())
    db.session.flush()
    return Settled(session, notes, told=bool(changed))


def cancel(session: Session, why: str, *, by: Person) -> None:
    """Cancel a session that has not ended; participants are told once, with the reason.

    :raises SessionCancelled: when it was cancelled before.
    :raises SessionOver: when it has ended.
    """
    _refuse_what_is_done(session)
    if not why.strip():
        raise ReasonNeeded(_("Write why it is cancelled: participants read it."))
    _cancel(session, why.strip())
    record("cancelled", "session", session.id, by=by.id, sequence=session.sequence)


def call_off(fact: CohortMoved) -> None:
    """Cancel what is still to come of a boot camp that was cancelled."""
    if fact.after != CohortState.CANCELLED:
        return
    for session in queries.coming(fact.cohort_id):
        with speaking(offered(_language_of(fact.cohort_id))):
            _cancel(session, _("The boot camp was cancelled."))
    db.session.flush()


def _language_of(cohort_id: UUID) -> str:
    return db.session.get_one(Cohort, cohort_id).language


def _cancel(session: Session, why: str) -> None:
    session.cancelled_at, session.cancelled_why = now(), why
    revise(session)


def _refuse_what_is_done(session: Session) -> None:
    if session.cancelled_at is not None:
        raise SessionCancelled(_("“%(title)s” was cancelled, and its participants were told. Add a new session instead.", title=session.title))
    if session.ends_at <= now():
        raise SessionOver(_("“%(title)s” is over, so it stays as it was.", title=session.title))


def _refuse_held(session: Session) -> None:
    if session.closed_at is not None or somebody_came(session.id):
        raise SessionHeld(_("People are noted at “%(title)s” already, so its time stays. Add a new session instead.", title=session.title))


def _instants(cohort: Cohort, wanted: Wanted) -> tuple[datetime, datetime, tuple[str, ...]]:
    if not (wanted.place or wanted.link):
        raise NoWhere(_("Say where it takes place: write a place, a link, or both."))
    begins, ends = (hours.placed(wanted.day, hour, cohort.time_zone) for hour in (wanted.begins, wanted.ends))
    if wanted.ends <= wanted.begins or ends.at <= begins.at:
        raise EndsTooEarly(_("The session must end after it begins, on the same day."))
    pairs = ((begins, wanted.begins), (ends, wanted.ends))
    notes = (note_on(placed, wanted.day, hour, cohort.time_zone) for placed, hour in pairs)
    return begins.at, ends.at, tuple(filter(None, notes))
