"""Invitations by need: pages for HR alone."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from lms.audit.models import Form
from lms.cohorts.queries import inviting as queries
from lms.cohorts.queries.cohorts import CohortAtHand, cohort_at_hand
from lms.cohorts.queries.inviting import PersonForCohort, person_for_cohort
from lms.cohorts.service import inviting
from lms.cohorts.views.blueprint import COHORT, bp
from lms.cohorts.views.noting import noted
from lms.kit.access import me, requires
from lms.kit.i18n import gettext as _
from lms.kit.web import page_asked
from lms.permissions import Permission as P


@bp.get(f"{COHORT}/invitations")
@requires(P.COHORT_INVITE, load=cohort_at_hand)
def invitations(found: CohortAtHand) -> ResponseReturnValue:
    """Whose post requires more than their record shows, and who was invited."""
    found, page = noted("camp-invitations", Form.PAGE, found), page_asked()
    people, total = queries.in_need(found.cohort, found.plan, page=page)
    pages = max(1, -(-total // queries.PAGE))
    return render_template(
        "cohorts/invitations.html",
        found=found,
        cohort=found.cohort,
        people=people,
        total=total,
        page=page,
        pages=pages,
        page_address=lambda number: url_for(".invitations", slug=found.cohort.slug, page=number),
        invited=queries.invited(found.cohort.id),
    )


@bp.post(f"{COHORT}/invitations/<uuid:person_id>")
@requires(P.COHORT_INVITE, load=person_for_cohort)
def invite(one: PersonForCohort) -> ResponseReturnValue:
    """Invite one person."""
    inviting.invite(one.found, one.person_id, by=me())
    flash(_("The invitation is on its way. The person and HR see the reason, and nobody else."), "success")
    return redirect(url_for(".invitations", slug=one.found.cohort.slug), 303)
