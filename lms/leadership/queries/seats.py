"""Reads of seats, terms and the mandate."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import joinedload

from lms.kit.clock import today
from lms.kit.db import db
from lms.kit.errors import NotFound
from lms.kit.i18n import gettext as _
from lms.kit.memo import once_a_request
from lms.leadership.models import Mandate, Seat, SeatTerm
from lms.leadership.voting import Taken
from lms.people.models import Person

ENDS_SOON = timedelta(days=90)
"""From so long before its end on, a term is marked, so that somebody looks for a successor."""


def in_office(day: date) -> ColumnElement[bool]:
    """Terms that run on ``day``."""
    return and_(SeatTerm.from_day <= day, SeatTerm.until_day >= day, or_(SeatTerm.ended_at.is_(None), SeatTerm.until_day > day))


def sits(person_id: UUID) -> bool:
    """Whether the person holds a seat today, as member or alternate. One statement in each request."""
    asked = select(SeatTerm.id).where(SeatTerm.person_id == person_id, in_office(today())).limit(1)
    return once_a_request(("sits", person_id), lambda: db.session.scalar(asked) is not None)


@dataclass(frozen=True, slots=True)
class SeatLine:
    """A seat with everybody who holds it, held it, or will."""

    seat: Seat
    terms: Sequence[SeatTerm]
    today: date

    def _now(self, alternate: bool) -> SeatTerm | None:
        return next((term for term in self.terms if term.alternate is alternate and self.runs(term)), None)

    def runs(self, term: SeatTerm) -> bool:
        """Whether the term runs today."""
        return term.ended_at is None and term.from_day <= self.today <= term.until_day

    @property
    def member(self) -> SeatTerm | None:
        """Who holds it today."""
        return self._now(alternate=False)

    @property
    def alternate(self) -> SeatTerm | None:
        """Who stands in today when the member is absent."""
        return self._now(alternate=True)

    @property
    def ends_soon(self) -> bool:
        """The member's term ends before long, and nobody follows yet."""
        member = self.member
        follows = any(not term.alternate and term.from_day > self.today for term in self.terms)
        return member is not None and not follows and member.until_day <= self.today + ENDS_SOON


def seats() -> list[SeatLine]:
    """All open seats with their terms, the chair first, then by sector. Two statements."""
    day = today()
    rows = db.session.scalars(select(Seat).where(Seat.closed_at.is_(None)).order_by(Seat.chairs.desc(), Seat.sector, Seat.title)).all()
    terms: dict[UUID, list[SeatTerm]] = {seat.id: [] for seat in rows}
    asked = select(SeatTerm).where(SeatTerm.seat_id.in_(terms)).options(joinedload(SeatTerm.person)).order_by(SeatTerm.until_day.desc(), SeatTerm.id)
    for term in db.session.scalars(asked):
        terms[term.seat_id].append(term)
    return [SeatLine(seat, terms[seat.id], day) for seat in rows]


def seat(seat_id: UUID) -> Seat:
    """One seat.

    :raises NotFound: when there is none.
    """
    found = db.session.get(Seat, seat_id)
    if found is None:
        raise NotFound(_("There is no such seat."))
    return found


def term(seat_id: UUID, term_id: UUID) -> SeatTerm:
    """A term of that seat, with seat and person.

    :raises NotFound: when there is none.
    """
    whole = joinedload(SeatTerm.seat), joinedload(SeatTerm.person)
    found = db.session.scalar(select(SeatTerm).where(SeatTerm.id == term_id, SeatTerm.seat_id == seat_id).options(*whole))
    if found is None:
        raise NotFound(_("There is no such term."))
    return found


def terms_on(day: date) -> list[SeatTerm]:
    """The terms that run on ``day``, with seat and person, chair first. One statement."""
    whole = joinedload(SeatTerm.seat), joinedload(SeatTerm.person)
    asked = select(SeatTerm).join(Seat, Seat.id == SeatTerm.seat_id).where(in_office(day), Seat.closed_at.is_(None)).options(*whole)
    return list(db.session.scalars(asked.order_by(Seat.chairs.desc(), Seat.sector, Seat.title, SeatTerm.alternate)))


def taken(terms: Sequence[SeatTerm]) -> list[Taken]:
    """The same as plain values: each seat with member and alternate."""
    found: dict[UUID, list[UUID | None]] = {}
    for one in terms:
        found.setdefault(one.seat_id, [None, None])[int(one.alternate)] = one.person_id
    return [Taken(seat_id, member_id, alternate_id) for seat_id, (member_id, alternate_id) in found.items()]


def members() -> list[Person]:
    """Everybody on the team today, members and alternates, once each. One statement."""
    asked = select(Person).where(Person.active, Person.id.in_(select(SeatTerm.person_id).where(in_office(today()))))
    return list(db.session.scalars(asked.order_by(Person.name, Person.id)))


def mandates() -> Sequence[Mandate]:
    """All versions of the mandate, the newest first."""
    return db.session.scalars(select(Mandate).order_by(Mandate.from_day.desc(), Mandate.made_at.desc())).all()


def mandate_on(day: date) -> Mandate | None:
    """The mandate in force on ``day``."""
    return db.session.scalar(select(Mandate).where(Mandate.from_day <= day).order_by(Mandate.from_day.desc(), Mandate.made_at.desc()).limit(1))


def without_term() -> list[Person]:
    """Open accounts from outside whose holders have no term any more. One statement."""
    left = select(SeatTerm.person_id).where(SeatTerm.until_day >= today(), SeatTerm.ended_at.is_(None))
    ever = select(SeatTerm.person_id)
    return list(db.session.scalars(select(Person).where(Person.external, Person.active, Person.id.in_(ever), Person.id.not_in(left))))


def ending(day: date) -> list[SeatTerm]:
    """Terms that end by ``day`` and run today, with seat and person. One statement."""
    whole = joinedload(SeatTerm.seat), joinedload(SeatTerm.person)
    return list(db.session.scalars(select(SeatTerm).where(in_office(today()), SeatTerm.until_day <= day).options(*whole)))
