"""Reads of how a need could be covered: officers who are near, courses and cohorts that lead to the level, and by when."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import contains_eager, joinedload

from lms.catalogue.models import Course, CourseCompetence, CourseVersion, VersionState
from lms.catalogue.queries.efforts import minutes_in_all
from lms.champions.models import Champion, ChampionState
from lms.cohorts.models.cohorts import Cohort, CohortState
from lms.cohorts.programme_files.shapes import ProgrammeSpec
from lms.competency.models import Competence, Framework, Standing
from lms.kit.db import db
from lms.kit.plain_json import from_plain
from lms.people.models import Person

HOURS_A_WEEK = 2
"""What an officer is reckoned to learn in a week, beside the work."""
NEAR = 2
MOST_NEAR = 5
MOST_WAYS = 4

Wanted = tuple[UUID, int]
"""Competence, level."""


@dataclass(frozen=True, slots=True)
class Near:
    """An officer who is one or two levels short, or has the level and is no champion."""

    person: Person
    shown: int
    short: int
    champion_id: UUID | None


@dataclass(frozen=True, slots=True)
class Way:
    """A course or boot camp that leads to the level, and by when somebody who begins now would be there, with all that has to come before."""

    title: str
    path: str
    kind: str
    """course or cohort"""
    ready_on: date
    seats: int | None = None


def nearest(wanted: Collection[Wanted]) -> dict[Wanted, list[Near]]:
    """For each need the officers who are nearest, champions first among equals. One statement."""
    least: dict[UUID, int] = {}
    for competence_id, level in wanted:
        least[competence_id] = min(level - NEAR, least.get(competence_id, level))
    if not least:
        return {}
    bounds = or_(*((Standing.competence_id == one) & (Standing.level >= max(1, level)) for one, level in sorted(least.items(), key=str)))
    live = (Champion.person_id == Person.id) & Champion.state.in_((ChampionState.ACTIVE, ChampionState.RESTING))
    rows = db.session.execute(
        select(Standing.competence_id, Standing.level, Person, Champion.id)
        .join(Person, Person.id == Standing.person_id)
        .outerjoin(Champion, live)
        .where(bounds, Person.active, Person.external.is_(False))
        .options(contains_eager(Person.department))
        .outerjoin(Person.department)
        .order_by(Person.name, Person.id)
    ).all()
    found = {}
    for competence_id, level in wanted:
        near = [Near(row[2], row[1], max(0, level - row[1]), row[3]) for row in rows if row[0] == competence_id and level - row[1] <= NEAR]
        near = [one for one in near if one.short or one.champion_id is None]  # a champion at the level is busy elsewhere: the run knew
        found[competence_id, level] = sorted(near, key=lambda one: (one.short, one.champion_id is None))[:MOST_NEAR]
    return found


def ways(wanted: Collection[Wanted], today: date) -> dict[Wanted, list[Way]]:
    """For each need the courses and boot camps that lead to its level, the soonest first. Four statements."""
    offered: dict[UUID, list[tuple[int, Way]]] = defaultdict(list)
    for competence_id, level, way in (*_courses({one for one, _level in wanted}, today), *_cohorts(today)):
        offered[competence_id].append((level, way))
    return {
        (competence_id, level): sorted((way for leads_to, way in offered[competence_id] if leads_to >= level), key=_soonest)[:MOST_WAYS]
        for competence_id, level in wanted
    }


def _soonest(way: Way) -> tuple[date, str]:
    return way.ready_on, way.title


def _courses(competences: Collection[UUID], today: date) -> list[tuple[UUID, int, Way]]:
    rows = db.session.execute(
        select(CourseCompetence.competence_id, CourseCompetence.level, Course.slug, CourseVersion.title)
        .join(CourseVersion, CourseVersion.id == CourseCompetence.version_id)
        .join(Course, Course.id == CourseVersion.course_id)
        .where(CourseVersion.state == VersionState.PUBLISHED, CourseVersion.gives_certificate, CourseCompetence.competence_id.in_(competences))
        .order_by(Course.slug)
    )
    minutes, found = minutes_in_all(), []
    for row in rows:
        weeks = max(1, -(-minutes[row.slug] // (HOURS_A_WEEK * 60)))
        found.append((row.competence_id, row.level, Way(row.title, f"/courses/{row.slug}", "course", today + timedelta(weeks=weeks))))
    return found


def _cohorts(today: date) -> list[tuple[UUID, int, Way]]:
    coming = select(Cohort).where(Cohort.state == CohortState.CALL_OPEN, Cohort.starts_on >= today)
    cohorts: Sequence[Cohort] = db.session.scalars(coming.options(joinedload(Cohort.version)).order_by(Cohort.slug)).all()
    if not cohorts:
        return []
    rows = db.session.execute(select(Framework.slug, Competence.code, Competence.id).join(Competence, Competence.framework_id == Framework.id))
    known = {(row[0], row[1]): row[2] for row in rows}
    found = []
    for cohort in cohorts:
        for framework, code, level in from_plain(ProgrammeSpec, cohort.version.content).certificate.competences:
            if (competence_id := known.get((framework, code))) is not None:
                way = Way(cohort.name, f"/boot-camps/{cohort.slug}", "cohort", cohort.ends_on, max(0, cohort.seats - cohort.taken))
                found.append((competence_id, level, way))
    return found
