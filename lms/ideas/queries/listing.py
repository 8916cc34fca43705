"""Lists of ideas: on the start page, in a file, on the desk of the programme office."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from math import ceil
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, case, exists, func, select
from sqlalchemy.orm import joinedload, selectinload

from lms.city.queries import holidays
from lms.ideas import workflow
from lms.ideas.models.pitches import Challenge, CommentReport, Idea, IdeaAuthor, IdeaComment, IdeaJoin, IdeaState, IdeaSupport
from lms.ideas.queries.authors import Byline, bylines
from lms.kit import search
from lms.kit.db import db
from lms.kit.i18n import local_day
from lms.people.models import Department, Person
from lms.strategy.models.strategies import Objective

PAGE = 20
MOST_HITS = 500
_SHOWN = (IdeaState.DRAFT, IdeaState.MERGED)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which ideas a list shows; empty means all but drafts and merged ones."""

    words: str = ""
    state: IdeaState | None = None
    objective_id: UUID | None = None
    department_id: UUID | None = None
    challenge_id: UUID | None = None

    @property
    def narrows(self) -> bool:
        """Whether anything is asked for at all."""
        return bool(self.words or self.state or self.objective_id or self.department_id or self.challenge_id)


@dataclass(frozen=True, slots=True)
class Line:
    """An idea in a list."""

    idea: Idea
    authors: list[Byline]
    masked: bool
    supporters: int
    comments: int
    term: workflow.Term | None
    department: str
    """Where it was written; nothing while its authors are masked."""


@dataclass(frozen=True, slots=True)
class Found:
    """A page of a list."""

    lines: list[Line]
    pages: int
    total: int


def _masked() -> ColumnElement[bool]:
    return exists().where(IdeaAuthor.idea_id == Idea.id, IdeaAuthor.masked)


def _conditions(wanted: Wanted, hits: Collection[UUID] | None) -> list[ColumnElement[bool]]:
    asked: list[ColumnElement[bool]] = [Idea.state == wanted.state] if wanted.state not in {None, *_SHOWN} else [Idea.state.not_in(_SHOWN)]
    if hits is not None:
        asked.append(Idea.id.in_(hits))
    if wanted.objective_id:
        asked.append(Idea.objective_id == wanted.objective_id)
    if wanted.challenge_id:
        asked.append(Idea.challenge_id == wanted.challenge_id)
    if wanted.department_id:  # a small department would tell who wrote an anonymous idea
        asked += [Idea.department_id == wanted.department_id, ~_masked()]
    return asked


_SUPPORTERS = select(func.count()).where(IdeaSupport.idea_id == Idea.id).correlate(Idea).scalar_subquery()
_COMMENTS = select(func.count()).where(IdeaComment.idea_id == Idea.id, IdeaComment.hidden_at.is_(None)).correlate(Idea).scalar_subquery()


def _lines(found: Select[Any], today: date) -> list[Line]:
    """The ideas of ``found`` with what a line shows, in a fixed number of statements."""
    loaded = found.add_columns(_SUPPORTERS, _COMMENTS).options(
        selectinload(Idea.authors).joinedload(IdeaAuthor.person).joinedload(Person.department),
        joinedload(Idea.department),
        joinedload(Idea.challenge),
        joinedload(Idea.objective),
    )
    free = holidays()
    return [_line(idea, supporters, comments, today, free) for idea, supporters, comments in db.session.execute(loaded).unique()]


def _line(idea: Idea, supporters: int, comments: int, today: date, free: Collection[date]) -> Line:
    masked = any(author.masked for author in idea.authors)
    return Line(
        idea=idea,
        authors=[one for one in bylines(idea.authors, knows=False) if one.agreed],
        masked=masked,
        supporters=supporters,
        comments=comments,
        term=workflow.term_of(idea.state.value, local_day(idea.moved_at), today, free),
        department="" if masked or idea.department is None else idea.department.name,
    )


def ideas(wanted: Wanted, *, today: date, page: int = 1) -> Found:
    """What moved last comes first; where words are asked for, what fits best. The same number of statements for any number of ideas."""
    hits = search.find("idea", wanted.words, limit=MOST_HITS) if wanted.words else None
    conditions = _conditions(wanted, hits)
    total = db.session.scalar(select(func.count()).select_from(Idea).where(*conditions)) or 0
    found = select(Idea).where(*conditions).order_by(*_order(hits)).limit(PAGE).offset((page - 1) * PAGE)
    return Found(_lines(found, today), ceil(total / PAGE), total)


