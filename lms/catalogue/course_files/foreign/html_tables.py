"""Tables of HTML, written as those of Markdown."""

import re
from html.parser import HTMLParser

from lms.catalogue.course_files.foreign.code_spans import code_span
from lms.catalogue.course_files.foreign.fenced_blocks import NO_BRACKETS
from lms.catalogue.course_files.foreign.relinking import bracketed
from lms.catalogue.course_files.foreign.sources import Lines, Source, scan_lines
from lms.kit.problems import Findings
from lms.kit.words import gettext as _

_START = re.compile(r"<table\b", re.IGNORECASE)
_END = re.compile(r"</table\s*>", re.IGNORECASE)
_MOST_LINES = 2000
_MARKS = {"b": "**", "strong": "**", "i": "*", "em": "*"}
_BREAKS = frozenset({"p", "br", "div", "ul", "ol", "tr"})
_KEPT = frozenset({"kbd", "sub", "sup", "mark"})


def convert_tables(source: Source, findings: Findings) -> None:
    """Write each HTML table as a Markdown one and note it; one that holds another stays for the tags to be named."""
    scanned = scan_lines(source.lines).lines
    made: Lines = []
    at = 0
    while at < len(source.lines):
        number, text = source.lines[at]
        start = None if scanned[at].is_code else _START.search(text)
        end = _end_of(source.lines, at) if start else None
        table = _table("\n".join(line for _number, line in source.lines[at : end + 1])) if start and end is not None else None
        if table is None or start is None or end is None:
            made.append((number, text))
            at += 1
            continue
        before, rows, behind = table
        made += [(number, line) for line in (before, "", *rows, "")]
        made += [(source.lines[end][0], behind)]
        what = _("a table that was written in HTML is one of Markdown now")
        findings.advice(source.path, number, what, _("see whether each cell is in the right column"))
        at = end + 1
    source.lines = made


def _end_of(lines: Lines, start: int) -> int | None:
    return next((at for at in range(start, min(len(lines), start + _MOST_LINES)) if _END.search(lines[at][1])), None)


def _table(text: str) -> tuple[str, list[str], str] | None:
    start, end = _START.search(text), _END.search(text)
    if start is None or end is None or len(_START.findall(text)) > 1:
        return None
    reader = _Reader()
    reader.feed(text[start.start() : end.end()])
    reader.close()
    rows = [row for row in reader.rows if row]
    if not rows:
        return None
    width = max(len(row) for row in rows)
    head = rows.pop(0) if reader.has_head else [""] * width
    whole = [head, ["---"] * width, *rows]
    written = [f"| {' | '.join([*row, *[''] * (width - len(row))])} |" for row in whole]
    caption = [f"**{reader.caption}**", ""] if reader.caption else []
    return text[: start.start()].rstrip(), [*caption, *written], text[end.end() :].lstrip()


class _Reader(HTMLParser):
    """Collects the rows; what stands in a cell becomes text of one line."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.rows: list[list[str]] = []
        self.has_head = False
        self.caption = ""
        self.cell: list[str] | None = None
        self.span = 1
        self.where = ""
        self.target: list[str] = []
        self.in_code = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "tr":
            self._finish()
            self.rows.append([])
        elif tag in ("td", "th", "caption"):
            self._finish()
            self.cell, self.where = [], tag
            self.span = min(int(given["colspan"]), 50) if given.get("colspan", "").isdecimal() else 1
            self.has_head |= tag == "th" and len(self.rows) <= 1
        elif self.cell is not None:
            self._inside(tag, given)

    def _inside(self, tag: str, given: dict[str, str]) -> None:
        if tag == "a":
            self.target.append(given.get("href", ""))
            self._put("[" if self.target[-1] else "")
        elif tag == "img" and given.get("src"):
            self._put(f"![{given.get('alt', '').translate(NO_BRACKETS)}]({bracketed(given['src'])})")
        elif tag == "li":
            self._put("<br>• " if self._written() else "• ")
        elif tag in _BREAKS:
            self._put("<br>" if self._written() else "")
        elif tag == "code":
            self.in_code = True
        else:
            self._put(_MARKS.get(tag, f"<{tag}>" if tag in _KEPT else ""))

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th", "caption", "tr", "table"):
            self._finish()
        elif tag == "a" and self.target:
            target = self.target.pop()
            self._put(f"]({bracketed(target)})" if target else "")
        elif tag == "code":
            self.in_code = False
        else:
            self._put(_MARKS.get(tag, f"</{tag}>" if tag in _KEPT else ""))

    def handle_data(self, data: str) -> None:
        if self.in_code and data.strip():
            self._put(code_span(" ".join(data.split())))
        elif self.cell is not None:
            lead, tail = data[:1].isspace(), data[-1:].isspace()
            words = " ".join(data.split()).replace("<", "&lt;")
            self._put(f"{' ' * lead}{words}{' ' * tail}" if words else " " * lead)

    def _written(self) -> bool:
        return bool(self.cell) and bool("".join(self.cell or []).strip()) and not "".join(self.cell or []).rstrip().endswith(("<br>", "•"))

    def _put(self, text: str) -> None:
        if self.cell is not None:
            self.cell.append(text)

    def _finish(self) -> None:
        if self.cell is None:
            return
        text = " ".join("".join(self.cell).split()).removesuffix("<br>").strip()
        text = re.sub(r"\*\*\s*\*\*", "", text)
        if self.where == "caption":
            self.caption = text
        elif self.rows:
            self.rows[-1] += [re.sub(r"(?<!\\)\|", r"\\|", text), *[""] * (self.span - 1)]
        self.cell = None
