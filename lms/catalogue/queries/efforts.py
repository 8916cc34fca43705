"""How long a course takes somebody who begins with nothing: with the courses that have to come before it."""

from collections.abc import Iterable, Mapping

from sqlalchemy import select

from lms.catalogue.models import Course, CourseVersion, VersionState
from lms.kit.db import db


def minutes_in_all() -> dict[str, int]:
    """Address of each published course -> its minutes and those of all that has to come before it, as far as it is published. One statement."""
    named = select(Course.slug, CourseVersion.effort_minutes, CourseVersion.prerequisites).join(CourseVersion, CourseVersion.course_id == Course.id)
    rows = db.session.execute(named.where(CourseVersion.state == VersionState.PUBLISHED)).all()
    minutes, needs = {row.slug: row.effort_minutes for row in rows}, {row.slug: row.prerequisites for row in rows}
    return {slug: sum(minutes.get(one, 0) for one in _with_those_before(slug, needs)) for slug in minutes}


def _with_those_before(course: str, needs: Mapping[str, Iterable[str]]) -> set[str]:
    """The course and all that has to come before it. Courses that name each other are gone through once."""
    found, ahead = set[str](), [course]
    while ahead:
        if (one := ahead.pop()) not in found:
            found.add(one)
            ahead.extend(needs.get(one, ()))
    return found
