"""Plans go their way: proposed by the officer, agreed or returned by the manager of today, reviewed, closed; every move is kept."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from sqlalchemy import select

from lms.audit.service import record
from lms.development import workflow
from lms.development.events import PlanAgreed
from lms.development.models import Action, ActionKind, DevelopmentPlan, PlanMove, PlanState
from lms.development.queries.plans import PlanAtHand
from lms.development.service.planning import hash_of
from lms.development.service.refusals import ActionRefused, ChangedMeanwhile, NeedsReason, NoManager, NoSuchMove, NothingPlanned
from lms.kit.clock import now
from lms.kit.db import db, one_at_a_time, publish
from lms.kit.i18n import gettext as _
from lms.kit.i18n import local_day
from lms.kit.working_days import alarm_by, working_days_after
from lms.notices.service import tell, tell_each, write_letter
from lms.people.models import Person, Role
from lms.people.queries.holders import holder_ids_over

LONGEST_REASON = 2000


def move(at_hand: PlanAtHand, deed: str, reason: str = "", *, seen: str | None = None, by: Person) -> None:
    """Do ``deed`` with the plan, if it is ``by``'s to do and the plan is where it can be done.

    :raises NoSuchMove: it cannot be done here, or not by this person.
    :raises NeedsReason: the move asks for a reason.
    :raises NothingPlanned, NoManager: what is proposed has no goals with actions, or nobody could agree.
    :raises ChangedMeanwhile: the manager read another text than the one that would be signed (``seen`` is its hash).
    """
    one_at_a_time(f"plan:{at_hand.person_id}")
    plan = at_hand.plan
    state = db.session.scalar(select(DevelopmentPlan.state).where(DevelopmentPlan.id == plan.id))
    found = workflow.move_of(deed, state.value if state else "")
    if found is None or not workflow.may(found, is_officer=by.id == at_hand.person_id, is_manager=by.id == at_hand.manager_id):
        raise NoSuchMove(_("This plan is not where that can be done; somebody may have been faster. Look at it again."))
    reason = reason.strip()[:LONGEST_REASON]
    if found.reason and not reason:
        raise NeedsReason(_("Say why in a sentence or two: the other of you reads it."))
    _prepare(at_hand, found, seen, by)
    plan.state = PlanState(found.after)
    row = PlanMove(plan_id=plan.id, by_id=by.id, deed=deed, before=PlanState(found.before), after=plan.state, reason=reason)
    db.session.add(row)
    db.session.flush()
    record(deed, "development-plan", plan.id, by=by.id, version=plan.number)
    _tell(at_hand, found, row, by)


def _prepare(at_hand: PlanAtHand, found: workflow.Move, seen: str | None, by: Person) -> None:
    """What a signature or an end needs besides the move itself."""
    plan = at_hand.plan
    if found.deed == "propose":
        if not plan.goals or not all(goal.actions for goal in plan.goals):
            raise NothingPlanned(_("A plan needs a goal, and each goal something that you will do for it."))
        if not at_hand.has_manager:
            raise NoManager(_("Nobody is named as your line manager, so nobody could agree. Ask HR to correct that."))
        plan.proposed_at, plan.content_hash = now(), hash_of(plan)
    elif found.deed == "agree":
        if seen != plan.content_hash or plan.content_hash != hash_of(plan):
            raise ChangedMeanwhile(_("The plan was changed since you read it. Read it again before you agree."))
        _supersede(plan, by)
        plan.agreed_at, plan.agreed_by_id, plan.agreed_by_name = now(), by.id, by.name
        publish(PlanAgreed(plan.id, plan.person_id))
    elif found.deed in ("take-back", "return"):
        plan.proposed_at, plan.content_hash = None, ""


def _supersede(plan: DevelopmentPlan, by: Person) -> None:
    old = db.session.scalar(select(DevelopmentPlan).where(DevelopmentPlan.person_id == plan.person_id, DevelopmentPlan.state == PlanState.AGREED))
    if old is not None:
        old.state = PlanState.SUPERSEDED
        db.session.add(PlanMove(plan_id=old.id, by_id=None, deed="supersede", before=PlanState.AGREED, after=PlanState.SUPERSEDED))
        record("supersede", "development-plan", old.id, by=by.id, version=old.number)
        db.session.flush()


def _tell(at_hand: PlanAtHand, found: workflow.Move, row: PlanMove, by: Person) -> None:
    other = at_hand.manager_id if by.id == at_hand.person_id else at_hand.person_id
    if not found.notice or other is None:
        return
    path = f"/plans/{at_hand.plan.id}"
    tell(other, found.notice, about=str(row.id), href=path, name=by.name, reason=row.reason)
    if found.by_mail:
        facts = {"path": path, "officer": at_hand.plan.person.name, "manager": by.name, "reason": row.reason}
        write_letter(found.notice, to=db.session.get_one(Person, other), about=str(row.id), facts=facts)


def tick(at_hand: PlanAtHand, action: Action, *, by: Person) -> bool:
    """Say that an action in free words is done, or take that back; return whether it is done now.

    :raises NoSuchMove: the plan is not in force.
    :raises ActionRefused: the house itself knows how far this action is.
    """
    one_at_a_time(f"plan:{at_hand.person_id}")
    if at_hand.plan.state is not PlanState.AGREED:
        raise NoSuchMove(_("Only what is agreed can be ticked. This version is not in force."))
    if action.kind is not ActionKind.FREE:
        raise ActionRefused(_("This is filled in by itself, from what you learn and what is observed."))
    action.ticked_at = None if action.ticked_at else now()
    db.session.flush()
    return action.ticked_at is not None


def ask_new_manager(plan: DevelopmentPlan) -> None:
    """Ask whoever manages the officer from now on for the answer that the one before did not give."""
    _ask_manager(plan, "plan-proposed")


def remind(at_hand: PlanAtHand, today: date, holidays: Collection[date]) -> int:
    """Tell the manager once more that a plan waits, and the officer and HR once its term is over, or where nobody is named who could answer.

    Each once per proposal; returns how often somebody was told.
    """
    plan, days = at_hand.plan, workflow.BY_DEED["propose"].days or 0
    due_on = working_days_after(local_day(plan.proposed_at or now()), days, holidays)
    alarm = alarm_by(due_on, days, today, holidays)
    if not alarm:
        return 0
    if not at_hand.has_manager:
        return tell_unmanaged(plan, str(plan.proposed_at))
    told = int(_ask_manager(plan, "plan-waiting"))
    return told + _tell_overdue(plan, due_on) if alarm == "escalate" else told


def _tell_overdue(plan: DevelopmentPlan, due_on: date) -> int:
    """HR learns that a plan waits, not what it says; nobody but the manager can agree to it."""
    about, person, manager = f"{plan.id}:{plan.proposed_at}", plan.person, db.session.get_one(Person, plan.person.manager_id)
    told = tell_each([person.id], "plan-overdue", about=about, href=f"/plans/{plan.id}", day=due_on, manager=manager.name)
    hr = set(holder_ids_over(Role.HR, person)) - {manager.id}
    return told + tell_each(hr, "plan-overdue-hr", about=about, href=f"/people/{person.id}", day=due_on, name=person.name, manager=manager.name)


def _ask_manager(plan: DevelopmentPlan, kind: str) -> bool:
    path, about, manager = f"/plans/{plan.id}", f"{plan.id}:{plan.proposed_at}", db.session.get_one(Person, plan.person.manager_id)
    new = tell(manager.id, kind, about=about, href=path, name=plan.person.name)
    return write_letter(kind, to=manager, about=about, facts={"path": path, "officer": plan.person.name}) or new


def tell_unmanaged(plan: DevelopmentPlan, occasion: str) -> bool:
    """Tell the officer and HR that nobody can answer, once per occasion; HR names somebody. Returns whether it was new."""
    about, person = f"{plan.id}:{occasion}", plan.person
    new = tell(person.id, "plan-unmanaged", about=about, href=f"/plans/{plan.id}")
    for hr_id in holder_ids_over(Role.HR, person):
        new |= tell(hr_id, "plan-unmanaged-hr", about=about, href=f"/people/{person.id}", name=person.name)
    return new


def remind_of_review(plan: DevelopmentPlan, told: set[UUID]) -> int:
    """Tell both that the day of review has come, once per day that was agreed; return how many were told anew."""
    about = f"{plan.id}:{plan.review_on}"
    return sum(tell(one, "plan-to-review", about=about, href=f"/plans/{plan.id}", name=plan.person.name) for one in told)
