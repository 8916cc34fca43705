"""What happened to champions."""

from dataclasses import dataclass
from uuid import UUID

from lms.kit.events import Event


@dataclass(frozen=True, slots=True)
class ChampionMoved(Event):
    """A champion went a step of their way; ``before`` and ``after`` may be the same state."""

    champion_id: UUID
    person_id: UUID
    deed: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class ChampionLevelChanged(Event):
    """The evidence of somebody who is a champion, was one, or is on the way shows another level of a competence than before."""

    person_id: UUID
    competence_id: UUID
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class ChampionLapsed(Event):
    """The evidence of a champion in mid-term is not there any more. Nothing was taken away; a rest was proposed."""

    champion_id: UUID
    person_id: UUID


@dataclass(frozen=True, slots=True)
class ChampionRestored(Event):
    """The evidence of a champion is there again."""

    champion_id: UUID
    person_id: UUID
