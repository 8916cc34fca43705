"""Every slice that keeps something of people: what it keeps, and what keeps it from being erased. The whole of it, in one place."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from lms.assessment.queries import stored as assessment
from lms.audit import queries as audit
from lms.bottlenecks.queries import stored as bottlenecks
from lms.catalogue.queries import stored as catalogue
from lms.champions.queries import stored as champions
from lms.cohorts.queries.stored import whole as cohorts
from lms.competency.queries import stored as competency
from lms.credentials import queries as credentials
from lms.development.queries import stored as development
from lms.ideas.queries import stored as ideas
from lms.kit.i18n import LazyString, lazy_gettext
from lms.kit.personal import Part, Stored
from lms.leadership.queries import stored as leadership
from lms.learning.queries import stored as learning
from lms.notices import queries as notices
from lms.people.queries import stored as people
from lms.placements.queries import stored as placements
from lms.privacy.queries import stored as privacy
from lms.projects.queries import stored as projects
from lms.relations.queries import stored as relations
from lms.reports.queries import stored as reports
from lms.strategy.queries import stored as strategy


def _none(_person_id: UUID) -> list[str]:
    return []


@dataclass(frozen=True, slots=True)
class Slice:
    """One slice's part."""

    name: str
    title: LazyString
    stored: tuple[Stored, ...]
    what_is_stored: Callable[[UUID], list[Part]]
    open_duties: Callable[[UUID], list[str]] = _none


SLICES = (
    Slice("people", lazy_gettext("Directory and account"), people.STORED, people.what_is_stored, people.open_duties),
    Slice("learning", lazy_gettext("Courses"), learning.STORED, learning.what_is_stored),
    Slice("assessment", lazy_gettext("Quizzes"), assessment.STORED, assessment.what_is_stored, assessment.open_duties),
    Slice("credentials", lazy_gettext("Certificates"), credentials.STORED, credentials.what_is_stored),
    Slice("competency", lazy_gettext("Competences"), competency.STORED, competency.what_is_stored),
    Slice("cohorts", lazy_gettext("Boot camps"), cohorts.STORED, cohorts.what_is_stored, cohorts.open_duties),
    Slice("development", lazy_gettext("Development plans"), development.STORED, development.what_is_stored),
    Slice("ideas", lazy_gettext("Ideas"), ideas.STORED, ideas.what_is_stored),
    Slice("champions", lazy_gettext("Digital champions"), champions.STORED, champions.what_is_stored),
    Slice("relations", lazy_gettext("Contacts with organisations"), relations.STORED, relations.what_is_stored),
    Slice("placements", lazy_gettext("Placements of champions"), placements.STORED, placements.what_is_stored),
    Slice("projects", lazy_gettext("Projects"), projects.STORED, projects.what_is_stored, projects.open_duties),
    Slice("reports", lazy_gettext("Reports"), reports.STORED, reports.what_is_stored),
    Slice("strategy", lazy_gettext("Strategy"), strategy.STORED, strategy.what_is_stored),
    Slice("leadership", lazy_gettext("Leadership team"), leadership.STORED, leadership.what_is_stored),
    Slice("bottlenecks", lazy_gettext("Bottlenecks"), bottlenecks.STORED, bottlenecks.what_is_stored),
    Slice("catalogue", lazy_gettext("Writing courses"), catalogue.STORED, catalogue.what_is_stored, catalogue.open_duties),
    Slice("notices", lazy_gettext("Inbox and mails"), notices.STORED, notices.what_is_stored),
    Slice("privacy", lazy_gettext("Copies and erasure"), privacy.STORED, privacy.what_is_stored, privacy.open_duties),
    Slice("audit", lazy_gettext("Audit trail"), audit.STORED, audit.what_is_stored),
)
