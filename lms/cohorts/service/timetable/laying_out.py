"""From a plan to a timetable: "day 13 at ten" becomes an instant, on this side of the change of summer time or the other."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from lms.audit.service import record
from lms.cohorts import hours
from lms.cohorts.hours import Hour, Placed
from lms.cohorts.models.cohorts import Cohort
from lms.cohorts.models.timetable import Session
from lms.cohorts.programme_files.shapes import ProgrammeSpec
from lms.cohorts.queries import timetable as queries
from lms.cohorts.service.timetable.refusals import InThePast, NothingToMove
from lms.kit.clock import now
from lms.kit.db import db, one_at_a_time
from lms.kit.i18n import format_day
from lms.kit.i18n import gettext as _
from lms.people.models import Person


@dataclass(frozen=True, slots=True)
class Laid:
    """What became of a timetable."""

    sessions: int
    """How many were made or moved."""
    notes: tuple[str, ...]
    """A sentence for each hour that the clock skips or shows twice."""


def lay_out(cohort: Cohort, plan: ProgrammeSpec, *, by: Person | None) -> Laid:
    """Make the sessions of ``plan`` that ``cohort`` does not have yet. Doing it again changes nothing, also not what trainers changed."""
    one_at_a_time(f"timetable:{cohort.id}")
    there, notes, made = queries.keys_of(cohort.id), [], 0
    for one in plan.sessions:
        if one.key in there:
            continue
        day = cohort.starts_on + timedelta(days=one.day)
        placed = hours.placed(day, one.at, cohort.time_zone)
        notes.append(note_on(placed, day, one.at, cohort.time_zone))
        made += 1
        db.session.add(
            Session(
                cohort_id=cohort.id,
                key=one.key,
                sprint_key=one.sprint,
                title=one.title,
                summary=one.summary,
                begins_at=placed.at,
                ends_at=placed.at + timedelta(minutes=one.minutes),
                place=cohort.place,
                link=cohort.link,
                mandatory=one.mandatory,
            )
        )
    db.session.flush()
    if made:
        record("laid-out", "timetable", cohort.id, by=by.id if by else None, sessions=made)
    return Laid(made, tuple(filter(None, notes)))


def shift(cohort: Cohort, days: int, *, by: Person | None) -> Laid:
    """Move every session that is still to come by ``days``, each to the same hour on the wall; participants are told once.

    :raises NothingToMove: when no session is to come, or it is no move.
    :raises InThePast: when one would begin in the past.
    """
    one_at_a_time(f"timetable:{cohort.id}")
    sessions = queries.coming(cohort.id)
    if not sessions or not days:
        raise NothingToMove(_("There is no session to move: all have begun or were cancelled.") if days else _("Write by how many days."))
    notes = []
    for session in sessions:
        shown, lasts = hours.wall(session.begins_at, cohort.time_zone), session.ends_at - session.begins_at
        placed = hours.moved(session.begins_at, days, cohort.time_zone)
        refuse_the_past(placed.at, session.title)
        notes.append(note_on(placed, shown.date() + timedelta(days=days), shown.time(), cohort.time_zone))
        session.begins_at, session.ends_at = placed.at, placed.at + lasts
        revise(session)
    db.session.flush()
    record("shifted", "timetable", cohort.id, by=by.id if by else None, days=days, sessions=len(sessions))
    return Laid(len(sessions), tuple(filter(None, notes)))


def revise(session: Session) -> None:
    """Note that participants must be told of what was changed."""
    session.sequence += 1
    session.changed_at = now()


def refuse_the_past(moment: datetime, title: str) -> None:
    """Refuse a beginning that has passed.

    :raises InThePast: with the day.
    """
    if moment <= now():
        raise InThePast(_("“%(title)s” would begin on %(day)s, which has passed.", title=title, day=format_day(moment)))


def note_on(placed: Placed, day: date, hour: time, zone: str) -> str:
    """What the trainer should know of an hour that the clock skips or shows twice; nothing for any other."""
    facts = {"day": format_day(day), "hour": f"{hour:%H:%M}", "then": f"{hours.wall(placed.at, zone):%H:%M}"}
    if placed.hour is Hour.NEVER:
        return _("On %(day)s the clock is put forward over %(hour)s, so the session is at %(then)s.", **facts)
    if placed.hour is Hour.TWICE:
        return _("On %(day)s the clock shows %(hour)s twice; the first of the two is meant.", **facts)
    return ""
