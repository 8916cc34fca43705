"""Reads of what waits for a person today."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import func, or_, select

from lms.catalogue.models import CourseAuthor, CourseVersion, VersionState, Writing
from lms.city.queries import holidays
from lms.ideas.models.evaluating import Evaluation, EvaluationRound, EvaluationState
from lms.ideas.models.pitches import Idea, IdeaState
from lms.ideas.workflow import TERMS
from lms.kit.db import db
from lms.kit.i18n import local_day
from lms.kit.working_days import working_days_after
from lms.leadership.models import AgendaItem, Decision, Result
from lms.notices.models import Notice
from lms.people.models import Person
from lms.placements.models import Opening, Placement, PlacementState
from lms.projects.models.projects import Project
from lms.projects.queries.due import gates_due
from lms.reports.foresight import AtMost
from lms.reports.queries.needs import Lack, lacking
from lms.strategy.models.initiatives import Initiative, InitiativeState
from lms.strategy.queries.checks import promises


def unread_notices(person_id: UUID, *, limit: int) -> list[Notice]:
    """What the person was told last and has not read. One statement."""
    return list(
        db.session.scalars(
            select(Notice)
            .where(Notice.person_id == person_id, Notice.read_at.is_(None))
            .order_by(Notice.created_at.desc(), Notice.id)
            .limit(limit)
        )
    )


def versions_to_review(person_id: UUID) -> int:
    """How many versions wait for a review that this curator may write: texts of other people. One statement."""
    mine = or_(
        CourseVersion.submitted_by_id == person_id,
        CourseVersion.course_id.in_(select(CourseAuthor.course_id).where(CourseAuthor.person_id == person_id)),
        CourseVersion.id.in_(select(Writing.version_id).where(Writing.person_id == person_id)),
    )
    return (
        db.session.scalar(
            select(func.count())
            .select_from(CourseVersion)
            .where(CourseVersion.state == VersionState.IN_REVIEW, func.coalesce(mine, False).is_(False))
        )
        or 0
    )


def ideas_to_screen() -> int:
    """How many ideas wait for the programme office's first answer. One statement."""
    return db.session.scalar(select(func.count()).select_from(Idea).where(Idea.state == IdeaState.SUBMITTED)) or 0


def to_score_and_to_place(person_id: UUID) -> tuple[int, int]:
    """How many ideas wait for the person's scores, and how many champions said yes to an opening that the person offers. One statement."""
    scores = (
        select(func.count(Evaluation.id))
        .join(Evaluation.round)
        .where(Evaluation.person_id == person_id, Evaluation.state == EvaluationState.ASKED)
        .where(EvaluationRound.closed_at.is_(None), EvaluationRound.called_off_at.is_(None))
    )
    champions = (
        select(func.count(Placement.id))
        .join(Opening, Opening.id == Placement.opening_id)
        .outerjoin(Initiative, Initiative.id == Opening.initiative_id)
        .outerjoin(Project, Project.id == Opening.project_id)
        .where(Placement.state == PlacementState.ACCEPTED, or_(Initiative.owner_id == person_id, Project.owner_id == person_id))
    )
    row = db.session.execute(select(scores.scalar_subquery(), champions.scalar_subquery())).one()
    return row[0], row[1]


# What the city manager looks at in the morning.

AHEAD = timedelta(days=14)
UNLIKELY = "unlikely"


@dataclass(frozen=True, slots=True)
class Waiting:
    """Something that waits for a decision or stands at risk: what it is, where it is seen, since or until when."""

    title: str
    href: str
    day: date
    of: str = ""
    late: bool = False
    unlikely: bool = False
    """A promise that the newest check of the road map calls unlikely for the day it is promised for now."""
    percent: int | None = None
    """In how many of a hundred runs of that check it is kept; nothing where its date moved since."""


def gates_for_city_manager(today: date) -> list[Waiting]:
    """The gates at which the city manager decides within two weeks. One statement."""
    due = [one for one in gates_due(today + AHEAD) if one.city_manager_decides]
    return [
        Waiting(one.gate.title, f"/projects/{one.project.slug}/gates", one.gate.due_on, one.project.title, one.gate.due_on < today) for one in due
    ]


