"""Anonymise the row of a person: the last step of an erasure, when every other slice has erased its own."""

from uuid import uuid4

from sqlalchemy import delete, update

from lms.audit.service import record
from lms.kit.clock import now
from lms.kit.db import db
from lms.people.events import PersonErased
from lms.people.models import Grant, OneTimeLink, Passkey, Person, SignIn

NAME = "—"
"""What stands where the name stood, in every language."""


def erase(fact: PersonErased) -> None:
    """Take everything from the row that tells who it was. Its id and department stay: results and statistics hang on them."""
    person = db.session.get_one(Person, fact.person_id)
    if person.erased_at is not None:
        return
    for model in (Grant, OneTimeLink, Passkey, SignIn):
        db.session.execute(delete(model).where(model.person_id == person.id))
    db.session.expire(person)
    person.name, person.email = NAME, f"{person.id}@erased.invalid"
    person.staff_number = person.password = person.post_id = person.manager_id = None
    person.fs_uniquifier, person.fs_webauthn_user_handle = uuid4().hex, None
    person.tf_primary_method = person.tf_totp_secret = person.tf_last_counter = person.mf_recovery_codes = person.confirmed_at = None
    person.active, person.language, person.erased_at = False, "en", now()
    db.session.execute(update(Person).where(Person.manager_id == person.id).values(manager_id=None))
    db.session.flush()
    record("erased", "person", person.id, by=None)
