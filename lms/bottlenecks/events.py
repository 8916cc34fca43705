"""What happened to bottlenecks."""

from dataclasses import dataclass
from uuid import UUID

from lms.kit.events import Event


@dataclass(frozen=True, slots=True)
class BottleneckMoved(Event):
    """A bottleneck went a step of its way; ``move_id`` is the row that keeps it."""

    bottleneck_id: UUID
    move_id: UUID
    deed: str


@dataclass(frozen=True, slots=True)
class BottleneckReachesMany(Event):
    """A bottleneck that was looked at blocks so many organisations that the leadership team has to know."""

    bottleneck_id: UUID
    number: int
    title: str
    reach: int
