"""What states are called on the pages, and how they look."""

from lms.cohorts.models.calls import ApplicationState
from lms.cohorts.models.cohorts import CohortState, PlaceState
from lms.cohorts.views.blueprint import bp
from lms.kit.i18n import LazyString, format_day_in, format_moment_in
from lms.kit.i18n import lazy_gettext as _

Look = tuple[LazyString, str]

COHORT: dict[CohortState, Look] = {
    CohortState.PLANNED: (_("Planned"), "waiting"),
    CohortState.CALL_OPEN: (_("Call open"), "new"),
    CohortState.CALL_CLOSED: (_("Call closed"), "waiting"),
    CohortState.RUNNING: (_("Running"), "going"),
    CohortState.ENDED: (_("Ended"), "done"),
    CohortState.CANCELLED: (_("Called off"), "stopped"),
}

APPLICATION: dict[ApplicationState, Look] = {
    ApplicationState.SUBMITTED: (_("Waits for the manager"), "waiting"),
    ApplicationState.AGREED: (_("Waits for screening"), "waiting"),
    ApplicationState.REFUSED: (_("Not agreed to"), "stopped"),
    ApplicationState.WAITING: (_("On the waiting list"), "waiting"),
    ApplicationState.OFFERED: (_("Seat offered"), "new"),
    ApplicationState.ACCEPTED: (_("Has a place"), "done"),
    ApplicationState.DECLINED: (_("Offer declined"), "stopped"),
    ApplicationState.LAPSED: (_("Over"), "stopped"),
    ApplicationState.UNSUITABLE: (_("Not suitable"), "stopped"),
    ApplicationState.WITHDRAWN: (_("Withdrawn"), "stopped"),
}

PLACE: dict[PlaceState, Look] = {
    PlaceState.HELD: (_("Takes part"), "going"),
    PlaceState.GRADUATED: (_("Graduated"), "done"),
    PlaceState.NOT_GRADUATED: (_("Not graduated"), "stopped"),
    PlaceState.GIVEN_UP: (_("Place given up"), "stopped"),
}


LOOKS: dict[str, Look] = {
    **{state.value: look for state, look in COHORT.items()},
    **{state.value: look for state, look in APPLICATION.items()},
    **{state.value: look for state, look in PLACE.items()},
}


@bp.app_template_global("camp_look")
def camp_look(state: CohortState | ApplicationState | PlaceState) -> Look:
    """The word for a state, and the kind of its tag."""
    return LOOKS[state.value]


bp.app_template_filter("camp_time")(format_moment_in)
bp.app_template_filter("camp_day")(format_day_in)
