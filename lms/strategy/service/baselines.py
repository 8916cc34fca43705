"""Owners accept their dates; then the whole plan is agreed, and kept as it was then."""

from collections.abc import Iterable

from sqlalchemy import func, select

from lms.audit.service import record
from lms.kit.clock import today
from lms.kit.db import db, one_at_a_time
from lms.kit.i18n import gettext as _
from lms.notices.service import tell
from lms.people.models import Person
from lms.strategy.models.initiatives import Initiative
from lms.strategy.models.road_map import PlanAcceptance, PlanBaseline
from lms.strategy.network.shapes import Plan
from lms.strategy.queries.acceptances import PROMISING, Acceptance, acceptance_of, acceptances
from lms.strategy.queries.road_map import InitiativePlan
from lms.strategy.queries.snapshots import plan_as_it_stands
from lms.strategy.service.plan_refusals import ChangedMeanwhile, NeedsReason, NotAccepted, NothingToCheck, NotTheOwner

KEPT = {"start", "tasks", "promises", "initiatives", "teams"}


def accept(plan: InitiativePlan, *, seen: str, by: Person) -> PlanAcceptance:
    """Stand behind the dates of an initiative. ``seen`` is the mark of those that were read.

    :raises NotTheOwner: somebody else answers for it.
    :raises ChangedMeanwhile: a date changed since the page was opened.
    :raises NothingToCheck: it promises nothing that is still ahead.
    """
    if plan.initiative.owner_id != by.id:
        raise NotTheOwner(_("Whoever owns an initiative accepts its dates, and nobody for them."))
    mark = acceptance_of(plan).mark
    if mark != seen:
        raise ChangedMeanwhile(_("A date of this plan changed since you opened the page. Look at it again, and accept it then."))
    if not any(one.is_ahead for one in plan.milestones):
        raise NothingToCheck(_("This initiative promises nothing that is still to be kept."))
    made = PlanAcceptance(initiative_id=plan.initiative.id, owner_id=by.id, mark=mark)
    db.session.add(made)
    db.session.flush()
    record("dates-accepted", "initiative", plan.initiative.id, by=by.id, mark=mark[:16])
    return made


def ask_owners(*, by: Person) -> int:
    """Ask the owners who have not accepted their dates as they stand; return how many initiatives were asked for anew."""
    told = 0
    for one in acceptances():
        if one.has_owner and not one.accepted_at and one.initiative.owner_id is not None:
            href = f"/strategy/road-map/initiatives/{one.initiative.slug}#accept"
            about = f"{one.initiative.id}:{one.mark[:16]}"
            told += tell(one.initiative.owner_id, "dates-to-accept", about=about, href=href, initiative=one.initiative.title)
    record("owners-asked", "baseline", "", by=by.id, told=told)
    return told


def agree(reason: str, *, by: Person) -> PlanBaseline:
    """Keep the plan as it stands as the next baseline. Every one but the first says why the plan was made anew.

    What candidates think of is not agreed: their promises are not given yet.

    :raises NeedsReason: a later baseline without a reason. :raises NothingToCheck: a plan without a promise.
    :raises NotAccepted: an initiative has no owner, or its owner does not stand behind the dates; the sentence names them.
    """
    one_at_a_time("plan-baseline")
    number = 1 + (db.session.scalar(select(func.max(PlanBaseline.number))) or 0)
    if number > 1 and not reason.strip():
        raise NeedsReason(_("Say why the plan was made anew: the old baseline stays, and the reason stands between the two."))
    plan = _given(plan_as_it_stands(today()))
    if not plan.promises:
        raise NothingToCheck(_("The plan promises nothing yet. Add a milestone to an initiative first."))
    _refuse_unaccepted(acceptances())
    made = PlanBaseline(number=number, reason=reason.strip(), content=plan.model_dump(mode="json", include=KEPT), by_id=by.id)
    db.session.add(made)
    db.session.flush()
    record("plan-agreed", "baseline", made.id, by=by.id, number=number)
    return made


def _given(plan: Plan) -> Plan:
    """The part of the plan that was given to the city."""
    slugs = set(db.session.scalars(select(Initiative.slug).where(Initiative.state.in_(PROMISING))))
    tasks = tuple(one for one in plan.tasks if one.initiative in slugs)
    return plan.model_copy(update={"tasks": tasks, "promises": tuple(one for one in plan.promises if one.initiative in slugs)})


def _refuse_unaccepted(found: Iterable[Acceptance]) -> None:
    waiting = [one for one in found if not one.accepted_at]
    lacking = []
    if orphans := _names(one for one in waiting if not one.has_owner):
        lacking.append(_("Nobody owns these initiatives, so nobody stands behind their dates: %(names)s.", names=orphans))
    if silent := _names(one for one in waiting if one.has_owner):
        lacking.append(_("The owners of these initiatives have not accepted their dates as they stand: %(names)s.", names=silent))
    if lacking:
        raise NotAccepted(" ".join(lacking))


def _names(found: Iterable[Acceptance]) -> str:
    return ", ".join(f"“{one.initiative.title}”" for one in found)
