"""Write a strategy: its head and its objectives, while it is drafted or consulted on."""

from datetime import date
from uuid import UUID

from sqlalchemy import delete, func, select

from lms.audit.service import record
from lms.kit.clock import now
from lms.kit.db import db, one_at_a_time
from lms.kit.i18n import gettext as _
from lms.people.models import Person
from lms.strategy import workflow
from lms.strategy.models.initiatives import Initiative
from lms.strategy.models.strategies import Contribution, Indicator, Measurement, Objective, Strategy, StrategyMove, StrategyState
from lms.strategy.pace import Value, counting
from lms.strategy.queries.indicators import values_of
from lms.strategy.queries.initiatives import on_objective
from lms.strategy.queries.strategies import strategy_by_id
from lms.strategy.service.refusals import ChangedMeanwhile, InUse, NameTaken, NotEditable, WrongDates

NAMED = 5
"""So many initiatives are named in a refusal; the others are counted."""


def begin_strategy(
    *, slug: str, title: str, vision: str, starts_on: date, ends_on: date, follows: Strategy | None = None, by: Person
) -> Strategy:
    """Begin a strategy as a draft; with ``follows`` it begins with the objectives and indicators of that one (loaded as a whole).

    :raises NameTaken: another one has the address ``slug``.
    :raises WrongDates: it would end before it begins.
    """
    one_at_a_time("strategies")
    _refuse_dates(starts_on, ends_on)
    if db.session.scalar(select(Strategy.id).where(Strategy.slug == slug)):
        raise NameTaken(_("Another strategy has this address already. Choose another one."))
    made = Strategy(slug=slug, title=title, vision=vision, starts_on=starts_on, ends_on=ends_on, created_by_id=by.id)
    made.follows_id = follows.id if follows else None
    db.session.add(made)
    db.session.flush()
    db.session.add(StrategyMove(strategy_id=made.id, by_id=by.id, before=None, after=StrategyState.DRAFTING))
    if follows:
        _take_over(follows, made)
    record("begin-strategy", "strategy", made.id, by=by.id, slug=slug)
    return made


def _take_over(old: Strategy, made: Strategy) -> None:
    """Copy what is not retired. An indicator begins from its last measured value; its target and date are there to be thought over."""
    values = values_of([one.id for objective in old.objectives for one in objective.indicators])
    for objective in old.objectives:
        if objective.retired_at:
            continue
        same = {name: getattr(objective, name) for name in ("code", "title", "why", "position")}
        fresh = Objective(strategy_id=made.id, follows_id=objective.id, **same)
        db.session.add(fresh)
        db.session.flush()
        for one in objective.indicators:
            if not one.retired_at:
                _copy_indicator(one, counting(values[one.id]), fresh, made.ends_on)
    db.session.flush()


def _copy_indicator(one: Indicator, measured: list[Value], objective: Objective, ends_on: date) -> None:
    names = ("title", "unit", "target", "source", "owner_id", "every_months", "euro_per_unit", "euro_source")
    same = {name: getattr(one, name) for name in names}
    last = measured[-1] if measured and measured[-1].value != one.target else None
    begins = (last.value, last.on_day) if last else (one.baseline, one.baseline_on)
    db.session.add(Indicator(objective_id=objective.id, due_on=max(one.due_on, ends_on), baseline=begins[0], baseline_on=begins[1], **same))


def write_head(strategy: Strategy, *, title: str, vision: str, starts_on: date, ends_on: date, seen: int, by: Person) -> None:
    """Change title, vision and span.

    :raises NotEditable: the text stands as it was consolidated.
    :raises ChangedMeanwhile: somebody else changed it since ``seen``.
    :raises WrongDates: it would end before it begins.
    """
    row = editable(strategy.id)
    refuse_stale(row.revision, seen)
    _refuse_dates(starts_on, ends_on)
    row.title, row.vision, row.starts_on, row.ends_on = title, vision, starts_on, ends_on
    row.revision += 1
    record("edit-strategy", "strategy", row.id, by=by.id)
    db.session.flush()


def _refuse_dates(starts_on: date, ends_on: date) -> None:
    if ends_on <= starts_on:
        raise WrongDates(_("The strategy has to end after it begins."))


def editable(strategy_id: UUID) -> Strategy:
    """The strategy as a whole, read anew and held for this transaction, if its text may change.

    :raises NotEditable: always otherwise.
    """
    one_at_a_time(f"strategy:{strategy_id}")
    row = strategy_by_id(strategy_id)
    if row.state.value not in workflow.EDITABLE:
        words = _("The text of this strategy stands as it was consolidated. To change it, open the consultation again, or begin the next strategy.")
        raise NotEditable(words)
    return row


def refuse_stale(revision: int, seen: int) -> None:
    """Refuse the second of two editors.

    :raises ChangedMeanwhile: what they saw is not what stands there now.
    """
    if revision != seen:
        told = _("Somebody else changed this while you were writing, so yours was not saved. What stands there now is shown below.")
        raise ChangedMeanwhile(f"{told} {_('Your text is kept in the form: save again if it shall stand.')}")


