"""Move cohorts and applications along their tables: the state, the row of the move, the audit entry, and whoever is to be told."""

from lms.audit.service import record
from lms.cohorts import workflow
from lms.cohorts.events import CohortMoved
from lms.cohorts.models.calls import Application, ApplicationMove, ApplicationState
from lms.cohorts.models.cohorts import Cohort, CohortMove, CohortState
from lms.cohorts.service import telling
from lms.cohorts.service.refusals import NeedsReason, NoSuchStep
from lms.kit.db import db, publish
from lms.kit.i18n import gettext as _
from lms.people.models import Person

LONGEST_REASON = 2000
CHANGING = ("state", "seats", "taken", "starts_on", "ends_on", "apply_until")


def hold(cohort: Cohort) -> Cohort:
    """Let nobody else change the cohort until the transaction ends, and read again what may have changed. Taken before any application."""
    db.session.refresh(cohort, CHANGING, with_for_update=True)
    return cohort


def hold_open(cohort: Cohort) -> Cohort:
    """Let nobody close the call before this transaction ends, and read again where it stands. Many hold it at once."""
    db.session.refresh(cohort, ["state", "apply_until"], with_for_update={"read": True})
    return cohort


def hold_application(application: Application) -> Application:
    """The same for an application."""
    db.session.refresh(application, ["state", "offer_until"], with_for_update=True)
    return application


def cohort_step(deed: workflow.CohortDeed, cohort: Cohort) -> workflow.CohortStep:
    """The step that ``deed`` is now.

    :raises NoSuchStep: when the cohort is somewhere else.
    """
    step = workflow.cohort_step(deed, cohort.state)
    if step is None:
        raise NoSuchStep(_("The boot camp is not where that can be done; somebody may have been faster. Look at it again."))
    return step


def application_step(deed: workflow.ApplicationDeed, application: Application) -> workflow.ApplicationStep:
    """The step that ``deed`` is now.

    :raises NoSuchStep: when the application is somewhere else.
    """
    step = workflow.application_step(deed, application.state)
    if step is None:
        raise NoSuchStep(_("The application is not where that can be done; somebody may have been faster. Look at it again."))
    return step


def _reason(reason: str, needed: bool) -> str:
    reason = reason.strip()[:LONGEST_REASON]
    if needed and not reason:
        raise NeedsReason(_("Say why in a sentence or two: others have to understand it."))
    return reason


def go(cohort: Cohort, step: workflow.CohortStep, *, by: Person | None, reason: str = "") -> None:
    """Take a cohort one step on.

    :raises NeedsReason: when the step asks for a reason and none is given.
    """
    reason = _reason(reason, step.reason)
    before, cohort.state = cohort.state, CohortState(step.after)
    row = CohortMove(cohort_id=cohort.id, by_id=by.id if by else None, before=before, after=cohort.state, reason=reason)
    db.session.add(row)
    db.session.flush()
    record(step.deed, "cohort", cohort.id, by=by.id if by else None)
    telling.tell_of_cohort(cohort, step, row.id, reason)
    publish(CohortMoved(cohort.id, before.value, cohort.state.value))


def go_application(
    application: Application, cohort: Cohort, step: workflow.ApplicationStep, *, by: Person | None, reason: str = "", quietly: bool = False
) -> None:
    """Take an application one step on. ``quietly``: those concerned are told in another way.

    :raises NeedsReason: when the step asks for a reason and none is given.
    """
    reason = _reason(reason, step.reason)
    before, application.state = (application.state if step.before else None), ApplicationState(step.after)
    row = ApplicationMove(application_id=application.id, by_id=by.id if by else None, before=before, after=application.state, reason=reason)
    db.session.add(row)
    db.session.flush()
    record(f"application-{step.deed}", "application", application.id, by=by.id if by else None, cohort=str(cohort.id))
    if not quietly:
        telling.tell_of_application(application, cohort, step, row.id, reason)
