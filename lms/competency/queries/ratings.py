"""Reads of who may be rated, what was asked, and who observes."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import exists, select
from sqlalchemy.orm import joinedload

from lms.competency.models import Competence, Evidence, Observer, RatingRequest
from lms.competency.queries.profile import competence_to_cite
from lms.kit.db import db
from lms.kit.errors import NotFound
from lms.kit.i18n import gettext as _
from lms.people.models import Grant, Person, Role
from lms.people.queries.officers import WORKS_HERE


@dataclass(frozen=True, slots=True)
class Officer:
    """Somebody about whom something is to be said; the rules of access ask for ids."""

    person: Person

    @property
    def person_id(self) -> UUID:
        """Whom it is about."""
        return self.person.id

    @property
    def manager_id(self) -> UUID | None:
        """Who manages them today."""
        return self.person.manager_id


@dataclass(frozen=True, slots=True)
class Rated(Officer):
    """One competence of an officer."""

    competence: Competence


@dataclass(frozen=True, slots=True)
class Given(Officer):
    """A piece of evidence about an officer."""

    piece: Evidence

    @property
    def by_id(self) -> UUID | None:
        """Who gave it."""
        return self.piece.by_id


def officer(person_id: UUID) -> Officer:
    """An officer who works here. One statement.

    :raises NotFound: there is none.
    """
    person = db.session.scalar(
        select(Person).where(Person.id == person_id, WORKS_HERE).options(joinedload(Person.post), joinedload(Person.department))
    )
    if person is None:
        raise NotFound(_("Nobody who works here is found under this address."))
    return Officer(person)


def officer_with_address(email: str) -> Officer | None:
    """The officer who works here under that address. One statement."""
    person = db.session.scalar(select(Person).where(Person.email == email.strip().lower(), WORKS_HERE))
    return Officer(person) if person else None


def rated(person_id: UUID, slug: str, code: str) -> Rated:
    """One competence of an officer. Two statements.

    :raises NotFound: there is no such officer or competence, or the framework names it no longer.
    """
    return Rated(officer(person_id).person, competence_to_cite(slug, code))


def given(person_id: UUID, evidence_id: UUID) -> Given:
    """A piece of evidence about that officer. Two statements.

    :raises NotFound: there is none.
    """
    found = officer(person_id).person
    piece = db.session.scalar(
        select(Evidence)
        .where(Evidence.id == evidence_id, Evidence.person_id == found.id)
        .options(joinedload(Evidence.competence).joinedload(Competence.framework))
    )
    if piece is None:
        raise NotFound(_("There is no such piece of evidence."))
    return Given(found, piece)


def team_of(person_id: UUID) -> Sequence[Person]:
    """Those whom the person manages, by name. One statement."""
    return db.session.scalars(
        select(Person).where(Person.manager_id == person_id, WORKS_HERE).options(joinedload(Person.post)).order_by(Person.name, Person.id)
    ).all()


def waiting_request(person_id: UUID, competence_id: UUID) -> Sequence[UUID]:
    """Whom the person asked for a rating of the competence, and who has not answered. One statement."""
    return db.session.scalars(
        select(RatingRequest.rater_id).where(
            RatingRequest.person_id == person_id, RatingRequest.competence_id == competence_id, RatingRequest.answered_at.is_(None)
        )
    ).all()


def possible_raters(person: Person) -> Sequence[Person]:
    """The manager and all trainers: those among whom access decides. One statement."""
    trainers = select(Grant.person_id).where(Grant.role == Role.TRAINER)
    wanted = (Person.id == person.manager_id) | Person.id.in_(trainers)
    return db.session.scalars(select(Person).where(wanted, WORKS_HERE, Person.id != person.id).order_by(Person.name, Person.id)).all()


def is_observer(person_id: UUID) -> bool:
    """Whether HR named the person to observe. One statement."""
    return bool(db.session.scalar(select(exists().where(Observer.person_id == person_id, Observer.ended_at.is_(None)))))


def observers() -> Sequence[Observer]:
    """Everybody who was named, those who observe today first. One statement."""
    return db.session.scalars(
        select(Observer).options(joinedload(Observer.person)).order_by(Observer.ended_at.is_not(None), Observer.named_at.desc(), Observer.id)
    ).all()


def observer(observer_id: UUID) -> Observer:
    """One naming.

    :raises NotFound: there is none.
    """
    found = db.session.get(Observer, observer_id)
    if found is None:
        raise NotFound(_("Nobody was named under this address."))
    return found
