"""What the house does to placements when something else has happened: a level fell, a person left, an initiative stopped."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import bindparam, or_, select

from lms.champions.events import ChampionLevelChanged
from lms.champions.models import Champion, ChampionState
from lms.competency.models import Competence
from lms.kit.clock import now, today
from lms.kit.db import db
from lms.kit.events import Event
from lms.kit.i18n import gettext as _
from lms.people.events import PersonDeactivated
from lms.placements.hours import month_of
from lms.placements.models import Opening, OpeningGap, OpeningNeed, OpeningState, Placement, PlacementState
from lms.placements.queries.openings import ENDED_INITIATIVES, ENDED_PROJECTS, LIVE, opening_at_hand
from lms.placements.queries.placements import PlacementAtHand, placement_at_hand
from lms.placements.service import telling
from lms.placements.service.openings import move_opening
from lms.placements.service.placing import Said, move
from lms.projects.models.projects import Project
from lms.strategy.models.initiatives import Initiative

_placed, _champion, _need = (model.__table__.c for model in (Placement, Champion, OpeningNeed))
_PLACED_WHERE_IT_MATTERS = (
    select(_placed.id, _placed.opening_id, _need.level)
    .join_from(Placement.__table__, Champion.__table__, _champion.id == _placed.champion_id)
    .join(OpeningNeed.__table__, _need.opening_id == _placed.opening_id)
    .where(
        _champion.person_id == bindparam("person_id"),
        _placed.state.in_((PlacementState.ACCEPTED, PlacementState.CONFIRMED)),
        _placed.ends_on >= bindparam("today"),
        _need.competence_id == bindparam("competence_id"),
        _need.must,
    )
    .order_by(_placed.id)
)
"""Each change of a champion's level asks it."""


def follow_level(fact: ChampionLevelChanged) -> None:
    """A level of somebody who is placed fell below what an opening needs: both are told, and the opening shows the gap. Nobody is taken off.

    When the level is there again, the gap closes.
    """
    if fact.after == fact.before:
        return
    asked = {"person_id": fact.person_id, "competence_id": fact.competence_id, "today": today()}
    for placement_id, opening_id, level in db.session.execute(_PLACED_WHERE_IT_MATTERS, asked).all():
        if fact.after < level <= fact.before:
            _open_gap(placement_id, opening_id, fact.competence_id, level)
        elif fact.before < level <= fact.after:
            _close_gap(placement_id, fact.competence_id)


def _open_gap(placement_id: UUID, opening_id: UUID, competence_id: UUID, level: int) -> None:
    if db.session.scalar(_standing_gap(placement_id, competence_id)) is not None:
        return
    at_hand = placement_at_hand(placement_id)
    from_day = month_of(max(today(), at_hand.placement.starts_on))
    row = OpeningGap(opening_id=opening_id, placement_id=placement_id, competence_id=competence_id, level=level, from_day=from_day)
    db.session.add(row)
    db.session.flush()
    competence = db.session.get_one(Competence, competence_id)
    readers = [at_hand.person_id, *telling.deciders(at_hand)]
    words = f"{competence.code} {competence.title}"
    telling.send("placement-level-fell", readers, at_hand, about=str(row.id), reason=words, day=from_day, by_mail=True, but=None)


def _close_gap(placement_id: UUID, competence_id: UUID) -> None:
    row = db.session.scalar(_standing_gap(placement_id, competence_id))
    if row is not None:
        row.closed_at = now()


def _standing_gap(placement_id: UUID, competence_id: UUID):  # type: ignore[no-untyped-def]  # a Select; its type has no short name
    return select(OpeningGap).where(
        OpeningGap.placement_id == placement_id, OpeningGap.competence_id == competence_id, OpeningGap.closed_at.is_(None)
    )


def leave(fact: PersonDeactivated) -> None:
    """Whoever leaves the administration leaves their placements; owners are told why a seat is free."""
    theirs = select(Placement.id).join(Placement.champion).where(Champion.person_id == fact.person_id, Placement.state.in_(LIVE))
    _stop(db.session.scalars(theirs.order_by(Placement.id)).all(), _("They no longer work for the city."))


def end_of_champions() -> int:
    """End placements of those who are no champions any more; return how many."""
    over = (ChampionState.ENDED, ChampionState.DECLINED)
    found = db.session.scalars(
        select(Placement.id).join(Placement.champion).where(Champion.state.in_(over), Placement.state.in_(LIVE)).order_by(Placement.id)
    ).all()
    return _stop(found, _("The time as a champion is over."))


def end_of_offerings() -> int:
    """Close the openings of initiatives and projects that are over, and end their placements with a sentence; return how many openings."""
    rows = db.session.execute(
        select(Opening.id, Initiative.title, Project.title)
        .outerjoin(Initiative, Initiative.id == Opening.initiative_id)
        .outerjoin(Project, Project.id == Opening.project_id)
        .where(Opening.state != OpeningState.CLOSED, or_(Initiative.state.in_(ENDED_INITIATIVES), Project.state.in_(ENDED_PROJECTS)))
        .order_by(Opening.id)
    ).all()
    for opening_id, initiative, project in rows:
        why = _("“%(thing)s” is over, and its placements with it.", thing=initiative or project)
        live = select(Placement.id).where(Placement.opening_id == opening_id, Placement.state.in_(LIVE)).order_by(Placement.id)
        _stop(db.session.scalars(live).all(), why)
        move_opening(opening_at_hand(opening_id), "close", why, by=None)
    return len(rows)


def after_offering_moved(_fact: Event) -> None:
    """An initiative or a project went a step: what is over has no openings any more."""
    end_of_offerings()


def after_champion_moved(_fact: Event) -> None:
    """A champion went a step: who is none any more has no placements."""
    end_of_champions()


def _stop(placement_ids: Iterable[UUID], why: str) -> int:
    stopped = 0
    for placement_id in placement_ids:
        move(placement_at_hand(placement_id), "stop", Said(why), by=None)
        stopped += 1
    return stopped


def remind(at_hand: PlacementAtHand, notice: str, readers: Iterable[UUID], since: str) -> None:
    """Say once more that a placement waits, once for each step that it waits after."""
    placement = at_hand.placement
    telling.send(notice, readers, at_hand, about=f"{placement.id}:{since}", reason="", day=placement.starts_on, by_mail=False, but=None)
