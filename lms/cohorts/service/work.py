"""Lay out the work of a cohort by its plan, move it with the cohort, and enrol whoever takes a place in its courses."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select, update

from lms.audit.service import record
from lms.catalogue.models import Course, CourseVersion, VersionState
from lms.cohorts.deadlines import instant, moved
from lms.cohorts.models.cohorts import Cohort
from lms.cohorts.models.work import CohortCourse, Extension, ExtensionState, Task, TaskKind, TeamMember
from lms.cohorts.programme_files.shapes import AssignmentPlan, PhasePlan, ProgrammeSpec
from lms.cohorts.queries.work import participants_of
from lms.cohorts.rubrics import stored
from lms.kit.clock import now
from lms.kit.db import db, one_at_a_time
from lms.kit.errors import NotFound
from lms.learning.models import Enrolment
from lms.learning.service import enrolling
from lms.people.models import Person


@dataclass(frozen=True, slots=True)
class LaidOut:
    """What came of laying out; the slugs are of courses in the plan that are not published, so that nobody is enrolled in them."""

    tasks: int
    courses: int
    not_published: tuple[str, ...]


def lay_out(cohort: Cohort, plan: ProgrammeSpec, *, by: Person) -> LaidOut:
    """Make the tasks and courses of the plan that the cohort does not have yet, on its dates; what is there stays as it is.

    Whoever has a place already is enrolled in courses that are new.
    """
    one_at_a_time(f"lay-out:{cohort.id}")
    there = set(db.session.scalars(select(Task.key).where(Task.cohort_id == cohort.id)))
    begins = {sprint.key: sprint.begins_day for sprint in plan.sprints}
    tasks = [_assignment(cohort, each, begins.get(each.sprint, 0)) for each in plan.assignments if each.key not in there]
    tasks += [_phase(cohort, each, position) for position, each in enumerate(plan.phases, start=1) if each.key not in there]
    db.session.add_all(tasks)
    courses, missing = _courses(cohort, plan)
    db.session.add_all(courses)
    db.session.flush()
    if tasks or courses:
        record("work-laid-out", "cohort", cohort.id, by=by.id, tasks=len(tasks), courses=len(courses))
    for person_id in participants_of(cohort.id) if courses else ():
        _enrol(db.session.get_one(Person, person_id), cohort, courses)
    return LaidOut(len(tasks), len(courses), missing)


def _assignment(cohort: Cohort, plan: AssignmentPlan, opens_day: int) -> Task:
    return Task(
        cohort_id=cohort.id,
        kind=TaskKind.ASSIGNMENT,
        key=plan.key,
        sprint_key=plan.sprint,
        title=plan.title,
        brief=plan.brief,
        takes=list(plan.takes),
        by_team=plan.by_team,
        opens_at=instant(cohort.starts_on, opens_day, time(), cohort.time_zone),
        due_at=instant(cohort.starts_on, plan.due_day, plan.due_at, cohort.time_zone),
        resubmissions=plan.resubmissions,
        late_days=plan.late_days,
        mandatory=plan.mandatory,
        peers=plan.peers,
        rubric=stored(plan.rubric),
    )


def _phase(cohort: Cohort, plan: PhasePlan, position: int) -> Task:
    return Task(
        cohort_id=cohort.id,
        kind=TaskKind.PHASE,
        key=plan.key,
        position=position,
        title=plan.title,
        brief=plan.brief,
        takes=list(plan.takes),
        by_team=plan.by_team,
        opens_at=instant(cohort.starts_on, plan.opens_day, time(), cohort.time_zone),
        due_at=instant(cohort.starts_on, plan.due_day, plan.due_at, cohort.time_zone),
        resubmissions=plan.resubmissions,
        late_days=plan.late_days,
        rubric=stored(plan.rubric),
    )


def _courses(cohort: Cohort, plan: ProgrammeSpec) -> tuple[list[CohortCourse], tuple[str, ...]]:
    published = (
        select(Course.slug, Course.id)
        .join(CourseVersion, CourseVersion.course_id == Course.id)
        .where(CourseVersion.state == VersionState.PUBLISHED, Course.slug.in_([each.slug for each in plan.courses]))
    )
    by_slug = {row.slug: row.id for row in db.session.execute(published)}
    there = set(db.session.scalars(select(CohortCourse.course_id).where(CohortCourse.cohort_id == cohort.id)))
    rows = [
        CohortCourse(
            cohort_id=cohort.id,
            course_id=by_slug[each.slug],
            sprint_key=each.sprint,
            due_at=instant(cohort.starts_on, each.due_day, time(23, 59), cohort.time_zone),
            mandatory=each.mandatory,
        )
        for each in plan.courses
        if each.slug in by_slug and by_slug[each.slug] not in there
    ]
    return rows, tuple(each.slug for each in plan.courses if each.slug not in by_slug)


def shift(cohort: Cohort, days: int, *, by: Person | None) -> None:
    """Move every date of the cohort's work that is still to come by whole days; clocks show the same hour, also over a change of summer time.

    What has opened stays open, and what was due stays as it was; an extension that still runs moves. Plans of participants that are
    the cohort's date move with it; days that they chose themselves stay.
    """
    if not days:
        return
    zone, moment = cohort.time_zone, now()
    tasks = db.session.scalars(select(Task).where(Task.cohort_id == cohort.id)).all()
    for task in tasks:
        task.opens_at = moved(task.opens_at, days, zone) if task.opens_at > moment else task.opens_at
        task.due_at = moved(task.due_at, days, zone) if task.due_at > moment else task.due_at
    given = (Extension.task_id.in_([task.id for task in tasks]), Extension.state == ExtensionState.GIVEN, Extension.until > moment)
    for extension in db.session.scalars(select(Extension).where(*given)):
        extension.until = moved(extension.until, days, zone) if extension.until else None
    for course in db.session.scalars(select(CohortCourse).where(CohortCourse.cohort_id == cohort.id, CohortCourse.due_at > moment)):
        before, course.due_at = _day(course.due_at, zone), moved(course.due_at, days, zone)
        _move_plans(cohort, course, before)
    db.session.flush()
    record("work-moved", "cohort", cohort.id, by=by.id if by else None, days=days)


def _move_plans(cohort: Cohort, course: CohortCourse, before: date) -> None:
    db.session.execute(
        update(Enrolment)
        .where(
            Enrolment.course_id == course.course_id,
            Enrolment.person_id.in_(participants_of(cohort.id)),
            Enrolment.completed_at.is_(None),
            Enrolment.due_on == before,
        )
        .values(due_on=_day(course.due_at, cohort.time_zone))
    )


def enrol_in_courses(cohort_id: UUID, person_id: UUID) -> None:
    """Enrol whoever took a place in the cohort's courses, to be done by its dates. Twice is once; giving the place up takes nothing away."""
    cohort = db.session.get_one(Cohort, cohort_id)
    courses = db.session.scalars(select(CohortCourse).where(CohortCourse.cohort_id == cohort_id)).all()
    _enrol(db.session.get_one(Person, person_id), cohort, courses)


def _enrol(person: Person, cohort: Cohort, courses: Sequence[CohortCourse]) -> None:
    for each in courses:
        # Withdrawn meanwhile, completed before, due in the past, or a duty with a day of its own: none of these may cost anybody their place.
        with suppress(NotFound, enrolling.AlreadyCompleted, enrolling.DayGone, enrolling.IsDuty):
            enrolment = enrolling.enrol(person, db.session.get_one(Course, each.course_id), by=person)
            due = _day(each.due_at, cohort.time_zone)
            if enrolment.due_on is None or enrolment.due_on > due:
                enrolling.plan(enrolment, due, by=person)


def leave_team(cohort_id: UUID, person_id: UUID) -> None:
    """Whoever gave their place up is in no team any more; what the team handed in stays the team's, and theirs."""
    for member in db.session.scalars(select(TeamMember).where(TeamMember.cohort_id == cohort_id, TeamMember.person_id == person_id)):
        db.session.delete(member)
    db.session.flush()


def _day(moment: datetime, zone: str) -> date:
    return moment.astimezone(ZoneInfo(zone)).date()
