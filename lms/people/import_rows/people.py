"""Read people out of a table: who, and what is wrong in which row. What the house knows (departments, other people) is checked elsewhere."""

import re
from collections.abc import Iterator, Mapping

from lms.kit.words import gettext as _
from lms.people.import_rows.headings import Columns
from lms.people.import_rows.shapes import UNSAVED, Fault, People, PersonRow, Table

_ADDRESS = re.compile(r"[^@\s<>\"(),;:\\\[\]]{1,64}@[^@\s<>\"(),;:\\\[\]]{1,189}")
_LONGEST = {"name": 200, "email": 254, "staff_number": 60, "department": 40, "post": 40, "manager": 254, "language": 8}
LEFT = "left"
"""How the directory's own file says of somebody that they work here no longer."""
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
"""Joiners and marks of direction are none: names in Persian, Sinhala or Malayalam are written with them."""
_NO_VALUES = frozenset(
    {
        *("#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!", "#SPILL!", "#CALC!", UNSAVED),
        *("#NV", "#BEZUG!", "#WERT!", "#N/D", "#VALEUR!", "#NOM?"),
    }
)
"""What a spreadsheet shows where a formula found nothing; in a CSV file in the language of whoever saved it."""


def cells_of(table: Table, columns: Columns) -> Iterator[tuple[int, dict[str, str]]]:
    """Each row by field, spaces made single."""
    for line, cells in table.rows:
        yield line, {field: " ".join(cells[at].split()) for field, at in columns.place_of.items() if at < len(cells)}


def read_people(table: Table, columns: Columns) -> People:
    """Read all rows; a fault in one keeps no other from being read."""
    rows: list[PersonRow] = []
    faults: list[Fault] = []
    first_line_of: dict[tuple[str, str], int] = {}
    bad: list[PersonRow] = []
    left = 0
    for line, said in cells_of(table, columns):
        if said.get("state", "").casefold() == LEFT:
            left += 1
            continue
        wrong = _wrong_in(said)
        row = _as_row(line, said)
        wrong += _repeated(row, first_line_of)
        faults += [Fault(line, columns.heading(field, table.headings), sentence) for field, sentence in wrong]
        (bad if wrong else rows).append(row)
    return People(
        tuple(rows),
        tuple(faults),
        frozenset(row.email for row in bad if row.email),
        frozenset(row.staff_number for row in bad if row.staff_number),
        sum(not row.email and not row.staff_number for row in bad),
        left,
    )


def _name_in(said: Mapping[str, str]) -> str:
    return said.get("name") or " ".join(part for part in (said.get("first_name"), said.get("last_name")) if part)


def _as_row(line: int, cells: Mapping[str, str]) -> PersonRow:
    said = {field: value for field, value in cells.items() if value not in _NO_VALUES}  # they name nobody
    given = {field: said.get(field) or None for field in ("staff_number", "department", "post")}
    email, language = (said.get(field, "").lower() or None for field in ("email", "language"))
    manager = said.get("manager") or None
    if manager and "@" in manager:
        manager = manager.lower()
    return PersonRow(line, _name_in(said), email, manager=manager, language=language, **given)


def _wrong_in(said: Mapping[str, str]) -> list[tuple[str, str]]:
    wrong = []
    if not _name_in(said):
        wrong.append(("name", _("The name is missing.")))
    if not said.get("email") and not said.get("staff_number"):
        wrong.append(("email", _("The address is missing.")))
    for field in ("email", "manager"):
        value = said.get(field, "")
        if value and (field == "email" or "@" in value) and not _ADDRESS.fullmatch(value):
            wrong.append((field, _("“%(value)s” is not an e-mail address.", value=value[:80])))
    for field, longest in _LONGEST.items():
        if len(said.get(field, "")) > longest:
            wrong.append((field, _("This is longer than %(number)s characters.", number=longest)))
    return wrong + unusable_in(said)


def unusable_in(said: Mapping[str, str]) -> list[tuple[str, str]]:
    """Cells that hold no words: control characters, or a formula without a value."""
    wrong = [(field, _("There are control characters in this cell.")) for field, value in said.items() if _CONTROL.search(value)]
    sentence = _("The formula in this cell holds no value. Open the file in your spreadsheet, mend the formula, save it and bring it again.")
    return wrong + [(field, sentence) for field, value in said.items() if value in _NO_VALUES]


def _repeated(row: PersonRow, first_line_of: dict[tuple[str, str], int]) -> list[tuple[str, str]]:
    wrong = []
    for field, value in (("email", row.email), ("staff_number", row.staff_number)):
        if not value:
            continue
        first = first_line_of.setdefault((field, value), row.line)
        if first != row.line:
            wrong.append((field, _("“%(value)s” stands in row %(line)s already.", value=value[:80], line=first)))
    return wrong
