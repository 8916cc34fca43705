"""Seats and who holds them: members and alternates, from the city and from outside."""

from dataclasses import asdict, dataclass
from datetime import date

from sqlalchemy import or_, select

from lms.audit.service import record
from lms.kit.clock import now, today
from lms.kit.db import db, one_at_a_time
from lms.kit.i18n import gettext as _
from lms.leadership.models import Seat, SeatTerm, Sector
from lms.leadership.service.refusals import BadTerm, NotInOffice, OnAnotherSeat, SeatTaken
from lms.people.models import Person
from lms.people.service import outsiders


@dataclass(frozen=True, slots=True)
class Holding:
    """How somebody holds a seat: from when until when, as member or as alternate, and where they come from."""

    from_day: date
    until_day: date
    alternate: bool = False
    organisation: str = ""


def make_seat(sector: Sector, title: str, *, chairs: bool = False, by: Person) -> Seat:
    """Add a seat to the team.

    :raises SeatTaken: there is one of that name.
    """
    one_at_a_time("leadership-seats")
    if db.session.scalar(select(Seat.id).where(Seat.title == title)):
        raise SeatTaken(_("There is a seat of that name already. Choose another name."))
    made = Seat(sector=sector, title=title, chairs=chairs)
    db.session.add(made)
    db.session.flush()
    record("make-seat", "leadership-seat", made.id, by=by.id, sector=sector.value)
    return made


def close_seat(seat: Seat, *, by: Person) -> None:
    """End a seat that nobody holds any more; what it voted stays.

    :raises SeatTaken: somebody holds it today, or will.
    """
    one_at_a_time("leadership-seats")
    if db.session.scalar(select(SeatTerm.id).where(SeatTerm.seat_id == seat.id, SeatTerm.until_day >= today()).limit(1)):
        raise SeatTaken(_("Somebody holds this seat. End the term first."))
    if seat.closed_at is None:
        seat.closed_at = now()
        record("close-seat", "leadership-seat", seat.id, by=by.id)


def take_seat(seat: Seat, person: Person, how: Holding, *, by: Person) -> SeatTerm:
    """Give ``person`` a seat for a term.

    :raises BadTerm: it ends before it begins, or the seat was closed.
    :raises SeatTaken: another member, or another alternate, holds the seat on one of the how.
    :raises OnAnotherSeat: the person is a member on another seat: one person, one vote.
    """
    one_at_a_time("leadership-seats")
    if how.until_day < how.from_day or seat.closed_at is not None:
        raise BadTerm(_("A term ends after it begins, on a seat that is not closed. Check the how."))
    runs = or_(SeatTerm.ended_at.is_(None), SeatTerm.until_day > how.from_day)
    meanwhile = SeatTerm.from_day <= how.until_day, SeatTerm.until_day >= how.from_day, runs
    if db.session.scalar(select(SeatTerm.id).where(SeatTerm.seat_id == seat.id, SeatTerm.alternate.is_(how.alternate), *meanwhile).limit(1)):
        raise SeatTaken(_("Somebody holds this seat in those days. End that term first, or choose other days."))
    elsewhere = select(SeatTerm.id).where(SeatTerm.person_id == person.id, SeatTerm.alternate.is_(False), *meanwhile)
    if not how.alternate and db.session.scalar(elsewhere.limit(1)):
        raise OnAnotherSeat(_("%(name)s is a member on another seat in those days. One person has one vote.", name=person.name))
    term = SeatTerm(seat_id=seat.id, person_id=person.id, **asdict(how))
    db.session.add(term)
    db.session.flush()
    record("begin-term", "leadership-term", term.id, by=by.id, seat=str(seat.id), until=how.until_day.isoformat(), alternate=how.alternate)
    return term


def invite_from_outside(seat: Seat, newcomer: outsiders.Newcomer, how: Holding, *, by: Person) -> SeatTerm:
    """Give somebody from outside a seat, with an account that shows the team's space only; they get a link to set their password.

    Whoever had such an account before gets it back. Raises what ``take_seat`` and ``outsiders.welcome`` raise.
    """
    person = outsiders.welcome(newcomer, by=by)
    return take_seat(seat, person, how, by=by)


def end_term(term: SeatTerm, *, by: Person) -> bool:
    """End a term today. Returns whether an account from outside was closed with it, since no other term is left.

    :raises NotInOffice: it is over.
    """
    one_at_a_time("leadership-seats")
    day = today()
    if term.until_day < day or term.ended_at is not None:
        raise NotInOffice(_("This term is over already."))
    term.until_day = max(day, term.from_day)
    term.ended_at = now()
    db.session.flush()
    record("end-term", "leadership-term", term.id, by=by.id)
    return close_account(db.session.get_one(Person, term.person_id), by=by)


def close_account(person: Person, *, by: Person | None) -> bool:
    """Close the account of somebody from outside who holds no seat any more; return whether it was closed."""
    left = select(SeatTerm.id).where(SeatTerm.person_id == person.id, SeatTerm.until_day >= today(), SeatTerm.ended_at.is_(None))
    if not person.external or not person.active or db.session.scalar(left.limit(1)):
        return False
    outsiders.say_goodbye(person, by=by)
    return True
