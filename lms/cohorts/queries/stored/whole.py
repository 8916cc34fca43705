"""All that boot camps keep of a person, and what must be settled before it can be erased."""

from uuid import UUID

from sqlalchemy import func, select

from lms.cohorts.models.calls import Application, ApplicationState
from lms.cohorts.models.cohorts import Cohort, CohortStaff, CohortState, Place, PlaceState
from lms.cohorts.queries.stored import ending, forum, taking_part, work
from lms.kit.db import db
from lms.kit.i18n import gettext as _
from lms.kit.i18n import ngettext
from lms.kit.personal import Part, rows_of

_LIVE = (ApplicationState.SUBMITTED, ApplicationState.AGREED, ApplicationState.WAITING, ApplicationState.OFFERED)
_OVER = (CohortState.ENDED, CohortState.CANCELLED)

STORED = (*taking_part.STORED, *work.STORED, *forum.STORED, *ending.STORED)


def what_is_stored(person_id: UUID) -> list[Part]:
    """Everything that boot camps keep of the person."""
    return rows_of(STORED, person_id)


def open_duties(person_id: UUID) -> list[str]:
    """Why the person cannot be erased yet, in sentences."""
    seats = select(Cohort.name).join(Place, Place.cohort_id == Cohort.id).where(Place.person_id == person_id, Place.state == PlaceState.HELD)
    runs = select(Cohort.name).join(CohortStaff, CohortStaff.cohort_id == Cohort.id).where(CohortStaff.person_id == person_id)
    duties = [
        _("They have a seat in the boot camp “%(name)s”, whose outcome is open.", name=name)
        for name in db.session.scalars(seats.where(Cohort.state.not_in(_OVER)).order_by(Cohort.name))
    ]
    duties += [
        _("They are on the staff of the boot camp “%(name)s”, which has not ended. Name somebody else first.", name=name)
        for name in db.session.scalars(runs.where(Cohort.state.not_in(_OVER)).order_by(Cohort.name))
    ]
    mine = (Application.person_id == person_id, Application.state.in_(_LIVE))
    live = db.session.scalar(select(func.count()).select_from(Application).where(*mine)) or 0
    if live:
        duties.append(ngettext("%(num)d application of theirs is open.", "%(num)d applications of theirs are open.", live))
    return duties
