"""The Markdown of a quiz: which of its texts are Markdown, and what readers would stumble over in them."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from lms.catalogue.course_files.lessons import check_tables
from lms.catalogue.course_files.links import Surroundings, check_links
from lms.catalogue.course_files.markdown_lines import Scan, headings, scan
from lms.catalogue.course_files.shapes import QuizSpec
from lms.kit.problems import Findings
from lms.kit.words import gettext as _

_TEXTS = frozenset({"instructions", "stem", "feedback", "feedback_true", "feedback_false", "left", "right", "criterion", "text"})
_LISTS = frozenset({"distractors", "sequence"})
_PATTERNS = "answers"
"""What learners type is compared with these texts, so they are no Markdown."""


def is_markdown(name: str, value: Any, place: str) -> bool:
    """Whether the value of ``name`` within ``place`` of a quiz's JSON is Markdown, or a list of it."""
    if name in _LISTS:
        return isinstance(value, list)
    return name in _TEXTS and isinstance(value, str) and not (place == _PATTERNS and name == "text")


def markdown_in(plain: Any, place: str = "") -> Iterator[str]:
    """All Markdown in a quiz's JSON or a part of it."""
    if isinstance(plain, list):
        for element in plain:
            yield from markdown_in(element, place)
    if not isinstance(plain, dict):
        return
    for name, value in plain.items():
        if not is_markdown(name, value, place):
            yield from markdown_in(value, name)
        elif isinstance(value, list):
            yield from value
        else:
            yield value


def check_quiz_texts(file: str, source: str, quiz: QuizSpec, around: Surroundings, findings: Findings) -> None:
    """Report dead links, pictures without a text, uneven tables and headings in the texts of a quiz, each at its question's line."""
    for line, text in _texts(source, quiz):
        inner = Findings()
        _check(file, scan(text), around, inner)
        findings.found += [replace(problem, line=line) for problem in inner.found]


def _texts(source: str, quiz: QuizSpec) -> Iterator[tuple[int, str]]:
    lines = enumerate(source.split("\n"), start=1)
    yield next((number for number, text in lines if text.lstrip().startswith("instructions")), 1), quiz.instructions
    for item in quiz.items:
        for text in markdown_in(item.to_json()):
            yield item.line, text


def _check(file: str, scanned: Scan, around: Surroundings, findings: Findings) -> None:
    check_links(file, scanned, around, findings)
    check_tables(file, scanned, findings)
    for heading in headings(scanned):
        what = _("a quiz has no headings, and `%(text)s` is shown as it is written", text=heading.text)
        findings.error(file, heading.line, what, _("write `**%(text)s**`", text=heading.text))
    if scanned.open_fence is not None:
        findings.error(file, scanned.open_fence, _("this code never ends"), _("write the same three signs on a line of its own below it"))
