"""Keep files that are brought, remember what their columns mean, and let go of them after some days."""

from collections.abc import Mapping
from datetime import timedelta
from hashlib import sha256
from typing import Any

from sqlalchemy import select, update

from lms.audit.service import record
from lms.kit import blobs
from lms.kit.clock import now
from lms.kit.db import db
from lms.kit.errors import DomainError
from lms.kit.i18n import gettext as _
from lms.kit.worker import TooSlow, Worker, WorkerDied
from lms.people.import_rows.headings import Columns, columns_of, is_guarded, mark_of, missing, plain
from lms.people.import_rows.shapes import MOST_BYTES, Table, Unreadable
from lms.people.import_rows.tables import is_workbook, read_csv
from lms.people.models import ColumnMapping, ImportKind, PeopleImport, Person
from lms.people.service.importing.directory import reach_of_import

KEPT_DAYS = 30
_workbook = Worker("lms.people.import_rows.workbooks:read_workbook", seconds=40, memory_mb=1500)


class FileForgotten(DomainError):
    """The file was deleted after its days; what became of it is still known."""


class OnlyPeople(DomainError):
    """The role reaches some departments only."""


class ColumnsUnclear(DomainError):
    """Nobody said yet what the columns mean."""


def mark_of_file(content: bytes) -> str:
    """By what the same file is recognised after its bytes are gone."""
    return "sha256:" + sha256(content).hexdigest()


def shown_name(file_name: str) -> str:
    """A file's name as it is kept."""
    return " ".join(file_name.split())[:200]


def begin(content: bytes, kind: ImportKind, *, file_name: str, full_list: bool, by: Person | None) -> PeopleImport:
    """Keep the file so that exactly what was looked through is carried out. Nothing else is changed.

    :raises OnlyPeople: when HR of some departments brings departments or posts, which belong to the whole house.
    """
    if kind is not ImportKind.PEOPLE and reach_of_import(by) is not None:
        raise OnlyPeople(_("Departments and posts are brought by HR of the whole city."))
    row = PeopleImport(
        kind=kind,
        full_list=full_list and kind is ImportKind.PEOPLE,
        file_name=shown_name(file_name),
        digest=blobs.keep(content[: MOST_BYTES + 1]),
        mark=mark_of_file(content),
        from_folder=by is None,
        begun_by_id=by.id if by else None,
    )
    db.session.add(row)
    db.session.flush()
    return row


def table_of(found: PeopleImport) -> Table | Unreadable:
    """The file as a table.

    :raises FileForgotten: when it was deleted after its days.
    """
    if found.digest is None:
        raise FileForgotten(_("This file was deleted after %(days)s days. Bring it again if it is still needed.", days=KEPT_DAYS))
    return table_in(blobs.read(found.digest), found.kind)


def table_in(content: bytes, kind: ImportKind) -> Table | Unreadable:
    """The bytes of a file as a table."""
    if not is_workbook(content):
        return read_csv(content, kind.value)
    if len(content) > MOST_BYTES:
        return Unreadable("large")
    try:
        read: Table | Unreadable = _workbook(content, kind.value)
    except (TooSlow, WorkerDied):
        return Unreadable("died")
    return read


def _mark_for(table: Table, by: Person | None) -> str:
    """By what ``by`` remembers a mapping: HR of some departments says for themselves alone what headings mean, not for the city or the night."""
    return mark_of(table.headings, only_for=str(by.id) if by and reach_of_import(by) is not None else "")


def _remembered(kind: ImportKind, mark: str) -> ColumnMapping | None:
    return db.session.scalar(select(ColumnMapping).where(ColumnMapping.kind == kind, ColumnMapping.headings == mark))


def said_of(kind: ImportKind, table: Table, *, by: Person | None) -> ColumnMapping | None:
    """What somebody once said of a file with these headings, as it counts for ``by``: what they said for themselves, else for the city."""
    own, city = _mark_for(table, by), mark_of(table.headings)
    return _remembered(kind, own) or (_remembered(kind, city) if own != city else None)


def columns_in(kind: ImportKind, table: Table, *, by: Person | None) -> tuple[Columns, bool]:
    """What the columns mean to ``by``, and whether somebody has to be asked first."""
    said = said_of(kind, table, by=by)
    columns = columns_of(kind.value, table.headings, {name: str(field) for name, field in said.columns.items()} if said else {})
    return columns, (said is None and bool(columns.unknown)) or missing(kind.value, columns.place_of) is not None


def remember_columns(kind: ImportKind, table: Table, meaning: Mapping[str, str], *, by: Person) -> None:
    """Remember what the columns of files with these headings mean. Columns about roles and passwords mean nothing, whatever is said.

    What HR of some departments says counts for their own files only.

    :raises ColumnsUnclear: when a needed column is still missing, or two columns are said to be the same.
    """
    said: dict[str, Any] = {
        plain(heading): meaning.get(plain(heading), "") for heading in table.headings if plain(heading) and not is_guarded(heading)
    }
    given = [field for field in said.values() if field]
    if len(given) != len(set(given)):
        raise ColumnsUnclear(_("Two columns cannot mean the same. Leave one of them out."))
    lacking = missing(kind.value, given)
    if lacking:
        raise ColumnsUnclear(_("Say which column holds this: %(field)s.", field=_field_word(lacking)))
    mark = _mark_for(table, by)
    row = _remembered(kind, mark)
    if row is None:
        row = ColumnMapping(kind=kind, headings=mark)
        db.session.add(row)
    row.columns, row.said_at, row.said_by_id = said, now(), by.id
    db.session.flush()
    record("columns-said", "import-columns", row.id, by=by.id, kind=kind.value, fields=sorted(given))


def _field_word(field: str) -> str:
    words = {"email": _("address or staff number"), "name": _("name or title"), "code": _("code")}
    return words[field]


def forget_old_files(*, days: int = KEPT_DAYS) -> int:
    """Let go of the bytes of files that were brought more than ``days`` ago; what became of them stays. Return how many."""
    old = update(PeopleImport).where(PeopleImport.digest.is_not(None), PeopleImport.begun_at < now() - timedelta(days=days))
    return len(db.session.execute(old.values(digest=None).returning(PeopleImport.id)).all())
