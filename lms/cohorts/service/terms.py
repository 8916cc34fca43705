"""Terms of boot camps that run out: the trainers are reminded, and HR is told once they are over."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from lms.cohorts.queries.calls import active_trainer_ids
from lms.cohorts.queries.terms import Waiting
from lms.kit.working_days import alarm_by
from lms.notices.service import tell_each
from lms.people.models import Role
from lms.people.queries.holders import holder_ids

NAMES_THE_PERSON = frozenset({"exception-waits", "exception-overdue", "check-in-waits"})
"""Notices of those who decide on somebody or owe them a talk. That somebody may need a talk is nobody else's business."""


def remind(one: Waiting, today: date, holidays: Collection[date]) -> int:
    """Tell those whom the term concerns by now, each once; return how many were told. Where no trainer is left, HR is told at once."""
    alarm = alarm_by(one.due_on, one.days, today, holidays)
    if not alarm:
        return 0
    trainers = set(active_trainer_ids(one.cohort.id)) - one.not_asked
    told = _tell(one, f"{one.kind}-waits", trainers, one.href)
    if alarm == "escalate" or not trainers:
        told += _tell(one, f"{one.kind}-overdue", set(holder_ids(Role.HR)) - one.not_asked, one.href_of_hr)
    return told


def _tell(one: Waiting, kind: str, ids: Collection[UUID], href: str) -> int:
    facts = {"person": one.person.name} if kind in NAMES_THE_PERSON else {}
    return tell_each(ids, kind, about=str(one.id), href=href, day=one.due_on, camp=one.cohort.name, **facts)
