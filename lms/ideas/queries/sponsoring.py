"""Reads of sponsorships: who may stand for an idea, charters, and the exchange where ideas find a sponsor."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload, selectinload

from lms.ideas import fit
from lms.ideas.models.pitches import Challenge, Idea, IdeaAuthor, IdeaState
from lms.ideas.models.sponsoring import SponsorReview, Sponsorship, SponsorshipState
from lms.ideas.queries import evaluating
from lms.kit.clock import today
from lms.kit.db import db
from lms.kit.errors import NotFound
from lms.kit.i18n import gettext as _
from lms.kit.i18n import local_day
from lms.people.models import Person, Role
from lms.people.queries.scopes import reach_of, within
from lms.strategy.models.initiatives import Initiative, InitiativeState

LIVE = (SponsorshipState.DRAFTED, SponsorshipState.ACTIVE)
WITH_SPONSOR = (IdeaState.SPONSORED, IdeaState.PILOT_DESIGNED, IdeaState.PILOT_RUNNING)
_OVER = (InitiativeState.CLOSED, InitiativeState.STOPPED)


@dataclass(frozen=True, slots=True)
class IdeaAtHand:
    """An idea, and what decides who may stand for it."""

    idea: Idea
    author_ids: frozenset[UUID]
    agreed_ids: frozenset[UUID]
    """Authors who agreed to be one."""
    orphaned: Sponsorship | None
    """The sponsorship that waits to be replaced."""
    live: Sponsorship | None
    """The charter that is drafted or in force."""

    @property
    def seeks_sponsor(self) -> bool:
        """Whether a charter can be drafted."""
        return self.live is None and (self.idea.state is IdeaState.SEEKING_SPONSOR or self.orphaned is not None)

    @property
    def sponsor_id(self) -> UUID | None:
        """Who stands for it."""
        return self.live.sponsor_id if self.live is not None and self.live.state is SponsorshipState.ACTIVE else None


_OF_IDEA = (joinedload(Idea.challenge), joinedload(Idea.department), selectinload(Idea.authors).joinedload(IdeaAuthor.person))


def idea_at_hand(number: int) -> IdeaAtHand:
    """The idea with that number. Three statements.

    :raises NotFound: there is none.
    """
    statement = select(Idea).where(Idea.number == number, Idea.state != IdeaState.DRAFT).options(*_OF_IDEA)
    idea = db.session.scalars(statement.execution_options(populate_existing=True)).one_or_none()
    if idea is None:
        raise NotFound(_("There is no such idea."))
    return with_sponsorships(idea)


def with_sponsorships(idea: Idea) -> IdeaAtHand:
    """``idea``, whose authors are loaded, with its sponsorships. Two statements."""
    open_ones = (*LIVE, SponsorshipState.ORPHANED)
    statement = select(Sponsorship).where(Sponsorship.idea_id == idea.id, Sponsorship.state.in_(open_ones))
    loaded = statement.options(joinedload(Sponsorship.sponsor).joinedload(Person.department), selectinload(Sponsorship.reviews))
    rows = db.session.scalars(loaded.execution_options(populate_existing=True)).all()
    return IdeaAtHand(
        idea,
        frozenset(one.person_id for one in idea.authors),
        frozenset(one.person_id for one in idea.authors if one.first or one.agreed_at is not None),
        next((row for row in rows if row.state is SponsorshipState.ORPHANED), None),
        next((row for row in rows if row.state in LIVE), None),
    )


def reaches(person: Person, idea: Idea) -> bool:
    """Whether the person's budget may stand for the idea: of the department it comes from, or of the one whose call it answers."""
    reach = reach_of(person, Role.SPONSOR)
    calling = idea.challenge.department_id if idea.challenge else None
    return within(reach, idea.department_id) or (calling is not None and within(reach, calling))


