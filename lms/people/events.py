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
class ManagerChanged(Event):
    """A person has another line manager, or none."""

    person_id: UUID


@dataclass(frozen=True, slots=True)
class PersonMoved(Event):
    """A person has another department or post."""

    person_id: UUID
