"""LiaScript's gaps in a sentence, its surveys, and what of it has no counterpart and must be named."""

import re
from collections.abc import Callable

from lms.catalogue.course_files.foreign.code_spans import CODE, code_span
from lms.catalogue.course_files.foreign.quiz_writing import FoundItem, FoundOption
from lms.catalogue.course_files.foreign.sources import Source, scan_lines
from lms.kit.problems import Findings
from lms.kit.words import gettext as _

GAP = re.compile(r"(?<![\[!])\[\[(?P<text>[^\[\]\n]+)\]\](?![(\[\]])")
SELECTION = re.compile(r"\[\[[^\[\]\n]*\|\s*\([^\[\]()\n]+\)|\[\[\s*\([^\[\]()\n]+\)\s*\|")
DIRECTION = re.compile(r"^\s*(?:--\{\{\d[^{}]*\}\}--|\[\[[?!]\]\])")
_INDENTED_DIRECTION = re.compile(r"^\s+(?=--\{\{|\{\{\d|@\[?\w|\[\[|\[\()")
_SURVEY = re.compile(r"^\s*(?:[-*+]\s+)?(?:\[\[\s*(?:_[_\s]*|:[^\[\]]*)\]\]|\[\[\d+\]\](?=\s*\S)|\[\(\s*(?::[^()]*|\d+)\)\])")
_LEFT = re.compile(
    r"\[\[[^\[\]]*(?:\[[^\[\]]*\][^\[\]]*)*\]\](?!\()"
    r"|\[\[[^\[\]]*\](?=\s+\[)"
    r"|\[\s*\([^()\[\]]*\)(?:\s*\([^()\[\]]*\))*\s*\](?!\()"
    r"|\[(?:\s*\[[ xX]\]){2,}\s*\]"
    r"|(?<![\w.])@(?:\[[^\[\]]*\]|[A-Za-z][\w.]*)\([^()]*\)?"
    r"|(?<!\S)@[A-Za-z][\w.]*(?=\s*$)"
    r"|--\{\{[^{}]*\}\}--"
)
_MATRIX = re.compile(r"\s*\[(?:\[[^\[\]]*\]\s+\[|\s*\([^()\[\]]*\)\s*\(|\s*\[[ xX]\]\s*\[)")
_BLANK = r"\_\_\_\_\_"
_LONGEST = 20_000


def is_survey(text: str) -> bool:
    """True for a line that asks without a right answer, or lets a program of the author judge."""
    return bool(_SURVEY.match(text)) or text.strip().startswith("[[!")


def gaps_in(text: str) -> list[re.Match[str]]:
    """The gaps of a sentence that have an answer."""
    if is_survey(text) or "[[" not in text or len(text) > _LONGEST:
        return []
    codes = [code.span() for code in CODE.finditer(text)]
    found = [gap for gap in GAP.finditer(text) if _is_typed(gap["text"].strip())]
    return [gap for gap in found if not any(start <= gap.start() < end for start, end in codes)]


def _is_typed(written: str) -> bool:
    return bool(written.strip("_ \t")) and written[0] not in "?!:" and written not in ("x", "X")


def asked(written: str) -> FoundItem:
    """The question within ``[[…]]``: a text to type, or choices with the right one in round brackets."""
    choices = [part.strip() for part in written.split("|")]
    if len(choices) == 1:
        return FoundItem("", 0, "", answers=choices)
    options = [FoundOption(choice.strip("() "), choice.startswith("(") and choice.endswith(")")) for choice in choices]
    return FoundItem("", 0, "", options=options, several=sum(option.correct for option in options) > 1)


def gap_items(text: str, gettext: Callable[..., str]) -> list[FoundItem]:
    """One question for each gap of ``text``, with the whole text as its stem."""
    found = gaps_in(text)
    several = len(found) > 1
    pieces, at = [], 0
    for number, gap in enumerate(found, start=1):
        pieces += [text[at : gap.start()], f"({number}) {_BLANK}" if several else _BLANK]
        at = gap.end()
    stem = "".join([*pieces, text[at:]])
    items = [asked(gap["text"]) for gap in found]
    for number, item in enumerate(items, start=1):
        item.stem = f"{stem}\n\n{gettext('What belongs into gap (%(number)d)?', number=number)}" if several else stem
    return items


def undent_directions(source: Source) -> None:
    """LiaScript may indent its directions and questions as it likes; Markdown would call them code."""
    scanned = scan_lines(source.lines)
    fenced = {block.line + offset for block in scanned.blocks for offset in range(block.text.count("\n") + 3)}
    fenced.update(range(scanned.open_fence or len(scanned.lines) + 1, len(scanned.lines) + 1))
    for index, line in enumerate(scanned.lines):
        if line.is_code and line.number not in fenced and line.text.startswith(("    ", "\t")):
            number, text = source.lines[index]
            source.lines[index] = (number, _INDENTED_DIRECTION.sub("", text))


def note_leftovers(source: Source, liascript: bool, findings: Findings) -> None:
    """Name each question and direction that is still there; in a text of LiaScript it is shown as code, elsewhere as it stands."""
    scanned = scan_lines(source.lines)
    for index, line in enumerate(scanned.lines):
        if line.is_code or not re.search(r"\[\s*[\[(]|@|--\{\{", line.prose[:_LONGEST]) or line.prose.count("[") > 500:
            continue
        number, text = source.lines[index]
        found = list(_LEFT.finditer(line.prose[:_LONGEST]))
        if found:
            as_written = len(line.prose) == len(text)  # else a comment was taken out of it
            lefts = [text[left.start() : left.end()] if as_written else left[0] for left in found]
            _note(source, number, "`, `".join(dict.fromkeys(left.replace("`", "'") for left in lefts)), is_survey(text), findings)
            if liascript:
                source.lines[index] = (number, _as_code(text, found if as_written else []))


def _note(source: Source, number: int, shown: str, survey: bool, findings: Findings) -> None:
    if survey and not shown.startswith("[[!"):
        what = _("`%(text)s` is a survey, which has no right answer; it stays text", text=shown)
        findings.advice(source.path, number, what, _("ask for it in another way, such as a form of your office"))
    else:
        what = _("this question or direction was not understood: `%(text)s`", text=shown)
        findings.advice(source.path, number, what, _("write it in words, or as a question of a quiz file"))


def _as_code(text: str, found: list[re.Match[str]]) -> str:
    """Each thing that is left in backticks, a table of choices as a whole; what is code already stays."""
    if _MATRIX.match(text) and "`" not in text:
        return code_span(text.strip())
    pieces, at = [], 0
    for left in found:
        pieces += [text[at : left.start()], code_span(text[left.start() : left.end()])]
        at = left.end()
    return "".join([*pieces, text[at:]])
