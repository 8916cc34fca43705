"""Money of a project: lines that are planned, spendings with their vouchers, corrections as rows of their own."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import func, select

from lms.audit.service import record
from lms.kit.clock import now, today
from lms.kit.db import db, one_at_a_time
from lms.kit.i18n import gettext as _
from lms.people.models import Person
from lms.projects.models.projects import BudgetLine, GateThreshold, Project, ProjectState, Spending
from lms.projects.queries.parts import lines_of
from lms.projects.queries.projects import threshold_in_force
from lms.projects.service.milestones import while_open
from lms.projects.service.refusals import AmountRefused, DateRefused, NameTaken, NeedsReason, ProjectOver
from lms.projects.service.telling import tell_all

MOST = Decimal("999999999.99")
"""Nothing dearer is planned or paid in one row; a typing mistake with more zeros is."""


def in_cents(amount: Decimal) -> Decimal:
    """The amount in whole cents.

    :raises AmountRefused: it has parts of a cent, or is beyond what can be.
    """
    if not amount.is_finite() or abs(amount) > MOST:
        raise AmountRefused(_("This amount is too large to be meant."))
    if amount != amount.quantize(Decimal("0.01")):
        raise AmountRefused(_("Write the amount in euros with at most two digits after the point."))
    return amount


def planned_amount(amount: Decimal) -> Decimal:
    if in_cents(amount) < 0:
        raise AmountRefused(_("What is planned cannot be less than nothing."))
    return amount


def plan_line(project: Project, year: int, title: str, planned: Decimal, *, by: Person) -> BudgetLine:
    """Plan money for a year and a purpose.

    :raises ProjectOver: the project is over.
    :raises AmountRefused: the amount is negative, or no amount.
    :raises NameTaken: the year has a line of that name.
    """
    while_open(project)
    planned = planned_amount(planned)
    one_at_a_time(f"budget:{project.id}")
    if db.session.scalar(select(BudgetLine.id).where(BudgetLine.project_id == project.id, BudgetLine.year == year, BudgetLine.title == title)):
        raise NameTaken(_("%(year)s has a line of that name already. Choose another name.", year=year))
    made = BudgetLine(project_id=project.id, year=year, title=title, planned=planned)
    db.session.add(made)
    db.session.flush()
    record("plan-budget", "budget-line", made.id, by=by.id, project=str(project.id), year=year, planned=str(planned))
    return made


def forecast(project: Project, line: BudgetLine, expected: Decimal | None, *, by: Person) -> None:
    """Say what a line is expected to cost in the end; None: what is planned.

    :raises ProjectOver, AmountRefused: it cannot be said.
    """
    while_open(project)
    line.forecast = None if expected is None else planned_amount(expected)
    db.session.flush()
    record("forecast-budget", "budget-line", line.id, by=by.id, expected=str(expected))
    _tell_if_over(project, by)


@dataclass(frozen=True, slots=True)
class Voucher:
    """What was paid, by which paper. A negative amount takes back what was booked wrongly, and says why."""

    on_day: date
    amount: Decimal
    number: str
    note: str = ""


def spend(project: Project, line: BudgetLine, voucher: Voucher, *, by: Person) -> Spending:
    """Book a spending, or a correction, on a line.

    :raises ProjectOver: the project is closed.
    :raises AmountRefused: the amount is nothing, or would leave less than nothing on the line.
    :raises NeedsReason: a correction does not say what was wrong.
    :raises DateRefused: the day is still to come.
    """
    if project.state in (ProjectState.CLOSED, ProjectState.PROPOSED):
        raise ProjectOver(_("Money can be booked from the plan of a project until it is closed."))
    amount = in_cents(voucher.amount)
    if not amount:
        raise AmountRefused(_("Write what was paid. To take something back, write it with a minus."))
    if voucher.on_day > today():
        raise DateRefused(_("The day of the voucher cannot be in the future."))
    if amount < 0:
        _refuse_correction(line, amount, voucher.note)
    made = Spending(
        line_id=line.id, on_day=voucher.on_day, amount=amount, voucher=voucher.number, note=voucher.note.strip(), by_id=by.id, at=now()
    )
    db.session.add(made)
    db.session.flush()
    record("spend", "spending", made.id, by=by.id, line=str(line.id), amount=str(amount))
    _tell_if_over(project, by)
    return made


def _refuse_correction(line: BudgetLine, amount: Decimal, note: str) -> None:
    if not note.strip():
        raise NeedsReason(_("A correction says what was wrong with the voucher that it takes back."))
    one_at_a_time(f"budget-line:{line.id}")
    spent = Decimal(db.session.scalar(select(func.sum(Spending.amount)).where(Spending.line_id == line.id)) or 0)
    if spent + amount < 0:
        raise AmountRefused(_("That would take back more than was booked on this line."))


def _tell_if_over(project: Project, by: Person) -> None:
    """Once, when what is spent or expected comes above the plan; again when the plan itself has changed since."""
    lines = lines_of(project.id)
    planned, expected = sum(told.line.planned for told in lines), sum(told.figures.expected for told in lines)
    if expected > planned:
        tell_all(project, "project-over-budget", about=f"{project.id}:{planned}", by=by, tab="money")


def set_threshold(amount: Decimal, *, by: Person) -> GateThreshold:
    """From now on the city manager decides at the gates of projects that plan ``amount`` or more.

    :raises AmountRefused: it is negative, or no amount, or what is in force.
    """
    amount = planned_amount(amount)
    one_at_a_time("gate-threshold")
    if threshold_in_force() == amount:
        raise AmountRefused(_("This amount is in force already."))
    made = GateThreshold(amount=amount, set_by_id=by.id, set_at=now())
    db.session.add(made)
    db.session.flush()
    record("set-gate-threshold", "gate-threshold", made.id, by=by.id, amount=str(amount))
    return made
