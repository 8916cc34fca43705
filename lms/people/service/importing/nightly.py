"""Files that another system leaves in a folder: each is taken when it says something else than the last one of its name."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select

from lms.audit.service import record
from lms.kit.clock import now
from lms.kit.db import db, publish
from lms.kit.logs import log
from lms.people.events import ImportEnded
from lms.people.import_rows.shapes import MOST_BYTES, Unreadable
from lms.people.models import ImportKind, ImportState, PeopleImport
from lms.people.service.importing.carrying_out import carry_out, lock
from lms.people.service.importing.files import begin, columns_in, mark_of_file, shown_name, table_in, table_of
from lms.people.service.importing.planning import plan
from lms.people.service.importing.plans import Plan

QUIET_SECONDS = 60
"""A file that changed within so many seconds may still be written."""

ORDER = {ImportKind.DEPARTMENTS: 0, ImportKind.POSTS: 1, ImportKind.PEOPLE: 2}
"""Departments first, so that people find theirs."""


@dataclass(frozen=True, slots=True)
class Found:
    """A file of the folder that is whole, and what its name says."""

    path: Path
    kind: ImportKind
    full_list: bool
    content: bytes


def kind_in_name(name: str) -> tuple[ImportKind, bool] | None:
    """What a file holds by its name: it begins with people, people-all, departments or posts, and ends with .csv or .xlsx."""
    words = name.lower()
    if words.startswith(".") or not words.endswith((".csv", ".xlsx")):
        return None
    for kind in ImportKind:
        if words.startswith(kind.value):
            return kind, kind is ImportKind.PEOPLE and words.removeprefix(kind.value).lstrip("-_").startswith("all")
    return None


def whole_files(folder: Path) -> Iterator[Found]:
    """The files of the folder that nobody writes just now, departments first; links and folders are passed over."""
    if not folder.is_dir():
        log.warning("import folder missing")
        return
    named = [(path, said) for path in sorted(folder.iterdir()) if (said := kind_in_name(path.name))]
    for path, (kind, full_list) in sorted(named, key=lambda one: (ORDER[one[1][0]], one[0].name)):
        content = _content_of(path)
        if content is not None:
            yield Found(path, kind, full_list, content)


def _content_of(path: Path) -> bytes | None:
    """The bytes of a file that stayed as it is while it was read; None while somebody still writes it."""
    try:
        if path.is_symlink() or not path.is_file():
            return None
        before = path.stat()
        if now().timestamp() - before.st_mtime < QUIET_SECONDS:
            return None
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
        after = path.stat()
    except OSError as error:
        log.warning("import file unreadable", fault=type(error).__name__)
        return None
    same = (before.st_size, before.st_mtime_ns) == (after.st_size, after.st_mtime_ns)
    return content if same else None


def last_taken(file: Found) -> PeopleImport | None:
    """What became of the last file of this name, where it said the same as this one says."""
    of_name = (PeopleImport.from_folder, PeopleImport.kind == file.kind, PeopleImport.file_name == shown_name(file.path.name))
    last = db.session.scalar(select(PeopleImport).where(*of_name).order_by(PeopleImport.begun_at.desc()).limit(1))
    return last if last is not None and last.mark == mark_of_file(file.content) else None


def take(file: Found, *, languages: Iterable[str]) -> PeopleImport | None:
    """Carry a file out, its good rows; or stop before anything is done, and leave it to HR. None when it says nothing new.

    It stops when it cannot be read, when nobody said yet what its columns mean, or when it would deactivate more than five per cent.
    """
    lock()
    last = last_taken(file)
    if last is not None:
        return _try_again(file, last, languages)
    found = _begin(file)
    why, planned = _why_stop(found, languages)
    bad = len(planned.bad_lines) if planned else 0
    if why or planned is None:
        found.state, found.done_at = ImportState.STOPPED, now()
        found.report = {"why": why, "bad": bad, "deactivated": len(planned.leavers) if planned else 0}
        record("import-stopped", "import", found.id, by=None, file=found.mark, kind=found.kind.value, why=why)
    else:
        carry_out(found, planned, seen=planned.fingerprint, good_rows_only=True, by=None)
    publish(ImportEnded(found.id, not why, found.file_name, bad))
    return found


def _begin(file: Found) -> PeopleImport:
    return begin(file.content, file.kind, file_name=file.path.name, full_list=file.full_list, by=None)


def _try_again(file: Found, last: PeopleImport, languages: Iterable[str]) -> PeopleImport | None:
    """Carry out the rows that were bad then and are good by now: their department was founded meanwhile.

    The others are not done twice, since HR may have changed by hand what they say. As long as no row is better, nobody hears of it again.
    """
    lines = set(last.report.get("bad_lines", ()))
    if not lines:
        return None
    planned = plan(last, table_in(file.content, file.kind), languages=languages, by=None).only(lines)
    if all(step.kind == "leave" for step in planned.steps):
        return None
    found = _begin(file)
    carry_out(found, planned, seen=planned.fingerprint, good_rows_only=True, by=None)
    publish(ImportEnded(found.id, True, found.file_name, len(planned.bad_lines)))
    return found


def _why_stop(found: PeopleImport, languages: Iterable[str]) -> tuple[str, Plan | None]:
    table = table_of(found)
    if isinstance(table, Unreadable):
        return "unreadable", None
    if columns_in(found.kind, table, by=None)[1]:
        return "columns", None
    planned = plan(found, table, languages=languages, by=None)
    return ("many_leavers" if planned.asks_for_number else ""), planned
