"""What happened to projects."""

from dataclasses import dataclass
from uuid import UUID

from lms.kit.events import Event


@dataclass(frozen=True, slots=True)
class ProjectOpened(Event):
    """A project was opened, out of an initiative, an idea, or neither."""

    project_id: UUID
    initiative_id: UUID | None
    idea_id: UUID | None


@dataclass(frozen=True, slots=True)
class ProjectMoved(Event):
    """A project went a step of its way; ``move_id`` is the row that keeps it."""

    project_id: UUID
    move_id: UUID
    deed: str
    before: str
    after: str
    by_id: UUID | None


@dataclass(frozen=True, slots=True)
class GateDecided(Event):
    """Somebody who may decided at a gate."""

    project_id: UUID
    gate_id: UUID
    outcome: str
    by_id: UUID
