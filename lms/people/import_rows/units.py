"""Read departments or posts out of a table."""

from lms.kit.words import gettext as _
from lms.people.import_rows.headings import Columns
from lms.people.import_rows.people import cells_of, unusable_in
from lms.people.import_rows.shapes import Fault, Table, UnitRow, Units

_LONGEST = {"code": 40, "name": 200, "parent": 40, "grade": 20}


def read_units(table: Table, columns: Columns) -> Units:
    """Read all rows; a fault in one keeps no other from being read."""
    rows: list[UnitRow] = []
    faults: list[Fault] = []
    first_line_of: dict[str, int] = {}
    for line, said in cells_of(table, columns):
        code = said.get("code", "")
        wrong = _wrong_in(said)
        first = first_line_of.setdefault(code.lower(), line) if code else line
        if first != line:
            wrong.append(("code", _("“%(value)s” stands in row %(line)s already.", value=code[:80], line=first)))
        faults += [Fault(line, columns.heading(field, table.headings), sentence) for field, sentence in wrong]
        if not wrong:
            rows.append(UnitRow(line, code, said["name"], said.get("parent") or None, said.get("grade") or None))
    return Units(tuple(rows), tuple(faults))


def _wrong_in(said: dict[str, str]) -> list[tuple[str, str]]:
    wrong = []
    if not said.get("code"):
        wrong.append(("code", _("The code is missing.")))
    if not said.get("name"):
        wrong.append(("name", _("The name is missing.")))
    for field, longest in _LONGEST.items():
        if len(said.get(field, "")) > longest:
            wrong.append((field, _("This is longer than %(number)s characters.", number=longest)))
    return wrong + unusable_in(said)
