"""Facts of ideas for the figures of the culture, and the ideas behind each figure."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from lms.city.queries import holidays
from lms.ideas import culture
from lms.ideas.culture import Calendar, Group, Key, Measured, Stage, Told
from lms.ideas.models.pitches import Idea, IdeaAuthor, IdeaMove, IdeaState
from lms.ideas.workflow import TERMS
from lms.kit.clock import now, today
from lms.kit.db import db
from lms.kit.errors import NotFound
from lms.kit.i18n import gettext as _
from lms.kit.i18n import local_day
from lms.people.models import Department, Person
from lms.people.queries.grades import GRADE, in_order

NOT_COUNTED = (IdeaState.DRAFT, IdeaState.MERGED)
MOST_LISTED = 500
GROUPINGS: Mapping[str, Callable[[Told], Key]] = {"department": lambda idea: idea.department_id, "grade": lambda idea: idea.grade}


@dataclass(frozen=True, slots=True)
class Named:
    """A group with its name."""

    key: Key
    name: str
    measured: Measured | None


@dataclass(frozen=True, slots=True)
class Learning:
    """What an idea taught, however it ended."""

    number: int
    title: str
    state: IdeaState
    learning: str
    on: date


@dataclass(frozen=True, slots=True)
class Culture:
    """The dashboard."""

    months: int
    calendar: Calendar
    all: Measured
    funnel: list[Stage]
    departments: list[Named]
    grades: list[Named]
    learnings: list[Learning]


def told_since(since: datetime) -> list[Told]:
    """Ideas that were submitted since, as plain facts. Three statements, however many there are."""
    counted = (Idea.submitted_at >= since, Idea.state.not_in(NOT_COUNTED))
    reached: dict[UUID, set[str]] = defaultdict(set)
    for idea_id, after in db.session.execute(select(IdeaMove.idea_id, IdeaMove.after).join(Idea, Idea.id == IdeaMove.idea_id).where(*counted)):
        reached[idea_id].add(after.value)
    authors: dict[UUID, list[tuple[UUID, str | None]]] = defaultdict(list)
    masked: set[UUID] = set()
    of_authors = (
        select(IdeaAuthor.idea_id, IdeaAuthor.person_id, GRADE, IdeaAuthor.masked)
        .join(Person, Person.id == IdeaAuthor.person_id)
        .join(Idea, Idea.id == IdeaAuthor.idea_id)
        .where(or_(IdeaAuthor.first, IdeaAuthor.agreed_at.is_not(None)), *counted)
        .order_by(IdeaAuthor.first.desc(), IdeaAuthor.since)
    )
    for idea_id, person_id, grade, unnamed in db.session.execute(of_authors):
        authors[idea_id].append((person_id, grade))
        masked.update({idea_id} if unnamed else ())
    columns = (Idea.id, Idea.state, Idea.moved_at, Idea.submitted_at, Idea.first_answer_at, Idea.department_id)
    return [
        Told(
            id=row.id,
            state=row.state.value,
            since=local_day(row.moved_at),
            submitted=local_day(row.submitted_at),
            answered=local_day(row.first_answer_at) if row.first_answer_at else None,
            reached=frozenset(reached[row.id]),
            author_ids=tuple(person_id for person_id, _grade in authors[row.id]),
            department_id=row.department_id,
            grade=authors[row.id][0][1] if authors[row.id] else None,
            masked=row.id in masked,
        )
        for row in db.session.execute(select(*columns).where(*counted).order_by(Idea.submitted_at, Idea.id))
    ]


def _since(months: int) -> datetime:
    return now() - timedelta(days=round(months * 30.44))


def _calendar() -> Calendar:
    return Calendar(today(), TERMS["submitted"], holidays())


def culture_of(months: int) -> Culture:
    """The figures of the last months."""
    ideas, calendar = told_since(_since(months)), _calendar()
    named = [idea for idea in ideas if not idea.masked]
    by_department, by_grade = (culture.grouped(named, group, calendar) for group in GROUPINGS.values())
    departments = {row.id: row.name for row in db.session.execute(select(Department.id, Department.name))}
    return Culture(
        months,
        calendar,
        culture.measure(ideas, calendar),
        culture.funnel(ideas, calendar.today),
        _named(by_department, departments, _("no department")),
        sorted(_named(by_grade, {}, _("no grade")), key=lambda one: in_order(str(one.key) if one.key else None)),
        _learnings(_since(months)),
    )


def _named(groups: Sequence[Group], names: Mapping[UUID, str], nameless: str) -> list[Named]:
    """A group is called as its department is, and a grade as it is written."""
    named = [Named(one.key, names.get(one.key, nameless) if isinstance(one.key, UUID) else one.key or nameless, one.measured) for one in groups]
    return sorted(named, key=lambda one: (one.measured is None, one.name))


def _learnings(since: datetime) -> list[Learning]:
    statement = (
        select(Idea)
        .where(Idea.submitted_at >= since, Idea.learning != "", Idea.state.in_((IdeaState.STOPPED, IdeaState.ADOPTED, IdeaState.HANDED_OVER)))
        .order_by(Idea.state != IdeaState.STOPPED, Idea.moved_at.desc())
    )
    return [Learning(one.number, one.title, one.state, one.learning, local_day(one.moved_at)) for one in db.session.scalars(statement.limit(50))]


@dataclass(frozen=True, slots=True)
class Behind:
    """An idea behind a figure."""

    idea: Idea
    department: str
    """Where it was written; nothing while an author is unnamed."""


def ideas_behind(figure: str, months: int, grouping: str, key: Key, *, grouped: bool) -> list[Behind]:
    """The ideas behind one figure, of all or of one group; those that are listed are in the order in which they were submitted.

    :raises NotFound: there is no such figure, or the group is too small to be shown.
    """
    known = (*culture.FIGURES, *(f"at-{state}" for state in culture.STAGES))
    if figure not in known or (grouped and grouping not in GROUPINGS):
        raise NotFound(_("There is no such figure."))
    ideas = told_since(_since(months))
    if grouped:
        ideas = _of_group(ideas, grouping, key)
    masked = {one.id: one.masked for one in culture.behind(figure, ideas, _calendar())[:MOST_LISTED]}
    statement = select(Idea).where(Idea.id.in_(masked)).options(joinedload(Idea.department)).order_by(Idea.submitted_at.desc(), Idea.id)
    rows = db.session.scalars(statement).all() if masked else ()
    return [Behind(row, "" if masked[row.id] or row.department is None else row.department.name) for row in rows]


def _of_group(ideas: Sequence[Told], grouping: str, key: Key) -> list[Told]:
    group = GROUPINGS[grouping]
    named = [idea for idea in ideas if not idea.masked]
    if key not in culture.shown_groups(named, group):
        raise NotFound(_("This group has fewer than ten authors, so its ideas are not listed as a group."))
    return [idea for idea in named if group(idea) == key]
