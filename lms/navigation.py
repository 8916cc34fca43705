"""Where to: the places in the header, for whom, in which order."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from flask import Flask, current_app, request, url_for

from lms.kit.access import can, me
from lms.kit.i18n import LazyString, language, lazy_gettext
from lms.permissions import Permission as P


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the header: shown to those who may, current within its blueprints, and on single pages of others."""

    label: LazyString
    endpoint: str
    permission: P
    within: frozenset[str]
    for_managers: bool = False
    """Shown only to those to whom somebody reports."""
    for_role: bool = False
    """Part of the work of a role: it stands in a menu of its own where the header would become crowded."""
    from_outside: bool = False
    """Shown to members of the leadership team from outside, who see no other place."""


_COMPETENCES_OF_HR = frozenset(
    f"competency.{page}"
    for page in (
        *("claim", "correspondences", "look_through_correspondences", "observers", "about_person", "rules", "change_rules"),
        *("frameworks", "framework", "framework_history", "framework_version", "edit_framework", "new_framework", "import_framework"),
        *("look_through_framework", "new_entry", "edit_entry", "retire_entry", "role_profiles", "role_profile", "role_profile_history"),
        *("edit_role_profile", "import_role_profiles", "look_through_role_profiles"),
    )
)
_CAMPS = frozenset({"cohorts", "timetable", "attendance", "cohort_work", "cohort_forum", "cohort_care", "cohort_end"})
_STRATEGY = frozenset({"strategy", "road_map", "relations", "bottlenecks", "leadership"})
_PEOPLE = frozenset({"people", "people_import", "departments", "privacy.requests", "privacy.erasure"})
_DUTIES = frozenset({"learning.duty", "learning.new_duty", "learning.end_duty"})
PLACES = (
    Place(lazy_gettext("Courses"), "learning.catalogue", P.COURSE_LIST, frozenset({"learning", "assessment"})),
    Place(lazy_gettext("Boot camps"), "cohorts.camps", P.CALL_LIST, _CAMPS),
    Place(lazy_gettext("Ideas"), "ideas.start", P.IDEA_LIST, frozenset({"ideas", "sponsoring"})),
    Place(lazy_gettext("Projects"), "projects.portfolio", P.PROJECT_LIST, frozenset({"projects"})),
    Place(lazy_gettext("Strategy"), "strategy.start", P.STRATEGY_READ, _STRATEGY),
    Place(lazy_gettext("Champions"), "champions.directory", P.CHAMPION_LIST, frozenset({"champions", "placements"})),
    Place(lazy_gettext("My team"), "development.my_team", P.TEAM_VIEW, frozenset(), for_managers=True),
    Place(lazy_gettext("Leadership team"), "leadership.start", P.LEADERSHIP_VIEW, frozenset({"leadership"}), from_outside=True),
    Place(lazy_gettext("Overview"), "home.overview", P.OVERVIEW_SEE, frozenset(), for_role=True),
    Place(lazy_gettext("Teach"), "catalogue.workshop", P.COURSE_WORKSHOP, frozenset({"catalogue", "learning.publish_page"}), for_role=True),
    Place(lazy_gettext("Marking"), "assessment.marking", P.MARKING_LIST, frozenset({"assessment.mark", "assessment.one_more"}), for_role=True),
    Place(lazy_gettext("People"), "people.directory", P.PERSON_LIST, _PEOPLE, for_role=True),
    Place(lazy_gettext("Mandatory training"), "learning.duties", P.DUTY_LIST, _DUTIES, for_role=True),
    Place(lazy_gettext("Extra time"), "assessment.accommodation_list", P.ACCOMMODATION_GIVE, frozenset(), for_role=True),
    Place(lazy_gettext("Certificates"), "credentials.register", P.CERTIFICATE_LIST, frozenset({"credentials"}), for_role=True),
    Place(lazy_gettext("Competences"), "competency.claims", P.CLAIM_LIST, _COMPETENCES_OF_HR, for_role=True),
    Place(lazy_gettext("Reports"), "reports.start", P.REPORT_VIEW, frozenset({"reports", "report_library"}), for_role=True),
    Place(lazy_gettext("Audit"), "audit.trail", P.AUDIT_READ, frozenset({"audit"}), for_role=True),
    Place(lazy_gettext("Settings"), "city.settings", P.CITY_EDIT, frozenset({"city"}), for_role=True),
)


_PAGES = frozenset(page for place in PLACES for page in place.within if "." in page)
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
    person, faces = me(), _faces(current_app._get_current_object(), language())  # type: ignore[attr-defined]
    mine = [
        (place, face)
        for place, face in zip(PLACES, faces, strict=True)
        if place.from_outside is external and (has_reports or not place.for_managers) and can(place.permission, person=person)
    ]
    here = _here({place.endpoint for place, _face in mine})
    open_to_me = [(Shown(*face, here == place.endpoint or here in place.within), place.for_role) for place, face in mine]
    crowded = len(open_to_me) > MOST_IN_A_ROW
    return Header(
        row=tuple(shown for shown, for_role in open_to_me if not (crowded and for_role)),
        roles=tuple(shown for shown, for_role in open_to_me if crowded and for_role),
    )


def _here(places: Collection[str]) -> str | None:
    """Where one is: a page that is a place itself, or stands in one by its own name; else its blueprint."""
    endpoint = request.endpoint
    return endpoint if endpoint in places or endpoint in _PAGES else request.blueprint


@cache
def _faces(_app: Flask, _language: str) -> list[tuple[str, str]]:
    """What the places are called in a language, and where they are: the same for everybody."""
    return [(str(place.label), url_for(place.endpoint)) for place in PLACES]
