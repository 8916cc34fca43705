"""Promises of the road map: given, moved with a reason, kept, or taken back with a reason."""

from datetime import date
from uuid import UUID

from sqlalchemy import exists, select

from lms.audit.service import record
from lms.kit.clock import now, today
from lms.kit.db import db, hold
from lms.kit.i18n import format_day, local_day
from lms.kit.i18n import gettext as _
from lms.people.models import Person
from lms.strategy.models.initiatives import Milestone, MilestoneMove
from lms.strategy.models.road_map import PlanBaseline
from lms.strategy.queries.checks import GIVEN
from lms.strategy.queries.road_map import InitiativePlan, MilestoneAtHand
from lms.strategy.service.plan_refusals import ChangedMeanwhile, NeedsReason, PlanClosed, PromiseStands, WrongFigures

LONGEST_REASON = 2000


def promise(plan: InitiativePlan, title: str, day: date, *, is_public: bool = True, indicator_id: UUID | None = None, by: Person) -> Milestone:
    """Give a dated promise. Its first date is its baseline for ever.

    :raises PlanClosed: when the work of the initiative is over.
    """
    if not plan.is_live:
        raise PlanClosed(_("The work of this initiative is over, so it promises nothing new."))
    made = Milestone(
        initiative_id=plan.initiative.id, title=title, promised_on=day, baseline_on=day, is_public=is_public, indicator_id=indicator_id
    )
    db.session.add(made)
    db.session.flush()
    record("promised", "milestone", made.id, by=by.id, day=day.isoformat())
    return made


def describe(found: MilestoneAtHand, title: str, *, is_public: bool, indicator_id: UUID | None, by: Person) -> None:
    """Change how a promise is called, whether everybody sees it, and which indicator it is meant to move; its date only ``move`` changes.

    :raises PromiseStands: everybody sees it already, so it is not hidden.
    """
    milestone = hold(found.milestone)
    if not is_public and _is_published(found):
        raise PromiseStands(_("Everybody can see this promise already, so it is not hidden. Take it back with a reason if it is not meant any more."))
    milestone.title, milestone.is_public, milestone.indicator_id = title, is_public, indicator_id
    db.session.flush()
    record("edited", "milestone", milestone.id, by=by.id, public=is_public)


def move(found: MilestoneAtHand, day: date, reason: str, *, seen: date, by: Person) -> MilestoneMove:
    """Move the promised date, and keep the old one with the reason. ``seen`` is the date that was promised when the page was opened.

    :raises NeedsReason: no reason is given.
    :raises ChangedMeanwhile: somebody else moved it since.
    :raises PromiseStands: it is kept, or taken back. :raises WrongFigures: it is the same day.
    """
    reason = reason.strip()[:LONGEST_REASON]
    if not reason:
        raise NeedsReason(_("Say why the date moves: the reason stands beside the old date, for everybody who reads the promise."))
    milestone = hold(found.milestone)
    _refuse_settled(milestone)
    if milestone.promised_on != seen:
        raise ChangedMeanwhile(_("Somebody else moved this date since you opened the page. Load it again, and look at the new one."))
    if milestone.promised_on == day:
        raise WrongFigures(_("That is the date that is promised already."))
    made = MilestoneMove(milestone_id=milestone.id, before_on=milestone.promised_on, after_on=day, reason=reason, by_id=by.id)
    db.session.add(made)
    milestone.promised_on = day
    db.session.flush()
    record("date-moved", "milestone", milestone.id, by=by.id, before=made.before_on.isoformat(), after=day.isoformat())
    return made


def reach(found: MilestoneAtHand, day: date, proof: str, *, by: Person) -> None:
    """Note that the promise was kept on ``day``, and what shows it.

    :raises NeedsReason: no proof is given. :raises WrongFigures: the day lies ahead.
    :raises PromiseStands: it is kept already, and the day and the proof of then stay, or it was taken back.
    """
    if not proof.strip():
        raise NeedsReason(_("Say what shows that it was reached, such as the address of the service or the number of the decision."))
    if day > today():
        raise WrongFigures(_("The day on which it was reached lies in the future."))
    milestone = hold(found.milestone)
    _refuse_settled(milestone)
    milestone.reached_on, milestone.proof = day, proof.strip()
    db.session.flush()
    record("reached", "milestone", milestone.id, by=by.id, day=day.isoformat())


def is_mistake(found: MilestoneAtHand) -> bool:
    """Whether it can be taken out without a trace: given today, never moved, agreed in no baseline, shown to nobody outside. One statement."""
    milestone = found.milestone
    if milestone.given_at is None or local_day(milestone.given_at) != today():
        return False
    if _is_published(found) or not milestone.is_ahead:
        return False
    agreed, moved = exists().where(PlanBaseline.at >= milestone.given_at), exists().where(MilestoneMove.milestone_id == milestone.id)
    return not db.session.scalar(select(agreed | moved))


def _is_published(found: MilestoneAtHand) -> bool:
    """Whether the promise tracker shows it."""
    return found.milestone.is_public and found.plan.initiative.state in GIVEN


def withdraw(found: MilestoneAtHand, reason: str = "", *, by: Person) -> None:
    """Take a promise back: it stays, with the reason, where it could be read. Only what was entered by mistake just now goes without a trace.

    :raises PromiseStands: it is kept, or taken back already.
    :raises NeedsReason: somebody may have relied on it, and no reason is given.
    """
    milestone, reason = hold(found.milestone), reason.strip()[:LONGEST_REASON]
    _refuse_settled(milestone)
    if is_mistake(found):
        milestone_id = milestone.id
        db.session.delete(milestone)
        db.session.flush()
        record("removed", "milestone", milestone_id, by=by.id, initiative=str(found.plan.initiative.id))
        return
    if not reason:
        raise NeedsReason(_("Say why the promise is taken back: the reason stands beside it, for everybody who reads it."))
    milestone.withdrawn_at, milestone.withdrawn_why = now(), reason
    db.session.flush()
    record("withdrawn", "milestone", milestone.id, by=by.id, initiative=str(found.plan.initiative.id))


def _refuse_settled(milestone: Milestone) -> None:
    if milestone.reached_on:
        reached = format_day(milestone.reached_on)
        raise PromiseStands(_("Somebody noted already that this promise was kept on %(day)s. That stays.", day=reached))
    if milestone.withdrawn_at:
        raise PromiseStands(_("This promise was taken back. Give a new one if it is meant again."))
