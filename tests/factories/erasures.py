"""Erasures by the two who do them, and the words by which whoever is erased would be known."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from lms.kit.db import db, transaction
from lms.people.models import Person
from lms.privacy.models import Erasure
from lms.privacy.queries.requests import preview
from lms.privacy.service import erasures

NAME, ADDRESS, NUMBER, WORDS = "Marker Zuckermann", "marker.person@city.test", "MARKER-4711", "Marker words of my own"


def request_for(person: Person, by: Person) -> UUID:
    """Somebody asks that a person be erased; the id of the request."""
    with transaction():
        return erasures.ask(db.session.get_one(Person, person.id), by=db.session.get_one(Person, by.id)).id


def do(verb: Callable[..., Any], erasure_id: UUID, by: Person, **more: Any) -> None:
    """Take a step with the request, with the preview of just now before the eyes where one is needed."""
    with transaction():
        row = db.session.get_one(Erasure, erasure_id)
        if verb in (erasures.check, erasures.carry_out):
            more = {"seen": preview(row.person_id).fingerprint, **more}
        verb(row, **more, by=db.session.get_one(Person, by.id))


def erased(person: Person, hr: Person, second: Person) -> UUID:
    """Ask, check and carry out; the id of the request."""
    erasure_id = request_for(person, hr)
    do(erasures.check, erasure_id, hr)
    do(erasures.carry_out, erasure_id, second)
    db.session.expire_all()
    return erasure_id
