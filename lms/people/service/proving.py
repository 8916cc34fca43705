"""Prove who somebody is, and slow down those who guess."""

from datetime import timedelta
from hashlib import sha256

from lms.kit import limits
from lms.kit.db import db, one_at_a_time
from lms.people.models import Person
from lms.people.queries.sign_ins import by_email, with_roles
from lms.people.service import passwords

GROWING = ((5, timedelta(minutes=1)), (10, timedelta(minutes=5)), (20, timedelta(minutes=15)))
"""After so many failures, wait so long: the wait grows with the failures, and is never for ever."""

PER_ADDRESS = ((100, timedelta(minutes=15)),)
"""A whole town hall may sit behind one address."""


def refuse_guessing(name: str, limit: tuple[tuple[int, timedelta], ...] = GROWING) -> None:
    """Refuse when ``name`` failed too often.

    :raises TooOften: with the seconds to wait.
    """
    for tries, window in limit:
        limits.refuse_beyond(f"{name}:{tries}", tries=tries, window=window)


def count_failure(name: str, limit: tuple[tuple[int, timedelta], ...] = GROWING) -> None:
    """Count one failure of ``name``."""
    for tries, window in limit:
        limits.count(f"{name}:{tries}", window=window)


def forget_failures(name: str, limit: tuple[tuple[int, timedelta], ...] = GROWING) -> None:
    """Let ``name`` start again from nothing, after a success."""
    for tries, _window in limit:
        limits.forget(f"{name}:{tries}")


def prove(email: str, typed: str, *, address: str, known_device: bool = False) -> Person | None:
    """Return the active person whose address and password these are; nobody, for whatever reason, otherwise.

    An account that is unknown costs as long as a wrong password. ``known_device`` says that this browser signed in to the account
    before: its tries are counted apart, so that strangers who guess cannot keep the owner out.

    :raises TooOften: when the account or the visitor's ``address`` failed too often; asked before and after the slow part, so that
        a hundred guesses at once are not a hundred guesses.
    """
    name = f"sign-in:{email.strip().lower()}:{'known' if known_device else 'new'}"
    network = f"sign-in-from:{address}"
    _refuse(name, network)
    person = by_email(email)
    facts = (person.id, person.password) if person and person.active else None
    right, better = passwords.verified(typed, facts[1] if facts else None)  # lets go of the write lock
    _refuse(name, network)
    person = with_roles(facts[0]) if facts else None
    if not right or person is None or not person.active or (facts and person.password != facts[1]):
        count_failure(name)
        count_failure(network, PER_ADDRESS)
        return None
    forget_failures(name)
    person.password = better or person.password
    return person


def alone_with(person: Person) -> None:
    """Let nobody else check a code of ``person`` until the end of the transaction, and read what the last one left."""
    one_at_a_time(f"codes:{person.id}")
    db.session.refresh(person, ["active", "tf_last_counter", "mf_recovery_codes"])


def device_mark(email: str) -> str:
    """What a browser keeps of the account that signed in on it: it says nothing to those who read it."""
    return sha256(f"known device of {email.strip().lower()}".encode()).hexdigest()[:24]


def _refuse(name: str, network: str) -> None:
    refuse_guessing(name)
    refuse_guessing(network, PER_ADDRESS)
