"""Facts about people that others may want to know."""

from dataclasses import dataclass, field
from uuid import UUID, uuid4

from lms.kit.events import Event


def _change() -> str:
    return uuid4().hex


@dataclass(frozen=True, slots=True)
class LinkMade(Event):
    """A person got a link to set their password; ``token`` is in no row and leaves by mail only."""

    person_id: UUID
    link_id: UUID
    purpose: str
    token: str


@dataclass(frozen=True, slots=True)
class LinkRefused(Event):
    """Somebody asked for a link with an address that has no account. It costs the same work, so that nobody can tell."""

    email: str


@dataclass(frozen=True, slots=True)
class PasswordChanged(Event):
    """A person has a new password."""

    person_id: UUID
    change: str = field(default_factory=_change)


@dataclass(frozen=True, slots=True)
class SignInChanged(Event):
    """A second step or a passkey was added or removed."""

    person_id: UUID
    deed: str
    change: str = field(default_factory=_change)


@dataclass(frozen=True, slots=True)
class AddressChanged(Event):
    """A person signs in with another address; the old one is told."""

    person_id: UUID
    old_address: str
    change: str = field(default_factory=_change)


@dataclass(frozen=True, slots=True)
class PersonDeactivated(Event):
    """A person has left; they can no longer sign in."""

    person_id: UUID


@dataclass(frozen=True, slots=True)
class RoleTaken(Event):
    """A person no longer holds a role, in the whole house or for a department; they may still hold it elsewhere."""

    person_id: UUID
    role: str


@dataclass(frozen=True, slots=True)
class PersonMoved(Event):
    """A person has another department or post."""

    person_id: UUID


@dataclass(frozen=True, slots=True)
class PersonJoined(Event):
    """A person is new in the directory, or came back and may sign in again."""

    person_id: UUID
    came_back: bool = False


@dataclass(frozen=True, slots=True)
class ManagerChanged(Event):
    """Somebody else, or nobody, manages a person from now on; what waits for the manager goes along."""

    person_id: UUID
    before_id: UUID | None
    after_id: UUID | None


@dataclass(frozen=True, slots=True)
class DepartmentMoved(Event):
    """A department hangs elsewhere, with all below it: no longer below ``left_ids``."""

    department_id: UUID
    left_ids: frozenset[UUID]


@dataclass(frozen=True, slots=True)
class DepartmentMerged(Event):
    """A department became part of another. Its people, sub-departments and grants have moved; the row ``from_id`` goes
    when everybody has taken what hangs on it along (its reaction stands last in the table)."""

    from_id: UUID
    to_id: UUID


@dataclass(frozen=True, slots=True)
class ImportEnded(Event):
    """The nightly run carried a file out, or stopped before it did anything."""

    import_id: UUID
    carried_out: bool
    file_name: str
    bad_rows: int


@dataclass(frozen=True, slots=True)
class PersonErased(Event):
    """Everything that tells who a person was shall go. Each slice erases its own in the same transaction; the people slice
    itself comes last."""

    person_id: UUID
    name: str
    email: str
