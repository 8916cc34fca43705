"""What champions say before anybody asks: wishes, “not for me”, conflicts of interest, competences that they would like to practise."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import delete, select

from lms.audit.service import record
from lms.champions.models import Champion
from lms.kit.db import db, one_at_a_time
from lms.kit.i18n import gettext as _
from lms.people.models import Person
from lms.placements.models import GrowthWish, Leaning, Opening, OpeningConflict, OpeningLeaning, OpeningState, Placement
from lms.placements.queries.openings import LIVE
from lms.placements.queries.placements import placement_at_hand
from lms.placements.service import telling
from lms.placements.service.refusals import NothingSaid, OpeningRefused

MOST_GROWTH = 5


def lean(champion: Champion, opening: Opening, leaning: Leaning | None, *, by: Person) -> None:
    """Say of an opening that one would like it, that it is not for one, or (None) nothing any more. No trail tells it: it is nobody's business.

    :raises OpeningRefused: the opening is not open.
    """
    if opening.state not in (OpeningState.OPEN, OpeningState.FILLED):
        raise OpeningRefused(_("This opening is not open."))
    one_at_a_time(f"leaning:{champion.id}")
    row = db.session.scalar(select(OpeningLeaning).where(OpeningLeaning.champion_id == champion.id, OpeningLeaning.opening_id == opening.id))
    if leaning is None:
        if row is not None:
            db.session.delete(row)
    elif row is None:
        db.session.add(OpeningLeaning(champion_id=champion.id, opening_id=opening.id, leaning=leaning))
    else:
        row.leaning = leaning
    db.session.flush()


def says_no(champion_id: UUID, opening_id: UUID) -> bool:
    """Whether the champion said of the opening that it is not for them."""
    said = select(OpeningLeaning.leaning).where(OpeningLeaning.champion_id == champion_id, OpeningLeaning.opening_id == opening_id)
    return db.session.scalar(said) is Leaning.NOT_FOR_ME


def declare_conflict(champion: Champion, opening: Opening, interest: str, *, by: Person) -> None:
    """Note a conflict of interest; a second declaration of the same pair replaces the words. Whoever decides on a placement of the two is told.

    :raises NothingSaid: without a word on what the interest is.
    """
    if not interest.strip():
        raise NothingSaid(_("Say in a sentence what the interest is. The programme office and the champion read it."))
    one_at_a_time(f"leaning:{champion.id}")
    row = db.session.scalar(select(OpeningConflict).where(OpeningConflict.champion_id == champion.id, OpeningConflict.opening_id == opening.id))
    if row is None:
        row = OpeningConflict(champion_id=champion.id, opening_id=opening.id)
        db.session.add(row)
    row.interest, row.declared_by_id = interest.strip()[:2000], by.id
    db.session.flush()
    record("declare-conflict", "opening", opening.id, by=by.id, champion=str(champion.id))
    live = select(Placement.id).where(Placement.champion_id == champion.id, Placement.opening_id == opening.id, Placement.state.in_(LIVE))
    for placement_id in db.session.scalars(live):
        telling.tell_conflict(placement_at_hand(placement_id), str(row.id), by=by)


def withdraw_conflict(champion: Champion, opening: Opening, *, by: Person) -> None:
    """The interest is over."""
    gone = db.session.execute(
        delete(OpeningConflict)
        .where(OpeningConflict.champion_id == champion.id, OpeningConflict.opening_id == opening.id)
        .returning(OpeningConflict.id)
    ).all()
    if gone:
        record("withdraw-conflict", "opening", opening.id, by=by.id, champion=str(champion.id))


def wish_growth(champion: Champion, competences: Collection[UUID], *, by: Person) -> None:
    """Say which competences one would like to practise; replaces what was said before.

    :raises NothingSaid: more than five.
    """
    if len(set(competences)) > MOST_GROWTH:
        raise NothingSaid(_("Name five competences at most, so that they mean something."))
    one_at_a_time(f"leaning:{champion.id}")
    db.session.execute(delete(GrowthWish).where(GrowthWish.champion_id == champion.id))
    db.session.add_all(GrowthWish(champion_id=champion.id, competence_id=one) for one in sorted(set(competences), key=str))
    db.session.flush()
