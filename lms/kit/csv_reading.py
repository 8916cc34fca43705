"""Read a list from a CSV file as spreadsheets write it: encodings, separators, headings, and the line of each row."""

import csv
import io
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from lms.kit.problems import Findings, Problem, write_nearest
from lms.kit.words import gettext as _

MOST_BYTES = 5 * 1024 * 1024
MOST_ROWS = 20_000


@dataclass(frozen=True, slots=True)
class Row:
    """One row below the headings: the line of the file it ends on, and its cells by column, without spaces around them."""

    line: int
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")


@dataclass(frozen=True, slots=True)
class Table:
    """Everything that could be read, and what is wrong with the file as a whole."""

    rows: tuple[Row, ...]
    problems: tuple[Problem, ...]


def read_table(content: bytes, *, file: str, needed: Sequence[str], known: Collection[str] = ()) -> Table:
    """Read ``content``; its first row names the columns, of which ``needed`` must be there and ``known`` may be.

    An apostrophe that our own exports put before what looks like a formula is taken away again.
    """
    found = Findings()
    lines = _lines_of(content, file, found)
    if not lines:
        return Table((), found.in_order())
    line, cells = lines[0]
    headings = [" ".join(cell.lower().split()) for cell in cells]
    for column in needed:
        if column not in headings:
            found.error(file, line, _("the column “%(column)s” is missing", column=column), _("name the columns in the first row"))
    for heading in headings:
        if heading and heading not in {*needed, *known}:
            found.advice(file, line, _("the column “%(column)s” means nothing here", column=heading[:60]), write_nearest(heading, {*needed, *known}))
    if any(problem.is_error for problem in found.found):
        return Table((), found.in_order())
    rows = tuple(Row(at, {heading: plain(cell) for heading, cell in zip(headings, row, strict=False) if heading}) for at, row in lines[1:])
    return Table(rows, found.in_order())


def _lines_of(content: bytes, file: str, found: Findings) -> list[tuple[int, list[str]]]:
    if len(content) > MOST_BYTES:
        found.error(file, 1, _("the file is larger than 5 MB"), _("split it into several files"))
        return []
    if content.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in content:
        found.error(file, 1, _("this is no CSV file in UTF-8"), _("save the list as “CSV UTF-8” in your spreadsheet"))
        return []
    text = _decoded(content)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_separator_of(text.partition("\n")[0]))
    try:
        lines = [(reader.line_num, cells) for cells in reader if any(cell.strip() for cell in cells)]
    except csv.Error:
        found.error(file, reader.line_num, _("the file cannot be read as CSV"), _("close the quotation mark that was opened before"))
        return []
    if not lines:
        found.error(file, 1, _("the file is empty"), _("name the columns in the first row"))
    if len(lines) - 1 > MOST_ROWS:
        found.error(file, 1, _("the file has more than 20,000 rows"), _("split it into several files"))
        return []
    return lines


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("windows-1252", errors="replace")  # what older spreadsheets write


def _separator_of(first_line: str) -> str:
    outside = re.sub(r'"[^"]*"', "", first_line)
    return max((",", ";", "\t"), key=outside.count)


def plain(cell: str) -> str:
    """A cell without spaces around it, and without the apostrophe that our own exports put before what looks like a formula."""
    cell = cell.strip()
    return cell[1:] if cell.startswith("'") and cell[1:2] in set("=+-@") else cell
