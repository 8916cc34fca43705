"""What happened in the leadership team."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from lms.kit.events import Event


@dataclass(frozen=True, slots=True)
class DecisionMade(Event):
    """The team decided on something; whoever keeps the thing may act on it. ``subject_kind`` and ``result`` are values of the enums of the models."""

    decision_id: UUID
    number: str
    subject_kind: str
    subject_id: UUID | None
    result: str
    due_on: date | None
