"""What is kept of a person's way into a boot camp, and of how they took part."""

from sqlalchemy import select

from lms.cohorts.models.calls import Application, ApplicationMove, Invitation
from lms.cohorts.models.care import CheckIn, ParticipationRating
from lms.cohorts.models.cohorts import CohortMove, CohortStaff, Place
from lms.cohorts.models.timetable import Attendance, PersonalCalendar, SessionWord
from lms.kit.i18n import lazy_gettext
from lms.kit.personal import Fate, Stored

RECORD = lazy_gettext("Stays without name: seats, attendance and outcomes are the city's training record (GDPR articles 6(1)(e) and 89).")

STORED = (
    Stored(
        "invitations",
        lazy_gettext("Invitations to boot camps"),
        Invitation,
        (Invitation.person_id,),
        Fate.DELETED,
        lazy_gettext("All invitations go, with the gaps that they name."),
    ),
    Stored(
        "applications",
        lazy_gettext("Applications"),
        Application,
        (Application.person_id,),
        Fate.ANONYMISED,
        lazy_gettext("What was written and what was noted about it goes; that somebody applied, and what became of it, stays without name."),
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
    Stored("places", lazy_gettext("Seats in boot camps"), Place, (Place.person_id,), Fate.KEPT, RECORD),
    Stored(
        "attendance",
        lazy_gettext("Attendance"),
        Attendance,
        (Attendance.person_id,),
        Fate.ANONYMISED,
        lazy_gettext("Explanations of absence go. Who attended stays without name: it is the city's training record (GDPR articles 6(1)(e) and 89)."),
    ),
    Stored(
        "session_words",
        lazy_gettext("Messages about sessions"),
        SessionWord,
        (SessionWord.person_id,),
        Fate.DELETED,
        lazy_gettext("All of it goes."),
    ),
    Stored(
        "calendar",
        lazy_gettext("Calendar of sessions"),
        PersonalCalendar,
        (PersonalCalendar.person_id,),
        Fate.DELETED,
        lazy_gettext("The address of the calendar goes, and opens nothing any more."),
        secret=("token_hash",),
    ),
    Stored("participation", lazy_gettext("Ratings of participation"), ParticipationRating, (ParticipationRating.person_id,), Fate.KEPT, RECORD),
    Stored(
        "check_ins",
        lazy_gettext("Talks with trainers"),
        CheckIn,
        (CheckIn.person_id,),
        Fate.DELETED,
        lazy_gettext("All talks go, with what was noted of them."),
    ),
    Stored("staff", lazy_gettext("Boot camps run as staff"), CohortStaff, (CohortStaff.person_id,), Fate.KEPT, RECORD),
    Stored("moves", lazy_gettext("Deeds as staff of boot camps"), CohortMove, (CohortMove.by_id,), Fate.KEPT, RECORD),
)
