"""The hours that departments have for initiatives, month by month."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from sqlalchemy import select

from lms.audit.service import record
from lms.kit.db import db, one_at_a_time
from lms.kit.i18n import gettext as _
from lms.people.models import Department, Person
from lms.strategy.models.road_map import TeamCapacity
from lms.strategy.network.timeline import later_month
from lms.strategy.service.plan_refusals import WrongFigures

MOST_HOURS = Decimal(100_000)


def set_hours(department: Department, hours: Mapping[date, Decimal | None], *, by: Person) -> int:
    """Write the hours of some months; None takes back what was said of a month. Return how many months changed.

    :raises WrongFigures: when hours cannot be.
    """
    if any(value is not None and not 0 <= value <= MOST_HOURS for value in hours.values()):
        raise WrongFigures(_("Hours of a month are a number from 0 to 100,000."))
    one_at_a_time(f"capacity:{department.id}")
    rows = db.session.scalars(select(TeamCapacity).where(TeamCapacity.department_id == department.id, TeamCapacity.month.in_(hours)))
    there = {row.month: row for row in rows}
    changed = 0
    for month, value in hours.items():
        row = there.get(month)
        if (row.hours if row else None) == value:
            continue
        changed += 1
        if value is None and row is not None:
            db.session.delete(row)
        elif value is not None and row is not None:
            row.hours = value
        elif value is not None:
            db.session.add(TeamCapacity(department_id=department.id, month=month, hours=value))
    db.session.flush()
    if changed:
        record("capacity-said", "department", department.id, by=by.id, months=changed)
    return changed


def copy_on(department: Department, month: date, until: date, *, by: Person) -> int:
    """Give each month after ``month``, up to and with ``until``, the same hours. Return how many months changed.

    :raises WrongFigures: when nobody said the hours of ``month``, or ``until`` is not later, or more than five years later.
    """
    value = db.session.scalar(select(TeamCapacity.hours).where(TeamCapacity.department_id == department.id, TeamCapacity.month == month))
    if value is None:
        raise WrongFigures(_("Nobody said the hours of that month yet, so there is nothing to copy. Fill it in first."))
    months = [one for one in (later_month(month, number) for number in range(1, 61)) if one <= until]
    if not months or until > later_month(month, 60):
        raise WrongFigures(_("Copy to a month that comes after it, within five years."))
    return set_hours(department, dict.fromkeys(months, value), by=by)
