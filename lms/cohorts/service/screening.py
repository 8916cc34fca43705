"""Trainers screen applications by the criteria of the programme."""

from collections.abc import Mapping
from dataclasses import dataclass

from lms.cohorts.queries.calls import ApplicationAtHand
from lms.cohorts.service.moving import application_step, go_application, hold, hold_application
from lms.cohorts.service.queue import promote
from lms.cohorts.service.refusals import CriteriaOpen
from lms.kit.i18n import gettext as _
from lms.people.models import Person

LONGEST_NOTE = 500


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a criterion is met, and what the trainer noted."""

    met: bool
    note: str = ""


def find_suitable(found: ApplicationAtHand, verdicts: Mapping[str, Verdict], *, by: Person) -> None:
    """Put the application on the waiting list; a free seat is offered at once.

    :raises CriteriaOpen: unless each criterion is met.
    :raises NoSuchStep: when it does not wait for screening.
    """
    hold(found.cohort)  # before the application is written
    _keep(found, verdicts, by)
    if not all(verdicts[key].met for key, _text in found.plan.criteria):
        raise CriteriaOpen(_("A criterion is not met. Choose “not suitable”, and say why."))
    application = hold_application(found.application)
    go_application(application, found.cohort, application_step("find-suitable", application), by=by)
    promote(found.cohort.id)


def find_unsuitable(found: ApplicationAtHand, verdicts: Mapping[str, Verdict], reason: str, *, by: Person) -> None:
    """Decline the application with a reason that the person reads.

    :raises CriteriaOpen: unless each criterion is judged.
    :raises NeedsReason, NoSuchStep: without a reason; when it does not wait for screening.
    """
    hold(found.cohort)  # before the application is written
    _keep(found, verdicts, by)
    application = hold_application(found.application)
    go_application(application, found.cohort, application_step("find-unsuitable", application), by=by, reason=reason)
    promote(found.cohort.id)  # a seat may have been kept for them


def _keep(found: ApplicationAtHand, verdicts: Mapping[str, Verdict], by: Person) -> None:
    if any(key not in verdicts for key, _text in found.plan.criteria):
        raise CriteriaOpen(_("Judge each criterion first."))
    known = {key: verdicts[key] for key, _text in found.plan.criteria}
    found.application.screening = {key: {"met": one.met, "note": one.note.strip()[:LONGEST_NOTE]} for key, one in known.items()}
    found.application.screened_by_id = by.id
