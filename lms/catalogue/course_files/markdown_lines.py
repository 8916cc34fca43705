"""The lines of a Markdown text and what each is: code, heading, block. Line by line, so that hostile text costs nothing."""

import re
import unicodedata
from dataclasses import dataclass
from textwrap import dedent

_FENCE = re.compile(r"^(?P<indent>\s*(?:>\s?)*(?:[-*+]\s+|\d{1,9}[.)]\s+)?)(?P<fence>`{3,}|~{3,})(?P<info>.*)$")
_LANGUAGE = re.compile(r"\s*\{?\s*\.?([\w+#-]+)")
_QUOTED = re.compile(r"^\s*(?:>\s?)+")
_HEADING = re.compile(r"^(?P<marks>#{1,6})(?P<text>[^#].*|)$")
_UNDERLINE = re.compile(r"^(?:=+|-+) *$")
_OPENS_BLOCK = re.compile(r"^\s*(?:/{3,}|$)")
_ATTRIBUTES = re.compile(r"\s*\{:?[^{}]*\}\s*$")
_ID = re.compile(r"\{[^{}]*#(?P<id>[\w:.-]+)[^{}]*\}\s*$")
_SPAN = re.compile(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)")
_INDENTED = re.compile(r"^(?: {4}|\t)")
_OPENS_INDENTED = re.compile(r"^\s*(?:[-*+]\s|\d{1,9}[.)]\s|!!!|\?\?\?|===|\[\^|:\s|/{3,})")
_COMMENT_START = "<!--"
_COMMENT_END = "-->"


@dataclass(frozen=True, slots=True)
class Line:
    """One line. ``text`` is as written; ``prose`` has code, code spans and comments blanked out."""

    number: int
    text: str
    prose: str
    is_code: bool


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading outside code, ``#`` to ``######`` or underlined; ``text`` without its marks and attributes."""

    line: int
    level: int
    text: str
    id: str | None


@dataclass(frozen=True, slots=True)
class CodeBlock:
    """Code between two fences; ``language`` as it is named behind the first, ``line`` is that one's."""

    line: int
    language: str
    text: str


@dataclass(frozen=True, slots=True)
class Scan:
    """A text in lines, with its fenced code. ``open_fence`` is the line of a code fence that never ends."""

    lines: tuple[Line, ...]
    open_fence: int | None
    blocks: tuple[CodeBlock, ...] = ()


def scan(text: str) -> Scan:
    """Tell code from prose."""
    return _Scanner().run(text)


class _Scanner:
    """Remembers what is open from one line to the next."""

    def __init__(self) -> None:
        self.fence = self.language = ""
        self.fence_line = 0
        self.code: list[str] = []
        self.blocks: list[CodeBlock] = []
        self.comment = False
        self.blank_before = True
        self.indented_code = False
        self.inside_list = False

    def run(self, text: str) -> Scan:
        lines = tuple(self._line(number, line) for number, line in enumerate(text.split("\n"), start=1))
        return Scan(lines, self.fence_line if self.fence else None, tuple(self.blocks))

    def _line(self, number: int, text: str) -> Line:
        if self.fence:
            self._code(text)
            return Line(number, text, "", True)
        found = None if self.comment else _FENCE.match(text)
        if found and not (found["fence"][0] == "`" and "`" in found["info"]):
            self.fence, self.fence_line, self.blank_before = found["fence"], number, False
            named = _LANGUAGE.match(found["info"])
            self.language, self.code = named[1] if named else "", []
            return Line(number, text, "", True)
        if not self.comment and self._is_indented_code(text):
            return Line(number, text, "", True)
        return Line(number, text, self._prose(text), False)

    def _code(self, text: str) -> None:
        if self._closes(text):
            self.fence = ""
            self.blocks.append(CodeBlock(self.fence_line, self.language, dedent("\n".join(self.code))))
        else:
            self.code.append(_QUOTED.sub("", text))

    def _closes(self, text: str) -> bool:
        stripped = text.strip().lstrip("> ")
        return len(stripped) >= len(self.fence) and set(stripped) == {self.fence[0]}

    def _is_indented_code(self, text: str) -> bool:
        blank = not text.strip()
        if not blank and not _INDENTED.match(text):
            self.inside_list = bool(_OPENS_INDENTED.match(text))
            self.indented_code = False
        elif not blank and self.blank_before and not self.inside_list:
            self.indented_code = True
        self.blank_before = blank
        return self.indented_code and not blank

    def _prose(self, text: str) -> str:
        if not self.comment:
            text = _SPAN.sub(lambda found: "x" * len(found[0]), text)
        kept = ""
        while text:
            mark = _COMMENT_END if self.comment else _COMMENT_START
            before, found, text = text.partition(mark)
            kept += "" if self.comment else before
            if found:
                self.comment = not self.comment
        return kept


def headings(scanned: Scan) -> tuple[Heading, ...]:
    """The headings outside code."""
    found = []
    opens_block = True  # Python-Markdown underlines the first line of a block only
    underline = 0
    for line, below in zip(scanned.lines, (*scanned.lines[1:], None), strict=True):
        heading = _with_marks(line)
        if heading is None and opens_block and line.number != underline and _is_underlined(line, below):
            heading, underline = _underlined(line, below), line.number + 1
        if heading is not None:
            found.append(heading)
        opens_block = heading is not None or line.number == underline or bool(_OPENS_BLOCK.match(line.text))
    return tuple(found)


def _with_marks(line: Line) -> Heading | None:
    match = None if line.is_code else _HEADING.match(line.text)
    if match is None or not line.prose.startswith("#"):
        return None
    return _heading(line.number, len(match["marks"]), match["text"])


def _is_underlined(line: Line, below: Line | None) -> bool:
    if below is None or line.is_code or below.is_code or not line.prose.strip() or _INDENTED.match(line.text):
        return False
    return not _OPENS_BLOCK.match(line.text) and _UNDERLINE.match(below.prose) is not None


def _underlined(line: Line, below: Line | None) -> Heading:
    return _heading(line.number, 1 if below and below.text.startswith("=") else 2, line.text)


def _heading(number: int, level: int, written: str) -> Heading:
    own_id = _ID.search(written)
    text = _ATTRIBUTES.sub("", written).strip().rstrip("#").strip()
    return Heading(number, level, text, own_id["id"] if own_id else None)


def anchors(scanned: Scan) -> frozenset[str]:
    """Every id that a link may point to: of headings in the ways they are commonly made, and those that authors wrote."""
    found: set[str] = set()
    counts: dict[str, int] = {}
    for heading in headings(scanned):
        if heading.id:
            found.add(heading.id)
            continue
        for slug in slugs(heading.text):
            count = counts.get(slug, 0)
            found.add(slug if count == 0 else f"{slug}_{count}")
            counts[slug] = count + 1
    for line in scanned.lines:
        if "{" in line.prose:
            found.update(re.findall(r"\{[^{}]*#([\w:.-]+)[^{}]*\}", line.prose))
    return frozenset(found)


def slugs(heading: str) -> set[str]:
    """The ids that our own pipeline and plain Python-Markdown give to ``heading``."""
    plain = re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", heading[:1000]).replace("`", "").replace("*", "")
    made = set()
    for text in (plain, unicodedata.normalize("NFKD", plain).encode("ascii", "ignore").decode()):
        made.add(re.sub(r"[-\s_]+", "-", re.sub(r"[^\w\s-]", "", text).strip().lower()).strip("-") or "section")
    return made
