"""The blocks of our Markdown: ``///``, ``!!!`` and ``???``, their names, options and ends."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from lms.catalogue.course_files.items import EssayItem
from lms.catalogue.course_files.markdown_lines import Line, Scan
from lms.catalogue.course_files.shapes import QuizSpec
from lms.kit.problems import Findings, write_nearest
from lms.kit.words import gettext as _

NOTES = ("note", "tip", "info", "warning", "danger", "example", "quote")
_OPTIONS: dict[str, frozenset[str]] = {
    **{name: frozenset({"attrs"}) for name in NOTES},
    "details": frozenset({"attrs", "open", "type"}),
    "tab": frozenset({"attrs", "new", "select"}),
    "caption": frozenset({"attrs", "type", "prepend"}),
    "table-caption": frozenset({"attrs", "type", "prepend"}),
    "figure-caption": frozenset({"attrs", "type", "prepend"}),
    "define": frozenset({"attrs"}),
    "question": frozenset(),
}
_BLOCK = re.compile(r"^(?P<indent>\s*)(?P<fence>/{3,})(?P<rest>.*)$")
_OPENING = re.compile(r"^\s*(?P<name>[\w-]+)\s*(?:\|\s*(?P<argument>.*?))?\s*$")
_OPTION = re.compile(r"^ {4,}(?P<name>[\w-]+)\s*:")
_SHORT = re.compile(r"^\s*(?P<mark>!!!|\?\?\?\+?)\s*(?P<name>[\w-]*)")
_QUESTION = re.compile(r"(?P<quiz>[a-z0-9-]+)#(?P<item>[a-z0-9-]+)")


@dataclass(frozen=True, slots=True)
class _Open:
    line: int
    fence: str
    name: str


def check_blocks(file: str, scanned: Scan, quizzes: Mapping[str, QuizSpec], findings: Findings) -> None:
    """Report unknown blocks and options, blocks that never end, and questions that are in no quiz."""
    checker = _Blocks(file, quizzes, findings)
    for line in scanned.lines:
        checker.read(line)
    if scanned.open_fence is not None:
        findings.error(file, scanned.open_fence, _("this code never ends"), _("write the same three signs on a line of its own below it"))
    for block in checker.open:
        what = _("the block `%(name)s` never ends", name=block.name)
        findings.error(file, block.line, what, _("write `%(fence)s` on a line of its own where it ends", fence=block.fence))


class _Blocks:
    """Follows the blocks from line to line."""

    def __init__(self, file: str, quizzes: Mapping[str, QuizSpec], findings: Findings) -> None:
        self.file, self.quizzes, self.findings = file, quizzes, findings
        self.open: list[_Open] = []
        self.header: str | None = None

    def read(self, line: Line) -> None:
        if self.header is not None and self._is_option(line):
            return
        self.header = None
        if line.is_code:
            return
        found = _BLOCK.match(line.prose)
        if found:
            self._block(line.number, found["fence"], found["rest"])
        else:
            self._short(line)

    def _is_option(self, line: Line) -> bool:
        found = _OPTION.match(line.text)
        if not found or self.header is None:
            return False
        known = _OPTIONS.get(self.header)
        if known is not None and found["name"] not in known:
            what = _("`%(option)s` is no option of `%(name)s`", option=found["name"], name=self.header)
            self.findings.error(self.file, line.number, what, write_nearest(found["name"], known))
        return True

    def _block(self, number: int, fence: str, rest: str) -> None:
        if not rest.strip():
            self._close(number, fence)
            return
        opening = _OPENING.match(rest)
        if opening is None:
            what = _("this is no opening of a block")
            self.findings.error(self.file, number, what, _("write `/// note | Title`"))
            return
        name = opening["name"]
        self.open.append(_Open(number, fence, name))
        self.header = name
        if name not in _OPTIONS:
            what = _("there is no block `%(name)s`", name=name)
            self.findings.error(self.file, number, what, write_nearest(name, _OPTIONS))
        if name == "question":
            self._question(number, (opening["argument"] or "").strip())

    def _close(self, number: int, fence: str) -> None:
        for index in range(len(self.open) - 1, -1, -1):
            if self.open[index].fence == fence:
                del self.open[index]
                return
        self.findings.error(self.file, number, _("no block is open that `%(fence)s` could end", fence=fence), _("delete this line"))

    def _question(self, number: int, argument: str) -> None:
        named = _QUESTION.fullmatch(argument)
        if named is None:
            what = _("the question does not say which one it is")
            self.findings.error(self.file, number, what, _("write `/// question | quiz#key`, such as `practice#share-alike`"))
            return
        quiz = self.quizzes.get(named["quiz"])
        if quiz is None:
            what = _("there is no quiz `%(quiz)s`", quiz=named["quiz"])
            self.findings.error(self.file, number, what, write_nearest(named["quiz"], self.quizzes))
            return
        item = quiz.item(named["item"])
        if item is None:
            what = _("the quiz `%(quiz)s` has no question `%(item)s`", quiz=named["quiz"], item=named["item"])
            self.findings.error(self.file, number, what, write_nearest(named["item"], [known.key for known in quiz.items]))
        elif isinstance(item, EssayItem):
            what = _("`%(item)s` is an essay, and nobody marks essays within a lesson", item=item.key)
            self.findings.error(self.file, number, what, _("name a question of another kind, or put the essay into a numbered quiz"))
        elif quiz.feedback_from is not None:
            what = _("the quiz `%(quiz)s` keeps its answers until a day, and a lesson shows them at once", quiz=quiz.key)
            self.findings.error(self.file, number, what, _("name a question of another quiz, or take `feedback_from` out"))
        elif quiz.key[0].isdigit() and (quiz.attempts is not None or quiz.feedback != "after-submit"):
            what = _("`%(item)s` is asked in the quiz `%(quiz)s` too, and a lesson shows its answer before", item=item.key, quiz=quiz.key)
            self.findings.advice(self.file, number, what, _("name a question of a pool such as `practice`"))

    def _short(self, line: Line) -> None:
        found = _SHORT.match(line.prose)
        if found and found["name"] not in NOTES:
            what = _("there is no note of the kind `%(name)s`", name=found["name"])
            self.findings.error(self.file, line.number, what, write_nearest(found["name"], NOTES))
