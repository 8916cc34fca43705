"""What is said and claimed about people's competences, for tests."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select

from lms.competency.models import Claim, Evidence
from lms.competency.queries.profile import competence_named
from lms.competency.queries.ratings import Rated
from lms.competency.service.claims import Said, make_claim
from lms.competency.service.ratings import name_observer, rate
from lms.kit.clock import today
from lms.kit.db import db, transaction
from lms.people.models import Person
from tests.factories.people import make_person


def managed(person: Person, name: str = "Mia Manager") -> Person:
    """Let somebody new be the manager of ``person``."""
    manager = make_person(name)
    person.manager_id = manager.id
    db.session.commit()
    return manager


def rated_by(manager: Person, person: Person, *, code: str = "1.3", level: int = 3, note: str = "") -> UUID:
    """Let ``manager`` rate a competence of ``person``; the id of the evidence."""
    with transaction():
        about = Rated(db.session.get_one(Person, person.id), competence_named("digcomp", code))
        rate(about, level, note, as_manager=True, by=db.session.get_one(Person, manager.id))
    return db.session.scalars(select(Evidence.id).where(Evidence.by_id == manager.id, Evidence.person_id == person.id)).one()


def claimed(person: Person, *, code: str = "1.3", **said: Any) -> Claim:
    """A claim of prior learning by ``person`` that waits for a review."""
    what = {"level": 4, "title": "Evening course on databases", "text": "Two terms.", "learnt_on": today() - timedelta(days=400), **said}
    with transaction():
        return make_claim(competence_named("digcomp", code), Said(**what), by=db.session.get_one(Person, person.id))


def said_about(person: Person, words: str) -> dict[str, UUID]:
    """A rating, a claim and an observer: values for the addresses of their pages."""
    manager = make_person("Mia Manager")
    observer = make_person("Olga Observer")
    evidence_id = rated_by(manager, person, note=words)
    claim = claimed(person, text=words)
    with transaction():
        named = name_observer(observer.email, by=db.session.get_one(Person, manager.id))
    return {"evidence_id": evidence_id, "claim_id": claim.id, "observer_id": named.id}
