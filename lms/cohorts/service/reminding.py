"""Participants are reminded of work that they have not handed in: once before it is due, and once while it is still taken late."""

from datetime import timedelta
from uuid import UUID

from lms.cohorts.models.cohorts import Cohort
from lms.cohorts.queries.work import Standing, standings
from lms.kit.clock import now
from lms.kit.i18n import format_day_in
from lms.notices.service import tell

DAYS_BEFORE = 2


def remind_of_work(cohort: Cohort) -> int:
    """Tell whoever has something to hand in soon, or is late with it; return how many notices were new."""
    return sum(_remind(cohort, person_id, each) for person_id, rows in standings(cohort).items() for each in rows if each.takes and not each.tried)


def _remind(cohort: Cohort, person_id: UUID, each: Standing) -> bool:
    left = each.deadline.due - now()
    if left > timedelta(days=DAYS_BEFORE):
        return False
    due, task = each.deadline.due, each.task
    kind, day = ("work-soon", due) if left > timedelta() else ("work-late", each.deadline.closes)
    href = f"/cohorts/{cohort.slug}/tasks/{task.key}"
    return tell(person_id, kind, about=f"{task.id}:{due:%Y-%m-%d}", href=href, task=task.title, day=format_day_in(day, cohort.time_zone))
