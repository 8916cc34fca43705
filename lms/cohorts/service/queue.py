"""The waiting list moves: free seats are offered to those who come first."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select, update
from sqlalchemy.orm import joinedload

from lms.cohorts import waiting_list, workflow
from lms.cohorts.models.calls import Application, ApplicationState
from lms.cohorts.models.cohorts import Cohort
from lms.cohorts.programme_files.shapes import ProgrammeSpec
from lms.cohorts.queries import queue as queries
from lms.cohorts.service import telling
from lms.cohorts.service.moving import go_application, hold
from lms.kit.clock import now
from lms.kit.db import db
from lms.kit.plain_json import from_plain
from lms.people.models import Person

AT_ONCE = 500


def promote(cohort_id: UUID) -> int:
    """Offer each free seat to whoever comes first; return how many offers were made. May be called at any time: it never oversells,
    and does nothing once the cohort has begun."""
    cohort = hold(db.session.scalars(select(Cohort).where(Cohort.id == cohort_id).options(joinedload(Cohort.version))).one())
    free = cohort.seats - cohort.taken - queries.offers_out(cohort.id)
    until = _answer_by(cohort)
    if free <= 0 or until <= now() or not queries.moves_still(cohort):
        return 0
    plan = from_plain(ProgrammeSpec, cohort.version.content)
    policy = replace(queries.policy_of(cohort, plan.queue), kept=queries.unanswered(cohort))
    entries = queries.entries_of(cohort.id)
    moved = waiting_list.move_up(entries, free, queries.held_by_department(cohort.id), policy, cohort.queue_seed)
    _take_out([entry.id for entry in entries if not entry.able], cohort)
    if moved.offers:
        _explain(cohort, moved.skipped)
    _offer(moved.offers, cohort, until)
    return len(moved.offers)


def begins_at(cohort: Cohort) -> datetime:
    """The instant at which its first day begins: no offer reaches beyond it."""
    return datetime.combine(cohort.starts_on, time(), ZoneInfo(cohort.time_zone))


def _answer_by(cohort: Cohort) -> datetime:
    """When an offer of now ends: after the days that the cohort gives, and before it begins."""
    return min(now() + timedelta(days=cohort.offer_days), begins_at(cohort))


def _loaded(ids: list[str]) -> list[Application]:
    found: dict[str, Application] = {}
    for start in range(0, len(ids), AT_ONCE):
        keys = [UUID(one) for one in ids[start : start + AT_ONCE]]
        found |= {str(row.id): row for row in db.session.scalars(select(Application).where(Application.id.in_(keys)))}
        people = select(Person).join(Application, Application.person_id == Person.id).where(Application.id.in_(keys))
        db.session.scalars(people).all()  # so that telling each of them asks for nobody again
    return [found[one] for one in ids]


def _take_out(ids: list[str], cohort: Cohort) -> None:
    """Whoever cannot take a seat any more leaves the list, and keeps nobody else from moving."""
    for application in _loaded(ids):
        go_application(application, cohort, workflow.BY_APPLICATION_DEED["leave"], by=None)


def _explain(cohort: Cohort, skipped: Mapping[str, waiting_list.Why]) -> None:
    """Keep why somebody was passed over, tell them once, and forget what does not hold any more."""
    passed = {one: why for one, why in skipped.items() if why is waiting_list.Why.QUOTA}
    stale = update(Application).where(
        Application.cohort_id == cohort.id, Application.state == ApplicationState.WAITING, Application.skipped != ""
    )
    db.session.execute(stale.values(skipped="").execution_options(synchronize_session="fetch"))
    for application in _loaded(list(passed)):
        application.skipped = passed[str(application.id)].value
        telling.tell_skipped(application, cohort)


def _offer(ids: tuple[str, ...], cohort: Cohort, until: datetime) -> None:
    step = workflow.BY_APPLICATION_DEED["offer"]
    for application in _loaded(list(ids)):
        application.offer_until, application.skipped = until, ""
        go_application(application, cohort, step, by=None)
