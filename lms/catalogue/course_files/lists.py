"""Lists as CommonMark sees them, written as our lessons want them.

Most houses write Markdown after CommonMark: a list may follow a paragraph at once, points say ``1)`` too, and what belongs to a
point stands below its first word. Ours begins a list below an empty line and indents by four spaces; anything else becomes
running text there, without a word.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from markdown_it import MarkdownIt
from markdown_it.token import Token

from lms.catalogue.course_files.markdown_lines import Scan
from lms.kit.problems import Findings
from lms.kit.words import gettext as _

_MAYBE = re.compile(r"^[^\S\n]*(?:[-+*]|\d{1,9}[.)])\s", re.MULTILINE)
_POINT = re.compile(r"(?P<indent> *)(?P<mark>[-+*]|\d{1,9}[.)])(?P<gap> *)(?P<rest>.*)", re.DOTALL)
_OWN_BLOCK = re.compile(r"^\s*(?:/{3,}|:{3,})")
_STEP = 4

Lines = list[tuple[int, str]]


@dataclass(slots=True)
class _Point:
    """A point of a list, from its first line to the one after its last; ``offset``: where its text begins, counted from the line's start."""

    first: int
    end: int
    opens_list: bool
    depth: int
    offset: int = 0


@dataclass(slots=True)
class _Outline:
    points: list[_Point] = field(default_factory=list)
    fences: list[tuple[int, int]] = field(default_factory=list)


def arranged(lines: Sequence[tuple[int, str]]) -> Lines:
    """``lines`` (number, text) with their lists as our lessons want them; each line keeps its number, and new empty ones get the next one's."""
    texts = [text for _number, text in lines]
    if not _MAYBE.search("\n".join(texts)):
        return list(lines)
    outline = _outline("\n".join("" if _OWN_BLOCK.match(text) else text for text in texts))
    if not outline.points:
        return list(lines)
    return _Writer(lines, outline).run()


def check_lists(file: str, scanned: Scan, findings: Findings) -> None:
    """Advise on lists that other houses' Markdown knows and ours shows as running text."""
    made = arranged([(line.number, line.text) for line in scanned.lines])
    seen = 0
    below_gap = True
    for number, text in made:
        line = scanned.lines[number - 1]
        new_gap = not text.strip() and bool(line.text.strip())
        moved = bool(text.strip()) and text != line.text and (below_gap or _MAYBE.match(line.text) is not None)
        if (new_gap or moved) and number > seen and not line.is_code:
            what = _("a list is written in a way that is shown as running text here")
            instead = _("leave the line above it empty, begin its points with `-` or `1.`, and indent what belongs to a point by 4 spaces")
            findings.advice(file, number, what, instead)
            seen = _last_of_block(scanned, number)
        below_gap = not text.strip()


def _last_of_block(scanned: Scan, number: int) -> int:
    """The last line before the next one that stands at the margin below an empty line: one piece of advice for each list."""
    rest = scanned.lines[number:]
    for above, line in zip(scanned.lines[number - 1 :], rest, strict=False):
        if not above.text.strip() and line.text[:1].strip() and not _MAYBE.match(line.text):
            return line.number - 1
    return len(scanned.lines)


def _outline(text: str) -> _Outline:
    outline = _Outline()
    open_points: list[_Point] = []
    quoted, opens = 0, False
    for token in _parser.parse(text):
        quoted += {"blockquote_open": 1, "blockquote_close": -1}.get(token.type, 0)
        if quoted:
            continue  # what stands in a quotation stays as it is
        if token.type in ("bullet_list_open", "ordered_list_open"):
            opens = True
        elif token.type == "list_item_open":
            first, end = _span(token)
            point = _Point(first, end, opens, len(open_points))
            if not (open_points and open_points[-1].first == first):  # a list in the first line of a point is its text
                outline.points.append(point)
            open_points.append(point)
            opens = False
        elif token.type == "list_item_close":
            open_points.pop()
        elif token.type == "fence":
            outline.fences.append(_span(token))
    return outline