def initiatives_to_approve() -> list[Waiting]:
    """Candidates that the programme office has to decide on, the oldest first. One statement."""
    asked = select(Initiative.title, Initiative.slug, Initiative.created_at).where(Initiative.state == InitiativeState.CANDIDATE)
    rows = db.session.execute(asked.order_by(Initiative.created_at))
    return [Waiting(row.title, f"/strategy/initiatives/{row.slug}", local_day(row.created_at)) for row in rows]


def overdue_decisions(today: date, owner_id: UUID | None = None, *, others: bool = False) -> list[Waiting]:
    """Decisions of the leadership team that were not carried out in time: those of an owner, those of all ``others``, or all. One statement."""
    asked = select(Decision.number, AgendaItem.title, Decision.due_on, Person.name).join(AgendaItem, AgendaItem.id == Decision.item_id)
    asked = asked.outerjoin(Person, Person.id == Decision.owner_id)
    if owner_id is not None:
        asked = asked.where(Decision.owner_id.is_distinct_from(owner_id) if others else Decision.owner_id == owner_id)
    late = (Decision.done_on.is_(None), Decision.result != Result.REJECTED, Decision.due_on < today)
    rows = db.session.execute(asked.where(*late).order_by(Decision.due_on))
    return [Waiting(f"{row.number} · {row.title}", f"/leadership/decisions/{row.number}", row.due_on, row.name or "", True) for row in rows]


def ideas_over_term(today: date) -> list[Waiting]:
    """Ideas that stand in a state for longer than its term, in working days of the city. Two statements."""
    off = holidays()
    asked = select(Idea.number, Idea.title, Idea.state, Idea.moved_at).where(Idea.state.in_(list(TERMS))).order_by(Idea.moved_at)
    waiting = []
    for row in db.session.execute(asked):
        due = working_days_after(local_day(row.moved_at), TERMS[row.state.value], off)
        if due < today:
            waiting.append(Waiting(row.title, f"/ideas/{row.number}", due, late=True))
    return waiting


def promises_at_risk(today: date) -> list[Waiting]:
    """Promises of the city that are late, or unlikely for the day they are promised for now: as the tracker says. Four statements."""
    return [
        Waiting(
            one.milestone.title,
            f"/strategy/road-map/initiatives/{one.milestone.initiative.slug}#milestone-{one.milestone.id}",
            one.milestone.promised_on,
            one.milestone.initiative.title,
            one.state == "late",
            one.verdict == UNLIKELY,
            None if one.probability is None else round(100 * one.probability),
        )
        for one in promises(today, public_only=False)
        if one.state == "late" or one.verdict == UNLIKELY
    ]


STAGES: tuple[tuple[str, tuple[IdeaState, ...]], ...] = (
    ("waiting", (IdeaState.SUBMITTED,)),
    ("returned", (IdeaState.RETURNED,)),
    ("evaluated", (IdeaState.IN_EVALUATION,)),
    ("seeking", (IdeaState.SEEKING_SPONSOR,)),
    ("sponsored", (IdeaState.SPONSORED, IdeaState.PILOT_DESIGNED)),
    ("piloted", (IdeaState.PILOT_RUNNING,)),
    ("implemented", (IdeaState.HANDED_OVER, IdeaState.ADOPTED)),
    ("learnt", (IdeaState.STOPPED,)),
)
"""The funnel of ideas: stage -> states. Stopped ideas count as learning."""


def funnel() -> list[tuple[str, int]]:
    """How many ideas stand at each stage. One statement."""
    counted = {row[0]: row[1] for row in db.session.execute(select(Idea.state, func.count()).group_by(Idea.state))}
    return [(stage, sum(counted.get(state, 0) for state in states)) for stage, states in STAGES]


def talent_gap(today: date, most: int = 6) -> list[Lack]:
    """What openings and initiatives need where most people are missing, as the report on the talent gap tells it. Four statements."""
    lacks = [one for one in lacking(today) if _at_most(one.now) or _at_most(one.ahead[-1])]
    return sorted(lacks, key=lambda one: (-_at_most(one.now), -_at_most(one.ahead[-1]), one.competence.code))[:most]


def _at_most(missing: int | AtMost) -> int:
    return missing.number if isinstance(missing, AtMost) else missing
