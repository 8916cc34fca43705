"""Reads a whole course folder: the course, and everything that is wrong with it, in one go."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import cast

from lms.catalogue.course_files.course_toml import FILE, SLUG, CourseFile, KnownCodes, read_course_toml
from lms.catalogue.course_files.effort import check_effort, lesson_minutes, quiz_minutes
from lms.catalogue.course_files.encoding import decode
from lms.catalogue.course_files.lessons import MAX_LESSON_BYTES, check_lesson, title_of
from lms.catalogue.course_files.links import Surroundings
from lms.catalogue.course_files.markdown_lines import Scan, anchors, scan
from lms.catalogue.course_files.quiz_texts import check_quiz_texts
from lms.catalogue.course_files.quizzes import read_quiz
from lms.catalogue.course_files.requirements import check_rules
from lms.catalogue.course_files.shapes import CourseSpec, QuizSpec, StepKind, StepSpec
from lms.kit.problems import Findings, Problem
from lms.kit.words import gettext as _

STEP = re.compile(r"(?P<number>\d{2,4})-[a-z0-9]+(?:-[a-z0-9]+)*(?P<ending>\.md|\.quiz\.toml)")
POOL = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*\.quiz\.toml")
NOT_SHOWN = frozenset({"README.md", "LICENSE.md"})


@dataclass(frozen=True, slots=True)
class Reading:
    """``course`` is None when there is an error; ``problems`` are sorted by file and line."""

    course: CourseSpec | None
    problems: tuple[Problem, ...]

    @property
    def errors(self) -> tuple[Problem, ...]:
        """What stops publication."""
        return tuple(problem for problem in self.problems if problem.is_error)

    @property
    def advice(self) -> tuple[Problem, ...]:
        """What may stay."""
        return tuple(problem for problem in self.problems if not problem.is_error)


def read_course(files: Mapping[str, bytes], *, slug: str, known: KnownCodes | None = None) -> Reading:
    """Read the folder ``files`` (path -> bytes) of the course ``slug``; without ``known`` the codes of frameworks are not checked.

    Raises nothing: whatever is wrong is in ``problems``.
    """
    findings = Findings()
    if not SLUG.fullmatch(slug):
        findings.error(FILE, 1, _("`%(slug)s` is no address of a course", slug=slug), _("name the folder with a-z, 0-9 and hyphens"))
    card = _card(files, slug, known, findings)
    names = _sorted_names(files, findings)
    texts = {name: _text(name, files, findings) for name in names}
    outcomes = frozenset(outcome.key for outcome in card.outcomes) if card and not card.document.broken else None
    quizzes = {
        name.removesuffix(".quiz.toml"): read_quiz(name, texts[name], known_outcomes=outcomes, findings=findings)
        for name in names
        if name.endswith(".quiz.toml")
    }
    lessons = {name: scan(texts[name]) for name in names if name.endswith(".md")}
    _check_texts(files, texts, lessons, quizzes, findings)
    if card is None:
        return Reading(None, findings.in_order())
    steps = _steps(card, texts, lessons, quizzes, findings)
    course = _course(slug, card, steps, tuple(quizzes.values()), files)
    check_effort(card.effort_minutes, course.measured_minutes, card.document.line("effort"), findings)
    problems = findings.in_order()
    return Reading(None if any(problem.is_error for problem in problems) else course, problems)


def _card(files: Mapping[str, bytes], slug: str, known: KnownCodes | None, findings: Findings) -> CourseFile | None:
    if FILE not in files:
        findings.error(FILE, 1, _("the folder has no course.toml"), _('write one that begins with `title = "…"`'))
        return None
    text = _text(FILE, files, findings)
    return read_course_toml(text, slug=slug, known=known, findings=findings)


def _text(name: str, files: Mapping[str, bytes], findings: Findings) -> str:
    raw = files[name]
    if len(raw) > MAX_LESSON_BYTES:
        what = _("the file has %(size)d KB, and %(limit)d KB are allowed", size=len(raw) // 1000, limit=MAX_LESSON_BYTES // 1000)
        findings.error(name, 1, what, _("divide it into several files"))
        return ""
    return decode(name, raw, findings)


def _sorted_names(files: Mapping[str, bytes], findings: Findings) -> list[str]:
    """Steps in their order, then pools; what is neither is reported."""
    steps, pools = [], []
    for name in sorted(files):
        if STEP.fullmatch(name):
            steps.append(name)
        elif POOL.fullmatch(name):
            pools.append(name)
        elif name != FILE and name not in NOT_SHOWN and not name.startswith("media/"):
            findings.error(name, 1, _("the file is no part of a course"), _rename(name))
    steps.sort(key=_number)
    for before, name in pairwise(steps):
        if _number(before) == _number(name):
            what = _("%(other)s has the same number", other=before)
            findings.error(name, 1, what, _("give each step a number of its own"))
    if not steps:
        findings.error(FILE, 1, _("the course has no steps"), _("write a lesson such as `01-why.md`"))
    return steps + pools


def _number(name: str) -> int:
    return int(name.partition("-")[0])


def _rename(name: str) -> str:
    stem, _dot, ending = name.rpartition("/")[2].partition(".")
    plain = re.sub(r"[^a-z0-9]+", "-", unicodedata.normalize("NFKD", stem).encode("ascii", "ignore").decode().lower()).strip("-")
    number, rest = re.match(r"(\d*)-?(.*)", plain).groups()  # type: ignore[union-attr]
    if ending.lower() in ("md", "markdown"):
        return _("call it `%(name)s`", name=f"{int(number[:3] or 1):02d}-{rest or 'lesson'}.md")
    if ending.lower() in ("quiz.toml", "toml"):
        return _("call it `%(name)s`", name=f"{plain or 'practice'}.quiz.toml")
    return _("put it into `media/`, or delete it")


def _check_texts(
    files: Mapping[str, bytes], texts: Mapping[str, str], lessons: Mapping[str, Scan], quizzes: Mapping[str, QuizSpec], findings: Findings
) -> None:
    pages = {name: anchors(lessons[name]) if name in lessons else frozenset[str]() for name in texts if STEP.fullmatch(name)}
    around = Surroundings(frozenset(unicodedata.normalize("NFC", name) for name in files), pages)
    for name, scanned in lessons.items():
        if len(files[name]) <= MAX_LESSON_BYTES:
            check_lesson(name, scanned, around, quizzes, findings)
    for key, quiz in quizzes.items():
        name = f"{key}.quiz.toml"
        check_quiz_texts(name, texts[name], quiz, around, findings)


def _steps(
    card: CourseFile, texts: Mapping[str, str], lessons: Mapping[str, Scan], quizzes: Mapping[str, QuizSpec], findings: Findings
) -> tuple[StepSpec, ...]:
    in_order = [name for name in texts if STEP.fullmatch(name)]
    check_rules(card, [_key(name) for name in in_order], findings)
    steps = []
    for position, name in enumerate(in_order, start=1):
        key = _key(name)
        rule = card.rules.get(key)
        requires, optional = (rule.requires, rule.optional) if rule else ((), False)
        if name in lessons:
            kind, title, minutes = "lesson", title_of(lessons[name]), lesson_minutes(lessons[name])
        else:
            kind, title, minutes = "quiz", quizzes[key].title, quiz_minutes(quizzes[key])
        steps.append(StepSpec(key, cast(StepKind, kind), title, position, minutes, requires, optional, texts[name]))
    return tuple(steps)


def _key(name: str) -> str:
    return name.removesuffix(".md").removesuffix(".quiz.toml")


def _course(
    slug: str, card: CourseFile, steps: tuple[StepSpec, ...], quizzes: tuple[QuizSpec, ...], files: Mapping[str, bytes]
) -> CourseSpec:
    return CourseSpec(
        slug=slug,
        title=card.title,
        summary=card.summary,
        language=card.language,
        topic=card.topic,
        level=card.level,
        effort_minutes=card.effort_minutes,
        owner=card.owner,
        outcomes=card.outcomes,
        steps=steps,
        review_by=card.review_by,
        learning_points=card.learning_points,
        order=card.order,
        prerequisites=card.prerequisites,
        certificate=card.certificate,
        competences=card.competences,
        quizzes=quizzes,
        media=tuple(sorted(name for name in files if name.startswith("media/"))),
    )
