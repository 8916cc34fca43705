"""Reads the parts of a programme that have days: modules, sprints, sessions, courses."""

from collections.abc import Collection, Sequence
from datetime import time

from lms.cohorts.programme_files.rows import KEY, Keys, day_of, follows, one_of, some, title_of
from lms.cohorts.programme_files.shapes import CoursePlan, Module, SessionPlan, Sprint
from lms.kit.problems import write_nearest
from lms.kit.toml_tables import Table
from lms.kit.words import gettext as _

LONGEST_SESSION = 12 * 60


def read_modules(table: Table) -> tuple[Module, ...]:
    """``[[modules]]``."""
    keys = Keys()
    found = []
    for row in some(table, "modules", table.tables("modules")):
        found.append(Module(keys.take(row), title_of(row), row.text("summary")))
        row.finish()
    return tuple(found)


def read_sprints(table: Table, modules: Sequence[Module], last: int) -> tuple[Sprint, ...]:
    """``[[sprints]]``; each belongs to a module, and each module has one."""
    keys, known = Keys(), [module.key for module in modules]
    found = []
    for row in some(table, "sprints", table.tables("sprints")):
        sprint = Sprint(
            key=keys.take(row),
            module=one_of(row, "module", known, '"describe"'),
            title=title_of(row),
            objective=row.text("objective", required=True),
            begins_day=day_of(row, "begins_day", last),
            ends_day=day_of(row, "ends_day", last),
        )
        follows(row, "begins_day", "ends_day", (sprint.begins_day, sprint.ends_day))
        row.finish()
        found.append(sprint)
    _refuse_empty_modules(table, modules, found)
    return tuple(found)


def _refuse_empty_modules(table: Table, modules: Sequence[Module], sprints: Sequence[Sprint]) -> None:
    used = {sprint.module for sprint in sprints}
    for index, module in enumerate(modules):
        if module.key and module.key not in used:
            what = _("the module `%(key)s` has no sprint", key=module.key)
            table.error(what, _('write `[[sprints]]` with `module = "%(key)s"`, or delete the module', key=module.key), "modules", index)


def read_sessions(table: Table, sprints: Sequence[Sprint], last: int) -> tuple[SessionPlan, ...]:
    """``[[sessions]]``; each lies within its sprint, and no two at the same time."""
    keys, by_key = Keys(), {sprint.key: sprint for sprint in sprints}
    found: list[SessionPlan] = []
    for row in some(table, "sessions", table.tables("sessions")):
        session = SessionPlan(
            key=keys.take(row),
            sprint=one_of(row, "sprint", by_key, '"sprint-1"'),
            title=title_of(row),
            day=day_of(row, "day", last),
            at=row.clock("at") or time(9),
            minutes=row.minutes("duration", required=True, example='"2 h"') or 60,
            mandatory=row.flag("mandatory", True),
            summary=row.text("summary"),
        )
        row.finish()
        _check_session(row, session, by_key.get(session.sprint), found)
        found.append(session)
    return tuple(found)


def _check_session(row: Table, session: SessionPlan, sprint: Sprint | None, others: Sequence[SessionPlan]) -> None:
    if sprint is not None and not sprint.begins_day <= session.day <= sprint.ends_day:
        what = _("day %(day)d is not within the sprint `%(sprint)s`", day=session.day, sprint=sprint.key)
        row.error(what, _("write a day from %(first)d to %(last)d", first=sprint.begins_day, last=sprint.ends_day), "day")
    if session.minutes > LONGEST_SESSION or _minute(session) + session.minutes > 24 * 60:
        row.error(_("the session does not end on its day"), _("make it shorter, at most 12 hours, or two sessions of it"), "duration")
    for other in others:
        if _overlap(session, other):
            what = _("the session is at the same time as `%(other)s`", other=other.key)
            row.error(what, _("write another day or another time"), "at")


def _minute(session: SessionPlan) -> int:
    return session.at.hour * 60 + session.at.minute


def _overlap(one: SessionPlan, other: SessionPlan) -> bool:
    return one.day == other.day and _minute(one) < _minute(other) + other.minutes and _minute(other) < _minute(one) + one.minutes


def read_courses(table: Table, sprints: Sequence[Sprint], last: int, catalogue: Collection[str] | None) -> tuple[CoursePlan, ...]:
    """``[[courses]]``. One that the catalogue does not hold (yet) is advice; ``catalogue`` None: not checked."""
    known = [sprint.key for sprint in sprints]
    found: list[CoursePlan] = []
    for row in table.tables("courses"):
        course = CoursePlan(
            slug=row.text("slug", required=True, example='"open-data"'),
            sprint=one_of(row, "sprint", known, '"sprint-1"'),
            due_day=day_of(row, "due_day", last),
            mandatory=row.flag("mandatory", True),
        )
        row.finish()
        _check_course(row, course, found, catalogue)
        found.append(course)
    return tuple(found)


def _check_course(row: Table, course: CoursePlan, others: Sequence[CoursePlan], catalogue: Collection[str] | None) -> None:
    if not course.slug.strip():
        return
    if not KEY.fullmatch(course.slug):
        row.error(_("`%(slug)s` is no address of a course", slug=course.slug), _("use a-z, 0-9 and hyphens only"), "slug")
    elif any(other.slug == course.slug for other in others):
        row.error(_("the course `%(slug)s` is there twice", slug=course.slug), _("delete one of them"), "slug")
    elif catalogue is not None and course.slug not in catalogue:
        what = _("the course `%(slug)s` is not published here", slug=course.slug)
        row.advice(what, _("publish it before a cohort is opened, or %(else_)s", else_=write_nearest(course.slug, catalogue)), "slug")