@dataclass(frozen=True, slots=True)
class CharterAtHand:
    """A sponsorship with its idea, and those whom it binds."""

    sponsorship: Sponsorship
    found: IdeaAtHand

    @property
    def idea(self) -> Idea:
        """What it is about."""
        return self.found.idea

    @property
    def sponsor_id(self) -> UUID:
        """Who stands for it."""
        return self.sponsorship.sponsor_id

    @property
    def author_ids(self) -> frozenset[UUID]:
        """Who wrote the idea."""
        return self.found.agreed_ids

    @property
    def days(self) -> list[date]:
        """The days of review, as agreed."""
        return [date.fromisoformat(day) for day in self.sponsorship.review_dates]


def charter_at_hand(sponsorship_id: UUID) -> CharterAtHand:
    """One sponsorship with its reviews, idea and authors. Five statements.

    :raises NotFound: there is none.
    """
    statement = (
        select(Sponsorship)
        .where(Sponsorship.id == sponsorship_id)
        .options(
            joinedload(Sponsorship.sponsor).joinedload(Person.department),
            selectinload(Sponsorship.reviews),
            joinedload(Sponsorship.idea).options(*_OF_IDEA),
        )
    )
    row = db.session.scalars(statement.execution_options(populate_existing=True)).one_or_none()
    if row is None:
        raise NotFound(_("There is no such charter."))
    return CharterAtHand(row, with_sponsorships(row.idea))


@dataclass(frozen=True, slots=True)
class ReviewAtHand:
    """A review, found through its charter."""

    charter: CharterAtHand
    review: SponsorReview

    @property
    def sponsor_id(self) -> UUID:
        """Who holds it."""
        return self.charter.sponsor_id

    @property
    def author_ids(self) -> frozenset[UUID]:
        """Who wrote the idea."""
        return self.charter.author_ids


def review_at_hand(sponsorship_id: UUID, review_id: UUID) -> ReviewAtHand:
    """A review of that charter.

    :raises NotFound: the charter has no such review.
    """
    charter = charter_at_hand(sponsorship_id)
    review = next((one for one in charter.sponsorship.reviews if one.id == review_id), None)
    if review is None:
        raise NotFound(_("There is no such review of this charter."))
    return ReviewAtHand(charter, review)


def live_of(sponsor_id: UUID) -> Sequence[Sponsorship]:
    """What somebody stands for, or offers to, with the ideas. One statement."""
    statement = select(Sponsorship).where(Sponsorship.sponsor_id == sponsor_id, Sponsorship.state.in_(LIVE)).options(joinedload(Sponsorship.idea))
    return db.session.scalars(statement.order_by(Sponsorship.drafted_at, Sponsorship.id).execution_options(populate_existing=True)).all()


def charters_of_idea(idea_id: UUID) -> Sequence[Sponsorship]:
    """All charters of an idea, newest first. Two statements."""
    statement = select(Sponsorship).where(Sponsorship.idea_id == idea_id)
    loaded = statement.options(joinedload(Sponsorship.sponsor), selectinload(Sponsorship.reviews))
    return db.session.scalars(loaded.order_by(Sponsorship.drafted_at.desc(), Sponsorship.id)).all()


def charters_of(person_id: UUID) -> Sequence[Sponsorship]:
    """All charters in which the person is sponsor or author, newest first. Two statements."""
    written = select(IdeaAuthor.idea_id).where(IdeaAuthor.person_id == person_id)
    statement = select(Sponsorship).where(or_(Sponsorship.sponsor_id == person_id, Sponsorship.idea_id.in_(written)))
    loaded = statement.options(joinedload(Sponsorship.idea), joinedload(Sponsorship.sponsor), selectinload(Sponsorship.reviews))
    return db.session.scalars(loaded.order_by(Sponsorship.drafted_at.desc(), Sponsorship.id).limit(200)).all()


@dataclass(frozen=True, slots=True)
class Offered:
    """An idea on the exchange, and how it fits whoever looks."""

    idea: Idea
    fit: fit.Fit
    mean: Decimal | None
    days_waiting: int
    is_orphan: bool
    may: bool
    """Whether the reader's budget may stand for it, and nothing else stands in the way."""


