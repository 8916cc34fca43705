"""Facts about copies of data and erasures."""

from dataclasses import dataclass
from uuid import UUID

from lms.kit.events import Event


@dataclass(frozen=True, slots=True)
class DataCopyReady(Event):
    """A copy that a person asked for can be downloaded."""

    copy_id: UUID
    person_id: UUID


@dataclass(frozen=True, slots=True)
class ErasureAsked(Event):
    """Somebody asked for the erasure of a person's data; HR is told."""

    erasure_id: UUID
    person_id: UUID


@dataclass(frozen=True, slots=True)
class ErasureChecked(Event):
    """One pair of eyes has looked; a second one is needed."""

    erasure_id: UUID
    checked_by_id: UUID


@dataclass(frozen=True, slots=True)
class ErasureRefused(Event):
    """A request was refused; the person is told why."""

    erasure_id: UUID
    person_id: UUID


@dataclass(frozen=True, slots=True)
class ErasureDone(Event):
    """A person's data is erased. Address and language are those of before, for one last letter."""

    erasure_id: UUID
    email: str
    name: str
    language: str
