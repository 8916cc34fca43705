"""What a course's days say today."""

from datetime import date

from lms.catalogue.course_files.shapes import CourseSpec
from lms.kit.problems import Problem
from lms.kit.words import gettext as _


def overdue(course: CourseSpec, today: date) -> tuple[Problem, ...]:
    """Advice when the day is over by which the text was to be read again."""
    if course.review_by is None or course.review_by >= today:
        return ()
    what = _("`review_by` is over: %(day)s", day=course.review_by.isoformat())
    return (Problem("course.toml", 1, what, _("read the text again, and write the next day"), "advice"),)
