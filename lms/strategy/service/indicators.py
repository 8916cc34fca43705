"""Write indicators, and enter what was measured."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import delete, func, select

from lms.audit.service import record
from lms.kit.clock import now, today
from lms.kit.db import db, one_at_a_time, publish
from lms.kit.i18n import gettext as _
from lms.notices.service import tell
from lms.people.models import Person
from lms.strategy.events import IndicatorMeasured
from lms.strategy.models.initiatives import Milestone
from lms.strategy.models.strategies import Indicator, Measurement, Objective, StrategyState
from lms.strategy.queries.indicators import IndicatorAtHand, indicator_at_hand
from lms.strategy.service.drafting import editable, refuse_stale
from lms.strategy.service.naming import named
from lms.strategy.service.refusals import InUse, NotEditable, WrongDates

FINEST = Decimal("0.0001")
"""What a column keeps of a figure."""


@dataclass(frozen=True, slots=True)
class IndicatorText:
    """Everything that is written of an indicator. ``owner`` is an address, or nothing yet."""

    title: str
    unit: str
    baseline: Decimal
    baseline_on: date
    target: Decimal
    due_on: date
    source: str
    owner: str = ""
    every_months: int = 3
    euro_per_unit: Decimal | None = None
    euro_source: str = ""


def add_indicator(objective: Objective, text: IndicatorText, *, by: Person) -> Indicator:
    """Write a new indicator of an objective.

    :raises NotEditable: the text of the strategy stands as it was consolidated.
    :raises WrongDates: nothing to reach, or no time to reach it.
    :raises NoSuchColleague: nobody who works here has the owner's address.
    """
    editable(objective.strategy_id)
    _refuse(text)
    made = Indicator(objective_id=objective.id, **_columns(text), owner_id=named(text.owner))
    db.session.add(made)
    db.session.flush()
    record("add-indicator", "indicator", made.id, by=by.id, objective=str(objective.id))
    _tell_owner(made, None, by)
    return made


def write_indicator(found: IndicatorAtHand, text: IndicatorText, *, seen: int, by: Person) -> None:
    """Change an indicator.

    :raises NotEditable, WrongDates, NoSuchColleague: see above.
    :raises ChangedMeanwhile: somebody else changed it since ``seen``.
    """
    editable(found.strategy.id)
    row = indicator_at_hand(found.indicator.id).indicator
    refuse_stale(row.revision, seen)
    _refuse(text)
    before, owner_id = row.owner_id, named(text.owner)
    for name, value in _columns(text).items():
        setattr(row, name, value)
    row.owner_id = owner_id
    row.revision += 1
    db.session.flush()
    record("edit-indicator", "indicator", row.id, by=by.id)
    _tell_owner(row, before, by)


def _columns(text: IndicatorText) -> dict[str, object]:
    names = ("title", "unit", "baseline_on", "due_on", "source", "every_months", "euro_per_unit", "euro_source")
    return {**{name: getattr(text, name) for name in names}, "baseline": text.baseline.quantize(FINEST), "target": text.target.quantize(FINEST)}


def _refuse(text: IndicatorText) -> None:
    if text.target.quantize(FINEST) == text.baseline.quantize(FINEST):
        raise WrongDates(_("The target is the same as the baseline, so there is nothing to reach."))
    if text.due_on <= text.baseline_on:
        raise WrongDates(_("The target has to be reached after the day of the baseline."))


def _tell_owner(row: Indicator, before: UUID | None, by: Person) -> None:
    if row.owner_id and row.owner_id not in (before, by.id):
        tell(row.owner_id, "indicator-owned", about=f"{row.id}:{row.revision}", href=f"/strategy/indicators/{row.id}", indicator=row.title)


def name_owner(found: IndicatorAtHand, email: str, *, by: Person) -> None:
    """Let somebody else measure the indicator: also when the strategy is in force, since people change their work.

    :raises NoSuchColleague: nobody who works here has that address.
    """
    one_at_a_time(f"strategy:{found.strategy.id}")
    row = indicator_at_hand(found.indicator.id).indicator
    before, row.owner_id = row.owner_id, named(email)
    row.revision += 1
    db.session.flush()
    record("name-indicator-owner", "indicator", row.id, by=by.id, owner=str(row.owner_id or ""))
    _tell_owner(row, before, by)


def retire_indicator(found: IndicatorAtHand, *, by: Person) -> None:
    """Let an indicator count no longer; what was measured stays. Retiring twice is retiring once.

    :raises NotEditable: the text of the strategy stands as it was consolidated.
    """
    editable(found.strategy.id)
    row = indicator_at_hand(found.indicator.id).indicator
    if row.retired_at is None:
        row.retired_at = now()
        row.revision += 1
        db.session.flush()
        record("retire-indicator", "indicator", row.id, by=by.id)


def remove_indicator(found: IndicatorAtHand, *, by: Person) -> None:
    """Delete an indicator on which nothing hangs.

    :raises NotEditable: the text of the strategy stands as it was consolidated.
    :raises InUse: it was measured, or milestones are meant to move it.
    """
    editable(found.strategy.id)
    key = found.indicator.id
    if db.session.scalar(select(func.count()).select_from(Measurement).where(Measurement.indicator_id == key)):
        raise InUse(_("This indicator was measured, so it cannot be deleted. Retire it instead: the figures stay."))
    milestones = db.session.scalars(select(Milestone.title).where(Milestone.indicator_id == key).order_by(Milestone.promised_on).limit(5)).all()
    if milestones:
        names = ", ".join(f"“{title}”" for title in milestones)
        raise InUse(_("These milestones are meant to move this indicator, so it cannot be deleted: %(names)s. Retire it instead.", names=names))
    record("remove-indicator", "indicator", key, by=by.id)
    db.session.execute(delete(Indicator).where(Indicator.id == key))
    db.session.expire_all()


def measure(found: IndicatorAtHand, *, on_day: date, value: Decimal, source: str, note: str, by: Person) -> Measurement:
    """Enter a value of a day. Nothing is overwritten: of two values of one day the later counts.

    :raises WrongDates: the day is still to come, or lies before the baseline.
    :raises NotEditable: the strategy is only a draft, or over.
    """
    if found.strategy.state in (StrategyState.DRAFTING, StrategyState.SUPERSEDED):
        raise NotEditable(_("Indicators are measured while departments are consulted and while the strategy is in force."))
    if on_day > today():
        raise WrongDates(_("This day is still to come. Enter what was measured."))
    if on_day < found.indicator.baseline_on:
        raise WrongDates(_("This day lies before the day of the baseline."))
    if found.indicator.retired_at:
        raise NotEditable(_("This indicator is retired."))
    row = Measurement(indicator_id=found.indicator.id, on_day=on_day, value=value, source=source, note=note, by_id=by.id)
    db.session.add(row)
    db.session.flush()
    record("measure-indicator", "indicator", found.indicator.id, by=by.id, day=on_day.isoformat(), value=str(value))
    publish(IndicatorMeasured(found.indicator.id, row.id))
    return row
