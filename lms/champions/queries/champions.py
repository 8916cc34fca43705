"""Reads of champions: who is one on a day, and one champion with what its pages show."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import contains_eager, joinedload

from lms.champions.models import Champion, ChampionMove, ChampionState, HelpRequest
from lms.kit.db import db
from lms.kit.errors import NotFound
from lms.kit.i18n import gettext as _
from lms.people.models import Person

LIVE = (ChampionState.NOMINATED, ChampionState.ELIGIBLE, ChampionState.AGREED, ChampionState.ACTIVE, ChampionState.RESTING)
SHOWN = (ChampionState.ACTIVE, ChampionState.RESTING)
"""Those whom colleagues find in the directory."""


@dataclass(frozen=True, slots=True)
class ActiveChampion:
    """A champion who may be placed: with hours, and not resting."""

    champion_id: UUID
    person_id: UUID
    department_id: UUID | None
    hours_per_week: Decimal
    until: date
    languages: tuple[str, ...]
    lapsed: bool
    """The evidence is not there any more; a rest was proposed, and nothing was taken away."""


def active_on(day: date) -> list[ActiveChampion]:
    """Everybody who is an active champion on ``day``, as appointed today, in a steady order. One statement."""
    rows = db.session.execute(
        select(
            Champion.id, Champion.person_id, Person.department_id, Champion.hours_per_week, Champion.until, Champion.languages, Champion.lapsed_since
        )
        .join(Person, Person.id == Champion.person_id)
        .where(Champion.state == ChampionState.ACTIVE, Person.active, Champion.appointed_on <= day, Champion.until >= day)
        .where(Champion.hours_per_week.is_not(None))
        .order_by(Champion.appointed_on, Champion.id)
    )
    return [
        ActiveChampion(row.id, row.person_id, row.department_id, row.hours_per_week, row.until, tuple(row.languages), row.lapsed_since is not None)
        for row in rows
    ]


@dataclass(frozen=True, slots=True)
class ChampionAtHand:
    """A champion, and the two people whom it is about as they stand today."""

    champion: Champion
    person_id: UUID
    manager_id: UUID | None
    """The line manager of today; nobody else may agree."""

    @property
    def person(self) -> Person:
        """Who it is."""
        return self.champion.person

    @property
    def is_shown(self) -> bool:
        """Whether colleagues see the page."""
        return self.champion.state in SHOWN

    @property
    def has_manager(self) -> bool:
        """Whether somebody else, who still works here, is named as the line manager."""
        manager = self.person.manager
        return manager is not None and manager.active and manager.id != self.person_id


_WHOLE = (
    joinedload(Champion.person).joinedload(Person.department),
    joinedload(Champion.person).joinedload(Person.manager),
    joinedload(Champion.person).joinedload(Person.post),
)


def at_hand(champion: Champion) -> ChampionAtHand:
    """The champion as the policy and the steps see it."""
    return ChampionAtHand(champion, champion.person_id, champion.person.manager_id)


def champion_at_hand(champion_id: UUID) -> ChampionAtHand:
    """One champion with person, department and manager. One statement.

    :raises NotFound: when there is none.
    """
    found = db.session.scalar(select(Champion).where(Champion.id == champion_id).options(*_WHOLE).execution_options(populate_existing=True))
    if found is None:
        raise NotFound(_("There is no such champion."))
    return at_hand(found)


def live_of(person_id: UUID) -> ChampionAtHand | None:
    """The person's champion that lives. One statement."""
    found = db.session.scalar(
        select(Champion).where(Champion.person_id == person_id, Champion.state.in_(LIVE)).options(*_WHOLE).execution_options(populate_existing=True)
    )
    return at_hand(found) if found else None


def last_of(person_id: UUID) -> ChampionAtHand | None:
    """The newest of the person, be it over or not. One statement."""
    found = db.session.scalar(
        select(Champion).where(Champion.person_id == person_id).options(*_WHOLE).order_by(Champion.nominated_at.desc(), Champion.id).limit(1)
    )
    return at_hand(found) if found else None


def moves_of(champion_id: UUID) -> Sequence[ChampionMove]:
    """The way of a champion, newest first. One statement."""
    return db.session.scalars(
        select(ChampionMove)
        .where(ChampionMove.champion_id == champion_id)
        .options(joinedload(ChampionMove.by))
        .order_by(ChampionMove.at.desc(), ChampionMove.id)
    ).all()


def waiting_for(manager_id: UUID) -> Sequence[Champion]:
    """Champions of today's team who wait for their line manager: for hours, or for hours of another year. One statement."""
    return db.session.scalars(
        select(Champion)
        .join(Champion.person)
        .where(Person.manager_id == manager_id, Person.id != manager_id, Person.active)
        .where(
            or_(
                Champion.state == ChampionState.ELIGIBLE,
                (Champion.state == ChampionState.ACTIVE) & Champion.renewal_wished_at.is_not(None) & Champion.renewal_hours.is_(None),
            )
        )
        .options(contains_eager(Champion.person))
        .order_by(Person.name, Champion.id)
    ).all()


@dataclass(frozen=True, slots=True)
class HelpAtHand:
    """A question to a champion, found through the champion."""

    at_hand: ChampionAtHand
    request: HelpRequest

    @property
    def person_id(self) -> UUID:
        """Whose it is to answer."""
        return self.at_hand.person_id


def help_at_hand(champion_id: UUID, help_id: UUID) -> HelpAtHand:
    """A question to that champion. Two statements.

    :raises NotFound: when the champion has no such question.
    """
    found = champion_at_hand(champion_id)
    request = db.session.scalar(
        select(HelpRequest).where(HelpRequest.id == help_id, HelpRequest.champion_id == champion_id).options(joinedload(HelpRequest.by))
    )
    if request is None:
        raise NotFound(_("There is no such question."))
    return HelpAtHand(found, request)


def open_questions(champion_id: UUID) -> Sequence[HelpRequest]:
    """Questions that the champion has not answered yet, the oldest first. One statement."""
    return db.session.scalars(
        select(HelpRequest)
        .where(HelpRequest.champion_id == champion_id, HelpRequest.settled_at.is_(None))
        .options(joinedload(HelpRequest.by))
        .order_by(HelpRequest.at, HelpRequest.id)
    ).all()
