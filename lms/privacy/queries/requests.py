"""Reads of copies and of requests for erasure."""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID

from sqlalchemy import case, select
from sqlalchemy.orm import joinedload

from lms.kit.db import db
from lms.kit.errors import NotFound
from lms.kit.i18n import LazyString
from lms.kit.i18n import gettext as _
from lms.kit.personal import Count, counts_of
from lms.people.models import Person
from lms.people.queries.scopes import Reach, of_reach
from lms.privacy.models import DataCopy, Erasure, ErasureMove, ErasureState, LegalHold
from lms.privacy.queries.slices import SLICES

OPEN = (ErasureState.ASKED, ErasureState.CHECKED)
SHOWN = 200
GROWING = frozenset({"audit", "letters", "letters_with_links", "notices", "erasure_moves"})


def copies_of(person_id: UUID) -> Sequence[DataCopy]:
    """The person's last copies, newest first."""
    return db.session.scalars(select(DataCopy).where(DataCopy.person_id == person_id).order_by(DataCopy.asked_at.desc()).limit(10)).all()


def copy_of(copy_id: UUID) -> DataCopy:
    """One copy.

    :raises NotFound: when there is none.
    """
    found = db.session.get(DataCopy, copy_id)
    if found is None:
        raise NotFound(_("There is no such copy."))
    return found


def waiting_copies() -> Sequence[UUID]:
    """Copies that were asked for and are not made yet, oldest first."""
    return db.session.scalars(select(DataCopy.id).where(DataCopy.ready_at.is_(None)).order_by(DataCopy.asked_at)).all()


def erasure(erasure_id: UUID) -> Erasure:
    """One request with its person.

    :raises NotFound: when there is none.
    """
    found = db.session.scalar(select(Erasure).where(Erasure.id == erasure_id).options(joinedload(Erasure.person)))
    if found is None:
        raise NotFound(_("There is no such request."))
    return found


def open_erasure_of(person_id: UUID) -> Erasure | None:
    """The request of the person that is open."""
    return db.session.scalar(select(Erasure).where(Erasure.person_id == person_id, Erasure.state.in_(OPEN)))


def last_erasure_of(person_id: UUID) -> Erasure | None:
    """The newest request of the person."""
    return db.session.scalar(select(Erasure).where(Erasure.person_id == person_id).order_by(Erasure.asked_at.desc()).limit(1))


def erasures(reach: Reach) -> Sequence[Erasure]:
    """Requests of people within ``reach``, open ones first, then newest first. One statement."""
    first = case((Erasure.state.in_(OPEN), 0), else_=1)
    statement = select(Erasure).join(Erasure.person).where(of_reach(reach, Person.department_id)).options(joinedload(Erasure.person))
    return db.session.scalars(statement.order_by(first, Erasure.asked_at.desc()).limit(SHOWN)).all()


def open_erasures() -> Sequence[Erasure]:
    """Requests that wait for an answer, each with its person. One statement."""
    waiting = select(Erasure).where(Erasure.state.in_(OPEN))
    return db.session.scalars(waiting.options(joinedload(Erasure.person)).order_by(Erasure.asked_at, Erasure.id)).all()


def moves_of(erasure_id: UUID) -> Sequence[ErasureMove]:
    """What became of a request, oldest first."""
    return db.session.scalars(select(ErasureMove).where(ErasureMove.erasure_id == erasure_id).order_by(ErasureMove.at)).all()


def holds_of(person_id: UUID) -> Sequence[LegalHold]:
    """The holds on a person that stand."""
    return db.session.scalars(select(LegalHold).where(LegalHold.person_id == person_id, LegalHold.lifted_at.is_(None))).all()


@dataclass(frozen=True, slots=True)
class HoldAtHand:
    """A hold, found through a request of the same person."""

    erasure: Erasure
    hold: LegalHold

    @property
    def person(self) -> Person:
        """Whom it is about."""
        return self.erasure.person

    @property
    def person_id(self) -> UUID:
        """Their id."""
        return self.erasure.person_id


def hold_of(erasure_id: UUID, hold_id: UUID) -> HoldAtHand:
    """A hold that stands or stood.

    :raises NotFound: when it is somebody else's, or not there.
    """
    request, hold = erasure(erasure_id), db.session.get(LegalHold, hold_id)
    if hold is None or hold.person_id != request.person_id:
        raise NotFound(_("There is no such hold."))
    return HoldAtHand(request, hold)


@dataclass(frozen=True, slots=True)
class Preview:
    """What erasing a person would do, by slice, and what must be settled first."""

    parts: tuple[tuple[LazyString, tuple[Count, ...]], ...]
    duties: tuple[str, ...]
    fingerprint: str


def open_duties(person_id: UUID) -> tuple[str, ...]:
    """Everything that must be settled before the person can be erased."""
    return tuple(sentence for one in SLICES for sentence in one.open_duties(person_id))


def preview(person_id: UUID) -> Preview:
    """Look at all slices: one statement for each kind of rows."""
    parts = tuple((one.title, tuple(count for count in counts_of(one.stored, person_id) if count.number)) for one in SLICES)
    # The trail and the mails grow by themselves, by the very act of looking after a request; what is erased of them does not depend on it.
    told = [(count.stored.name, count.number) for _title, counts in parts for count in counts if count.stored.name not in GROWING]
    return Preview(tuple(part for part in parts if part[1]), open_duties(person_id), sha256(repr(told).encode()).hexdigest())
