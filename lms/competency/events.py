"""Facts about competences."""

from dataclasses import dataclass
from uuid import UUID

from lms.kit.events import Event


@dataclass(frozen=True, slots=True)
class CompetenceAwarded(Event):
    """A person has new evidence of a competence."""

    person_id: UUID
    competence_id: UUID
    level: int


@dataclass(frozen=True, slots=True)
class StandingChanged(Event):
    """The level that a person's evidence shows of a competence is another one; 0 where nothing can be said."""

    person_id: UUID
    competence_id: UUID
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class RequirementsChanged(Event):
    """A post requires something else than before."""

    post_id: UUID
