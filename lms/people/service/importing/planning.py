"""Say what a file would do. Reads only."""

from collections.abc import Iterable

from lms.people.import_rows.people import read_people
from lms.people.import_rows.shapes import Fault, Table, Unreadable
from lms.people.import_rows.tables import sentence_of
from lms.people.import_rows.units import read_units
from lms.people.models import ImportKind, PeopleImport, Person, Role
from lms.people.service.importing.directory import directory, reach_of_import
from lms.people.service.importing.files import columns_in
from lms.people.service.importing.people_steps import Limits, plan_people
from lms.people.service.importing.plans import Plan
from lms.people.service.importing.unit_steps import plan_units


def plan(found: PeopleImport, table: Table | Unreadable, *, languages: Iterable[str], by: Person | None) -> Plan:
    """Say what carrying ``found`` out would do; a file that cannot be read is one fault."""
    if isinstance(table, Unreadable):
        return Plan(found.kind, faults=(Fault(1, "", sentence_of(table.problem)),))
    columns, _unclear = columns_in(found.kind, table, by=by)
    if found.kind is not ImportKind.PEOPLE:
        return plan_units(found.kind, read_units(table, columns), table, columns)
    limits = Limits(
        frozenset(languages),
        reach_of_import(by),
        for_administrator=by is not None and by.has(Role.ADMINISTRATOR),
        full_list=found.full_list,
        not_leaving=by.id if by else None,
    )
    return plan_people(read_people(table, columns), directory(), table=table, columns=columns, limits=limits)
