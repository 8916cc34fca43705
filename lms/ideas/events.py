"""What happened to ideas."""

from dataclasses import dataclass
from uuid import UUID

from lms.kit.events import Event


@dataclass(frozen=True, slots=True)
class IdeaMoved(Event):
    """An idea went a step of its way; ``move_id`` is the row that keeps it."""

    idea_id: UUID
    move_id: UUID
    deed: str
    before: str
    after: str
    by_id: UUID | None
