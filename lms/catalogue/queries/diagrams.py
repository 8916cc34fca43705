"""Diagrams of a folder that cannot be drawn: they are found by drawing them, so this takes its time and touches no database."""

import time
from collections.abc import Iterator, Mapping
from dataclasses import replace

from lms.catalogue.course_files.encoding import plain_line_ends
from lms.catalogue.course_files.lessons import MAX_LESSON_BYTES
from lms.catalogue.course_files.markdown_lines import CodeBlock, scan
from lms.catalogue.course_files.reading import Reading
from lms.kit.markdown import diagram_fault
from lms.kit.problems import Problem, in_order
from lms.kit.words import gettext as _

MOST_SECONDS = 8
"""Whoever asks waits: what is not drawn by then is named, and left to the publication."""


def with_diagrams(reading: Reading, files: Mapping[str, bytes]) -> Reading:
    """``reading`` with an error for each diagram of ``files`` that learners would see as a warning instead."""
    found = tuple(_undrawable(files))
    if not found:
        return reading
    stops = any(problem.is_error for problem in found)
    return replace(reading, course=None if stops else reading.course, problems=in_order((*reading.problems, *found)))


def _undrawable(files: Mapping[str, bytes]) -> Iterator[Problem]:
    until = time.monotonic() + MOST_SECONDS
    for file, block in _diagrams(files):
        if time.monotonic() > until:
            what = _("the diagrams before this one took so long that it was not tried")
            yield Problem(file, block.line, what, _("make them smaller"), "advice")
            return
        fault = diagram_fault(block.text)
        if fault:
            what = _("this diagram cannot be drawn (%(reason)s)", reason=fault)
            yield Problem(file, block.line, what, _("correct it, or write `text` instead of `mermaid` to show it as it is"))


def _diagrams(files: Mapping[str, bytes]) -> Iterator[tuple[str, CodeBlock]]:
    for file, raw in sorted(files.items()):
        if file.endswith(".md") and "/" not in file and b"mermaid" in raw and len(raw) <= MAX_LESSON_BYTES:
            blocks = scan(plain_line_ends(raw.decode("utf-8-sig", errors="replace"))).blocks
            yield from ((file, block) for block in blocks if block.language == "mermaid")
