"""What a list of departments or posts would do."""

from sqlalchemy import select

from lms.kit.db import db
from lms.kit.i18n import gettext as _
from lms.people.import_rows.circles import circles_in
from lms.people.import_rows.headings import Columns
from lms.people.import_rows.shapes import Fault, Table, UnitRow, Units
from lms.people.models import Department, DepartmentAlias, ImportKind, Post
from lms.people.service.importing.plans import Plan, Step


def plan_units(kind: ImportKind, read: Units, table: Table, columns: Columns) -> Plan:
    """Say what happens to which department or post. Rows may stand in any order; none that is missing is touched."""
    faults: list[Fault] = []
    if kind is ImportKind.POSTS:
        steps = [_post_step(row, known) for row, known in _posts(read)]
    else:
        steps, faults = _Departments(read, table, columns).steps()
    told = sorted([*read.faults, *faults], key=lambda fault: fault.line)
    return Plan(kind, tuple(steps), tuple(told), table=table, columns=columns)


def _posts(read: Units) -> list[tuple[UnitRow, Post | None]]:
    known = {post.code.lower(): post for post in db.session.scalars(select(Post))}
    return [(row, known.get(row.code.lower())) for row in read.rows]


def _post_step(row: UnitRow, known: Post | None) -> Step:
    new = {"title": row.name} if known is None or known.title != row.name else {}
    if row.grade and (known is None or known.grade != row.grade):
        new["grade"] = row.grade
    shown = {name: ((getattr(known, name) or "") if known else "", value) for name, value in new.items() if known or name != "title"}
    kind = "create" if known is None else "change" if new else "leave"
    return Step(row.line, row.code.lower(), known.id if known else None, row.name, row.code, kind, new, shown)


class _Departments:
    """The rows beside the tree; codes are compared in small letters."""

    def __init__(self, read: Units, table: Table, columns: Columns) -> None:
        self.rows, self.table, self.columns = list(read.rows), table, columns
        self.known = {row.code.lower(): row for row in db.session.scalars(select(Department))}
        self.code_of = {row.id: code for code, row in self.known.items()}
        self.aliases = {
            code.lower(): self.code_of[id_] for code, id_ in db.session.execute(select(DepartmentAlias.code, DepartmentAlias.department_id))
        }
        self.name_of = {code: row.name for code, row in self.known.items()} | {row.code.lower(): row.name for row in self.rows}
        self.in_file = {row.code.lower() for row in self.rows}

    def steps(self) -> tuple[list[Step], list[Fault]]:
        """The steps of the rows that are good, and what is wrong with the others."""
        wrong = {row.line: sentence for row in self.rows if (sentence := self._wrong_in(row))}
        wrong |= self._circles()
        good = [row for row in self.rows if row.line not in wrong]
        while lost := [row for row in good if row.parent and self._parent(row) not in {*self.known, *(one.code.lower() for one in good)}]:
            wrong |= {
                row.line: _("The row of the department above, %(code)s, cannot be used, so this one cannot either.", code=row.parent) for row in lost
            }
            good = [row for row in good if row.line not in wrong]
        field = self.columns.heading("parent", self.table.headings)
        return [self._step(row) for row in good], [Fault(line, field, sentence) for line, sentence in wrong.items()]

    def _parent(self, row: UnitRow) -> str | None:
        code = (row.parent or "").lower()
        return self.aliases.get(code, code) or None

    def _wrong_in(self, row: UnitRow) -> str | None:
        if row.code.lower() in self.aliases:
            return _("The department %(code)s was merged into another. Take the row out.", code=row.code)
        if row.parent and self._parent(row) not in self.known and self._parent(row) not in self.in_file:
            return _("There is no department with the code “%(code)s”, here or in the file.", code=row.parent)
        return None

    def _circles(self) -> dict[int, str]:
        above: dict[str, str | None] = {code: self.code_of[row.parent_id] if row.parent_id else None for code, row in self.known.items()}
        above |= {row.code.lower(): self._parent(row) for row in self.rows if row.parent}
        spelt = {row.code.lower(): row.code for row in self.known.values()} | {row.code.lower(): row.code for row in self.rows}
        told = {}
        for circle in circles_in(above):
            names = " → ".join(spelt.get(code, code) for code in [*circle, circle[0]])
            for row in self.rows:
                if row.parent and row.code.lower() in circle:
                    told[row.line] = _("The departments go in a circle: %(codes)s.", codes=names)
        return told

    def _step(self, row: UnitRow) -> Step:
        known, parent = self.known.get(row.code.lower()), self._parent(row)
        current = self.code_of.get(known.parent_id) if known and known.parent_id else None
        new = {"name": row.name} if known is None or known.name != row.name else {}
        shown = {"name": (known.name, row.name)} if known and new else {}
        if parent and parent != current:
            new["parent"] = parent
            shown["parent"] = (self.name_of.get(current or "", ""), self.name_of[parent])
        kind = "create" if known is None else "change" if new else "leave"
        return Step(row.line, row.code.lower(), known.id if known else None, row.name, row.code, kind, new, shown)
