"""Reads of pilots."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from lms.ideas.models.pitches import Idea, IdeaState
from lms.ideas.models.sponsoring import Pilot
from lms.ideas.queries.sponsoring import IdeaAtHand, idea_at_hand
from lms.kit.db import db
from lms.kit.errors import NotFound
from lms.kit.i18n import gettext as _


@dataclass(frozen=True, slots=True)
class PilotAtHand:
    """The newest pilot of an idea (none before it is designed), and those who may do something with it."""

    found: IdeaAtHand
    pilots: Sequence[Pilot]
    """All trials, newest first."""

    @property
    def idea(self) -> Idea:
        """What is tried."""
        return self.found.idea

    @property
    def pilot(self) -> Pilot | None:
        """The trial of now."""
        return self.pilots[0] if self.pilots else None

    @property
    def open(self) -> Pilot | None:
        """The trial of now, unless it is decided."""
        return self.pilot if self.pilot is not None and self.pilot.decision is None else None

    @property
    def sponsor_id(self) -> UUID | None:
        """Who stands for it."""
        return self.found.sponsor_id

    @property
    def author_ids(self) -> frozenset[UUID]:
        """Who wrote it."""
        return self.found.agreed_ids


def pilots_of(idea_id: UUID) -> Sequence[Pilot]:
    """All trials of an idea with their amendments, newest first. Two statements."""
    statement = select(Pilot).where(Pilot.idea_id == idea_id).options(selectinload(Pilot.amendments))
    return db.session.scalars(statement.order_by(Pilot.number.desc()).execution_options(populate_existing=True)).all()


def pilot_at_hand(number: int) -> PilotAtHand:
    """The trials of the idea with that number.

    :raises NotFound: there is no such idea.
    """
    found = idea_at_hand(number)
    return PilotAtHand(found, pilots_of(found.idea.id))


def running_pilot(number: int) -> PilotAtHand:
    """The same, where there is a trial.

    :raises NotFound: there is no such idea, or nothing was tried.
    """
    at_hand = pilot_at_hand(number)
    if at_hand.pilot is None:
        raise NotFound(_("This idea has no pilot yet."))
    return at_hand


def ending(day: date) -> Sequence[int]:
    """Numbers of ideas whose pilot runs and ends by ``day``. One statement."""
    statement = select(Idea.number).join(Pilot, Pilot.idea_id == Idea.id).where(Idea.state == IdeaState.PILOT_RUNNING)
    return db.session.scalars(statement.where(Pilot.decision.is_(None), Pilot.ends_on <= day).order_by(Idea.number)).all()
