"""The talent gap: what posts require, how many reach it in the months ahead, and by when training can close what is missing."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import cast
from uuid import UUID

from sqlalchemy import and_, func, select
from sqlalchemy.orm import joinedload

from lms.catalogue.models import Course, CourseCompetence, CourseVersion, VersionState
from lms.catalogue.queries.efforts import minutes_in_all
from lms.cohorts.models.cohorts import Cohort, CohortState
from lms.cohorts.programme_files.shapes import ProgrammeSpec
from lms.competency.models import Competence, Framework, Standing
from lms.kit import bands
from lms.kit.bands import Share
from lms.kit.db import db
from lms.kit.i18n import local_day
from lms.kit.plain_json import from_plain
from lms.reports import foresight
from lms.reports.foresight import Closing, Training
from lms.reports.models.heat import CountedPlace, CountedRequirement, HeatCell, HeatEntry
from lms.reports.queries.frame import Frame, competences_of
from lms.reports.queries.recount import IN_FORCE, IS_COUNTED


@dataclass(frozen=True, slots=True)
class Gap:
    """A competence: who needs it, who has it now and in the months ahead, and when it can be closed. Nothing is told of a small group."""

    competence: Competence
    held: bool
    people: int = 0
    now: Share | None = None
    ahead: Sequence[Share] = ()
    closing: Closing | None = None


def talent_gap(frame: Frame, today: date) -> list[Gap]:
    """A line for each competence that a post requires where the filters ask. Seven statements."""
    if not frame.reads_total:
        return []
    months = foresight.months_ahead(today)
    now, losing, visible = _now(frame), _losing(frame, months), _visible(frame)
    trainings = _trainings(today)
    gaps = []
    for competence in competences_of(frame.filters.area):
        people, at_level, highest = now.get(competence.id, (0, 0, 0))
        if people and competence.id not in visible:
            gaps.append(Gap(competence, held=True))
        elif people:
            left = foresight.remaining(at_level, losing[competence.id])
            share, ahead = bands.share(at_level, people), [bands.share(number, people) for number in left]
            closing = foresight.earliest_closing(bands.at_most_missing(share, people), highest, trainings[competence.id], today)
            gaps.append(Gap(competence, False, people, share, ahead, closing))
    return gaps


def _now(frame: Frame) -> dict[UUID, tuple[int, int, int]]:
    """People and those at the level from the kept sums; with them the highest level that the post of any of them requires."""
    entry = (HeatEntry.department_id == frame.filters.department, HeatEntry.post_id == frame.filters.post)
    of_them = (HeatCell.competence_id == HeatEntry.competence_id, HeatCell.people > 0, HeatCell.department_id.in_(_counted_in(frame)))
    highest = select(func.max(HeatCell.required)).where(*of_them)
    if frame.filters.post:
        highest = highest.where(HeatCell.post_id == frame.filters.post)
    statement = select(HeatEntry.competence_id, HeatEntry.people, HeatEntry.at_level, highest.scalar_subquery()).where(*entry)
    return {row[0]: (row[1], row[2], row[3] or 0) for row in db.session.execute(statement)}


def _losing(frame: Frame, months: Sequence[date]) -> dict[UUID, list[int]]:
    """How many who reach the level lose it before each month, because what shows it grows old or runs out. One statement."""
    statement = (
        select(Standing.competence_id, Standing.falls_at)
        .join(CountedPlace, CountedPlace.person_id == Standing.person_id)
        .join(
            CountedRequirement,
            and_(CountedRequirement.post_id == CountedPlace.post_id, CountedRequirement.competence_id == Standing.competence_id),
        )
        .where(
            IS_COUNTED,
            IN_FORCE,
            Standing.falls_at < datetime.combine(months[-1], time(), UTC),
            Standing.level >= CountedRequirement.level,
            Standing.falls_to < CountedRequirement.level,
            CountedPlace.department_id.in_(_counted_in(frame)),
        )
    )
    if frame.filters.post:
        statement = statement.where(CountedPlace.post_id == frame.filters.post)
    losing: dict[UUID, list[int]] = defaultdict(lambda: [0] * len(months))
    for competence_id, at in db.session.execute(statement):
        place = month_of(at, months)
        if place is not None:
            losing[competence_id][place] += 1
    return losing


def _counted_in(frame: Frame) -> list[UUID]:
    return [cast(UUID, one) for one in frame.counted.above if frame.filters.department in frame.counted.way_up(one)]


def month_of(at: datetime | None, months: Sequence[date]) -> int | None:
    return next((place for place, month in enumerate(months) if at is not None and local_day(at) < month), None)


def _visible(frame: Frame) -> set[UUID]:
    entry = (HeatEntry.department_id == frame.filters.department, HeatEntry.post_id == frame.filters.post, HeatEntry.visible)
    return set(db.session.scalars(select(HeatEntry.competence_id).where(*entry)))


def _trainings(today: date) -> dict[UUID, list[Training]]:
    """Published courses with a certificate, and boot camps that have not begun, by the competences they lead to. Four statements."""
    ways: dict[UUID, list[Training]] = defaultdict(list)
    minutes = minutes_in_all()
    courses = db.session.execute(
        select(CourseCompetence.competence_id, CourseCompetence.level, Course.slug, CourseVersion.title)
        .join(CourseVersion, CourseVersion.id == CourseCompetence.version_id)
        .join(Course, Course.id == CourseVersion.course_id)
        .where(CourseVersion.state == VersionState.PUBLISHED, CourseVersion.gives_certificate)
    )
    for row in courses:
        ways[row.competence_id].append(Training(row.title, row.level, minutes=minutes[row.slug]))
    coming = select(Cohort).where(Cohort.state == CohortState.CALL_OPEN, Cohort.starts_on >= today).options(joinedload(Cohort.version))
    cohorts = db.session.scalars(coming).all()
    known = _known_codes() if cohorts else {}
    for cohort in cohorts:
        plan = from_plain(ProgrammeSpec, cohort.version.content)
        for framework, code, level in plan.certificate.competences:
            if (competence_id := known.get((framework, code))) is not None:
                ways[competence_id].append(Training(cohort.name, level, ends_on=cohort.ends_on, seats=cohort.seats - cohort.taken))
    return ways


def _known_codes() -> dict[tuple[str, str], UUID]:
    rows = db.session.execute(select(Framework.slug, Competence.code, Competence.id).join(Competence, Competence.framework_id == Framework.id))
    return {(row[0], row[1]): row[2] for row in rows}
