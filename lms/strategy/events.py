"""What happened to strategies, indicators and initiatives."""

from dataclasses import dataclass
from uuid import UUID

from lms.kit.events import Event


@dataclass(frozen=True, slots=True)
class StrategyMoved(Event):
    """A strategy went a step of its way; ``move_id`` is the row that keeps it."""

    strategy_id: UUID
    move_id: UUID
    deed: str
    before: str
    after: str
    by_id: UUID | None


@dataclass(frozen=True, slots=True)
class InitiativeMoved(Event):
    """An initiative went a step of its way; ``move_id`` is the row that keeps it."""

    initiative_id: UUID
    move_id: UUID
    deed: str
    before: str
    after: str
    by_id: UUID | None


@dataclass(frozen=True, slots=True)
class IndicatorMeasured(Event):
    """Somebody measured an indicator."""

    indicator_id: UUID
    measurement_id: UUID
