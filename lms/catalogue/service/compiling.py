"""A course's texts become safe HTML, in the worker and outside any transaction."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from urllib.parse import quote

from babel.localedata import exists

from lms.catalogue.course_files.quiz_texts import is_markdown, markdown_in
from lms.catalogue.course_files.shapes import CourseSpec, QuizSpec, StepSpec
from lms.catalogue.service.refusals import HasErrors
from lms.kit.errors import DomainError
from lms.kit.i18n import gettext as _
from lms.kit.i18n import speaking
from lms.kit.lesson_parts import CompiledLesson
from lms.kit.markdown import compile_lesson, compile_stems
from lms.kit.search import Passage

MOST_SECONDS = 25
"""A course whose texts take longer altogether is refused: whoever publishes it waits for the answer."""

_AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class CompiledCourse:
    """What publishing writes: HTML of lessons by step key, JSON of quizzes by key, passages for the search."""

    lessons: Mapping[str, CompiledLesson]
    quizzes: Mapping[str, dict[str, Any]]
    passages: tuple[Passage, ...]


def links_of(course: CourseSpec, number: int) -> dict[str, str]:
    """Where the file names inside a published version lead."""
    return {
        **{step.file: f"/learn/{course.slug}/{step.key}" for step in course.steps},
        **{path: media_address(course.slug, number, path) for path in course.media},
    }


def media_address(slug: str, number: int, path: str) -> str:
    """The public address of ``media/x.png`` of a published version."""
    return f"/courses/{slug}/media/{number}/{quote(path.removeprefix('media/'))}"


def compile_course(course: CourseSpec, number: int) -> CompiledCourse:
    """Compile everything that a reader of version ``number`` gets.

    :raises HasErrors: when a text cannot be compiled, or all of them take too long; the message names the file.
    """
    links = links_of(course, number)
    until = time.monotonic() + MOST_SECONDS
    with speaking(course.language if exists(course.language) else "en"):
        lessons = {step.key: _lesson(step, links, until) for step in course.steps if step.kind == "lesson"}
        quizzes = {quiz.key: _quiz(quiz, links, until) for quiz in course.quizzes}
    return CompiledCourse(lessons, quizzes, _passages(course, lessons))


def quiz_json(quiz: QuizSpec, links: Mapping[str, str]) -> dict[str, Any]:
    """The quiz as plain JSON; beside each Markdown text stands its HTML, under the same name with ``_html`` behind it.

    :raises DomainError: when a text is too long or cannot be compiled.
    """
    plain = quiz.to_json()
    sources = list(dict.fromkeys(text for text in markdown_in(plain) if text.strip()))
    html: dict[str, str] = {}
    for start in range(0, len(sources), _AT_ONCE):
        piece = sources[start : start + _AT_ONCE]
        html |= zip(piece, compile_stems(piece, links=links), strict=True)
    _put_html(plain, html)
    return plain


def source_hash(source: str) -> str:
    """The hash of a step's text."""
    return sha256(source.encode()).hexdigest()


def _lesson(step: StepSpec, links: Mapping[str, str], until: float) -> CompiledLesson:
    _must_be_before(until, step.file)
    try:
        return compile_lesson(step.source, links=links)
    except DomainError as refusal:
        raise HasErrors(f"{step.file}: {refusal}") from refusal


def _quiz(quiz: QuizSpec, links: Mapping[str, str], until: float) -> dict[str, Any]:
    _must_be_before(until, f"{quiz.key}.quiz.toml")
    try:
        return quiz_json(quiz, links)
    except DomainError as refusal:
        raise HasErrors(f"{quiz.key}.quiz.toml: {refusal}") from refusal


def _must_be_before(until: float, file: str) -> None:
    if time.monotonic() > until:
        raise HasErrors(_("%(file)s: the course takes too long to prepare. Divide it into two courses.", file=file))


def _put_html(plain: Any, html: Mapping[str, str], place: str = "") -> None:
    if isinstance(plain, list):
        for element in plain:
            _put_html(element, html, place)
    if not isinstance(plain, dict):
        return
    for name, value in list(plain.items()):
        if not is_markdown(name, value, place):
            _put_html(value, html, name)
        elif isinstance(value, list):
            plain[f"{name}_html"] = [html.get(text, "") for text in value]
        else:
            plain[f"{name}_html"] = html.get(value, "")


def _passages(course: CourseSpec, lessons: Mapping[str, CompiledLesson]) -> tuple[Passage, ...]:
    card = "\n".join([course.summary, *(outcome.text for outcome in course.outcomes)])
    found = [Passage("", course.title, card)]
    for step in course.steps:
        found.append(Passage(step.key, step.title, lessons[step.key].text if step.key in lessons else ""))
    return tuple(found)
