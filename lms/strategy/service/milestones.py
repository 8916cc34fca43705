"""Promises of the road map: given, moved with a reason, kept."""

from datetime import date
from uuid import UUID

from sqlalchemy import exists, select

from lms.audit.service import record
from lms.kit.clock import now
from lms.kit.db import db, hold
from lms.kit.i18n import gettext as _
from lms.kit.i18n import local_day
from lms.people.models import Person
from lms.strategy.models.initiatives import Milestone, MilestoneMove
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
    """Change how a promise is called, whether everybody sees it, and which indicator it is meant to move; its date only ``move`` changes."""
    milestone = hold(found.milestone)
    milestone.title, milestone.is_public, milestone.indicator_id = title, is_public, indicator_id
    db.session.flush()
    record("edited", "milestone", milestone.id, by=by.id, public=is_public)


def move(found: MilestoneAtHand, day: date, reason: str, *, seen: date, by: Person) -> MilestoneMove:
    """Move the promised date, and keep the old one with the reason. ``seen`` is the date that was promised when the page was opened.

    :raises NeedsReason: no reason is given.
    :raises ChangedMeanwhile: somebody else moved it since.
    :raises PromiseStands: it is kept already. :raises WrongFigures: it is the same day.
    """
    reason = reason.strip()[:LONGEST_REASON]
    if not reason:
        raise NeedsReason(_("Say why the date moves: the reason stands beside the old date, for everybody who reads the promise."))
    milestone = hold(found.milestone)
    if milestone.reached_on:
        raise PromiseStands(_("This promise is kept already, so its date does not move any more."))
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
    """
    if not proof.strip():
        raise NeedsReason(_("Say what shows that it was reached, such as the address of the service or the number of the decision."))
    if day > local_day(now()):
        raise WrongFigures(_("The day on which it was reached lies in the future."))
    milestone = hold(found.milestone)
    milestone.reached_on, milestone.proof = day, proof.strip()
    db.session.flush()
    record("reached", "milestone", milestone.id, by=by.id, day=day.isoformat())


def withdraw(found: MilestoneAtHand, *, by: Person) -> None:
    """Take out a promise that was entered by mistake.

    :raises PromiseStands: when it was moved or kept: then it is history.
    """
    milestone = found.milestone
    moved = db.session.scalar(select(exists().where(MilestoneMove.milestone_id == milestone.id)))
    if moved or milestone.reached_on:
        raise PromiseStands(_("A promise that was moved or kept is history and stays. Stop the initiative if it is not meant any more."))
    milestone_id = milestone.id
    db.session.delete(milestone)
    db.session.flush()
    record("removed", "milestone", milestone_id, by=by.id, initiative=str(found.plan.initiative.id))
