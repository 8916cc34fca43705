"""Apply for a cohort, and withdraw."""

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import joinedload

from lms.audit.service import record
from lms.cohorts import workflow
from lms.cohorts.models.calls import Application, ApplicationMove, ApplicationState
from lms.cohorts.models.cohorts import Cohort, CohortState
from lms.cohorts.queries.calls import ApplicationAtHand, newest_application, place_of
from lms.cohorts.queries.cohorts import CohortAtHand
from lms.cohorts.queries.programmes import is_duty
from lms.cohorts.service import telling
from lms.cohorts.service.moving import application_step, go_application, hold, hold_application, hold_open
from lms.cohorts.service.queue import promote
from lms.cohorts.service.refusals import CallClosed, CannotApply
from lms.kit.clock import now
from lms.kit.db import db, savepoint
from lms.kit.i18n import gettext as _
from lms.people.models import Person

LONGEST_MOTIVATION = 4000


def apply(found: CohortAtHand, motivation: str, *, by: Person) -> Application:
    """Apply for a cohort. The line manager is asked to agree; where there is none, HR is.

    :raises CallClosed: before the call is opened, and from its last moment on: the server's clock decides.
    :raises CannotApply: when ``by`` has applied already, has a place, or runs the cohort.
    """
    cohort, motivation = hold_open(found.cohort), motivation.strip()
    refuse_unable(found, by=by)
    if not motivation or len(motivation) > LONGEST_MOTIVATION:
        raise CannotApply(_("Say in at most %(most)d characters why you want to take part.", most=LONGEST_MOTIVATION))
    person = db.session.scalars(select(Person).where(Person.id == by.id).options(joinedload(Person.manager))).one()
    manager = person.manager if person.manager is not None and person.manager.active else None
    application = Application(
        cohort_id=cohort.id,
        person_id=person.id,
        manager_id=manager.id if manager else None,
        department_id=person.department_id,
        state=ApplicationState.SUBMITTED,
        motivation=motivation,
        mandatory=is_duty(cohort.version_id, person.post_id),
        submitted_at=now(),
        asked_at=now(),
    )
    try:
        with savepoint():
            db.session.add(application)
            db.session.flush()
    except IntegrityError:  # two tabs at once; the index lets one of them live
        raise CannotApply(_("You have applied for this boot camp already.")) from None
    _note_submission(application, cohort, by)
    return application


def _note_submission(application: Application, cohort: Cohort, by: Person) -> None:
    step = workflow.BY_APPLICATION_DEED["submit"]
    row = ApplicationMove(application_id=application.id, by_id=by.id, before=None, after=ApplicationState.SUBMITTED)
    db.session.add(row)
    db.session.flush()
    record("application-submit", "application", application.id, by=by.id, cohort=str(cohort.id))
    telling.tell_of_application(application, cohort, step, row.id, "")


def refuse_unable(found: CohortAtHand, *, by: Person) -> None:
    """:raises CallClosed, CannotApply: when ``by`` cannot apply now, so that nobody writes for nothing."""
    _refuse_closed(found.cohort)
    _refuse_those_inside(found, by)


def _refuse_closed(cohort: Cohort) -> None:
    if cohort.state is CohortState.PLANNED:
        raise CallClosed(_("The call of this boot camp is not open yet."))
    if cohort.state is not CohortState.CALL_OPEN or now() >= cohort.apply_until:
        raise CallClosed(_("The call of this boot camp is closed. The page of boot camps shows those that are open."))


def _refuse_those_inside(found: CohortAtHand, by: Person) -> None:
    if any(one.person_id == by.id for one in found.cohort.staff):
        raise CannotApply(_("You run this boot camp, so you cannot take part in it."))
    if place_of(found.cohort.id, by.id) is not None:
        raise CannotApply(_("You have a place in this boot camp already."))
    before = newest_application(found.cohort.id, by.id)
    if before is not None and before.state in workflow.LIVE:
        raise CannotApply(_("You have applied for this boot camp already."))


def withdraw(found: ApplicationAtHand, *, by: Person) -> None:
    """Take the own application back, as long as no seat was taken; a seat that was offered goes to the next.

    :raises NoSuchStep: when it is decided.
    """
    hold(found.cohort)
    application = hold_application(found.application)
    go_application(application, found.cohort, application_step("withdraw", application), by=by)
    promote(found.cohort.id)
