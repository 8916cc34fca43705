"""A file as readers will see it, before it is saved: the same way as publication, in the same worker."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from lms.catalogue.course_files.course_toml import KnownCodes
from lms.catalogue.course_files.quizzes import read_quiz
from lms.catalogue.course_files.shapes import CourseSpec
from lms.catalogue.queries import files as file_queries
from lms.catalogue.queries.diagrams import with_diagrams
from lms.catalogue.queries.files import MEDIA
from lms.catalogue.service.compiling import quiz_json
from lms.kit.errors import DomainError
from lms.kit.markdown import compile_lesson
from lms.kit.problems import Findings, Problem, in_order


@dataclass(frozen=True, slots=True)
class Draft:
    """What a preview needs of a version, read before the database is let go of."""

    slug: str
    number: int
    files: Mapping[str, bytes]
    known: KnownCodes
    courses: frozenset[str]


@dataclass(frozen=True, slots=True)
class Preview:
    """``kind`` says which of the others is filled: a lesson's safe HTML, a quiz's JSON with HTML, or the course's card."""

    kind: str
    problems: tuple[Problem, ...]
    html: str = ""
    title: str = ""
    quiz: dict[str, Any] | None = None
    course: CourseSpec | None = None
    refusal: str = ""
    """Why there is nothing to show."""


def draft_of(version_id: Any, slug: str, number: int) -> Draft:
    """Read what a preview needs."""
    return Draft(slug, number, file_queries.texts_of(version_id), file_queries.known_codes(), file_queries.known_courses())


def preview(draft: Draft, path: str, text: str) -> Preview:
    """``text`` as the file ``path`` of the draft. Touches no database. Raises nothing: a refusal is shown in the preview's place."""
    files = {**draft.files, path: text.replace("\r\n", "\n").encode("utf-8", errors="replace")}
    reading = with_diagrams(file_queries.check(files, draft.slug, draft.known, draft.courses), {path: files[path]})
    problems = tuple(problem for problem in reading.problems if problem.file == path)
    try:
        if path.endswith(".quiz.toml"):
            return _quiz(draft, files, path, problems)
        if path.endswith(".md"):
            lesson = compile_lesson(text, links=_links(draft, files))
            return Preview("lesson", problems, html=lesson.html, title=lesson.title)
    except DomainError as refusal:
        return Preview("refused", problems, refusal=str(refusal))
    return Preview("card", problems, course=reading.course)


def _quiz(draft: Draft, files: Mapping[str, bytes], path: str, problems: tuple[Problem, ...]) -> Preview:
    quiz = read_quiz(path, files[path].decode(), known_outcomes=None, findings=Findings())
    return Preview("quiz", in_order(problems), quiz=quiz_json(quiz, _links(draft, files)), title=quiz.title)


def _links(draft: Draft, files: Mapping[str, bytes]) -> dict[str, str]:
    """Lessons lead to their place in the workshop, media to the draft's own."""
    base = f"/teach/{draft.slug}/versions/{draft.number}"
    return {path: f"{base}/{quote(path) if path.startswith(MEDIA) else 'files/' + quote(path)}" for path in files}
