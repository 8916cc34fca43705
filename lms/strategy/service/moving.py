"""A strategy goes its way: one door for every step, which refuses with all that is missing, keeps the move and freezes the text."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select, update

from lms.audit.service import record
from lms.kit.clock import now
from lms.kit.db import db, one_at_a_time, publish
from lms.kit.i18n import gettext as _
from lms.leadership.models import SubjectKind
from lms.leadership.queries.decisions import decisions_about
from lms.people.models import Person
from lms.strategy import guards, workflow
from lms.strategy.events import StrategyMoved
from lms.strategy.models.initiatives import Initiative
from lms.strategy.models.strategies import Objective, Strategy, StrategyMove, StrategyState, StrategyVersion
from lms.strategy.queries.readiness import facts_of
from lms.strategy.queries.strategies import content_of, last_number, strategy_by_id
from lms.strategy.service.refusals import NeedsReason, NoSuchStep, NotReady
from lms.strategy.service.telling import tell_of_move

LONGEST_REASON = 2000


def move(strategy: Strategy, deed: str, reason: str = "", *, by: Person) -> StrategyMove:
    """Take the step ``deed``; the consultation is opened by ``consulting.open_consultation``.

    :raises NoSuchStep: it cannot be taken from where the strategy is, perhaps since somebody was faster.
    :raises NeedsReason: the step asks for a reason.
    :raises NotReady: something is missing; the sentence names it all.
    """
    one_at_a_time("strategies")
    one_at_a_time(f"strategy:{strategy.id}")
    row = strategy_by_id(strategy.id)
    step = workflow.step_of(workflow.STRATEGY_BY_DEED, deed, row.state.value)
    if step is None or "office" not in step.who:
        raise NoSuchStep(_("This strategy is not where that can be done; somebody may have been faster. Look at it again."))
    reason = reason.strip()[:LONGEST_REASON]
    if step.reason and not reason:
        raise NeedsReason(_("Say why in a sentence or two: all departments that were asked read it."))
    refuse_unready(row, step)
    if deed == "adopt":
        row.decision_id = decisions_about(SubjectKind.STRATEGY, row.id)[0].id
    elif deed == "put-in-force":
        _supersede(row, by)
    return take(row, step, reason, by=by)


def refuse_unready(strategy: Strategy, step: workflow.Step, asking: Collection[UUID] | None = None) -> None:
    """Refuse with everything that is missing; ``asking`` are the departments that are about to be asked.

    :raises NotReady: if something is.
    """
    lacking = guards.missing(step, facts_of(strategy, asking)) if step.guards else []
    if lacking:
        raise NotReady(" ".join(lacking))


def take(row: Strategy, step: workflow.Step, reason: str = "", *, by: Person) -> StrategyMove:
    """Write down a step that may be taken, and tell those whom it concerns."""
    before, row.state = row.state, StrategyState(step.after)
    made = StrategyMove(strategy_id=row.id, by_id=by.id, before=before, after=row.state, reason=reason, at=now())
    db.session.add(made)
    db.session.flush()
    if step.freezes:
        _freeze(row, step.deed, by)
    record(f"{step.deed}-strategy", "strategy", row.id, by=by.id)
    publish(StrategyMoved(row.id, made.id, step.deed, before.value, step.after, by.id))
    tell_of_move(row, step, made)
    return made


def _freeze(row: Strategy, why: str, by: Person) -> None:
    """Keep the whole text as it stands. ``why`` is the deed that froze it."""
    version = StrategyVersion(strategy_id=row.id, number=last_number(row.id) + 1, why=why, content=content_of(row), made_by_id=by.id)
    db.session.add(version)
    db.session.flush()


def _supersede(successor: Strategy, by: Person) -> None:
    """Let the strategy that is in force be history, and take its initiatives along to the objectives that follow theirs."""
    old = db.session.scalar(select(Strategy).where(Strategy.state == StrategyState.IN_FORCE).with_for_update())
    for old_id, new_id in db.session.execute(
        select(Objective.follows_id, Objective.id).where(
            Objective.strategy_id == successor.id, Objective.follows_id.is_not(None), Objective.retired_at.is_(None)
        )
    ).all():
        db.session.execute(update(Initiative).where(Initiative.objective_id == old_id).values(objective_id=new_id))
    if old is not None:
        take(old, workflow.STRATEGY_BY_DEED["supersede"], by=by)
    db.session.expire_all()
    strategy_by_id(successor.id)
