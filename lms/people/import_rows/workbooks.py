"""Read an XLSX file into a table, inside a worker process with a limit of memory: a workbook is a zip of XML, and both can be bombs.

Only cached values are read; a formula is never computed. Nothing here speaks to people: the process knows no language.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

from lms.people.import_rows.headings import COMPLETE, heading_row
from lms.people.import_rows.shapes import LOOKED_FOR_HEADINGS, MOST_COLUMNS, MOST_ROWS, MOST_TEXT, UNSAVED, Table, Unreadable

MOST_PARTS = 500
MOST_UNPACKED = 200 * 1024 * 1024
SPARE_ROWS = 100
"""Rows above and between the ones that count."""

_DECLARES = re.compile(rb"<!(DOCTYPE|ENTITY)|<\0!\0|\0<\0!")  # in UTF-8, and as UTF-16 would write it
_ROW = re.compile(rb"<(?:\w+:)?row\b[^>]*?\br=[\"'](\d{1,9})")
_CELL_WITH_TEXT = re.compile(
    rb"<(?P<prefix>(?:\w+:)?)c(?P<named>\s[^>]*)(?<!/)>(?P<inside>[^<]*(?:<(?!/?(?:\w+:)?c[\s>])[^<]*)*)</(?P=prefix)c>"
)
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]|\bt=[\"']e[\"']")
_KIND = re.compile(rb"\s+t=([\"'])(\w+)\1")
_VALUE = re.compile(rb"<(?:\w+:)?v[^>/]*>([^<]+)</")
_CELL = re.compile(rb"\br=[\"']([A-Za-z]{1,9})\d")


def read_workbook(content: bytes, kind: str) -> Table | Unreadable:
    """The first sheet that has the headings of ``kind``, as text."""
    problem = _problem_of_archive(content)
    if problem:
        return Unreadable(problem)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(_with_told_formulas(content)))
        return _best_sheet(book, kind)
    except CalamineError as error:
        return Unreadable("locked" if "assword" in str(error) else "broken")
    except (ValueError, OverflowError, MemoryError):
        return Unreadable("broken")


def _problem_of_archive(content: bytes) -> str | None:
    """Why the zip must not be opened by anything that trusts it. Every part is unpacked here once, within limits."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
                return "too_large"
            if len({part.filename for part in parts}) != len(parts):
                return "broken"
            if any(part.flag_bits & 1 for part in parts):
                return "locked"
            problems = (_problem_of_part(part.filename, archive.read(part)) for part in parts)  # a part that is longer than it says fails its sum
            return next((problem for problem in problems if problem), None)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError, RuntimeError, ValueError):
        return "broken"


def _problem_of_part(name: str, content: bytes) -> str | None:
    if not name.lower().endswith((".xml", ".rels")):
        return None
    if _DECLARES.search(content):
        return "broken"  # no spreadsheet program writes a document type; a bomb does
    if "worksheets/" not in name.lower():
        return None
    if max((int(found[1]) for found in _ROW.finditer(content)), default=0) > MOST_ROWS + SPARE_ROWS:
        return "many_rows"
    widest = max({_number(found[1]) for found in _CELL.finditer(content)}, default=0)
    return "many_columns" if widest > MOST_COLUMNS else None


def _with_told_formulas(content: bytes) -> bytes:
    """The workbook, with a text in each cell whose formula holds no value or an error: the library reads both as empty cells."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        sheets = {name: archive.read(name) for name in archive.namelist() if "worksheets/" in name.lower()}
        told = {name: new for name, old in sheets.items() if _FORMULA.search(old) and (new := _CELL_WITH_TEXT.sub(_told, old)) != old}
        if not told:
            return content
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as rewritten:
            for name in archive.namelist():
                rewritten.writestr(name, told.get(name) or archive.read(name))
    return out.getvalue()


def _told(cell: re.Match[bytes]) -> bytes:
    prefix, named, inside = cell["prefix"], cell["named"], cell["inside"]
    kind, value = _KIND.search(named), _VALUE.search(inside)
    if kind and kind[2] == b"e":
        word = value[1] if value else UNSAVED.encode()
    elif kind or value or not _FORMULA.search(inside):
        return cell[0]  # a formula whose value is an empty text says so by its kind
    else:
        word = UNSAVED.encode()
    return b'<%bc%b t="str"><%bv>%b</%bv></%bc>' % (prefix, _KIND.sub(b"", named), prefix, word, prefix, prefix)


def _number(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def _best_sheet(book: CalamineWorkbook, kind: str) -> Table | Unreadable:
    best: tuple[int, str, int] | None = None
    for name in book.sheet_names:
        sheet = book.get_sheet_by_name(name)
        if sheet.total_width > MOST_COLUMNS or sheet.total_height > MOST_ROWS + SPARE_ROWS:
            return Unreadable("many_columns" if sheet.total_width > MOST_COLUMNS else "many_rows")
        first = [[_text(value) for value in row] for row in sheet.to_python(skip_empty_area=False, nrows=LOOKED_FOR_HEADINGS)]
        found = heading_row(kind, first)
        if found and (best is None or found[1] > best[0]):
            best = found[1], name, found[0]
        if best and best[0] >= COMPLETE:
            break
    if best is None:
        return Unreadable("empty")
    _score, name, at = best
    return _table(book, name, at)


def _table(book: CalamineWorkbook, name: str, at: int) -> Table | Unreadable:
    sheet = book.get_sheet_by_name(name)
    cells = [[_text(value) for value in row] for row in sheet.to_python(skip_empty_area=False)]
    _fill_merged(cells, sheet.merged_cell_ranges or [], below=at)
    if sum(len(cell) for row in cells for cell in row) > MOST_TEXT:
        return Unreadable("too_large")
    rows = tuple((line, tuple(row)) for line, row in _numbered(cells, at) if any(map(str.strip, row)))
    if len(rows) > MOST_ROWS:
        return Unreadable("many_rows")
    others = tuple(other for other in book.sheet_names if other != name)
    return Table(tuple(cell.strip() for cell in cells[at]), rows, at + 1, name, others)


def _numbered(cells: Sequence[list[str]], at: int) -> Iterator[tuple[int, list[str]]]:
    return enumerate(cells[at + 1 :], start=at + 2)


def _fill_merged(cells: list[list[str]], ranges: Sequence[Any], *, below: int) -> None:
    """Say in each cell of a merged area below the headings what its first cell says."""
    budget = MOST_ROWS * 10
    for (top, left), (bottom, right) in ranges:
        if top <= below or top >= len(cells) or left >= len(cells[top]):
            continue
        for row in cells[top : bottom + 1]:
            for place in range(left, min(right + 1, len(row))):
                row[place] = cells[top][left]
                budget -= 1
        if budget < 0:
            return


def _text(value: object) -> str:
    """A cell as somebody would type it: whole numbers without point, days as 2026-11-22."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    return value.isoformat() if isinstance(value, (date, time)) else str(value)
