"""Sessions for tests: one that goes on, comes or is over; only what matters is said."""

from datetime import timedelta
from itertools import count
from typing import Any

from lms.cohorts.models.cohorts import Cohort, Place, PlaceState
from lms.cohorts.models.timetable import Session
from lms.kit.clock import now
from lms.kit.db import db
from lms.people.models import Person

_numbers = count(1)


def make_session(cohort: Cohort, title: str = "Kick-off", *, begins_in: timedelta = timedelta(days=7), minutes: int = 120, **facts: Any) -> Session:
    """A session of ``cohort``, ``begins_in`` from now; nobody has touched it for a day."""
    begins_at = (now() + begins_in).replace(second=0, microsecond=0)
    given: dict[str, Any] = {"place": "Town hall", "changed_at": now() - timedelta(days=1), **facts}
    session = Session(
        cohort_id=cohort.id, key=f"s{next(_numbers)}", title=title, begins_at=begins_at, ends_at=begins_at + timedelta(minutes=minutes), **given
    )
    db.session.add(session)
    db.session.commit()
    return session


def running_session(cohort: Cohort, title: str = "Kick-off", *, minutes_ago: int = 5, **facts: Any) -> Session:
    """A session that began a few minutes ago."""
    return make_session(cohort, title, begins_in=-timedelta(minutes=minutes_ago), **facts)


def past_session(cohort: Cohort, title: str = "Kick-off", *, days_ago: int = 2, **facts: Any) -> Session:
    """A session that is over. Its participants had their place by then."""
    db.session.query(Place).filter_by(cohort_id=cohort.id).update({"taken_at": now() - timedelta(days=days_ago + 1)})
    return make_session(cohort, title, begins_in=-timedelta(days=days_ago), **facts)


def give_up(cohort: Cohort, person: Person) -> None:
    """Take the person's seat back, as the waiting list does."""
    place = db.session.query(Place).filter_by(cohort_id=cohort.id, person_id=person.id, state=PlaceState.HELD).one()
    place.state, place.ended_at = PlaceState.GIVEN_UP, now()
    cohort.taken -= 1
    db.session.commit()
