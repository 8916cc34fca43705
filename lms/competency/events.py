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
