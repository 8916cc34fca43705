"""What happened to openings and placements."""

from dataclasses import dataclass
from uuid import UUID

from lms.kit.events import Event


@dataclass(frozen=True, slots=True)
class OpeningMoved(Event):
    """An opening went a step of its way."""

    opening_id: UUID
    deed: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class PlacementMoved(Event):
    """A placement went a step of its way, or was made (``deed`` is propose); ``move_id`` is the row that keeps it."""

    placement_id: UUID
    opening_id: UUID
    champion_id: UUID
    move_id: UUID
    deed: str
    before: str
    after: str
