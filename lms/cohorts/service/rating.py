"""Rate how people take part, and notice who should be talked with."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from lms.cohorts import participation
from lms.cohorts.models.care import BY_RATINGS, CheckInCause, ParticipationRating, Rating
from lms.cohorts.queries.cohorts import CohortAtHand
from lms.cohorts.queries.records import Record, occasions, records
from lms.cohorts.service import check_ins
from lms.kit.clock import now
from lms.kit.db import db, one_at_a_time
from lms.kit.errors import DomainError
from lms.kit.i18n import gettext as _
from lms.kit.i18n import local_day
from lms.people.models import Person


class NotRatable(DomainError):
    """There is no such occasion, dimension or participant to rate."""

    status = 422


def rate(found: CohortAtHand, occasion: str, given: Mapping[UUID, Mapping[str, Rating]], *, by: Person) -> int:
    """Note what is new in ``given`` (person -> dimension -> rating); return how many ratings that were.

    Where the ratings of somebody now ask for a check-in, it is opened; where a correction takes the cause of an open one away, it is closed.

    :raises NotRatable: something is not of this cohort, or the occasion lies ahead.
    """
    at = now()
    _refuse_strangers(found, occasion, given, at)
    one_at_a_time(f"participation:{found.cohort.id}")
    before = {
        (one.person.id, rated.dimension): rated.rating for one in records(found, at) for rated in one.ratings if rated.occasion == occasion
    }
    new = [
        (person_id, dimension, rating)
        for person_id, ratings in given.items()
        for dimension, rating in ratings.items()
        if before.get((person_id, dimension)) != rating.value
    ]
    for person_id, dimension, rating in new:
        row = ParticipationRating(cohort_id=found.cohort.id, person_id=person_id, dimension=dimension, occasion=occasion, rating=rating)
        row.by_id, row.at = by.id, at
        db.session.add(row)
    db.session.flush()
    changed = {person_id for person_id, _dimension, _rating in new}
    for record in records(found, at) if changed else ():
        if record.person.id in changed:
            _look_after(found, record)
    return len(new)


def _refuse_strangers(found: CohortAtHand, occasion: str, given: Mapping[UUID, Mapping[str, Rating]], at: datetime) -> None:
    chosen = next((one for one in occasions(found) if one.key == occasion), None)
    if chosen is None:
        raise NotRatable(_("This boot camp has no such session or sprint. Choose one from the list."))
    if chosen.begins_on > local_day(at):
        raise NotRatable(_("“%(title)s” has not begun yet, so there is nothing to rate.", title=chosen.title))
    if not given.keys() <= found.participant_ids:
        raise NotRatable(_("Somebody in the list has no place in this boot camp any more. Load the page again."))
    known = {one.key for one in found.plan.dimensions}
    if any(not ratings.keys() <= known for ratings in given.values()):
        raise NotRatable(_("This boot camp has no such dimension. Load the page again."))


def _look_after(found: CohortAtHand, record: Record) -> None:
    waiting = record.open_check_in
    if waiting is None:
        due = participation.due(record.ratings, record.talked_about)
        if due is not None:
            check_ins.open_by_rule(found, record.person, CheckInCause(due.cause), [list(one.key) for one in due.ratings])
        return
    if waiting.cause in BY_RATINGS and participation.due(record.ratings, record.talked_about_but(waiting)) is None:
        check_ins.close_unneeded(waiting)
