"""Facts that credentials tells the house."""

from dataclasses import dataclass
from uuid import UUID

from lms.kit.events import Event


@dataclass(frozen=True, slots=True)
class CertificateIssued(Event):
    """A certificate is there. Told once per certificate."""

    certificate_id: UUID
    person_id: UUID
    place_ref: UUID | None = None
    """The place in a boot camp that it stands on; nothing for a course's."""


@dataclass(frozen=True, slots=True)
class CertificateRevoked(Event):
    """A certificate counts no more. Told once per certificate."""

    certificate_id: UUID
