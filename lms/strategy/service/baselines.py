"""The whole plan is agreed, and kept as it was then."""

from sqlalchemy import func, select

from lms.audit.service import record
from lms.kit.clock import now
from lms.kit.db import db, one_at_a_time
from lms.kit.i18n import gettext as _
from lms.kit.i18n import local_day
from lms.people.models import Person
from lms.strategy.models.road_map import PlanBaseline
from lms.strategy.queries.snapshots import plan_as_it_stands
from lms.strategy.service.plan_refusals import NeedsReason, NothingToCheck


def agree(reason: str, *, by: Person) -> PlanBaseline:
    """Keep the plan as it stands as the next baseline. Every one but the first says why the plan was made anew.

    :raises NeedsReason: a later baseline without a reason. :raises NothingToCheck: a plan without a promise.
    """
    one_at_a_time("plan-baseline")
    number = 1 + (db.session.scalar(select(func.max(PlanBaseline.number))) or 0)
    if number > 1 and not reason.strip():
        raise NeedsReason(_("Say why the plan was made anew: the old baseline stays, and the reason stands between the two."))
    plan = plan_as_it_stands(local_day(now()))
    if not plan.promises:
        raise NothingToCheck(_("The plan promises nothing yet. Add a milestone to an initiative first."))
    content = plan.model_dump(mode="json", include={"start", "tasks", "promises", "initiatives", "teams"})
    made = PlanBaseline(number=number, reason=reason.strip(), content=content, by_id=by.id)
    db.session.add(made)
    db.session.flush()
    record("plan-agreed", "baseline", made.id, by=by.id, number=number)
    return made
