"""HR invites a person whose post requires more than their record shows. The audit trail says that it was done, not why."""

from dataclasses import asdict
from uuid import UUID

from lms.audit.service import record
from lms.cohorts.models.calls import Invitation
from lms.cohorts.models.cohorts import CohortState
from lms.cohorts.queries.cohorts import CohortAtHand
from lms.cohorts.queries.inviting import need_of
from lms.cohorts.service import telling
from lms.cohorts.service.refusals import CallClosed, CannotBeInvited
from lms.kit.clock import now
from lms.kit.db import db, one_at_a_time
from lms.kit.i18n import gettext as _
from lms.people.models import Person


def invite(found: CohortAtHand, person_id: UUID, *, by: Person) -> Invitation:
    """Invite a person to apply; they see why, and so does HR.

    :raises CallClosed: when nobody can apply.
    :raises CannotBeInvited: when the record shows no gap here, or the person was invited, has applied or has a place.
    """
    cohort = found.cohort
    if cohort.state is not CohortState.CALL_OPEN or cohort.apply_until <= now():
        raise CallClosed(_("Nobody can apply for this boot camp now, so nobody can be invited."))
    one_at_a_time(f"invitations {cohort.id}")
    need = need_of(person_id, cohort, found.plan)
    if need is None:
        raise CannotBeInvited(_("This person shows no gap in what the boot camp teaches, or is part of it already."))
    invitation = Invitation(
        cohort_id=cohort.id, person_id=person_id, post=need.post, gaps=[asdict(gap) for gap in need.gaps], invited_by_id=by.id
    )
    db.session.add(invitation)
    db.session.flush()
    record("invited", "cohort", cohort.id, by=by.id, invitation=str(invitation.id))
    telling.tell_invited(invitation, cohort)
    return invitation