def add_objective(strategy: Strategy, *, code: str, title: str, why: str, by: Person) -> Objective:
    """Write a new objective at the end.

    :raises NotEditable: the text stands as it was consolidated.
    :raises NameTaken: another objective of the strategy has the code.
    """
    row = editable(strategy.id)
    _refuse_code(row, code, None)
    made = Objective(strategy_id=row.id, code=code, title=title, why=why, position=1 + max((one.position for one in row.objectives), default=0))
    db.session.add(made)
    db.session.flush()
    record("add-objective", "objective", made.id, by=by.id, strategy=str(row.id), code=code)
    return made


def write_objective(objective: Objective, *, code: str, title: str, why: str, seen: int, by: Person) -> None:
    """Change an objective.

    :raises NotEditable, ChangedMeanwhile, NameTaken: see above.
    """
    strategy, row = _locked(objective)
    refuse_stale(row.revision, seen)
    _refuse_code(strategy, code, row.id)
    row.code, row.title, row.why = code, title, why
    row.revision += 1
    record("edit-objective", "objective", row.id, by=by.id, code=code)
    db.session.flush()


def _locked(objective: Objective) -> tuple[Strategy, Objective]:
    strategy = editable(objective.strategy_id)
    row = next((one for one in strategy.objectives if one.id == objective.id), None)
    if row is None:
        raise ChangedMeanwhile(_("Somebody else removed this objective meanwhile."))
    return strategy, row


def _refuse_code(strategy: Strategy, code: str, own_id: UUID | None) -> None:
    if any(one.code.lower() == code.lower() and one.id != own_id for one in strategy.objectives):
        raise NameTaken(_("Another objective of this strategy has the code %(code)s already.", code=code))


def move_objective(objective: Objective, *, up: bool, by: Person) -> None:
    """Let an objective change places with the one before or after it.

    :raises NotEditable: the text stands as it was consolidated.
    """
    strategy, row = _locked(objective)
    order = list(strategy.objectives)
    place = order.index(row)
    other = place - 1 if up else place + 1
    if 0 <= other < len(order):
        order[place], order[other] = order[other], order[place]
        for number, one in enumerate(order, start=1):
            one.position = number
        record("move-objective", "objective", row.id, by=by.id)
        db.session.flush()


def retire_objective(objective: Objective, *, by: Person) -> None:
    """Let an objective hold no longer; what hangs on it stays where it is. Retiring twice is retiring once.

    :raises NotEditable: the text stands as it was consolidated.
    """
    _strategy, row = _locked(objective)
    if row.retired_at is None:
        row.retired_at = now()
        row.revision += 1
        record("retire-objective", "objective", row.id, by=by.id, code=row.code)
        db.session.flush()


def restore_objective(objective: Objective, *, by: Person) -> None:
    """Let a retired objective hold again.

    :raises NotEditable: the text stands as it was consolidated.
    """
    _strategy, row = _locked(objective)
    if row.retired_at is not None:
        row.retired_at = None
        row.revision += 1
        record("restore-objective", "objective", row.id, by=by.id, code=row.code)
        db.session.flush()


def remove_objective(objective: Objective, *, by: Person) -> None:
    """Delete an objective on which nothing hangs, with its indicators.

    :raises NotEditable: the text stands as it was consolidated.
    :raises InUse: initiatives, contributions or measurements hang on it; the sentence names the initiatives.
    """
    one_at_a_time(f"objective:{objective.id}")
    _strategy, row = _locked(objective)
    hanging = on_objective(row.id)
    if hanging:
        raise InUse(_used_by(hanging))
    if db.session.scalar(select(func.count()).select_from(Contribution).where(Contribution.objective_id == row.id)):
        raise InUse(_("Departments contributed to this objective, so it cannot be deleted. Retire it instead: what they said stays."))
    indicators = select(Indicator.id).where(Indicator.objective_id == row.id)
    if db.session.scalar(select(func.count()).select_from(Measurement).where(Measurement.indicator_id.in_(indicators))):
        raise InUse(_("Indicators of this objective were measured, so it cannot be deleted. Retire it instead: the figures stay."))
    record("remove-objective", "objective", row.id, by=by.id, code=row.code)
    db.session.execute(delete(Indicator).where(Indicator.objective_id == row.id))
    db.session.execute(delete(Objective).where(Objective.id == row.id))
    db.session.expire_all()


def _used_by(hanging: list[Initiative]) -> str:
    names = ", ".join(f"“{one.title}”" for one in hanging[:NAMED])
    more = len(hanging) - NAMED
    named = _("%(names)s and %(more)s more", names=names, more=more) if more > 0 else names
    told = _("These initiatives serve this objective, so it cannot be deleted: %(names)s.", names=named)
    return f"{told} {_('Let them serve another one first, or retire the objective: what hangs on it stays.')}"
