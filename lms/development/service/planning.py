"""Write the draft of a development plan: goals, and what is done for them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from uuid import UUID

from sqlalchemy import func, select

from lms.audit.service import record
from lms.catalogue.models import Course, CourseVersion, VersionState
from lms.cohorts.models.cohorts import Cohort
from lms.development.models import Action, ActionKind, DevelopmentPlan, Goal, PlanMove, PlanState
from lms.development.queries.gaps import GapLine
from lms.development.queries.plans import OPEN, PlanAtHand, plan_at_hand
from lms.development.queries.suggestions import Suggestions
from lms.development.service.refusals import ActionRefused, NotADraft, TooMuch
from lms.kit.db import db, one_at_a_time
from lms.kit.i18n import gettext as _
from lms.people.models import Person

MOST_GOALS, MOST_ACTIONS = 12, 12


@dataclass(frozen=True, slots=True)
class Taken:
    """How many goals are new, and the gaps for which the plan had no room."""

    goals: int
    left_out: tuple[GapLine, ...]


def begin(*, by: Person) -> DevelopmentPlan:
    """The person's open version; where there is none, a new draft with what is agreed already."""
    one_at_a_time(f"plan:{by.id}")
    found = db.session.scalar(select(DevelopmentPlan).where(DevelopmentPlan.person_id == by.id, DevelopmentPlan.state.in_(OPEN)))
    if found is not None:
        return found
    last = db.session.scalar(select(func.max(DevelopmentPlan.number)).where(DevelopmentPlan.person_id == by.id)) or 0
    plan = DevelopmentPlan(person_id=by.id, number=last + 1)
    agreed = db.session.scalar(select(DevelopmentPlan.id).where(DevelopmentPlan.person_id == by.id, DevelopmentPlan.state == PlanState.AGREED))
    if agreed is not None:
        _copy(plan_at_hand(agreed).plan, plan)
    db.session.add(plan)
    db.session.flush()
    db.session.add(PlanMove(plan_id=plan.id, by_id=by.id, deed="begin", before=None, after=PlanState.DRAFT))
    record("begun", "development-plan", plan.id, by=by.id, version=plan.number)
    return plan


def _copy(old: DevelopmentPlan, plan: DevelopmentPlan) -> None:
    plan.intention, plan.review_on = old.intention, old.review_on
    for goal in old.goals:
        same = {name: getattr(goal, name) for name in ("position", "text", "competence_id", "target_level", "due_on")}
        fresh = Goal(**same)
        names = ("position", "kind", "title", "course_id", "cohort_id", "due_on", "ticked_at")
        fresh.actions = [Action(**{name: getattr(action, name) for name in names}) for action in goal.actions]
        plan.goals.append(fresh)


def write_head(at_hand: PlanAtHand, intention: str, review_on: date | None, *, by: Person) -> None:
    """Say what the person wants to reach in all, and when both look at it again.

    :raises NotADraft: the text is signed.
    """
    plan = drafted(at_hand)
    plan.intention, plan.review_on = intention, review_on


def add_goal(
    at_hand: PlanAtHand, text: str, *, competence_id: UUID | None = None, target_level: int | None = None, due_on: date | None = None, by: Person
) -> Goal:
    """Add a goal; one that names a competence names a level, too.

    :raises NotADraft: the text is signed.
    :raises TooMuch: there are a dozen already.
    """
    plan = drafted(at_hand)
    if len(plan.goals) >= MOST_GOALS:
        raise TooMuch(_("A plan has at most %(number)s goals. Fewer are reached more often.", number=MOST_GOALS))
    position = max((goal.position for goal in plan.goals), default=0) + 1
    level = target_level if competence_id else None
    goal = Goal(position=position, text=text[:400], competence_id=competence_id if level else None, target_level=level, due_on=due_on)
    goal.actions = []
    plan.goals.append(goal)
    db.session.flush()
    return goal


def remove_goal(at_hand: PlanAtHand, goal: Goal, *, by: Person) -> None:
    """Take a goal out of the draft, with its actions.

    :raises NotADraft: the text is signed.
    """
    drafted(at_hand).goals.remove(goal)
    db.session.flush()


