"""Prove who somebody is, and slow down those who guess."""

from datetime import timedelta
from hashlib import sha256

from lms.kit import limits
from lms.kit.db import db, one_at_a_time, only_reading
from lms.kit.limits import Limit
from lms.people.models import Person
from lms.people.queries.sign_ins import password_of, with_roles
from lms.people.service import passwords

_GROWING = ((5, timedelta(minutes=1)), (10, timedelta(minutes=5)), (20, timedelta(minutes=15)))
"""After so many failures, wait so long: the wait grows with the failures, and is never for ever."""

MOST_FROM_ONE_ADDRESS = 100
"""A whole town hall may sit behind one address."""


def guesses_at(name: str) -> tuple[Limit, ...]:
    """How often ``name`` (an account, a code) may be guessed wrong."""
    return tuple(Limit(f"{name}:{tries}", tries, window) for tries, window in _GROWING)


def guesses_from(address: str) -> Limit:
    """How often a visitor's address may guess wrong."""
    return Limit(f"sign-in-from:{address}", MOST_FROM_ONE_ADDRESS, timedelta(minutes=15))


def prove(email: str, typed: str, *, address: str, known_device: bool = False) -> Person | None:
    """Return the active person whose address and password these are; nobody, for whatever reason, otherwise.

    An account that is unknown costs as long as a wrong password. ``known_device`` says that this browser signed in to the account
    before: its tries are counted apart, so that strangers who guess cannot keep the owner out.

    :raises TooOften: when the account or the visitor's ``address`` failed too often; asked before and after the slow part, so that
        a hundred guesses at once are not a hundred guesses.
    """
    name = f"sign-in:{email.strip().lower()}:{'known' if known_device else 'new'}"
    guesses, from_there = guesses_at(name), guesses_from(address)
    with only_reading():  # so that nobody is kept from writing, and PostgreSQL keeps what it prepared
        limits.refuse_beyond(*guesses, from_there)
        facts = password_of(email)
    right, better = passwords.verified(typed, facts[1] if facts else None)
    counted = limits.refuse_beyond(*guesses, from_there)
    person = with_roles(facts[0]) if facts else None
    if not right or person is None or not person.active or (facts and person.password != facts[1]):
        limits.count(*guesses, from_there)
        return None
    if counted:
        limits.forget(*guesses)
    if better:  # to set what is there already would have the whole person looked through for changes
        person.password = better
    return person


def alone_with(person: Person) -> None:
    """Let nobody else check a code of ``person`` until the end of the transaction, and read what the last one left."""
    one_at_a_time(f"codes:{person.id}")
    db.session.refresh(person, ["active", "tf_last_counter", "mf_recovery_codes"])


def device_mark(email: str) -> str:
    """What a browser keeps of the account that signed in on it: it says nothing to those who read it."""
    return sha256(f"known device of {email.strip().lower()}".encode()).hexdigest()[:24]
