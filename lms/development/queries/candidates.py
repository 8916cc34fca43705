"""Reads of what somebody could take: published courses, and boot camps whose call is open; and of those in which they have a place."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import contains_eager

from lms.catalogue.models import Course, CourseCompetence, CourseVersion, VersionState
from lms.cohorts.models.calls import Application, ApplicationState
from lms.cohorts.models.cohorts import Cohort, CohortState, Place, PlaceState
from lms.cohorts.programme_files.shapes import ProgrammeSpec
from lms.competency.models import Competence, Framework
from lms.kit.clock import now
from lms.kit.db import db
from lms.kit.plain_json import from_plain
from lms.learning.queries.mine import MyCourse, latest_by_course, my_learning

OVER = (
    ApplicationState.REFUSED,
    ApplicationState.DECLINED,
    ApplicationState.LAPSED,
    ApplicationState.UNSUITABLE,
    ApplicationState.WITHDRAWN,
)


@dataclass(frozen=True, slots=True)
class Before:
    """A course that has to come before another one, and what is left of it."""

    key: str
    title: str
    path: str
    minutes: int


@dataclass(frozen=True, slots=True)
class Candidate:
    """A course or boot camp: what it takes from here, and which levels its certificate shows."""

    key: str
    title: str
    path: str
    minutes: int
    """What is left of it: of a course that is begun only the rest."""
    levels: Mapping[UUID, int]
    course_id: UUID | None = None
    cohort_id: UUID | None = None
    percent: int | None = None
    """How far the person is already; nothing where they have not begun."""
    applied: bool = False
    held: bool = False
    """The person has a place: nothing is left to choose."""
    full: bool = False
    """Each seat is taken or offered, so that whoever applies now waits for one."""
    apply_until: datetime | None = None
    before: tuple[Before, ...] = ()
    """Prerequisites that the person has not completed, the first to take first."""


def candidates(person_id: UUID) -> list[Candidate]:
    """Everything that the person could take now, and the boot camps in which they have a place. Eight statements.

    A course that they completed, and that still counts, is none: what it shows is shown.
    """
    return [*_courses(person_id), *_boot_camps(person_id)]


def _courses(person_id: UUID) -> list[Candidate]:
    rows = db.session.execute(
        select(Course.id, Course.slug, CourseVersion.title, CourseVersion.effort_minutes, CourseCompetence.competence_id, CourseCompetence.level)
        .join(CourseVersion, CourseVersion.course_id == Course.id)
        .join(CourseCompetence, CourseCompetence.version_id == CourseVersion.id)
        .where(CourseVersion.state == VersionState.PUBLISHED, CourseVersion.gives_certificate)
        .order_by(Course.slug)
    ).all()
    levels: dict[UUID, dict[UUID, int]] = {}
    for row in rows:
        levels.setdefault(row.id, {})[row.competence_id] = row.level
    mine = latest_by_course(my_learning(person_id))
    found, chains = [], _Prerequisites(mine)
    for course_id, slug, title, minutes in dict.fromkeys((row.id, row.slug, row.title, row.effort_minutes) for row in rows):
        cycle = mine.get(course_id)
        if cycle and cycle.completed_at and not cycle.is_over and not cycle.is_renewable:
            continue
        percent = cycle.percent if cycle and cycle.in_progress else None
        facts = {"course_id": course_id, "percent": percent, "before": chains.of(slug)}
        found.append(Candidate(f"course:{slug}", title, f"/courses/{slug}", _left(minutes, cycle), levels[course_id], **facts))
    return found


def _left(minutes: int, cycle: MyCourse | None) -> int:
    """Of a course that is begun only the rest."""
    return round(minutes * (100 - cycle.percent) / 100) if cycle and cycle.in_progress else minutes


class _Prerequisites:
    """What has to come before each published course, and was not completed yet; also what has to come before that. One statement."""

    def __init__(self, mine: Mapping[UUID, MyCourse]) -> None:
        rows = db.session.execute(
            select(Course.id, Course.slug, CourseVersion.title, CourseVersion.effort_minutes, CourseVersion.prerequisites)
            .join(CourseVersion, CourseVersion.course_id == Course.id)
            .where(CourseVersion.state == VersionState.PUBLISHED)
        ).all()
        self._needs = {row.slug: row.prerequisites for row in rows}
        self._open = {
            row.slug: Before(f"course:{row.slug}", row.title, f"/courses/{row.slug}", _left(row.effort_minutes, mine.get(row.id)))
            for row in rows
            if not ((cycle := mine.get(row.id)) and cycle.completed_at and not cycle.revoked_at)
        }

    def of(self, slug: str) -> tuple[Before, ...]:
        """The chain before that course. Courses that name each other are gone through once."""
        found: dict[str, Before] = {}
        self._follow(slug, found, {slug})
        return tuple(found.values())

    def _follow(self, slug: str, found: dict[str, Before], seen: set[str]) -> None:
        for one in self._needs.get(slug, ()):
            if one in self._open and one not in seen:
                seen.add(one)
                self._follow(one, found, seen)
                found[one] = self._open[one]


def _boot_camps(person_id: UUID) -> list[Candidate]:
    held = set(db.session.scalars(select(Place.cohort_id).where(Place.person_id == person_id, Place.state == PlaceState.HELD)))
    is_open = and_(Cohort.state == CohortState.CALL_OPEN, Cohort.apply_until > now())
    out = select(func.count()).where(Application.cohort_id == Cohort.id, Application.state == ApplicationState.OFFERED).scalar_subquery()
    cohorts = db.session.execute(
        select(Cohort, out)
        .join(Cohort.version)
        .where(or_(is_open, and_(Cohort.id.in_(held), Cohort.state != CohortState.CANCELLED)))
        .options(contains_eager(Cohort.version))
        .order_by(Cohort.slug)
    ).all()
    if not cohorts:
        return []
    named = db.session.execute(select(Framework.slug, Competence.code, Competence.id).join(Competence.framework))
    ids = {(row.slug, row.code): row.id for row in named}
    applied = set(db.session.scalars(select(Application.cohort_id).where(Application.person_id == person_id, Application.state.not_in(OVER))))
    found = []
    for cohort, offered in cohorts:
        plan = from_plain(ProgrammeSpec, cohort.version.content)
        levels = {ids[framework, code]: level for framework, code, level in plan.certificate.competences if (framework, code) in ids}
        found.append(
            Candidate(
                f"boot-camp:{cohort.slug}",
                cohort.name,
                f"/boot-camps/{cohort.slug}",
                plan.hours * 60,
                levels,
                cohort_id=cohort.id,
                applied=cohort.id in applied,
                held=cohort.id in held,
                full=cohort.taken + offered >= cohort.seats,
                apply_until=cohort.apply_until,
            )
        )
    return found
