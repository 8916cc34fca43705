"""The boot camps of the demo city meet: timetables are laid out, people come, come late, or say why they could not."""

from collections import Counter
from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from sqlalchemy import select

from lms.cohorts import hours
from lms.cohorts.jobs.timetable import tell_of_session_changes
from lms.cohorts.models.cohorts import Cohort, CohortState
from lms.cohorts.models.timetable import Attendance, Presence, Session
from lms.cohorts.queries import attendance, timetable
from lms.cohorts.queries.cohorts import CohortAtHand, cohort_at_hand
from lms.cohorts.queries.timetable import session_at_hand
from lms.cohorts.service.attendance import entering, noting
from lms.cohorts.service.timetable import changing, laying_out
from lms.cohorts.service.timetable.changing import Wanted
from lms.demo.citizens import SEED
from lms.kit.clock import at, now
from lms.kit.db import db, transaction
from lms.people.models import Person

HOW = (Presence.PRESENT,) * 16 + (Presence.LATE,) * 2 + (Presence.EXCUSED, Presence.ABSENT)
REASONS = ("The council sat until noon.", "My train stood still at Ottignies.", "I had to stand in at the counter.")
PLANNED = timedelta(days=60)
OPEN_HOUR = "Open hour: bring your questions"


def keep() -> Counter[str]:
    """Let every boot camp meet, up to today; return how much of what happened."""
    counts: Counter[str] = Counter()
    meeting = (CohortState.CALL_OPEN, CohortState.CALL_CLOSED, CohortState.RUNNING, CohortState.ENDED)
    slugs = db.session.scalars(select(Cohort.slug).where(Cohort.state.in_(meeting)).order_by(Cohort.slug)).all()
    db.session.rollback()
    for slug in slugs:
        with at(now() - PLANNED), transaction():
            found = cohort_at_hand(slug)
            counts["sessions"] += laying_out.lay_out(found.cohort, found.plan, by=_trainer(found)).sessions
        counts["seats filled at sessions"] += sum(_meet(slug, session_id) for session_id in _over(slug))
        _leave_news(slug)
    tell_of_session_changes()
    return counts


def _trainer(found: CohortAtHand) -> Person:
    return db.session.get_one(Person, sorted(found.trainer_ids)[0])


def _over(slug: str) -> list[UUID]:
    over = select(Session.id).join(Cohort).where(Cohort.slug == slug, Session.ends_at < now(), Session.closed_at.is_(None))
    ids = list(db.session.scalars(over.order_by(Session.begins_at)))
    db.session.rollback()
    return ids


def _meet(slug: str, session_id: UUID) -> int:
    """One session: most people come. It is closed in the evening; who was absent may say why."""
    found = session_at_hand(slug, session_id)
    chance = Random(f"{SEED}{slug}{found.session.key}")  # noqa: S311
    ends_at, there = found.session.ends_at, sorted(attendance.expected_at(found.session))
    with at(ends_at), transaction():
        found = session_at_hand(slug, session_id)
        noting.note(session_id, {who: how for who in there if (how := chance.choice(HOW)) is not Presence.ABSENT}, by=_trainer(found))
    with at(ends_at + timedelta(hours=1)), transaction():
        noting.close(session_id, by=_trainer(session_at_hand(slug, session_id)))
    _explain(slug, session_id, ends_at, chance)
    return len(there)


def _explain(slug: str, session_id: UUID, ends_at: datetime, chance: Random) -> None:
    absent = select(Attendance.person_id).where(Attendance.session_id == session_id, Attendance.presence == Presence.ABSENT)
    with at(ends_at + timedelta(hours=3)), transaction():
        who = db.session.scalars(absent.order_by(Attendance.person_id)).first()
        if who is not None:
            entering.explain(session_at_hand(slug, session_id), chance.choice(REASONS), by=db.session.get_one(Person, who))


def _leave_news(slug: str) -> None:
    """In a boot camp that runs, an open hour goes on just now, one session has moved, and one is cancelled."""
    with transaction():
        found = cohort_at_hand(slug)
        if found.cohort.state is not CohortState.RUNNING:
            return
        trainer = _trainer(found)
        later = timetable.coming(found.cohort.id)[1:]
        for moved in later[:1]:
            changing.change(moved, found.cohort, _in_the_library(moved, found.cohort), by=trainer)
        for cancelled in later[1:2]:
            changing.cancel(cancelled, "The speaker was called to another city. What it was about comes in the next session.", by=trainer)
    with at(now() - timedelta(minutes=30)), transaction():
        found = cohort_at_hand(slug)
        _open_hour(found)


def _in_the_library(session: Session, cohort: Cohort) -> Wanted:
    begins, ends = (hours.wall(moment, cohort.time_zone) for moment in (session.begins_at, session.ends_at))
    place = "City library, reading room"
    return Wanted(session.title, begins.date(), begins.time(), ends.time(), place, session.link, session.mandatory, session.summary)


def _open_hour(found: CohortAtHand) -> None:
    begins = hours.wall(now() + timedelta(minutes=25), found.cohort.time_zone).replace(second=0, microsecond=0)
    ends = min(begins + timedelta(hours=2), begins.replace(hour=23, minute=59))
    if ends - begins < timedelta(minutes=15):
        return  # it is nearly midnight
    wanted = Wanted(OPEN_HOUR, begins.date(), begins.time(), ends.time(), "Town hall, room 3", "", False, "No lecture: whoever has a question comes.")
    changing.add(found.cohort, wanted, by=_trainer(found))
