"""Reads of development plans: their text, their way, and how far their actions are."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from lms.cohorts.models.calls import Application
from lms.cohorts.models.cohorts import Place
from lms.competency.models import Competence, Evidence, EvidenceKind
from lms.competency.queries.shown import Level, levels_of
from lms.development import progress
from lms.development.models import Action, ActionKind, DevelopmentPlan, Goal, PlanMove, PlanState
from lms.development.progress import Cycle, Far
from lms.kit.db import db
from lms.kit.errors import NotFound
from lms.kit.i18n import gettext as _
from lms.kit.i18n import local_day
from lms.learning.queries.mine import my_learning
from lms.people.models import Person

OPEN = (PlanState.DRAFT, PlanState.PROPOSED)


@dataclass(frozen=True, slots=True)
class PlanAtHand:
    """A version of a plan, and the two people whom it is about as they stand today."""

    plan: DevelopmentPlan
    person_id: UUID
    manager_id: UUID | None
    """The line manager of today; nobody else may answer."""

    @property
    def has_manager(self) -> bool:
        """Whether somebody can answer; nobody does so for themselves."""
        return self.manager_id not in (None, self.person_id)

    @property
    def actions(self) -> list[Action]:
        """All actions, goal by goal."""
        return [action for goal in self.plan.goals for action in goal.actions]


_WHOLE = (
    joinedload(DevelopmentPlan.person).joinedload(Person.manager),
    joinedload(DevelopmentPlan.person).joinedload(Person.department),
    joinedload(DevelopmentPlan.person).joinedload(Person.post),
    selectinload(DevelopmentPlan.goals).selectinload(Goal.actions).options(joinedload(Action.course), joinedload(Action.cohort)),
    selectinload(DevelopmentPlan.goals).joinedload(Goal.competence).joinedload(Competence.framework),
)


def plan_at_hand(plan_id: UUID) -> PlanAtHand:
    """The plan with everything that it says. Three statements.

    :raises NotFound: when there is none.
    """
    plan = db.session.scalar(select(DevelopmentPlan).where(DevelopmentPlan.id == plan_id).options(*_WHOLE).execution_options(populate_existing=True))
    if plan is None:
        raise NotFound(_("There is no such plan."))
    return PlanAtHand(plan, plan.person_id, plan.person.manager_id)


@dataclass(frozen=True, slots=True)
class GoalAtHand:
    """A goal, found through its plan."""

    at_hand: PlanAtHand
    goal: Goal

    @property
    def person_id(self) -> UUID:
        """Whose it is."""
        return self.at_hand.person_id


@dataclass(frozen=True, slots=True)
class ActionAtHand:
    """An action, found through its plan."""

    at_hand: PlanAtHand
    action: Action

    @property
    def person_id(self) -> UUID:
        """Whose it is."""
        return self.at_hand.person_id


def goal_at_hand(plan_id: UUID, goal_id: UUID) -> GoalAtHand:
    """A goal of that plan.

    :raises NotFound: when the plan has no such goal.
    """
    at_hand = plan_at_hand(plan_id)
    goal = next((goal for goal in at_hand.plan.goals if goal.id == goal_id), None)
    if goal is None:
        raise NotFound(_("There is no such goal in this plan."))
    return GoalAtHand(at_hand, goal)


def action_at_hand(plan_id: UUID, action_id: UUID) -> ActionAtHand:
    """An action of that plan.

    :raises NotFound: when the plan has no such action.
    """
    at_hand = plan_at_hand(plan_id)
    action = next((action for action in at_hand.actions if action.id == action_id), None)
    if action is None:
        raise NotFound(_("There is no such action in this plan."))
    return ActionAtHand(at_hand, action)


def plans_of(person_id: UUID) -> list[DevelopmentPlan]:
    """All versions of the person's plan, newest first, without their texts. One statement."""
    return list(
        db.session.scalars(select(DevelopmentPlan).where(DevelopmentPlan.person_id == person_id).order_by(DevelopmentPlan.number.desc()))
    )


def moves_of(plan_id: UUID) -> list[PlanMove]:
    """The way of a plan, newest first. One statement."""
    return list(
        db.session.scalars(
            select(PlanMove).where(PlanMove.plan_id == plan_id).options(joinedload(PlanMove.by)).order_by(PlanMove.at.desc(), PlanMove.id)
        )
    )


@dataclass(frozen=True, slots=True)
class PlanProgress:
    """How far each action is, and what is shown today of the competences that the goals name."""

    actions: dict[UUID, Far]
    shown: dict[UUID, Level]

    def share(self, actions: Sequence[Action]) -> int:
        """Whole per cent of these actions that are done."""
        return progress.share_done([self.actions[action.id] for action in actions])


