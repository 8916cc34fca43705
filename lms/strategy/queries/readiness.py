"""What the guards of a step ask about, read from the rows."""

from collections.abc import Collection
from uuid import UUID

from lms.leadership.models import Result, SubjectKind
from lms.leadership.queries.decisions import decisions_about
from lms.people.models import Person
from lms.strategy.guards import InitiativeFacts, StrategyFacts, Vote
from lms.strategy.models.initiatives import Initiative
from lms.strategy.models.strategies import Indicator, Strategy, StrategyState
from lms.strategy.queries.consultation import consultation_of, unasked
from lms.strategy.queries.strategies import last_number


def facts_of(strategy: Strategy, asking: Collection[UUID] | None = None) -> StrategyFacts:
    """What is so of a strategy that was loaded as a whole. Eight statements. ``asking``: the departments that are about to be asked.

    Of a draft nobody was asked yet, so none is left out before somebody says whom they ask.
    """
    asked = consultation_of(strategy)
    chosen = strategy.state is not StrategyState.DRAFTING or asking is not None
    there = {voice.row.department_id for voice in asked.voices} | set(asking or ())
    live = [objective for objective in strategy.objectives if not objective.retired_at]
    return StrategyFacts(
        objectives=len(live),
        consulted=len(asked.voices),
        unasked=tuple(unasked(there)) if chosen else (),
        silent=tuple(voice.row.department.name for voice in asked.silent),
        unanswered=asked.unanswered,
        unmeasurable=tuple(objective.code for objective in live if not any(_is_complete(one) for one in objective.indicators)),
        vote=_vote(strategy.id),
    )


def _is_complete(indicator: Indicator) -> bool:
    """Baseline, target and date are always there; the source and an owner who works here have to be named."""
    return not indicator.retired_at and bool(indicator.source.strip()) and indicator.owner is not None and indicator.owner.active


def _vote(strategy_id: UUID) -> Vote:
    """The newest decision counts, and it has to be about the version that was consolidated last."""
    decisions = decisions_about(SubjectKind.STRATEGY, strategy_id)
    if not decisions:
        return "none"
    if decisions[0].result is not Result.APPROVED:
        return "not_approved"
    return "approved" if decisions[0].item.subject_version == last_number(strategy_id) else "older"


def facts_of_initiative(initiative: Initiative, *, by: Person) -> InitiativeFacts:
    """What is so of an initiative that was loaded with objective, owner and sponsor. No statement."""
    return InitiativeFacts(
        has_objective=initiative.objective is not None and initiative.objective.retired_at is None,
        has_owner=initiative.owner is not None and initiative.owner.active,
        has_sponsor=initiative.sponsor is not None and initiative.sponsor.active,
        has_funding=bool(initiative.funded_from.strip()),
        has_dates=initiative.starts_on is not None and initiative.ends_on is not None,
        own=by.id in (initiative.owner_id, initiative.sponsor_id),
    )
