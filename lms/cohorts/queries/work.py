"""Where everybody stands with the work of a cohort: for its pages, for graduation and for who needs attention."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.orm import aliased

from lms.cohorts.deadlines import Deadline, after_return, deadline
from lms.cohorts.models.cohorts import Cohort, CohortState, Place, PlaceState
from lms.cohorts.models.work import (
    Extension,
    ExtensionState,
    HandIn,
    HandInMember,
    Mark,
    MarkAdjustment,
    Task,
    TaskKind,
    TeamMember,
)
from lms.cohorts.phases import CAN_HAND_IN, TaskFacts, TaskState, state_of, states_of_phases, takes_new
from lms.cohorts.rubrics import adjusted, most_of, rubric_of
from lms.kit.clock import now
from lms.kit.db import db

_later = aliased(Mark)

MOST_NAMED = 200
"""So many people are named in a question; of more, the whole cohort is read."""


@dataclass(frozen=True, slots=True)
class Tried:
    """The newest try of a person on a task, with what its newest mark gives that person."""

    hand_in_id: UUID
    number: int
    team_id: UUID | None
    late: bool
    at: datetime
    points: int | None = None
    adjustment: int = 0
    most: int = 0
    passed: bool | None = None
    marked_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one person stands with one task."""

    task: Task
    deadline: Deadline
    state: TaskState
    takes: bool
    """Whether a try may be handed in now."""
    tried: Tried | None
    settled: bool = False
    """The team passed and hands in nothing more, also where this person did not pass."""

    @property
    def tries_left(self) -> int:
        """How often it may still be handed in."""
        return 1 + self.task.resubmissions - (self.tried.number if self.tried else 0)


def tasks_of(cohort_id: UUID) -> list[Task]:
    """Assignments by their date, then the phases of the capstone in their order. One statement."""
    rows = db.session.scalars(select(Task).where(Task.cohort_id == cohort_id).order_by(Task.kind, Task.due_at, Task.position, Task.key))
    return sorted(rows, key=lambda task: (task.kind is TaskKind.PHASE, task.position if task.kind is TaskKind.PHASE else 0))


def standings(cohort: Cohort, *, only: UUID | None = None, among: Collection[UUID] | None = None) -> dict[UUID, list[Standing]]:
    """Person -> where they stand with each task, for everybody with a place, for one of them or ``among`` some. Six statements."""
    tasks = tasks_of(cohort.id)
    people = [only] if only else participants_of(cohort.id) if among is None else list(among)
    teams = _teams(cohort.id)
    extensions = _extensions(cohort.id)
    few = (only or among is not None) and len(people) <= MOST_NAMED
    tried = _tried(cohort.id, people if few else None, {teams[one][0] for one in people if one in teams})
    found = {}
    for person_id in people:
        team_id, mates = teams.get(person_id, (None, frozenset({person_id})))
        own = [tried.get((person_id, task.id)) for task in tasks]
        of_team = [tried.get((team_id, task.id)) if team_id and task.by_team else None for task in tasks]
        deadlines = [_deadline(task, mates if task.by_team else {person_id}, extensions, cohort.time_zone) for task in tasks]
        deadlines = [_after_mark(dead, team or each, cohort.time_zone) for dead, each, team in zip(deadlines, own, of_team, strict=True)]
        found[person_id] = _stand(cohort, tasks, deadlines, own, [bool(team and team.passed) for team in of_team])
    return found


def standing(cohort: Cohort, task: Task, person_id: UUID) -> Standing:
    """Where one person stands with one task."""
    return next(each for each in standings(cohort, only=person_id)[person_id] if each.task.id == task.id)


def passed_without(cohort: Cohort, team_id: UUID, person_id: UUID) -> list[str]:
    """Titles of the work that the team passed before the person came to it, and that they did not pass elsewhere. Up to six statements."""
    return [
        each.task.title
        for each in standings(cohort, only=person_id)[person_id]
        if each.settled and each.state is not TaskState.PASSED and (each.tried is None or each.tried.team_id != team_id)
    ]


def participants_of(cohort_id: UUID) -> list[UUID]:
    """Everybody with a place that was not given up."""
    return list(db.session.scalars(select(Place.person_id).where(Place.cohort_id == cohort_id, Place.state != PlaceState.GIVEN_UP)))


def _stand(
    cohort: Cohort, tasks: Sequence[Task], deadlines: Sequence[Deadline], tried: Sequence[Tried | None], settled: Sequence[bool]
) -> list[Standing]:
    moment = now()
    facts = [
        TaskFacts(dead.opens, dead.due, dead.closes, 1 + task.resubmissions, each.number if each else 0, each.passed if each else None, over)
        for task, dead, each, over in zip(tasks, deadlines, tried, settled, strict=True)
    ]
    phases = [index for index, task in enumerate(tasks) if task.kind is TaskKind.PHASE]
    states = [state_of(each, moment) for each in facts]
    of_phases = states_of_phases([facts[index] for index in phases], moment)
    states = [of_phases[phases.index(index)] if index in phases else state for index, state in enumerate(states)]
    found = []
    for index, (task, dead, each) in enumerate(zip(tasks, deadlines, tried, strict=True)):
        takes = takes_new(of_phases, phases.index(index)) if index in phases else states[index] in CAN_HAND_IN
        left = facts[index].used < facts[index].tries and dead.opens <= moment <= dead.closes
        takes = takes and left and cohort.state is not CohortState.CANCELLED
        found.append(Standing(task, dead, states[index], takes, each, settled[index]))
    return found


