"""Reads of funds and micro-grants."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from lms.ideas.models.pitches import Idea, IdeaState
from lms.ideas.models.sponsoring import Fund, GrantState, MicroGrant, Sponsorship
from lms.ideas.queries.sponsoring import CharterAtHand, charter_at_hand
from lms.kit.db import db
from lms.kit.errors import NotFound
from lms.kit.i18n import gettext as _
from lms.people.queries.directory import Branch, with_departments_below

BEFORE_PILOT = (IdeaState.SPONSORED,)


def funds() -> Sequence[Fund]:
    """All funds, the newest year first. One statement."""
    return db.session.scalars(select(Fund).options(joinedload(Fund.department)).order_by(Fund.year.desc(), Fund.title)).all()


def serves(fund: Fund, idea: Idea, tree: Sequence[Branch]) -> bool:
    """Whether the fund may pay for the idea: one of a department does where the idea comes from it or below, or answers a call from there."""
    if fund.department_id is None:
        return True
    own = with_departments_below(fund.department_id, tree)
    return bool(own & {idea.department_id, idea.challenge.department_id if idea.challenge else None})


def fund(fund_id: UUID) -> Fund:
    """One fund.

    :raises NotFound: there is none.
    """
    row = db.session.scalars(select(Fund).where(Fund.id == fund_id).options(joinedload(Fund.department))).one_or_none()
    if row is None:
        raise NotFound(_("There is no such fund."))
    return row


_LOADED = (
    joinedload(MicroGrant.fund),
    joinedload(MicroGrant.sponsorship).options(joinedload(Sponsorship.idea), joinedload(Sponsorship.sponsor)),
)


def grants(*, fund_id: UUID | None = None, sponsorship_ids: Sequence[UUID] | None = None) -> Sequence[MicroGrant]:
    """Grants of a fund or of sponsorships, what waits for a decision first. One statement."""
    statement = select(MicroGrant).options(*_LOADED)
    if fund_id is not None:
        statement = statement.where(MicroGrant.fund_id == fund_id)
    if sponsorship_ids is not None:
        statement = statement.where(MicroGrant.sponsorship_id.in_(sponsorship_ids))
    return db.session.scalars(statement.order_by(MicroGrant.state != GrantState.ASKED, MicroGrant.asked_at.desc()).limit(500)).all()


@dataclass(frozen=True, slots=True)
class GrantAtHand:
    """A grant, and those who may not book it."""

    grant: MicroGrant
    charter: CharterAtHand

    @property
    def sponsor_id(self) -> UUID:
        """Who stands for the idea."""
        return self.charter.sponsor_id

    @property
    def author_ids(self) -> frozenset[UUID]:
        """Who wrote it."""
        return self.charter.found.author_ids

    @property
    def asked_by_id(self) -> UUID | None:
        """Who asked for the money."""
        return self.grant.asked_by_id

    @property
    def idea(self) -> Idea:
        """What it is for."""
        return self.charter.idea


def grant_at_hand(grant_id: UUID) -> GrantAtHand:
    """One grant with its charter.

    :raises NotFound: there is none.
    """
    statement = select(MicroGrant).where(MicroGrant.id == grant_id).options(*_LOADED).execution_options(populate_existing=True)
    row = db.session.scalars(statement).one_or_none()
    if row is None:
        raise NotFound(_("There is no such grant."))
    return GrantAtHand(row, charter_at_hand(row.sponsorship_id))


def granted_to(idea_id: UUID) -> Decimal:
    """What an idea was granted so far, what went back left out. One statement."""
    kept = func.coalesce(func.sum(MicroGrant.amount), 0)
    of_idea = select(kept).join(Sponsorship, Sponsorship.id == MicroGrant.sponsorship_id).where(Sponsorship.idea_id == idea_id)
    booked = db.session.scalar(of_idea.where(MicroGrant.state == GrantState.BOOKED)) or 0
    used = func.coalesce(func.sum(MicroGrant.used), 0)
    settled = select(used).join(Sponsorship, Sponsorship.id == MicroGrant.sponsorship_id).where(Sponsorship.idea_id == idea_id)
    spent = db.session.scalar(settled.where(MicroGrant.state == GrantState.SETTLED)) or 0
    return Decimal(booked) + Decimal(spent)


def overdue(day: date) -> Sequence[tuple[UUID, UUID]]:
    """Grants (with their idea) that are booked and whose day of use is over. One statement."""
    statement = select(MicroGrant.id, Sponsorship.idea_id).join(Sponsorship, Sponsorship.id == MicroGrant.sponsorship_id)
    rows = db.session.execute(statement.where(MicroGrant.state == GrantState.BOOKED, MicroGrant.use_by < day).order_by(MicroGrant.id))
    return [(row.id, row.idea_id) for row in rows]


def waiting() -> Sequence[MicroGrant]:
    """Grants that wait for a controller, oldest first. One statement."""
    statement = select(MicroGrant).where(MicroGrant.state == GrantState.ASKED).options(*_LOADED)
    return db.session.scalars(statement.order_by(MicroGrant.asked_at).limit(200)).all()
