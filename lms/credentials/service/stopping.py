"""Stop issuing when something is wrong with a course, a key or the house, and go on afterwards."""

from dataclasses import dataclass

from lms.audit.service import record
from lms.credentials import queries
from lms.credentials.models import IssuingStop
from lms.credentials.service.issuing import issue_waiting
from lms.credentials.service.refusals import IssuingNotStopped, IssuingStopped, ReasonNeeded
from lms.kit.clock import now
from lms.kit.db import db, one_at_a_time
from lms.kit.i18n import gettext as _
from lms.people.models import Person


@dataclass(frozen=True, slots=True)
class Lifted:
    """What happened when a stop was lifted."""

    issued: int
    waiting: int
    """Completions that still wait; the job that runs every few minutes serves them."""


def stop_issuing(reason: str, *, by: Person) -> IssuingStop:
    """Issue no certificate from now on; completions are kept and wait.

    :raises ReasonNeeded: there is no reason.
    :raises IssuingStopped: it is stopped already.
    """
    if not reason.strip():
        raise ReasonNeeded(_("Say why issuing is stopped, so that others know what must be put right before it goes on."))
    one_at_a_time("audit")  # the lock under which certificates are numbered: whoever issues just now has finished
    if queries.current_stop() is not None:
        raise IssuingStopped(_("Issuing is stopped already."))
    stop = IssuingStop(reason=reason.strip(), stopped_by_id=by.id)
    db.session.add(stop)
    db.session.flush()
    record("stopped", "issuing", stop.id, by=by.id)
    return stop


def lift_stop(*, by: Person) -> Lifted:
    """Go on, and issue the first of the certificates that wait.

    :raises IssuingNotStopped: nothing is stopped.
    """
    one_at_a_time("audit")
    stop = queries.current_stop()
    if stop is None:
        raise IssuingNotStopped(_("Issuing is not stopped, so there is nothing to lift."))
    stop.lifted_at = now()
    db.session.flush()
    record("lifted-stop", "issuing", stop.id, by=by.id)
    waiting = queries.waiting()
    issued = issue_waiting(waiting)
    return Lifted(issued=issued, waiting=len(waiting) - issued)