def exchange(person: Person) -> list[Offered]:
    """Ideas that passed and seek a sponsor, the best fit for ``person`` first. Constant statements, however many there are."""
    drafted = select(Sponsorship.idea_id).where(Sponsorship.state == SponsorshipState.DRAFTED)
    orphans = set(db.session.scalars(select(Sponsorship.idea_id).where(Sponsorship.state == SponsorshipState.ORPHANED)))
    open_ones = or_(Idea.state == IdeaState.SEEKING_SPONSOR, Idea.id.in_(orphans))
    statement = select(Idea).where(open_ones, Idea.id.not_in(drafted)).options(joinedload(Idea.objective), *_OF_IDEA)
    ideas = {idea.id: idea for idea in db.session.scalars(statement.order_by(Idea.moved_at).limit(500))}
    results = evaluating.means_of(list(ideas))
    day = today()
    wanting = [_wanting(idea, results.get(idea.id), (day - local_day(idea.moved_at)).days) for idea in ideas.values()]
    means = {one.id: (one.mean, one.days_waiting) for one in wanting}
    return [
        Offered(ideas[one.idea_id], one, *means[one.idea_id], one.idea_id in orphans, _may(person, ideas[one.idea_id]))
        for one in fit.ranked(wanting, _manager(person))
    ]


def _may(person: Person, idea: Idea) -> bool:
    return person.holds(Role.SPONSOR) and reaches(person, idea) and all(one.person_id != person.id for one in idea.authors)


def _wanting(idea: Idea, result: dict[str, str] | None, days: int) -> fit.Wanting:
    calling = idea.challenge.department_id if idea.challenge else None
    mean = Decimal(result["mean"]) if result else None
    return fit.Wanting(idea.id, idea.objective_id, idea.department_id, calling, mean, days)


def _manager(person: Person) -> fit.Manager:
    """What the person works for. At most two statements."""
    reach = reach_of(person, Role.SPONSOR) or set()
    departments = reach | ({person.department_id} if person.department_id else set())
    statement = select(Initiative.objective_id, Initiative.department_id, Initiative.owner_id, Initiative.sponsor_id)
    rows = db.session.execute(statement.where(Initiative.objective_id.is_not(None), Initiative.state.not_in(_OVER))).all()
    return fit.Manager(
        departments,
        {row.objective_id for row in rows if person.id in (row.owner_id, row.sponsor_id)},
        {row.objective_id for row in rows if row.department_id in departments},
    )


def next_review(row: Sponsorship) -> date | None:
    """The day of the next review of a charter in force; its reviews are loaded."""
    days = (one.due_on for one in row.reviews if one.held_on is None and one.missed_at is None)
    return next(days, None) if row.state is SponsorshipState.ACTIVE else None


def calling_department(idea_id: UUID) -> UUID | None:
    """The department whose call the idea answers. One statement."""
    return db.session.scalar(select(Challenge.department_id).join(Idea, Idea.challenge_id == Challenge.id).where(Idea.id == idea_id))


def due_reviews(day: date) -> Sequence[tuple[UUID, UUID]]:
    """Sponsorship and review of each review of active sponsorships that is due by ``day`` and was neither held nor missed. One statement."""
    statement = (
        select(SponsorReview.sponsorship_id, SponsorReview.id)
        .join(Sponsorship, Sponsorship.id == SponsorReview.sponsorship_id)
        .where(Sponsorship.state == SponsorshipState.ACTIVE, SponsorReview.due_on <= day)
        .where(SponsorReview.held_on.is_(None), SponsorReview.missed_at.is_(None))
        .order_by(SponsorReview.due_on, SponsorReview.id)
    )
    return [(row.sponsorship_id, row.id) for row in db.session.execute(statement)]


def orphans() -> Sequence[UUID]:
    """Sponsorships that wait to be replaced. One statement."""
    return db.session.scalars(select(Sponsorship.id).where(Sponsorship.state == SponsorshipState.ORPHANED).order_by(Sponsorship.orphaned_at)).all()


def unsigned() -> Sequence[UUID]:
    """Charters that wait for a signature. One statement."""
    return db.session.scalars(select(Sponsorship.id).where(Sponsorship.state == SponsorshipState.DRAFTED).order_by(Sponsorship.drafted_at)).all()