def progress_of(at_hand: PlanAtHand) -> PlanProgress:
    """How far the plan is, from what the house knows. Six statements, however long it is."""
    person_id, actions = at_hand.person_id, at_hand.actions
    cycles: dict[UUID, list[Cycle]] = {}
    for mine in my_learning(person_id):
        cycles.setdefault(mine.course_id, []).append(
            Cycle(local_day(mine.opened_at), _day(mine.completed_at), _day(mine.left_at), 100 if mine.completed_at else mine.percent)
        )
    applications, places = _calls_of(person_id)
    observed: dict[UUID, list[date]] = {}
    rows = db.session.execute(
        select(Evidence.competence_id, Evidence.shown_at).where(
            Evidence.person_id == person_id, Evidence.kind == EvidenceKind.OBSERVED, Evidence.withdrawn_at.is_(None)
        )
    )
    for competence_id, shown_at in rows:
        observed.setdefault(competence_id, []).append(local_day(shown_at))
    watched = _watched(at_hand.plan)
    goal_of = {action.id: goal for goal in at_hand.plan.goals for action in goal.actions}

    def far(action: Action) -> Far:
        if action.course_id is not None:
            return progress.of_course(cycles.get(action.course_id, []))
        if action.cohort_id is not None:
            return progress.of_boot_camp(applications.get(action.cohort_id), places.get(action.cohort_id))
        if action.kind is ActionKind.OBSERVED:
            competence_id = goal_of[action.id].competence_id
            since = progress.stands_since(watched[competence_id, action.title], at_hand.plan.number)
            return progress.of_observation(observed.get(competence_id, []) if competence_id else [], since=since)
        return progress.of_text(_day(action.ticked_at))

    return PlanProgress({action.id: far(action) for action in actions}, levels_of([person_id]).get(person_id, {}))


def _watched(plan: DevelopmentPlan) -> dict[tuple[UUID | None, str], dict[int, date]]:
    """Competence and words of a task to be watched -> the versions in which it stands, but for closed ones, and when each began. One statement."""
    rows = db.session.execute(
        select(DevelopmentPlan.number, DevelopmentPlan.begun_at, Goal.competence_id, Action.title)
        .join(Goal, Goal.plan_id == DevelopmentPlan.id)
        .join(Action, Action.goal_id == Goal.id)
        .where(
            DevelopmentPlan.person_id == plan.person_id,
            Action.kind == ActionKind.OBSERVED,
            (DevelopmentPlan.id == plan.id) | (DevelopmentPlan.state != PlanState.CLOSED),
        )
    )
    found: dict[tuple[UUID | None, str], dict[int, date]] = {}
    for number, begun_at, competence_id, title in rows:
        found.setdefault((competence_id, title), {})[number] = local_day(begun_at)
    return found


def _day(moment: datetime | None) -> date | None:
    return local_day(moment) if moment else None


def _calls_of(person_id: UUID) -> tuple[dict[UUID, tuple[str, date]], dict[UUID, tuple[str, date]]]:
    """Cohort -> state and day of the person's last application, and of their place."""
    applications = db.session.execute(
        select(Application.cohort_id, Application.state, Application.submitted_at)
        .where(Application.person_id == person_id)
        .order_by(Application.submitted_at)
    )
    places = db.session.execute(
        select(Place.cohort_id, Place.state, Place.taken_at, Place.ended_at).where(Place.person_id == person_id).order_by(Place.taken_at)
    )
    return (
        {row.cohort_id: (row.state.value, local_day(row.submitted_at)) for row in applications},
        {row.cohort_id: (row.state.value, local_day(row.ended_at or row.taken_at)) for row in places},
    )


def unanswered() -> list[UUID]:
    """Plans that were proposed and wait for an answer, of active people. One statement."""
    return list(
        db.session.scalars(
            select(DevelopmentPlan.id)
            .join(DevelopmentPlan.person)
            .where(DevelopmentPlan.state == PlanState.PROPOSED, Person.active)
            .order_by(DevelopmentPlan.id)
        )
    )


def to_review(day: date) -> list[UUID]:
    """Plans in force whose day of review has come, of active people. One statement."""
    return list(
        db.session.scalars(
            select(DevelopmentPlan.id)
            .join(DevelopmentPlan.person)
            .where(DevelopmentPlan.state == PlanState.AGREED, DevelopmentPlan.review_on <= day, Person.active)
        )
    )
