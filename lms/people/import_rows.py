"""Read a list of people from a CSV file: encodings, separators, headings, and what is wrong in which row.

Pure: what the house knows (departments, posts, other people) is checked elsewhere.
"""

import csv
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass

from lms.kit.words import gettext as _

MOST_ROWS = 20_000
MOST_BYTES = 10 * 1024 * 1024

HEADINGS: dict[str, tuple[str, ...]] = {
    "name": ("name", "full name", "nom", "nom complet", "nom et prénom"),
    "first_name": ("first name", "given name", "prénom"),
    "last_name": ("last name", "surname", "family name", "nom de famille"),
    "email": ("email", "e-mail", "mail", "email address", "e-mail address", "courriel", "adresse e-mail", "adresse électronique"),
    "staff_number": ("staff number", "staff no", "personnel number", "matricule", "numéro de matricule"),
    "department": ("department", "department code", "service", "code du service", "département"),
    "post": ("post", "post code", "position", "poste", "fonction", "code du poste"),
    "manager": ("manager", "manager email", "manager e-mail", "line manager", "responsable", "supérieur", "adresse du responsable"),
    "language": ("language", "langue"),
}
_FIELD_OF = {heading: field for field, headings in HEADINGS.items() for heading in headings}
_ADDRESS = re.compile(r"[^@\s<>\"(),;:\\\[\]]{1,64}@[^@\s<>\"(),;:\\\[\]]{1,189}")
_LONGEST = {"name": 200, "email": 254, "staff_number": 60, "department": 40, "post": 40, "manager": 254, "language": 8}


@dataclass(frozen=True, slots=True)
class Row:
    """One person of the file. ``None`` means that the file has no such column, or that the cell is empty: nothing is said about it."""

    line: int
    name: str
    email: str
    staff_number: str | None = None
    department: str | None = None
    post: str | None = None
    manager: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong: the line of the file (1 is the headings), the column's heading, and a sentence."""

    line: int
    column: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Rows:
    """Everything that could be read, everything that could not, and headings that mean nothing here."""

    rows: tuple[Row, ...]
    faults: tuple[Fault, ...]
    ignored: tuple[str, ...] = ()


def decoded(content: bytes) -> str:
    """The text of a file from a spreadsheet: UTF-8, else what older Windows programs write."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("windows-1252", errors="replace")


def separator_of(first_line: str) -> str:
    """What separates the columns: the sign among comma, semicolon and tab that stands most often in the headings."""
    outside = re.sub(r'"[^"]*"', "", first_line)
    return max((",", ";", "\t"), key=outside.count)


def read_rows(content: bytes) -> Rows:
    """Read the whole file; a fault in one row keeps no other row from being read."""
    if len(content) > MOST_BYTES:
        return _nothing(_("The file is larger than 10 MB. Split it into several files."))
    if content.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in content:
        return _nothing(_("This is no CSV file in UTF-8. In your spreadsheet, save the list as “CSV UTF-8” and try again."))
    text = decoded(content)
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=separator_of(text.partition("\n")[0]))
    try:
        table = [(lines.line_num, cells) for cells in lines if any(cell.strip() for cell in cells)]
    except csv.Error:
        return _nothing(_("The file cannot be read as CSV: a quotation mark is not closed, or a cell is too long."))
    if not table:
        return _nothing(_("The file is empty. The first row names the columns, and each further row is a person."))
    if len(table) - 1 > MOST_ROWS:
        return _nothing(_("The file has more than 20,000 rows. Split it into several files."))
    return _read_table(table)


def _nothing(sentence: str) -> Rows:
    return Rows((), (Fault(1, "", sentence),))


def _read_table(table: list[tuple[int, list[str]]]) -> Rows:
    headings = [cell.strip() for cell in table[0][1]]
    columns = {
        _FIELD_OF[key]: at
        for at, key in reversed([*enumerate(" ".join(h.lower().replace("_", " ").split()) for h in headings)])
        if key in _FIELD_OF
    }
    ignored = tuple(heading for at, heading in enumerate(headings) if at not in columns.values() and heading)
    missing = [
        name
        for name, found in (
            ("e-mail", "email" in columns),
            ("name", {"name"} <= set(columns) or {"first_name", "last_name"} <= set(columns)),
        )
        if not found
    ]
    if missing:
        return _nothing(_("The column “%(column)s” is missing. The first row names the columns.", column=missing[0]))
    rows: list[Row] = []
    faults: list[Fault] = []
    first_line_of: dict[tuple[str, str], int] = {}
    for line, cells in table[1:]:
        said = {field: " ".join(cells[at].split()) for field, at in columns.items() if at < len(cells)}
        row_faults = [Fault(line, headings[columns[field]] if field in columns else field, sentence) for field, sentence in _wrong_in(said)]
        row = _as_row(line, said)
        row_faults += _repeated(row, first_line_of, columns, headings)
        faults += row_faults
        if not row_faults:
            rows.append(row)
    return Rows(tuple(rows), tuple(faults), ignored)


def _name_in(said: Mapping[str, str]) -> str:
    return said.get("name") or " ".join(part for part in (said.get("first_name"), said.get("last_name")) if part)


def _as_row(line: int, said: Mapping[str, str]) -> Row:
    given = {field: said.get(field) or None for field in ("staff_number", "department", "post")}
    manager, language = (said.get(field, "").lower() or None for field in ("manager", "language"))
    return Row(line, _name_in(said), said.get("email", "").lower(), manager=manager, language=language, **given)


def _wrong_in(said: Mapping[str, str]) -> list[tuple[str, str]]:
    wrong = []
    if not _name_in(said):
        wrong.append(("name", _("The name is missing.")))
    if not said.get("email"):
        wrong.append(("email", _("The address is missing.")))
    for field in ("email", "manager"):
        if said.get(field) and not _ADDRESS.fullmatch(said[field]):
            wrong.append((field, _("“%(value)s” is not an e-mail address.", value=said[field][:80])))
    for field, longest in _LONGEST.items():
        if len(said.get(field, "")) > longest:
            wrong.append((field, _("This is longer than %(number)s characters.", number=longest)))
    wrong += [(field, _("There are control characters in this cell.")) for field, value in said.items() if not value.isprintable()]
    return wrong


def _repeated(row: Row, first_line_of: dict[tuple[str, str], int], columns: Mapping[str, int], headings: list[str]) -> list[Fault]:
    faults = []
    for field, value in (("email", row.email), ("staff_number", row.staff_number)):
        if not value:
            continue
        first = first_line_of.setdefault((field, value), row.line)
        if first != row.line:
            faults.append(
                Fault(row.line, headings[columns[field]], _("“%(value)s” stands in row %(line)s already.", value=value[:80], line=first))
            )
    return faults


def in_circles(manager_of: Mapping[str, str | None]) -> set[str]:
    """The addresses of those who would be their own manager, directly or over others."""
    looping: set[str] = set()
    settled: set[str] = set()
    for start in manager_of:
        path: dict[str, None] = {}
        at: str | None = start
        while at is not None and at not in settled and at not in path:
            path[at] = None
            at = manager_of.get(at)
        if at is not None and at in path:
            steps = list(path)
            looping |= set(steps[steps.index(at) :])
        settled |= set(path)
    return looping
