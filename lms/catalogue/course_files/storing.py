"""What a published version's rows can hold: longer texts and signs without a place are told before anything is written."""

from typing import Any

from lms.catalogue.course_files.shapes import CourseSpec
from lms.kit.problems import Problem
from lms.kit.words import gettext as _

LONGEST = {"slug": 80, "title": 200, "owner": 254}
LONGEST_STEP_KEY, LONGEST_STEP_TITLE = 120, 300


def beyond_storing(course: CourseSpec) -> tuple[Problem, ...]:
    """The errors of texts that are too long for a row, or hold a NUL, which no database keeps."""
    found = [_too_long("course.toml", name, limit) for name, limit in LONGEST.items() if len(getattr(course, name)) > limit]
    for step in course.steps:
        found += [_too_long(step.file, "title", LONGEST_STEP_TITLE)] if len(step.title) > LONGEST_STEP_TITLE else []
        found += [_too_long(step.file, "name", LONGEST_STEP_KEY)] if len(step.key) > LONGEST_STEP_KEY else []
    if _has_nul({**course.to_json(), "steps": [], "quizzes": []}):
        found.append(_nul("course.toml"))
    found += [_nul(f"{quiz.key}.quiz.toml") for quiz in course.quizzes if _has_nul(quiz.to_json())]
    return tuple(found)


def _too_long(file: str, name: str, limit: int) -> Problem:
    return Problem(file, 1, _("the %(name)s is too long", name=name), _("write at most %(limit)d characters", limit=limit))


def _nul(file: str) -> Problem:
    return Problem(file, 1, _("a text holds the sign number 0"), _("take `\\u0000` out"))


def _has_nul(plain: Any) -> bool:
    if isinstance(plain, str):
        return "\0" in plain
    if isinstance(plain, dict):
        return any(_has_nul(value) for value in plain.values())
    return isinstance(plain, list) and any(_has_nul(value) for value in plain)
