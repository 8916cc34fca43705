"""A cohort goes its way: the call is opened and closed, it begins, ends, or is cancelled."""

from typing import Protocol
from uuid import UUID

from sqlalchemy import select

from lms.cohorts import workflow
from lms.cohorts.models.calls import Application
from lms.cohorts.models.cohorts import Cohort, CohortState
from lms.cohorts.programme_files.shapes import ProgrammeSpec
from lms.cohorts.queries.calls import active_trainer_ids
from lms.cohorts.queries.cohorts import CohortAtHand
from lms.cohorts.queries.dates import last_day
from lms.cohorts.queries.queue import local_day
from lms.cohorts.service import work
from lms.cohorts.service.moving import application_step, cohort_step, go, go_application, hold, hold_application
from lms.cohorts.service.queue import promote
from lms.cohorts.service.refusals import NotReady
from lms.cohorts.service.timetable import laying_out
from lms.kit.clock import now
from lms.kit.db import db
from lms.kit.i18n import gettext as _
from lms.people.models import Person


class LayOut(Protocol):
    """Makes rows of a plan for a cohort whose call is being opened."""

    def __call__(self, cohort: Cohort, plan: ProgrammeSpec, *, by: Person) -> object:
        """Make them."""


LAY_OUT: tuple[LayOut, ...] = (laying_out.lay_out, work.lay_out)
"""What makes rows of a plan when a call is opened, in this order."""


def open_call(found: CohortAtHand, *, by: Person) -> None:
    """Announce the cohort, and take applications until its ``apply_until``. Sessions and tasks are made of the plan.

    :raises NotReady: when a date has passed, or nobody trains it.
    :raises NoSuchStep: when it was opened or cancelled.
    """
    cohort = hold(found.cohort)
    step = cohort_step("open-call", cohort)
    _refuse_unready(found)
    for lay_out in LAY_OUT:
        lay_out(cohort, found.plan, by=by)
    go(cohort, step, by=by)


def _refuse_unready(found: CohortAtHand) -> None:
    cohort = found.cohort
    if cohort.apply_until <= now():
        raise NotReady(_("The time for applications is over already. Edit the boot camp, and choose a later day."))
    if cohort.starts_on <= local_day(cohort):
        raise NotReady(_("The first day has passed. Edit the boot camp, and choose a later one."))
    if not active_trainer_ids(cohort.id):
        raise NotReady(_("Nobody trains this boot camp yet. Name a trainer first."))


def close_call(cohort: Cohort, *, by: Person | None) -> None:
    """Take no more applications. The seed is shown from now on, and seats that nobody else waits for go beyond the quota.

    :raises NoSuchStep: when the call is not open.
    """
    go(hold(cohort), cohort_step("close-call", cohort), by=by)
    promote(cohort.id)


def cancel(cohort: Cohort, reason: str, *, by: Person) -> None:
    """Call a cohort off; everybody with a place or an application is told why.

    :raises NeedsReason: without a reason.
    :raises NoSuchStep: when it is over.
    """
    go(hold(cohort), cohort_step("cancel", cohort), by=by, reason=reason)
    _settle(cohort, tell=False)


def move_by_date(cohort_id: UUID) -> str | None:
    """Do what is due today with a cohort; return what was done. One with a session still to come does not end."""
    cohort = hold(db.session.get_one(Cohort, cohort_id))
    dates = workflow.Dates(cohort.apply_until, cohort.starts_on, last_day(cohort))
    deed = workflow.due_deed(cohort.state, dates, now(), local_day(cohort))
    if deed is None:
        return None
    if deed == "close-call":
        close_call(cohort, by=None)
        return deed
    cohort.ends_on = dates.ends_on if deed == "end" else cohort.ends_on
    go(cohort, cohort_step(deed, cohort), by=None)
    if deed == "start":
        _settle(cohort, tell=True)
    return deed


def due_cohorts() -> list[UUID]:
    """Cohorts with which something may be due by date."""
    moving = (CohortState.CALL_OPEN, CohortState.CALL_CLOSED, CohortState.RUNNING)
    return list(db.session.scalars(select(Cohort.id).where(Cohort.state.in_(moving)).order_by(Cohort.starts_on)))


def _settle(cohort: Cohort, *, tell: bool) -> None:
    """End all applications that are not decided: no seat is given after the start. ``tell``: the step itself told nobody of them."""
    open_ = select(Application).where(Application.cohort_id == cohort.id, Application.state.in_(workflow.UNSETTLED))
    for application in db.session.scalars(open_).all():
        hold_application(application)
        step = application_step(workflow.SETTLING[application.state], application)
        go_application(application, cohort, step, by=None, quietly=not tell)