def add_action(
    at_hand: PlanAtHand,
    goal: Goal,
    kind: ActionKind,
    title: str = "",
    *,
    course: Course | None = None,
    cohort: Cohort | None = None,
    due_on: date | None = None,
    by: Person,
) -> Action:
    """Add something to do for a goal. A course or boot camp names itself.

    :raises NotADraft: the text is signed.
    :raises ActionRefused: the kind lacks its course, its boot camp, its competence or its words.
    :raises TooMuch: the goal has a dozen already.
    """
    drafted(at_hand)
    named = _title(kind, title, course, cohort)
    if kind is ActionKind.OBSERVED and goal.competence_id is None:
        raise ActionRefused(_("A task that is watched shows a competence. Name one in the goal first."))
    if not named:
        raise ActionRefused(_("Say what you will do."))
    if len(goal.actions) >= MOST_ACTIONS:
        raise TooMuch(_("A goal has at most %(number)s actions.", number=MOST_ACTIONS))
    action = Action(
        position=max((one.position for one in goal.actions), default=0) + 1,
        kind=kind,
        title=named[:300],
        course_id=course.id if course and kind is ActionKind.COURSE else None,
        cohort_id=cohort.id if cohort and kind is ActionKind.BOOT_CAMP else None,
        due_on=due_on,
    )
    goal.actions.append(action)
    db.session.flush()
    return action


def _title(kind: ActionKind, title: str, course: Course | None, cohort: Cohort | None) -> str:
    if kind is ActionKind.COURSE:
        if course is None:
            raise ActionRefused(_("Choose the course."))
        shown = select(CourseVersion.title).where(CourseVersion.course_id == course.id, CourseVersion.state == VersionState.PUBLISHED)
        return db.session.scalar(shown) or course.slug
    if kind is ActionKind.BOOT_CAMP:
        if cohort is None:
            raise ActionRefused(_("Choose the boot camp."))
        return cohort.name
    return title.strip()


def remove_action(at_hand: PlanAtHand, action: Action, *, by: Person) -> None:
    """Take an action out of the draft.

    :raises NotADraft: the text is signed.
    """
    drafted(at_hand)
    goal = next(goal for goal in at_hand.plan.goals if action in goal.actions)
    goal.actions.remove(action)
    db.session.flush()


def take_over(at_hand: PlanAtHand, lines: Sequence[GapLine], suggested: Suggestions, *, by: Person) -> Taken:
    """Make a goal of each open gap that has none yet, with what is suggested for it as actions, until the plan is full; the first lines first.

    :raises NotADraft: the text is signed.
    """
    plan = drafted(at_hand)
    there = {goal.competence_id for goal in plan.goals}
    planned = {(action.course_id, action.cohort_id) for action in at_hand.actions}
    fresh = [line for line in lines if line.gap.competence not in there]
    room = max(0, MOST_GOALS - len(plan.goals))
    for line in fresh[:room]:
        text = _("%(code)s %(title)s at level %(level)s", code=line.competence.code, title=line.competence.title, level=line.gap.required)
        goal = add_goal(at_hand, text, competence_id=line.gap.competence, target_level=line.gap.required, by=by)
        for one in (*suggested.under_way, *suggested.suggestions):
            key = (one.candidate.course_id, one.candidate.cohort_id)
            if line in one.closes and key not in planned:
                planned.add(key)
                _take(at_hand, goal, key, by)
    return Taken(len(fresh[:room]), tuple(fresh[room:]))


def _take(at_hand: PlanAtHand, goal: Goal, key: tuple[UUID | None, UUID | None], by: Person) -> None:
    course_id, cohort_id = key
    if course_id is not None:
        add_action(at_hand, goal, ActionKind.COURSE, course=db.session.get_one(Course, course_id), by=by)
    elif cohort_id is not None:
        add_action(at_hand, goal, ActionKind.BOOT_CAMP, cohort=db.session.get_one(Cohort, cohort_id), by=by)


def drafted(at_hand: PlanAtHand) -> DevelopmentPlan:
    """The plan, locked while it is written in.

    :raises NotADraft: the text is signed.
    """
    one_at_a_time(f"plan:{at_hand.person_id}")
    state = db.session.scalar(select(DevelopmentPlan.state).where(DevelopmentPlan.id == at_hand.plan.id))
    if state is not PlanState.DRAFT:
        raise NotADraft(_("This version is signed, so its text stays as it is. Begin a new version to change it."))
    return at_hand.plan


def hash_of(plan: DevelopmentPlan) -> str:
    """Of everything that is signed; ticks and moves are not."""
    goals = [
        (goal.text, str(goal.competence_id), goal.target_level, str(goal.due_on),
         [(one.kind.value, one.title, str(one.course_id), str(one.cohort_id), str(one.due_on)) for one in goal.actions])
        for goal in plan.goals
    ]  # fmt: skip
    return sha256(repr((str(plan.person_id), plan.number, plan.intention, str(plan.review_on), goals)).encode()).hexdigest()
