"""A file as a table of text: CSV is read here, what is wrong with a file is said here; workbooks are read by a worker."""

import csv
import io
import re

from lms.kit.csv_reading import plain
from lms.kit.words import gettext as _
from lms.people.import_rows.headings import heading_row
from lms.people.import_rows.shapes import LOOKED_FOR_HEADINGS, MOST_BYTES, MOST_COLUMNS, MOST_ROWS, Table, Unreadable


def sentence_of(problem: str) -> str:
    """What is wrong with a file that holds no table, and what to do."""
    sentences = {
        "large": _("The file is larger than 10 MB. Split it into several files."),
        "not_text": _(
            "This is neither an XLSX workbook nor a CSV file in UTF-8. In your spreadsheet, save the list as one of the two and try again."
        ),
        "csv": _("The file cannot be read as CSV: a quotation mark is not closed, or a cell is too long."),
        "empty": _("The file is empty. One row names the columns, and each further row is an entry."),
        "many_rows": _("The file has more than 20,000 rows. Split it into several files, and delete empty rows that hold only a format."),
        "many_columns": _("The file has more than %(number)s columns. Delete those that are not needed.", number=MOST_COLUMNS),
        "locked": _("The workbook is locked by a password. Save it without one and try again."),
        "broken": _("The workbook is damaged, or holds parts that no spreadsheet writes. Open it in your spreadsheet, save it anew and try again."),
        "too_large": _("The workbook unpacks to more than can be read here. Save only the list, without pictures and other sheets, and try again."),
        "died": _("The workbook could not be read: it needs too much time or memory. Save only the list as CSV and try again."),
    }
    return sentences[problem]


def is_workbook(content: bytes) -> bool:
    """Whether the bytes are a zip, as an XLSX file is."""
    return content.startswith(b"PK\x03\x04")


def decoded(content: bytes) -> tuple[str, bool]:
    """The text of a file from a spreadsheet: UTF-8, else what older Windows programs write; and whether that is a guess."""
    try:
        return content.decode("utf-8-sig"), False
    except UnicodeDecodeError:
        return content.decode("windows-1252", errors="replace"), True


def separator_of(first_line: str) -> str:
    """What separates the columns: the sign among comma, semicolon and tab that stands most often in the headings."""
    outside = re.sub(r'"[^"]*"', "", first_line)
    return max((",", ";", "\t"), key=outside.count)


def read_csv(content: bytes, kind: str) -> Table | Unreadable:
    """The table of a CSV file."""
    if len(content) > MOST_BYTES:
        return Unreadable("large")
    if content.startswith((b"\xff\xfe", b"\xfe\xff", b"\xd0\xcf\x11\xe0")) or b"\0" in content:
        return Unreadable("not_text")
    text, guessed = decoded(content)
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=separator_of(text.partition("\n")[0]))
    try:
        rows = [(lines.line_num, tuple(map(plain, cells))) for cells in lines if any(cell.strip() for cell in cells)]
    except csv.Error:
        return Unreadable("csv")
    found = heading_row(kind, [cells for _line, cells in rows[:LOOKED_FOR_HEADINGS]])
    if found is None:
        return Unreadable("empty")
    at = found[0]
    if len(rows) - at - 1 > MOST_ROWS:
        return Unreadable("many_rows")
    line, cells = rows[at]
    if len(cells) > MOST_COLUMNS:
        return Unreadable("many_columns")
    return Table(tuple(cell.strip() for cell in cells), tuple(rows[at + 1 :]), line, guessed=guessed)
