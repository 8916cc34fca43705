"""Lists for those who run a cohort: applications, and the waiting list in its order."""

from flask import render_template
from flask.typing import ResponseReturnValue

from lms.cohorts.queries import calls, queue
from lms.cohorts.queries.cohorts import CohortAtHand, cohort_at_hand
from lms.cohorts.views.blueprint import COHORT, bp
from lms.cohorts.views.words import APPLICATION
from lms.cohorts.waiting_list import commitment, ticket
from lms.kit.access import requires
from lms.kit.i18n import gettext as _
from lms.kit.list_files import list_file
from lms.permissions import Permission as P


@bp.get(f"{COHORT}/applications")
@requires(P.APPLICATION_LIST, load=cohort_at_hand)
def applications(found: CohortAtHand) -> ResponseReturnValue:
    """All applications, oldest first."""
    return render_template("cohorts/applications.html", found=found, cohort=found.cohort, rows=calls.applications_of(found.cohort.id))


@bp.get(f"{COHORT}/applications.<form>")
@requires(P.APPLICATION_LIST, load=cohort_at_hand, also=("form",))
def applications_file(found: CohortAtHand, form: str) -> ResponseReturnValue:
    """The same as a file."""
    header = (_("Name"), _("Department"), _("Applied"), _("State"), _("Duty"))
    rows = (
        (row.name, row.department, row.application.submitted_at.isoformat(timespec="seconds"), str(APPLICATION[row.application.state][0]),
         _("yes") if row.application.mandatory else _("no"))
        for row in calls.applications_of(found.cohort.id)
    )  # fmt: skip
    return list_file(f"applications-{found.cohort.slug}", form, (header, rows))


@bp.get(f"{COHORT}/waiting-list")
@requires(P.APPLICATION_LIST, load=cohort_at_hand)
def waiting_list(found: CohortAtHand) -> ResponseReturnValue:
    """The waiting list in its order, with the reasons."""
    cohort, plan = found.cohort, found.plan.queue
    return render_template(
        "cohorts/waiting_list.html",
        found=found,
        cohort=cohort,
        plan=plan,
        policy_now=queue.policy_of(cohort, plan),
        rows=queue.queue_of(cohort, plan),
        offers=queue.offers_out(cohort.id),
        commitment=commitment(cohort.queue_seed),
        seed=cohort.queue_seed if queue.seed_is_out(cohort) else "",
    )


@bp.get(f"{COHORT}/waiting-list.<form>")
@requires(P.APPLICATION_LIST, load=cohort_at_hand, also=("form",))
def waiting_list_file(found: CohortAtHand, form: str) -> ResponseReturnValue:
    """The same as a file; once the seed is out, with what each drew, so that the order can be computed again."""
    cohort, out = found.cohort, queue.seed_is_out(found.cohort)
    header = (_("Rank"), _("Name"), _("Department"), _("Duty"), _("Applied"), _("Application"), _("Drawn"))
    rows = (
        (row.rank, row.name, row.department, _("yes") if row.application.mandatory else _("no"),
         row.application.submitted_at.isoformat(timespec="seconds"), row.application.id,
         ticket(cohort.queue_seed, str(row.application.id)) if out else "")
        for row in queue.queue_of(cohort, found.plan.queue)
    )  # fmt: skip
    return list_file(f"waiting-list-{cohort.slug}", form, (header, rows))
