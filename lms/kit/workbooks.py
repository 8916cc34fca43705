"""Lists as XLSX workbooks: the one place where they are written. Nothing in a cell is ever a formula or a link."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, Any
from zoneinfo import ZoneInfo

import xlsxwriter
from flask import Response
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from lms.kit.bands import Share

MIMETYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

MOST_CHARACTERS = 32_767
"""What a cell can hold; longer text is cut there."""

_TYPELESS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "nan_inf_to_errors": True}
_FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\", " "))
_UNPRINTABLE = {number: None for number in range(32) if chr(number) not in "\t\n\r"}


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet: its name, the words above the columns, and its rows, which are read one at a time.

    Cells are text, numbers, shares, dates, instants (shown in ``zone``), truth (``yes`` and ``no`` are the caller's words) or None.
    """

    name: str
    header: Sequence[str]
    rows: Iterable[Sequence[object]]
    above: Sequence[Sequence[object]] = ()
    """Lines before the header: what the list is, its filters, its date."""
    widths: Sequence[int] = field(default=())
    """Width of each column in characters; 18 where nothing is said."""
    zone: str = "UTC"


def write_workbook(target: Path | IO[bytes], sheets: Sequence[Sheet]) -> int:
    """Write ``sheets`` to ``target``, row by row in constant memory; return how many rows there are below the headers."""
    with TemporaryDirectory(prefix="campus-workbook-") as folder:
        place: Any = str(target) if isinstance(target, Path) else target
        book = xlsxwriter.Workbook(place, {"constant_memory": True, "tmpdir": folder, **_TYPELESS})
        try:
            names = _distinct([sheet.name for sheet in sheets])
            return sum(_Writer(book, sheet, name).write() for sheet, name in zip(sheets, names, strict=True))
        finally:
            book.close()


def workbook_file(name: str, sheets: Sequence[Sheet]) -> Response:
    """Answer with ``sheets`` as a download ``name`` (plain ASCII, ending in .xlsx)."""
    content = BytesIO()
    write_workbook(content, sheets)
    response = Response(content.getvalue(), mimetype=MIMETYPE)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def safe_text(value: str) -> str:
    """``value`` as text that XML can hold. It stands in the cell as it is: a workbook says of each cell that it is text, so none is a formula."""
    return value.translate(_UNPRINTABLE)[:MOST_CHARACTERS]


class _Writer:
    """Writes one sheet."""

    def __init__(self, book: Workbook, sheet: Sheet, name: str) -> None:
        self._sheet, self._zone = sheet, ZoneInfo(sheet.zone)
        self._page: Worksheet = book.add_worksheet(name)
        self._bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        self._day = book.add_format({"num_format": "yyyy-mm-dd"})
        self._share = book.add_format({"num_format": "0%"})
        self._moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})

    def write(self) -> int:
        """Lines above, header, rows. The header stays in sight."""
        sheet, page = self._sheet, self._page
        for number, _label in enumerate(sheet.header):
            page.set_column(number, number, sheet.widths[number] if number < len(sheet.widths) else 18)
        top = len(sheet.above)
        for number, line in enumerate(sheet.above):
            self._line(number, line)
        for column, label in enumerate(sheet.header):
            page.write_string(top, column, safe_text(str(label)), self._bold)
        page.freeze_panes(top + 1, 1)
        count = 0
        for count, row in enumerate(sheet.rows, start=1):
            self._line(top + count, row)
        return count

    def _line(self, number: int, row: Sequence[object]) -> None:
        for column, value in enumerate(row):
            if value is not None and value != "":
                self._cell(number, column, value)

    def _cell(self, row: int, column: int, value: object) -> None:
        page = self._page
        if isinstance(value, bool):
            page.write_boolean(row, column, value)
        elif isinstance(value, (int, float, Decimal)):
            page.write_number(row, column, value)
        elif isinstance(value, Share) and value.percent is not None:
            page.write_number(row, column, value.percent / 100, self._share)
        elif isinstance(value, datetime):  # before date: an instant is a day too
            page.write_datetime(row, column, value.astimezone(self._zone).replace(tzinfo=None), self._moment)
        elif isinstance(value, date):
            page.write_datetime(row, column, value, self._day)
        else:
            page.write_string(row, column, safe_text(str(value)))


def _distinct(names: Sequence[str]) -> list[str]:
    """Names of sheets as Excel takes them: at most 31 characters, some of them forbidden, no two alike."""
    taken: set[str] = set()
    made = []
    for number, name in enumerate(names, start=1):
        clean = " ".join(name.translate(_FORBIDDEN).translate(_UNPRINTABLE).split()).strip("'")[:31] or f"Sheet {number}"
        if clean.lower() in taken or clean.lower() == "history":  # Excel keeps that word for itself
            clean = f"{clean[:27]} {number}"
        taken.add(clean.lower())
        made.append(clean)
    return made