def _span(token: Token) -> tuple[int, int]:
    first, end = token.map or (0, 0)
    return first, end


class _Writer:
    """Writes the lines again, each at the depth of the points that hold it."""

    def __init__(self, lines: Sequence[tuple[int, str]], outline: _Outline) -> None:
        self.lines = lines
        self.begins = {point.first: point for point in outline.points}
        self.fences = dict(outline.fences)
        self.made: Lines = []
        self.around: list[_Point] = []
        self.gap_in: list[bool] = []
        self.gap_before = False
        self.depth_before = self.fence_end = self.fence_indent = 0

    def run(self) -> Lines:
        for index, (number, text) in enumerate(self.lines):
            while self.around and index >= self.around[-1].end:
                self.around.pop()
                self.gap_before = self.gap_in.pop() and index != self.fence_end  # code parts itself from what is below it
            self._line(index, number, text, _spaces(text))
            self.depth_before = len(self.around)
        return self.made

    def _line(self, index: int, number: int, text: str, plain: str) -> None:
        point = self.begins.get(index)
        if index in self.fences:
            self.fence_end = self.fences[index]
            self.fence_indent = max(0, _leading(plain) - self._offset()) if point is None else 0
        is_code = index < self.fence_end
        if _OWN_BLOCK.match(text) and not is_code:
            inside = bool(self.around) and _leading(plain) >= self._offset()
            self.made.append((number, " " * _STEP * len(self.around) + plain.lstrip() if inside else text))
            if not inside:  # a block of ours that begins or ends here ends the list
                self.around, self.gap_in = [], []
        elif not text.strip():
            self.made.append((number, text))
            self.gap_in = [True] * len(self.gap_in)
        elif point is not None and (found := _POINT.fullmatch(plain[self._offset() :])):
            self._part(number, point)
            self._begin(number, point, found)
        else:
            if not self.around and self.depth_before and self.made[-1][1].strip():
                self.made.append((number, ""))
            self.made.append((number, self._inside(text, plain, is_code)))

    def _offset(self) -> int:
        return self.around[-1].offset if self.around else 0

    def _part(self, number: int, point: _Point) -> None:
        """An empty line before a list, where ours would not see it without."""
        below_text = bool(self.made) and bool(self.made[-1][1].strip()) and not _OWN_BLOCK.match(self.made[-1][1])
        apart = not self.around or self.gap_in[-1] or self.depth_before > len(self.around) if point.opens_list else self.gap_before
        if below_text and apart:
            self.made.append((number, ""))

    def _begin(self, number: int, point: _Point, found: re.Match[str]) -> None:
        gap = len(found["gap"])
        own = gap if 1 <= gap <= _STEP and found["rest"] else 1
        point.offset = self._offset() + len(found["indent"]) + len(found["mark"]) + own
        written = f"{' ' * _STEP * len(self.around)}{found['mark'].replace(')', '.')}{found['gap']}{found['rest']}"
        self.made.append((number, written))
        self.around.append(point)
        self.gap_in.append(False)
        self.gap_before = False

    def _inside(self, text: str, plain: str, is_code: bool) -> str:
        if not self.around:
            return text
        body = plain[min(_leading(plain), self._offset() + (self.fence_indent if is_code else 0)) :]
        if not is_code and _leading(body) < _STEP:
            body = body.lstrip(" ")
        return " " * _STEP * len(self.around) + body


def _spaces(text: str) -> str:
    """``text`` with the tabs at its beginning as spaces."""
    body = text.lstrip(" \t")
    return text[: len(text) - len(body)].expandtabs(_STEP) + body


def _leading(text: str) -> int:
    return len(text) - len(text.lstrip(" "))


def _blocks_only() -> MarkdownIt:
    """A parser that tells blocks and looks at no word: linear in the text."""
    parser = MarkdownIt("commonmark")
    parser.core.ruler.enableOnly(["normalize", "block"])
    return parser


_parser = _blocks_only()
