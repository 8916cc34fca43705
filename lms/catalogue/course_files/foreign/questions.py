"""Finds questions in a foreign text: LiaScript's, and tables that say which option is correct."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from textwrap import dedent

from lms.catalogue.course_files.foreign.code_spans import code_span
from lms.catalogue.course_files.foreign.gaps import DIRECTION, GAP, SELECTION, asked, gap_items, gaps_in, is_survey
from lms.catalogue.course_files.foreign.quiz_writing import FoundItem, FoundOption
from lms.catalogue.course_files.foreign.sources import Lines, Source, scan_lines
from lms.catalogue.course_files.item_reading import folded
from lms.catalogue.course_files.lessons import cells_of
from lms.kit.problems import Findings
from lms.kit.words import gettext as _

_SINGLE = re.compile(r"^\s*(?:[-*+]\s+)?\[\((?P<mark>[ xX])\)\]\s*(?P<text>.*)$")
_MULTIPLE = re.compile(r"^\s*(?:[-*+]\s+)?\[\[(?P<mark>[ xX])\]\]\s*(?P<text>.*)$")
_HINT = re.compile(r"^\s*\[\[\?\]\]\s*(?P<text>.*)$")
_TEXT = re.compile(r"^\s*\[\[(?=[\s?!]*[^\[\]\s?!])(?P<text>[^\[\]]*)\]\]\s*$")
_MATRIX_HEAD = re.compile(r"^\s*\[\s*(?P<cells>(?:\[[^\[\]]+\]\s*|\([^()]+\)\s*){2,})\]\s*$")
_CELL = re.compile(r"\[([^\[\]]+)\]|\(([^()]+)\)")
_MATRIX_ROW = re.compile(r"^\s*\[\s*(?P<marks>(?:\[[ xX]\]\s*|\([ xX]\)\s*){2,})\]\s*(?P<text>.*)$")
_MARK = re.compile(r"[\[(]([ xX])[\])]")
_SOLUTION = re.compile(r"^\s*\*{3,}\s*$")
_NO_STEM = ("#", "|", "`", "~", "<", ":", "/", "!!!", "{", "===", "---")
_LIST = re.compile(r"^\s*(?:[-*+]|\d{1,9}[.)])\s+")
_VERDICT = {"correct": True, "incorrect": False, "right": True, "wrong": False, "richtig": True, "falsch": False}


@dataclass(slots=True)
class _Found:
    items: list[FoundItem]
    first: int
    last: int
    stem_first: int | None
    is_sentence: bool = False


def take_questions(source: Source, quiz_key: str, gettext: Callable[..., str], findings: Findings) -> list[FoundItem]:
    """Move the questions of ``source`` out of its lines; where one stood, the lesson now asks for it by ``quiz_key``.

    ``gettext`` speaks the language of the course.
    """
    scanned = scan_lines(source.lines).lines
    finder = _Finder(source.lines, [line.is_code for line in scanned], is_liascript(source), gettext)
    finder.comments = [bool(line.text.strip()) and not line.is_code and not line.prose.strip() for line in scanned]
    founds = finder.run()
    items = []
    for found in reversed(founds):
        number = found.items[0].line
        if found.is_sentence and not all(is_usable(item) for item in found.items):
            continue  # the sentence stays, and what is left in it is named later
        if not all(is_usable(item) for item in found.items):
            what = _("this question has no right answer, or twice the same one; it stays text")
            findings.advice(source.path, number, what, _("write it into a quiz file"))
            finder.keep_as_text(found)
            continue
        start = found.first if found.stem_first is None else found.stem_first
        place = [line for item in found.items for line in ("", f"/// question | {quiz_key}#{item.key}", "///", "")]
        source.lines[start : found.last + 1] = [(number, text) for text in place]
        for item in found.items:
            what = _("the question is now `%(key)s` of %(quiz)s.quiz.toml", key=item.key, quiz=quiz_key)
            findings.advice(source.path, number, what, _("read it over there"))
        items += found.items[::-1]
    return items[::-1]


def is_usable(item: FoundItem) -> bool:
    """Whether a question has a right answer, and no answer twice."""
    if item.answers:
        return all(answer.strip(" *") for answer in item.answers)
    texts = [folded(option.text) for option in item.options]
    return len(texts) > 1 and all(texts) and len(set(texts)) == len(texts) and any(option.correct for option in item.options)


def is_liascript(source: Source) -> bool:
    """True when the text began with LiaScript's header, or has choices in its way of writing."""
    lines = source.lines
    if source.is_liascript:
        return True
    if any(DIRECTION.match(line) or SELECTION.search(line) for _number, line in lines):
        return True
    has_right = any("[[x]]" in line.lower() for _number, line in lines)
    return any(_SINGLE.match(line) or (_MULTIPLE.match(line) and has_right) for _number, line in lines)


