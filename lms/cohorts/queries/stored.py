"""What boot camps keep of a person, and what must be settled before it can be erased."""

from uuid import UUID

from sqlalchemy import func, select

from lms.cohorts.models.calls import Application, ApplicationMove, ApplicationState
from lms.cohorts.models.cohorts import Cohort, CohortMove, CohortStaff, CohortState, Place, PlaceState
from lms.cohorts.models.timetable import Attendance
from lms.cohorts.models.work import HandIn, Mark, TeamMember
from lms.kit.db import db
from lms.kit.i18n import gettext as _
from lms.kit.i18n import lazy_gettext, ngettext
from lms.kit.personal import Fate, Part, Stored, rows_of

_RECORD = lazy_gettext("Stays without name: seats, attendance and outcomes are the city's training record (GDPR articles 6(1)(e) and 89).")
_LIVE = (ApplicationState.SUBMITTED, ApplicationState.AGREED, ApplicationState.WAITING, ApplicationState.OFFERED)
_OVER = (CohortState.ENDED, CohortState.CANCELLED)

STORED = (
    Stored(
        "applications",
        lazy_gettext("Applications"),
        Application,
        (Application.person_id,),
        Fate.ANONYMISED,
        lazy_gettext("What you wrote and what was noted about it goes; that somebody applied, and what became of it, stays without name."),
    ),
    Stored(
        "application_moves",
        lazy_gettext("Steps of the applications"),
        ApplicationMove,
        (),
        Fate.ANONYMISED,
        lazy_gettext("The reasons go; the steps stay without name."),
        where=lambda person_id: ApplicationMove.application_id.in_(select(Application.id).where(Application.person_id == person_id)),
    ),
    Stored("places", lazy_gettext("Seats in boot camps"), Place, (Place.person_id,), Fate.KEPT, _RECORD),
    Stored("attendance", lazy_gettext("Attendance"), Attendance, (Attendance.person_id,), Fate.KEPT, _RECORD),
    Stored("teams", lazy_gettext("Teams"), TeamMember, (TeamMember.person_id,), Fate.KEPT, _RECORD),
    Stored("staff", lazy_gettext("Boot camps run as staff"), CohortStaff, (CohortStaff.person_id,), Fate.KEPT, _RECORD),
    Stored("moves", lazy_gettext("Deeds as staff of boot camps"), CohortMove, (CohortMove.by_id,), Fate.KEPT, _RECORD),
    Stored(
        "hand_ins",
        lazy_gettext("Work handed in"),
        HandIn,
        (HandIn.person_id,),
        Fate.ANONYMISED,
        lazy_gettext("Texts and links go; that something was handed in stays without name. Work of a team stays with the team."),
    ),
    Stored(
        "marks",
        lazy_gettext("Marks of that work"),
        Mark,
        (),
        Fate.ANONYMISED,
        lazy_gettext("Comments go; points stay without name."),
        where=lambda person_id: Mark.hand_in_id.in_(select(HandIn.id).where(HandIn.person_id == person_id)),
    ),
)


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
