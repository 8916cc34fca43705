"""What the account pages change besides passwords."""

from base64 import urlsafe_b64encode
from hashlib import sha256
from uuid import UUID

from sqlalchemy import update

from lms.audit.service import record
from lms.kit.db import db, publish
from lms.people.events import SignInChanged
from lms.people.models import Person


def key_for_recovery_codes(secret: str) -> bytes:
    """The key that recovery codes are stored under: derived from the house's secret, for this purpose only."""
    return urlsafe_b64encode(sha256(f"recovery codes\n{secret}".encode()).digest())


def remember_code(person_id: UUID, counter: int) -> None:
    """Note the time step of a code, so that it opens nothing again."""
    db.session.execute(update(Person).where(Person.id == person_id).values(tf_last_counter=counter))


def note_sign_in_change(person_id: UUID, deed: str) -> None:
    """Write down that a second step or a passkey came or went, and tell the person."""
    record(deed, "person", person_id, by=person_id)
    publish(SignInChanged(person_id, deed))


def choose_language(person: Person, language: str) -> None:
    """Speak ``language`` with ``person`` from now on, in letters too."""
    person.language = language
