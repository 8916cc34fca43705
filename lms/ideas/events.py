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


@dataclass(frozen=True, slots=True)
class EvaluationClosed(Event):
    """All evaluators have scored, talked where they had to, and the result stands."""

    round_id: UUID
    idea_id: UUID
    passed: bool


@dataclass(frozen=True, slots=True)
class SponsorSigned(Event):
    """Both signed the charter: somebody stands for the idea from now on."""

    sponsorship_id: UUID
    idea_id: UUID


@dataclass(frozen=True, slots=True)
class IdeaOrphaned(Event):
    """The sponsor left, lost the role or missed two reviews; another one is to be found."""

    sponsorship_id: UUID
    idea_id: UUID


@dataclass(frozen=True, slots=True)
class IdeaHandedOver(Event):
    """An idea proved itself and becomes something else. ``becomes`` is ``initiative`` (which was proposed already) or ``project``."""

    idea_id: UUID
    becomes: str
    initiative_id: UUID | None
    by_id: UUID
