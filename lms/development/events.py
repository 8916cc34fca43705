"""Facts that development tells the house."""

from dataclasses import dataclass
from uuid import UUID

from lms.kit.events import Event


@dataclass(frozen=True, slots=True)
class PlanAgreed(Event):
    """A development plan is signed by both. Told once per version."""

    plan_id: UUID
    person_id: UUID
