"""Whatever the reader of courses still refuses in an imported folder is shown as it was written, and named by its original line."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from lms.catalogue.course_files.foreign.code_spans import code_span
from lms.catalogue.course_files.foreign.quiz_writing import FoundItem, write_quiz
from lms.catalogue.course_files.foreign.sources import Source
from lms.catalogue.course_files.reading import read_course
from lms.kit.problems import Findings
from lms.kit.words import gettext as _

_FALLBACK_TITLE = "Course"


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a lesson comes from: the file, and for each of the lesson's lines the line there."""

    path: str
    lines: list[int]

    def line(self, number: int) -> int:
        """The line of the original for line ``number`` of the lesson."""
        return self.lines[min(number, len(self.lines)) - 1] if self.lines else 1


@dataclass(frozen=True, slots=True)
class FoundQuiz:
    """A quiz as it was found in the file ``path``."""

    path: str
    title: str
    items: list[FoundItem]


@dataclass(slots=True)
class Work:
    """The course that is being put together."""

    files: dict[str, bytes] = field(default_factory=dict)
    kept_aside: list[str] = field(default_factory=list)
    minutes: int = 0
    questions: int = 0
    sources: list[Source] = field(default_factory=list)
    origins: dict[str, Origin] = field(default_factory=dict)
    quizzes: dict[str, FoundQuiz] = field(default_factory=dict)
    findings: Findings = field(default_factory=Findings)
    fault_of: Callable[[str], str] | None = None


def repair(slug: str, work: Work) -> None:
    """Show as code what the reader refuses: first its line, then, at last, the whole lesson."""
    for whole_lesson in (False, False, False, True):
        errors = [problem for problem in read_course(work.files, slug=slug).problems if problem.is_error]
        wrong = {(problem.file, problem.line) for problem in errors if problem.file in work.origins or problem.file in work.quizzes}
        if not wrong:
            return
        for name in sorted({file for file, _line in wrong}):
            lines = {line for file, line in wrong if file == name}
            if name in work.quizzes:
                _repair_quiz(name, lines, work)
            elif whole_lesson:
                _show_lesson(name, work)
            else:
                _repair_lesson(name, lines, work)


def _repair_quiz(name: str, numbers: set[int], work: Work) -> None:
    quiz = work.quizzes[name]
    starts = [number for number, text in enumerate(work.files[name].decode().split("\n"), start=1) if text == "[[items]]"]
    for item, start, end in zip(quiz.items, starts, [*starts[1:], 10**9], strict=True):
        if any(start <= number < end for number in numbers):
            item.change_texts(lambda text: code_span(" ".join(text.split())) if text.strip() else text)
            what = _("the question `%(key)s` of %(name)s could not be written as Markdown; it is shown as code", key=item.key, name=name)
            work.findings.advice(quiz.path, item.line, what, _("rewrite it over there"))
    work.files[name] = write_quiz(quiz.title, quiz.items).encode()


def _show_lesson(name: str, work: Work) -> None:
    lines = work.files[name].decode().split("\n")
    title = re.sub(r"[^\w\s.,-]", " ", lines[0]).strip() or _FALLBACK_TITLE
    fence = "`" * max(3, _run("\n".join(lines)) + 1)
    what = _("the text could not be turned into a lesson; it is shown as written")
    work.findings.advice(work.origins[name].path, 1, what, _("rewrite it as Markdown"))
    work.files[name] = "\n".join([f"# {title}", "", f"{fence}text", *lines, fence, ""]).encode()


def _repair_lesson(name: str, numbers: set[int], work: Work) -> None:
    origin = work.origins[name]
    lines = work.files[name].decode().split("\n")
    for number in sorted(numbers):
        text = lines[number - 1]
        if number > 1 and text.strip():
            ticks = "`" * (_run(text) + 1)
            lines[number - 1] = f"{ticks} {text.strip()} {ticks}"
            what = _("`%(text)s` could not be turned into a lesson's text; it is shown as code", text=text.strip()[:200])
            work.findings.advice(origin.path, origin.line(number), what, _("rewrite it in %(name)s", name=f"{name}:{number}"))
    work.files[name] = "\n".join(lines).encode()


def _run(text: str) -> int:
    return max((len(run) for run in re.findall(r"`+", text)), default=0)