def _order(hits: list[UUID] | None) -> list[Any]:
    best = [case({hit: place for place, hit in enumerate(hits)}, value=Idea.id)] if hits else []
    return [*best, Idea.moved_at.desc(), Idea.number.desc()]


def all_ideas(wanted: Wanted, *, today: date) -> list[Line]:
    """The same without pages, for a file."""
    hits = search.find("idea", wanted.words, limit=MOST_HITS) if wanted.words else None
    return _lines(select(Idea).where(*_conditions(wanted, hits)).order_by(Idea.number), today)


@dataclass(frozen=True, slots=True)
class Mine:
    """What of ideas is mine."""

    ideas: list[Idea]
    """Those that I wrote, drafts first."""
    asked: list[Idea]
    """Those whose authors ask me to join them."""
    joins: int
    """Colleagues who ask to join one of mine."""


def mine(person_id: UUID) -> Mine:
    """My ideas, and questions that wait for me. Two statements."""
    rows = db.session.execute(
        select(Idea, IdeaAuthor.agreed_at)
        .join(IdeaAuthor, IdeaAuthor.idea_id == Idea.id)
        .where(IdeaAuthor.person_id == person_id, Idea.state != IdeaState.MERGED)
        .order_by((Idea.state == IdeaState.DRAFT).desc(), Idea.moved_at.desc(), Idea.number.desc())
    ).all()
    own = [idea for idea, agreed in rows if agreed]
    waiting = select(func.count()).select_from(IdeaJoin).where(IdeaJoin.idea_id.in_([idea.id for idea in own]), IdeaJoin.answered_at.is_(None))
    return Mine(own, [idea for idea, agreed in rows if not agreed], db.session.scalar(waiting) or 0)


@dataclass(frozen=True, slots=True)
class Choices:
    """What the filters of the list offer."""

    objectives: list[Objective]
    departments: list[Department]
    challenges: list[Challenge]


def choices() -> Choices:
    """The objectives, departments and challenges that submitted ideas have. Departments of masked authors alone are not among them."""
    shown = Idea.state.not_in(_SHOWN)
    objectives = select(Objective).where(Objective.id.in_(select(Idea.objective_id).where(shown))).order_by(Objective.code)
    departments = select(Department).where(Department.id.in_(select(Idea.department_id).where(shown, ~_masked()))).order_by(Department.name)
    challenges = select(Challenge).order_by(Challenge.closes_on.desc(), Challenge.title)
    return Choices(list(db.session.scalars(objectives)), list(db.session.scalars(departments)), list(db.session.scalars(challenges)))


@dataclass(frozen=True, slots=True)
class Desk:
    """What waits on the desk of the programme office."""

    lines: Mapping[str, list[Line]] = field(default_factory=dict)
    """By state; overdue first."""
    keepers: Mapping[UUID, str] = field(default_factory=dict)
    """Who took an idea on: the idea's id -> their name."""
    reports: int = 0


DESK = (IdeaState.SUBMITTED, IdeaState.IN_EVALUATION, IdeaState.SEEKING_SPONSOR, IdeaState.RETURNED, IdeaState.PARKED)


def desk(today: date) -> Desk:
    """The ideas for which somebody is waited for, by state, whose terms run out first before the others."""
    lines = _lines(select(Idea).where(Idea.state.in_(DESK)).order_by(Idea.moved_at, Idea.number), today)
    keepers = select(Idea.id, Person.name).join(Person, Person.id == Idea.handled_by_id).where(Idea.state.in_(DESK))
    return Desk(
        {state.value: [line for line in lines if line.idea.state is state] for state in DESK},
        {row.id: row.name for row in db.session.execute(keepers)},
        open_report_count(),
    )


def open_report_count() -> int:
    """How many comments were reported and wait for a decision."""
    waiting = select(func.count(CommentReport.comment_id.distinct())).where(CommentReport.settled_at.is_(None))
    return db.session.scalar(waiting) or 0


def open_reports() -> list[tuple[Idea, IdeaComment, list[str]]]:
    """The reported comments with their ideas and the reasons, oldest first."""
    rows = db.session.execute(
        select(CommentReport, IdeaComment, Idea)
        .join(IdeaComment, IdeaComment.id == CommentReport.comment_id)
        .join(Idea, Idea.id == IdeaComment.idea_id)
        .where(CommentReport.settled_at.is_(None))
        .options(joinedload(IdeaComment.person))
        .order_by(CommentReport.at)
    )
    found: dict[UUID, tuple[Idea, IdeaComment, list[str]]] = {}
    for report, comment, idea in rows:
        found.setdefault(comment.id, (idea, comment, []))[2].append(report.reason)
    return list(found.values())
