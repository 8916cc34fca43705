"""Where to: the places in the header, for whom, in which order."""

from dataclasses import dataclass

from flask import current_app, request, url_for

from lms.kit.access import can
from lms.kit.i18n import LazyString, lazy_gettext
from lms.permissions import Permission as P


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the header: shown to those who may, current within its blueprints."""

    label: LazyString
    endpoint: str
    permission: P
    blueprints: frozenset[str]


PLACES = (
    Place(lazy_gettext("Courses"), "learning.catalogue", P.COURSE_LIST, frozenset({"learning", "assessment"})),
    Place(lazy_gettext("Teach"), "catalogue.workshop", P.COURSE_WORKSHOP, frozenset({"catalogue"})),
    Place(lazy_gettext("Marking"), "assessment.marking", P.MARKING_LIST, frozenset()),
    Place(lazy_gettext("People"), "people.directory", P.PERSON_LIST, frozenset({"people"})),
    Place(lazy_gettext("Extra time"), "assessment.accommodation_list", P.ACCOMMODATION_GIVE, frozenset()),
    Place(lazy_gettext("Certificates"), "credentials.register", P.CERTIFICATE_LIST, frozenset({"credentials"})),
    Place(lazy_gettext("Reports"), "reports.start", P.REPORT_VIEW, frozenset({"reports", "report_library"})),
    Place(lazy_gettext("Audit"), "audit.trail", P.AUDIT_READ, frozenset({"audit"})),
    Place(lazy_gettext("Settings"), "city.settings", P.CITY_EDIT, frozenset({"city"})),
)


def places() -> list[dict[str, object]]:
    """The header's places for whoever is looking; a page that is a place itself is in no other."""
    itself = any(request.endpoint == place.endpoint for place in PLACES)
    return [
        {
            "label": place.label,
            "href": url_for(place.endpoint),
            "current": request.endpoint == place.endpoint if itself else request.blueprint in place.blueprints,
        }
        for place in PLACES
        if place.endpoint in current_app.view_functions and can(place.permission)
    ]
