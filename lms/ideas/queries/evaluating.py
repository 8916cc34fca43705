"""Reads of evaluations. What others scored is loaded where a caller may see it, and nowhere else."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import func, or_, select, union
from sqlalchemy.orm import joinedload, selectinload

from lms.ideas import scoring
from lms.ideas.allocation import Candidate, Short, shortfall
from lms.ideas.models.evaluating import Evaluation, EvaluationCriteria, EvaluationRound, EvaluationState
from lms.ideas.models.pitches import Idea, IdeaAuthor, IdeaJoin, IdeaState
from lms.ideas.scoring import Criterion
from lms.kit.db import db
from lms.kit.errors import NotFound
from lms.kit.i18n import gettext as _
from lms.people.models import Grant, Person, Role

ASKED_OR_SCORED = (EvaluationState.ASKED, EvaluationState.SCORED)


def author_ids(idea_id: UUID) -> frozenset[UUID]:
    """Everybody who is an author of the idea, is asked to be one, or asks to become one. None of them judges it. One statement."""
    joining = select(IdeaJoin.person_id).where(IdeaJoin.idea_id == idea_id, IdeaJoin.answered_at.is_(None))
    return frozenset(db.session.scalars(union(select(IdeaAuthor.person_id).where(IdeaAuthor.idea_id == idea_id), joining)))


def own_departments(idea: Idea) -> frozenset[UUID]:
    """Where the idea comes from: the department at submission, and those where its authors work today. One statement."""
    of_authors = select(Person.department_id).join(IdeaAuthor, IdeaAuthor.person_id == Person.id).where(IdeaAuthor.idea_id == idea.id)
    return frozenset(one for one in (*db.session.scalars(of_authors), idea.department_id) if one)


def candidates() -> list[Candidate]:
    """Everybody who may evaluate, and how many evaluations wait for them. One statement."""
    load = (
        select(Evaluation.person_id, func.count().label("load"))
        .join(Evaluation.round)
        .where(Evaluation.state == EvaluationState.ASKED, EvaluationRound.closed_at.is_(None), EvaluationRound.called_off_at.is_(None))
        .group_by(Evaluation.person_id)
        .subquery()
    )
    evaluators = select(Grant.person_id).where(Grant.role == Role.EVALUATOR)
    statement = (
        select(Person.id, Person.department_id, func.coalesce(load.c.load, 0).label("load"))
        .outerjoin(load, load.c.person_id == Person.id)
        .where(Person.active, Person.external.is_(False), Person.id.in_(evaluators))
    )
    return [Candidate(row.id, row.department_id, row.load) for row in db.session.execute(statement)]


@dataclass(frozen=True, slots=True)
class InForce:
    """What ideas are scored on today."""

    number: int
    """0: the city has not written its own yet."""
    criteria: tuple[Criterion, ...]
    pass_mark: Decimal
    most_disagreement: Decimal


def criteria_in_force() -> InForce:
    """The newest criteria. One statement."""
    row = db.session.scalar(select(EvaluationCriteria).order_by(EvaluationCriteria.number.desc()).limit(1))
    if row is None:
        return InForce(0, scoring.usual_criteria(), scoring.USUAL_PASS_MARK, scoring.USUAL_LIMIT)
    return InForce(row.number, scoring.criteria_of(row.criteria), row.pass_mark, row.most_disagreement)


def versions_of_criteria() -> Sequence[EvaluationCriteria]:
    """All versions, newest first. One statement."""
    return db.session.scalars(select(EvaluationCriteria).order_by(EvaluationCriteria.number.desc())).all()


@dataclass(frozen=True, slots=True)
class RoundAtHand:
    """The newest evaluation of an idea, and those who take part in it."""

    idea: Idea
    round: EvaluationRound
    author_ids: frozenset[UUID]
    own_departments: frozenset[UUID]

    @property
    def taking_part(self) -> list[Evaluation]:
        """Those who were asked and are still in it."""
        return [one for one in self.round.evaluations if one.state in ASKED_OR_SCORED]

    @property
    def scorer_ids(self) -> frozenset[UUID]:
        """Who has scored."""
        return frozenset(one.person_id for one in self.round.evaluations if one.state is EvaluationState.SCORED)

    @property
    def short(self) -> Short | None:
        """Why those who take part are not enough for a result."""
        return shortfall([one.department_id for one in self.taking_part], self.own_departments)

    @property
    def is_open(self) -> bool:
        """Whether the result is still to come."""
        return self.round.closed_at is None and self.round.called_off_at is None

    @property
    def in_discussion(self) -> bool:
        """Whether all have scored, and have to talk."""
        return self.is_open and self.round.all_scored_at is not None

    @property
    def criteria(self) -> tuple[Criterion, ...]:
        """What is scored, as it was when the round began."""
        return scoring.criteria_of(self.round.criteria)


_WHOLE = (
    selectinload(EvaluationRound.evaluations).options(joinedload(Evaluation.person), joinedload(Evaluation.department)),
    joinedload(EvaluationRound.idea),
)


def _at_hand(round_: EvaluationRound) -> RoundAtHand:
    return RoundAtHand(round_.idea, round_, author_ids(round_.idea_id), own_departments(round_.idea))


def newest_round(idea_id: UUID) -> RoundAtHand | None:
    """The newest evaluation of the idea; None before the first. Four statements."""
    statement = select(EvaluationRound).where(EvaluationRound.idea_id == idea_id).order_by(EvaluationRound.opened_at.desc(), EvaluationRound.id)
    round_ = db.session.scalars(statement.limit(1).options(*_WHOLE)).first()
    return _at_hand(round_) if round_ else None


def round_of(round_id: UUID) -> RoundAtHand:
    """That evaluation as it is now. Four statements."""
    statement = select(EvaluationRound).where(EvaluationRound.id == round_id).options(*_WHOLE).execution_options(populate_existing=True)
    return _at_hand(db.session.scalars(statement).one())


def open_round_id(idea_id: UUID) -> UUID | None:
    """The evaluation of the idea that runs. One statement."""
    running = select(EvaluationRound.id).where(EvaluationRound.idea_id == idea_id)
    return db.session.scalar(running.where(EvaluationRound.closed_at.is_(None), EvaluationRound.called_off_at.is_(None)))


def judges_of(idea_id: UUID) -> frozenset[UUID]:
    """Who has scored the idea in the evaluation that runs: their scores count, so they cannot write it too. Two statements."""
    scored = select(Evaluation.person_id).where(Evaluation.round_id == open_round_id(idea_id), Evaluation.state == EvaluationState.SCORED)
    return frozenset(db.session.scalars(scored))


def round_at_hand(number: int) -> RoundAtHand:
    """The newest evaluation of the idea with that number.

    :raises NotFound: there is no such idea, or it was never evaluated.
    """
    idea_id = db.session.scalar(select(Idea.id).where(Idea.number == number))
    found = newest_round(idea_id) if idea_id else None
    if found is None:
        raise NotFound(_("There is no evaluation of such an idea."))
    return found


@dataclass(frozen=True, slots=True)
class EvaluationAtHand:
    """Somebody's evaluation of an idea."""

    found: RoundAtHand
    evaluation: Evaluation

    @property
    def person_id(self) -> UUID:
        """Whose it is."""
        return self.evaluation.person_id

    @property
    def author_ids(self) -> frozenset[UUID]:
        """Who wrote the idea."""
        return self.found.author_ids