def _deadline(task: Task, people: Iterable[UUID], extensions: Mapping[tuple[UUID, UUID], datetime], zone: str) -> Deadline:
    until = [extensions[task.id, one] for one in people if (task.id, one) in extensions]
    return deadline(task.opens_at, task.due_at, task.late_days, until, zone)


def _after_mark(dead: Deadline, tried: Tried | None, zone: str) -> Deadline:
    returned = tried is not None and tried.passed is False and tried.marked_at
    return after_return(dead, returned, zone) if returned else dead


def _teams(cohort_id: UUID) -> dict[UUID, tuple[UUID, frozenset[UUID]]]:
    """Person -> their team, and everybody in it."""
    by_team: dict[UUID, set[UUID]] = defaultdict(set)
    for team_id, person_id in db.session.execute(select(TeamMember.team_id, TeamMember.person_id).where(TeamMember.cohort_id == cohort_id)):
        by_team[team_id].add(person_id)
    return {person_id: (team_id, frozenset(members)) for team_id, members in by_team.items() for person_id in members}


def _extensions(cohort_id: UUID) -> dict[tuple[UUID, UUID], datetime]:
    rows = db.session.execute(
        select(Extension.task_id, Extension.person_id, func.max(Extension.until))
        .join(Task, Task.id == Extension.task_id)
        .where(Task.cohort_id == cohort_id, Extension.state == ExtensionState.GIVEN)
        .group_by(Extension.task_id, Extension.person_id)
    )
    return {(task_id, person_id): until for task_id, person_id, until in rows if until is not None}


def _tried(cohort_id: UUID, only: Collection[UUID] | None, teams: Collection[UUID]) -> dict[tuple[UUID, UUID], Tried]:
    """(Person or team, task) -> the newest try, of all or of ``only`` some and their ``teams``.

    A team's try is that of who was in the team when it was handed in, and the team's own without what was adjusted for one of them.
    """
    owner = func.coalesce(HandIn.person_id, HandInMember.person_id)
    newest = ~select(_later.id).where(_later.hand_in_id == HandIn.id, _later.number > Mark.number).exists()
    statement = (
        select(owner.label("person_id"), HandIn, Mark)
        .join(Task, Task.id == HandIn.task_id)
        .outerjoin(HandInMember, HandInMember.hand_in_id == HandIn.id)
        .outerjoin(Mark, (Mark.hand_in_id == HandIn.id) & newest)
        .where(Task.cohort_id == cohort_id)
        .order_by(HandIn.handed_in_at, HandIn.number)
    )
    if only is not None:
        statement = statement.where(or_(HandIn.person_id.in_(only), HandInMember.person_id.in_(only), HandIn.team_id.in_(teams)))
    rows = db.session.execute(statement).all()
    own = _adjustments(cohort_id)
    found = {(hand_in.team_id, hand_in.task_id): _try(hand_in.team_id, hand_in, mark, own) for _one, hand_in, mark in rows if hand_in.team_id}
    return found | {(one, hand_in.task_id): _try(one, hand_in, mark, own) for one, hand_in, mark in rows if one is not None}


def _adjustments(cohort_id: UUID) -> dict[tuple[UUID, UUID], int]:
    rows = db.session.execute(
        select(MarkAdjustment.mark_id, MarkAdjustment.person_id, MarkAdjustment.points)
        .join(Mark, Mark.id == MarkAdjustment.mark_id)
        .join(HandIn, HandIn.id == Mark.hand_in_id)
        .join(Task, Task.id == HandIn.task_id)
        .where(Task.cohort_id == cohort_id)
    )
    return {(mark_id, person_id): points for mark_id, person_id, points in rows}


def _try(owner_id: UUID, hand_in: HandIn, mark: Mark | None, own: Mapping[tuple[UUID, UUID], int]) -> Tried:
    base = Tried(hand_in.id, hand_in.number, hand_in.team_id, hand_in.late, hand_in.handed_in_at)
    if mark is None:
        return base
    return own_mark(base, mark, own.get((mark.id, owner_id), 0))


def own_mark(base: Tried, mark: Mark, adjustment: int) -> Tried:
    """``base`` with what ``mark`` gives to a person whose adjustment is that."""
    rubric = rubric_of(mark.rubric)
    points, passed = adjusted(rubric, mark.total, adjustment) if adjustment else (mark.total, mark.passed)
    return replace(base, points=points, adjustment=adjustment, most=most_of(rubric), passed=passed, marked_at=mark.marked_at)
