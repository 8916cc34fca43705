"""An initiative goes its way: one door for every step, whoever takes it."""

from collections.abc import Collection

from lms.audit.service import record
from lms.kit.clock import now
from lms.kit.db import db, one_at_a_time, publish
from lms.kit.i18n import gettext as _
from lms.people.models import Person
from lms.strategy import guards, workflow
from lms.strategy.events import InitiativeMoved
from lms.strategy.models.initiatives import Initiative, InitiativeMove, InitiativeState
from lms.strategy.queries.initiatives import initiative_at_hand
from lms.strategy.queries.readiness import facts_of_initiative
from lms.strategy.service.refusals import NeedsReason, NoSuchStep, NotReady
from lms.strategy.service.telling import tell_of_initiative
from lms.strategy.workflow import Who

LONGEST_REASON = 2000


def who_is(initiative: Initiative, person: Person, *, office: bool) -> set[Who]:
    """What the person is to the initiative; whether they are the programme office is asked of the policy."""
    parts: dict[Who, bool] = {"office": office, "owner": person.id == initiative.owner_id, "sponsor": person.id == initiative.sponsor_id}
    return {who for who, is_so in parts.items() if is_so}


def move(initiative: Initiative, deed: str, reason: str = "", *, who: Collection[Who], by: Person) -> InitiativeMove:
    """Take the step ``deed`` as ``who``.

    :raises NoSuchStep: it cannot be taken from where the initiative is, or not by this person.
    :raises NeedsReason: the step asks for a reason.
    :raises NotReady: something is missing; the sentence names it all.
    """
    one_at_a_time(f"initiative:{initiative.id}")
    row = initiative_at_hand(initiative.slug)
    step = workflow.step_of(workflow.INITIATIVE_BY_DEED, deed, row.state.value)
    if step is None or not set(step.who) & set(who):
        raise NoSuchStep(_("This initiative is not where you could do that; somebody may have been faster. Look at it again."))
    reason = reason.strip()[:LONGEST_REASON]
    if step.reason and not reason:
        raise NeedsReason(_("Say why in a sentence or two: owner and sponsor read it."))
    lacking = guards.missing(step, facts_of_initiative(row, by=by))
    if lacking:
        raise NotReady(" ".join(lacking))
    before, row.state = row.state, InitiativeState(step.after)
    made = InitiativeMove(initiative_id=row.id, by_id=by.id, before=before, after=row.state, reason=reason, at=now())
    db.session.add(made)
    db.session.flush()
    record(f"{deed}-initiative", "initiative", row.id, by=by.id, slug=row.slug)
    publish(InitiativeMoved(row.id, made.id, deed, before.value, step.after, by.id))
    tell_of_initiative(row, step, made)
    return made
