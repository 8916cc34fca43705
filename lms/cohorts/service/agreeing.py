"""The line manager's agreement. Who is asked is the manager of now: one who no longer is has no say from that moment on."""

from datetime import timedelta

from lms.cohorts.models.calls import Application
from lms.cohorts.queries.calls import ApplicationAtHand
from lms.cohorts.service import telling
from lms.cohorts.service.moving import application_step, go_application, hold, hold_application
from lms.cohorts.service.queue import promote
from lms.cohorts.service.refusals import NotAsked
from lms.kit.clock import now
from lms.kit.db import db
from lms.kit.i18n import gettext as _
from lms.people.models import Person, Role
from lms.people.queries.scopes import reach_of, within

REMIND_AFTER = timedelta(days=5)


def agree(found: ApplicationAtHand, *, by: Person) -> None:
    """Agree that the person may take the hours.

    :raises NotAsked: when somebody else has to answer.
    :raises NoSuchStep: when it was answered or taken back.
    """
    application = _held(found, by)
    application.agreed_at = now()
    go_application(application, found.cohort, application_step("agree", application), by=by)


def refuse(found: ApplicationAtHand, reason: str, *, by: Person) -> None:
    """Not agree, with a reason that the person reads.

    :raises NotAsked, NoSuchStep: as above.
    :raises NeedsReason: without a reason.
    """
    hold(found.cohort)
    application = _held(found, by)
    go_application(application, found.cohort, application_step("refuse", application), by=by, reason=reason)
    promote(found.cohort.id)  # a seat may have been kept for them


def _held(found: ApplicationAtHand, by: Person) -> Application:
    is_hr = found.hr_answers and within(reach_of(by, Role.HR), found.person.department_id)
    if by.id == found.person_id or not (by.id == found.asked_id or is_hr):
        raise NotAsked(_("Somebody else has to answer this application: the line manager of now, or HR where there is none."))
    return hold_application(found.application)


def ask_whoever_it_is_now(found: ApplicationAtHand) -> bool:
    """Ask the manager of now where somebody else was asked before, and remind one who is silent; return whether anybody was told."""
    application = found.application
    if application.manager_id != found.asked_id:
        application.manager_id, application.asked_at, application.reminded_at = found.asked_id, now(), None
        db.session.flush()
        telling.ask_for_agreement(application, found.cohort)
        return True
    asked_at = application.asked_at or application.submitted_at
    if application.reminded_at is None and asked_at + REMIND_AFTER <= now():
        application.reminded_at = now()
        telling.ask_for_agreement(application, found.cohort, again=":again")
        return True
    if found.hr_answers and found.asked_id is not None:
        return telling.ask_hr(application, found.cohort)
    return False