def evaluation_at_hand(evaluation_id: UUID) -> EvaluationAtHand:
    """One evaluation, with its round.

    :raises NotFound: there is none.
    """
    round_id = db.session.scalar(select(Evaluation.round_id).where(Evaluation.id == evaluation_id))
    if round_id is None:
        raise NotFound(_("There is no such evaluation."))
    found = round_of(round_id)
    return EvaluationAtHand(found, next(one for one in found.round.evaluations if one.id == evaluation_id))


def evaluation_in_round(number: int, evaluation_id: UUID) -> EvaluationAtHand:
    """One evaluation of that idea's newest round.

    :raises NotFound: the idea has no such evaluation.
    """
    found = round_at_hand(number)
    one = next((one for one in found.round.evaluations if one.id == evaluation_id), None)
    if one is None:
        raise NotFound(_("There is no such evaluation of this idea."))
    return EvaluationAtHand(found, one)


def evaluations_of(person_id: UUID) -> Sequence[Evaluation]:
    """What somebody was asked to evaluate, what waits first. One statement."""
    over = or_(EvaluationRound.closed_at.is_not(None), EvaluationRound.called_off_at.is_not(None))
    statement = (
        select(Evaluation)
        .join(Evaluation.round)
        .where(Evaluation.person_id == person_id, Evaluation.state.in_(ASKED_OR_SCORED))
        .options(joinedload(Evaluation.round).joinedload(EvaluationRound.idea))
        .order_by(over, Evaluation.state, Evaluation.asked_at)
    )
    return db.session.scalars(statement.limit(200)).unique().all()


def scored_ever(idea_id: UUID, person_id: UUID) -> bool:
    """Whether the person ever scored the idea, or is asked to. One statement."""
    statement = select(Evaluation.id).join(Evaluation.round).where(EvaluationRound.idea_id == idea_id, Evaluation.person_id == person_id)
    return db.session.scalar(statement.where(Evaluation.state.in_(ASKED_OR_SCORED)).limit(1)) is not None


@dataclass(frozen=True, slots=True)
class Unanswered:
    """An evaluation that waits for somebody."""

    id: UUID
    person_id: UUID
    asked_at: datetime
    number: int
    title: str


def unanswered() -> list[Unanswered]:
    """All evaluations that wait for active people. One statement."""
    statement = (
        select(Evaluation.id, Evaluation.person_id, Evaluation.asked_at, Idea.number, Idea.title)
        .join(Evaluation.round)
        .join(EvaluationRound.idea)
        .join(Person, Person.id == Evaluation.person_id)
        .where(Evaluation.state == EvaluationState.ASKED, EvaluationRound.closed_at.is_(None), EvaluationRound.called_off_at.is_(None), Person.active)
        .where(Idea.state == IdeaState.IN_EVALUATION)
        .order_by(Evaluation.asked_at, Evaluation.id)
    )
    return [Unanswered(*row) for row in db.session.execute(statement)]


def open_rounds() -> Sequence[EvaluationRound]:
    """Rounds without a result, oldest first, with who takes part. Three statements."""
    statement = select(EvaluationRound).where(EvaluationRound.closed_at.is_(None), EvaluationRound.called_off_at.is_(None))
    return db.session.scalars(statement.options(*_WHOLE).order_by(EvaluationRound.opened_at).limit(300)).all()


def means_of(idea_ids: Sequence[UUID]) -> dict[UUID, Any]:
    """The result of the last closed evaluation of each idea. One statement."""
    statement = (
        select(EvaluationRound.idea_id, EvaluationRound.result)
        .where(EvaluationRound.idea_id.in_(idea_ids), EvaluationRound.closed_at.is_not(None))
        .order_by(EvaluationRound.closed_at)
    )
    return {row.idea_id: row.result for row in db.session.execute(statement)} if idea_ids else {}
