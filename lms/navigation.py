"""Where to: the places in the header, for whom, in which order."""

from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from flask import Flask, current_app, request, url_for

from lms.kit.access import can, me
from lms.kit.i18n import LazyString, language, lazy_gettext
from lms.permissions import Permission as P


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the header: shown to those who may, current within its blueprints."""

    label: LazyString
    endpoint: str
    permission: P
    blueprints: frozenset[str]
    for_managers: bool = False
    """Shown only to those to whom somebody reports."""
    for_role: bool = False
    """Part of the work of a role: it stands in a menu of its own where the header would become crowded."""
    from_outside: bool = False
    """Shown to members of the leadership team from outside, who see no other place."""


PLACES = (
    Place(lazy_gettext("Courses"), "learning.catalogue", P.COURSE_LIST, frozenset({"learning", "assessment"})),
    Place(lazy_gettext("Boot camps"), "cohorts.camps", P.CALL_LIST, frozenset({"cohorts"})),
    Place(lazy_gettext("Ideas"), "ideas.start", P.IDEA_LIST, frozenset({"ideas"})),
    Place(lazy_gettext("Projects"), "projects.portfolio", P.PROJECT_LIST, frozenset({"projects"})),
    Place(lazy_gettext("Strategy"), "strategy.start", P.STRATEGY_READ, frozenset({"strategy"})),
    Place(lazy_gettext("Champions"), "champions.directory", P.CHAMPION_LIST, frozenset({"champions"})),
    Place(lazy_gettext("My team"), "development.my_team", P.TEAM_VIEW, frozenset(), for_managers=True),
    Place(lazy_gettext("Leadership team"), "leadership.start", P.LEADERSHIP_VIEW, frozenset({"leadership"}), from_outside=True),
    Place(lazy_gettext("Overview"), "home.overview", P.OVERVIEW_SEE, frozenset(), for_role=True),
    Place(lazy_gettext("Teach"), "catalogue.workshop", P.COURSE_WORKSHOP, frozenset({"catalogue"}), for_role=True),
    Place(lazy_gettext("Marking"), "assessment.marking", P.MARKING_LIST, frozenset(), for_role=True),
    Place(lazy_gettext("People"), "people.directory", P.PERSON_LIST, frozenset({"people", "people_import", "departments"}), for_role=True),
    Place(lazy_gettext("Mandatory training"), "learning.duties", P.DUTY_LIST, frozenset(), for_role=True),
    Place(lazy_gettext("Extra time"), "assessment.accommodation_list", P.ACCOMMODATION_GIVE, frozenset(), for_role=True),
    Place(lazy_gettext("Certificates"), "credentials.register", P.CERTIFICATE_LIST, frozenset({"credentials"}), for_role=True),
    Place(lazy_gettext("Competences"), "competency.claims", P.CLAIM_LIST, frozenset(), for_role=True),
    Place(lazy_gettext("Reports"), "reports.start", P.REPORT_VIEW, frozenset({"reports", "report_library"}), for_role=True),
    Place(lazy_gettext("Audit"), "audit.trail", P.AUDIT_READ, frozenset({"audit"}), for_role=True),
    Place(lazy_gettext("Settings"), "city.settings", P.CITY_EDIT, frozenset({"city"}), for_role=True),
)


_ENDPOINTS = frozenset(place.endpoint for place in PLACES)
MOST_IN_A_ROW = 8
"""More places than this do not fit beside each other."""


class Shown(NamedTuple):
    """A place as the header shows it."""

    label: str
    href: str
    current: bool


class Header(NamedTuple):
    """The places of the header: side by side, and in the menu of one's roles."""

    row: tuple[Shown, ...]
    roles: tuple[Shown, ...]

    @property
    def current_role(self) -> Shown | None:
        """The place of the menu where one is."""
        return next((place for place in self.roles if place.current), None)


def places(*, has_reports: bool, external: bool = False) -> Header:
    """The header's places for whoever is looking; a page that is a place itself is in no other."""
    endpoint, blueprint, person = request.endpoint, request.blueprint, me()
    itself = endpoint in _ENDPOINTS
    faces = _faces(current_app._get_current_object(), language())  # type: ignore[attr-defined]
    open_to_me = [
        (Shown(label, href, endpoint == place.endpoint if itself else blueprint in place.blueprints), place.for_role)
        for place, (label, href) in zip(PLACES, faces, strict=True)
        if place.from_outside is external and (has_reports or not place.for_managers) and can(place.permission, person=person)
    ]
    crowded = len(open_to_me) > MOST_IN_A_ROW
    return Header(
        row=tuple(shown for shown, for_role in open_to_me if not (crowded and for_role)),
        roles=tuple(shown for shown, for_role in open_to_me if crowded and for_role),
    )


@cache
def _faces(_app: Flask, _language: str) -> list[tuple[str, str]]:
    """What the places are called in a language, and where they are: the same for everybody."""
    return [(str(place.label), url_for(place.endpoint)) for place in PLACES]