class _Finder:
    """Walks over the lines and collects questions."""

    def __init__(self, lines: Lines, codes: list[bool], liascript: bool, gettext: Callable[..., str]) -> None:
        self.lines, self.codes, self.liascript, self.gettext = lines, codes, liascript, gettext
        self.comments: list[bool] = []
        self.founds: list[_Found] = []
        self.at = self.count = 0

    def run(self) -> list[_Found]:
        while self.at < len(self.lines):
            if self._may_be_question() and self._question():
                continue
            self.at += 1
        return self.founds

    def _may_be_question(self) -> bool:
        text = self.lines[self.at][1]
        if "|" in text:
            return not self.codes[self.at] or "[[" in text
        # LiaScript indents its choices, which Markdown would call code
        return self.liascript and "[" in text and not self._is_fenced(self.at)

    def _is_fenced(self, index: int) -> bool:
        return self.codes[index] and not self.lines[index][1].startswith(("    ", "\t"))

    def _question(self) -> bool:
        if self.liascript:
            if self._matrix():
                return True
            for pattern, several in ((_SINGLE, False), (_MULTIPLE, True)):
                if pattern.match(self._text()):
                    self._choices(pattern, several)
                    return True
            if _TEXT.match(self._text()) and not is_survey(self._text()):
                self._typed()
                return True
            if "|" not in GAP.sub("", self._text()) and not self.codes[self.at] and gaps_in(self._text()):
                return self._gaps()
        return self._table()

    def _text(self) -> str:
        return self.lines[self.at][1] if self.at < len(self.lines) else ""

    def _choices(self, pattern: re.Pattern[str], several: bool) -> None:
        first = self.at
        options = []
        while found := pattern.match(self._text()):
            options.append(FoundOption(found["text"].strip(), found["mark"] in "xX"))
            self.at += 1
        several = several or sum(option.correct for option in options) > 1
        self._add(FoundItem("", 0, "", options=options, several=several), first)

    def _matrix(self) -> bool:
        """Rows that choose from the same columns: a question for each row."""
        head = _MATRIX_HEAD.match(self._text())
        columns = [(one or two).strip() for one, two in _CELL.findall(head["cells"])] if head else []
        end = self.at + 1
        items = []
        while end < len(self.lines) and (row := _MATRIX_ROW.match(self.lines[end][1])):
            marks = _MARK.findall(row["marks"])
            options = [FoundOption(column, mark in "xX") for column, mark in zip(columns, marks, strict=False)]
            fits = len(marks) == len(columns)
            items.append(FoundItem("", 0, row["text"].strip(), options=options if fits else [], several="[" in row["marks"]))
            end += 1
        if len(columns) < 2 or not items:
            return False
        first, self.at = self.at, end
        feedback = self._hints_and_solution()
        stem_first, stem = self._stem(first)
        for item in items:
            item.stem = f"{stem}\n\n{item.stem}" if item.stem else stem
        self._keep(items, first, stem_first, feedback)
        return True

    def _typed(self) -> None:
        first = self.at
        written = _TEXT.match(self._text())
        self.at += 1
        self._add(asked(written["text"] if written else ""), first)

    def _add(self, item: FoundItem, first: int) -> None:
        feedback = self._hints_and_solution()
        stem_first, item.stem = self._stem(first)
        self._keep([item], first, stem_first, feedback)

    def _keep(self, items: list[FoundItem], first: int, stem_first: int | None, feedback: str) -> None:
        for item in items:
            self.count += 1
            item.key, item.line, item.feedback = f"q{self.count}", self.lines[first][0], feedback
        self.founds.append(_Found(items, first, self.at - 1, stem_first))

    def _gaps(self) -> bool:
        """A sentence with gaps: the paragraph around it, or its point of a list, asks for each of them."""
        floor = self.founds[-1].last if self.founds else -1
        first = last = self.at
        if not _LIST.match(self._text()):
            while first - 1 > floor and self._is_sentence(first - 1):
                first -= 1
            while last + 1 < len(self.lines) and self._is_sentence(last + 1):
                last += 1
        texts = [text.strip() for _number, text in self.lines[first : last + 1]]
        if texts[0].startswith(_NO_STEM) or texts[0].startswith(">"):
            return False
        self.at = last + 1
        items = gap_items(_LIST.sub("", "\n".join(texts), count=1) if first == last else "\n".join(texts), self.gettext)
        self._keep(items, first, None, self._hints_and_solution())
        self.founds[-1].is_sentence = True
        return True

    def _is_sentence(self, index: int) -> bool:
        text = self.lines[index][1].strip()
        other = text.startswith((*_NO_STEM, ">", "[", "--{")) or _LIST.match(text) or "|" in GAP.sub("", text)
        return bool(text) and not self.codes[index] and not other

    def _hints_and_solution(self) -> str:
        """Hints a paragraph each, and the solution's lines as they stand."""
        found = []
        while hint := _HINT.match(self._text()):
            found.append(hint["text"].strip())
            self.at += 1
        if _SOLUTION.match(self._text()):
            end = next((index for index in range(self.at + 1, len(self.lines)) if _SOLUTION.match(self.lines[index][1])), None)
            if end is not None:
                found.append(dedent("\n".join(text for _number, text in self.lines[self.at + 1 : end])).strip())
                self.at = end + 1
        return "\n\n".join(part for part in found if part)

    def _stem(self, first: int) -> tuple[int | None, str]:
        """The paragraph before a question with the code below it, and where it begins; a heading is used but stays where it is."""
        floor = self.founds[-1].last if self.founds else -1
        end = self._above(first, floor)
        code_from = end + 1
        while code_from - 1 > floor and self.codes[code_from - 1] and self._is_fenced(code_from - 1):
            code_from -= 1
        code = "\n".join(text for _number, text in self.lines[code_from : end + 1])
        above = self._above(code_from, floor)
        start = above
        while start - 1 > floor and self._continues(start - 1):
            start -= 1
        texts = [text.strip() for _number, text in self.lines[start : above + 1]] if above > floor else []
        unsaid = self.gettext("Which answer is right?")
        if not texts or any(text.startswith(_NO_STEM) for text in texts) or any(self.codes[start : above + 1]):
            is_heading = bool(texts) and texts[-1].startswith("#") and bool(texts[-1].strip("# "))
            return (code_from, f"{unsaid}\n\n{code}") if code else (None, texts[-1].strip("# ") if is_heading else unsaid)
        return start, "\n".join([*texts, "", code] if code else texts)

    def _above(self, index: int, floor: int) -> int:
        """The last line with a text before ``index``: between a question and its answers may stand a comment that says how they are mixed."""
        end = index - 1
        while end > floor and (not self.lines[end][1].strip() or self.comments[end]):
            end -= 1
        return end

    def _continues(self, index: int) -> bool:
        text = self.lines[index][1].strip()
        return bool(text) and not text.startswith("#")

    def _table(self) -> bool:
        """A table with a column of verdicts, such as ``Correct/Incorrect``."""
        if self.at + 2 >= len(self.lines) or not re.fullmatch(r"[\s|:-]*-[\s|:-]*", self.lines[self.at + 1][1]):
            return False
        first = self.at
        end = first + 2
        while end < len(self.lines) and "|" in self.lines[end][1]:
            end += 1
        rows = [[cell.strip() for cell in cells_of(self.lines[index][1])] for index in range(first + 2, end)]
        head = [cell.strip() for cell in cells_of(self.lines[first][1])]
        verdict = _verdict_column(head, rows)
        if verdict is None:
            self.at = end
            return True
        options = [_table_option(head, row, verdict) for row in rows]
        self.at = end
        self._add(FoundItem("", 0, "", options=options, several=sum(option.correct for option in options) > 1), first)
        return True

    def keep_as_text(self, found: _Found) -> None:
        """Leave a question that cannot be asked as it is written, in backticks where it would be read as something else."""
        for index in range(found.first, found.last + 1):
            number, text = self.lines[index]
            if text.strip() and "|" not in text:
                self.lines[index] = (number, f"- {code_span(text.strip())}")


def _verdict_column(head: list[str], rows: list[list[str]]) -> int | None:
    if len(rows) < 2 or len(head) < 2 or any(len(row) != len(head) for row in rows):
        return None
    for column in range(len(head)):
        if all(row[column].casefold() in _VERDICT for row in rows):
            return column
    return None


def _table_option(head: list[str], row: list[str], verdict: int) -> FoundOption:
    others = [index for index in range(len(head)) if index != verdict]
    feedback = next((index for index in others if "feedback" in head[index].casefold() or "explanation" in head[index].casefold()), None)
    texts = [row[index] for index in others if index != feedback and row[index]]
    if len(texts) > 1 and len(texts[0]) <= 2:
        texts = texts[1:]  # the option's letter
    text = " – ".join(texts).replace("\\|", "|")
    return FoundOption(text, _VERDICT[row[verdict].casefold()], row[feedback].replace("\\|", "|") if feedback is not None else "")
