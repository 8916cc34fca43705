"""Long files: asked for now, made by a job in portions, kept for some days."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID

from sqlalchemy import delete, or_, select, update

from lms.kit import blobs
from lms.kit.clock import now, today
from lms.kit.db import db, let_go, transaction
from lms.kit.errors import DomainError
from lms.kit.i18n import gettext as _
from lms.kit.i18n import speaking
from lms.kit.workbooks import Sheet, write_workbook
from lms.notices.service import tell
from lms.people.events import DepartmentMerged, DepartmentMoved, RoleTaken
from lms.people.models import Grant, Person
from lms.people.queries.directory import departments, with_departments_above
from lms.people.queries.scopes import DIRECTORY_ROLES, Reach, reach_in_reports
from lms.people.queries.sign_ins import with_roles
from lms.reports.filters import Filters
from lms.reports.models.library import Export, ExportState
from lms.reports.queries.built_heat import filter_words, people_definitions
from lms.reports.queries.frame import Frame, frame
from lms.reports.queries.library import SILENCE
from lms.reports.queries.people import PeopleList, Standings, people_list

KEPT = timedelta(days=7)
MOST_TRIES = 3


class Unreadable(DomainError):
    """Who asked may not see people any more."""

    status = 403


def ask_for_people(filters: Filters, *, by: Person) -> Export:
    """Ask for the list of people with their levels; a job makes it, and the inbox tells when it is there."""
    export = Export(person_id=by.id, report="people", filters=filters.as_words())
    db.session.add(export)
    db.session.flush()
    return export


def claim(export_id: UUID) -> bool:
    """Take a file in hand, unless somebody else just did; a file whose job was killed is begun again."""
    silent = (Export.state == ExportState.RUNNING) & (Export.claimed_at < now() - SILENCE)
    waiting = or_(Export.state == ExportState.WAITING, silent)
    taken = {"state": ExportState.RUNNING, "claimed_at": now(), "done": 0, "tries": Export.tries + 1}
    done: Any = db.session.execute(
        update(Export).where(Export.id == export_id, waiting).values(**taken), execution_options={"synchronize_session": False}
    )
    return bool(done.rowcount)


def make_file(export_id: UUID, filters: Filters) -> None:
    """Make a file that was claimed. Each portion is a transaction of its own, so that nobody waits for the whole.

    :raises Unreadable: when who asked may not see people any more.
    """
    reader = with_roles(db.session.get_one(Export, export_id).person_id)
    if not reader.active or reach_in_reports(reader) == set():
        raise Unreadable(_("You may not see people any more."))
    asked = frame(filters, reader)
    people = people_list(asked)
    language = reader.language
    with TemporaryDirectory(prefix="campus-export-") as folder, speaking(language):
        place = Path(folder) / "people.xlsx"
        sheet = _sheet(asked, people)
        _say(export_id, 0, len(people.person_ids))
        definitions = Sheet(_("Definitions"), [_("Figure"), _("Meaning")], people_definitions(), (), (32, 100))
        write_workbook(place, [replace(sheet, rows=_rows(export_id, people)), definitions])
        _keep(export_id, place.read_bytes(), asked.reach)


def _sheet(asked: Frame, people: PeopleList) -> Sheet:
    header = [_("Name"), _("Staff number"), _("Department"), _("Post")]
    for _id, code, title in people.competences:
        header += [f"{code} {title}", _("%(code)s required", code=code)]
    above: list[Sequence[object]] = [[_("People and their levels")], *filter_words(asked, "post", "area"), [_("Made on"), today()], []]
    return Sheet(_("People"), header, (), above, (28, 14, 28, 24))


def _rows(export_id: UUID, people: PeopleList) -> Iterator[list[Any]]:
    done, total = 0, len(people.person_ids)
    for portion in people.portions():
        rows = [_row(one, people) for one in portion]
        yield from rows
        done += len(rows)
        _say(export_id, done, total)


def _row(one: Standings, people: PeopleList) -> list[Any]:
    person = one.person
    row: list[Any] = [person.name, person.staff_number, person.department.name if person.department else "", person.post.title if person.post else ""]
    for competence_id, _code, _title in people.competences:
        row += [one.levels.get(competence_id), one.required.get(competence_id)]
    return row


def _say(export_id: UUID, done: int, total: int) -> None:
    """Note how far the file is, which also says that the job lives."""
    let_go()
    with transaction():
        said = {"done": done, "total": total, "claimed_at": now()}
        db.session.execute(update(Export).where(Export.id == export_id).values(**said), execution_options={"synchronize_session": False})


def _keep(export_id: UUID, content: bytes, reach: Reach) -> None:
    let_go()
    with transaction():
        export = db.session.get_one(Export, export_id)
        if reach_in_reports(with_roles(export.person_id)) != reach:
            raise Unreadable(_("You may not see people any more."))
        export.blob_hash, export.state, export.until = blobs.keep(content), ExportState.READY, now() + KEPT
        export.file_name = f"people-{now():%Y-%m-%d}.xlsx"
        tell(export.person_id, "export-ready", about=str(export.id), href="/reports/files", number=export.total)


def give_up(export_id: UUID, fault: str) -> None:
    """Note that a file could not be made; after three tries who asked is told, and nobody tries again."""
    export = db.session.get_one(Export, export_id)
    export.fault = fault[:200]
    if export.tries >= MOST_TRIES or fault == Unreadable.__name__:
        export.state = ExportState.FAILED
        tell(export.person_id, "export-failed", about=str(export.id), href="/reports/files")
    else:
        export.state = ExportState.WAITING


def content_of(export: Export) -> bytes:
    """The bytes of a file that is there.

    :raises NotFound: when it was deleted.
    """
    return blobs.read(export.blob_hash or "")


def follow_role(fact: RoleTaken) -> None:
    """Whoever may read less than before keeps no file of people: it holds those whom they may not see any more."""
    if fact.role in DIRECTORY_ROLES:
        db.session.execute(delete(Export).where(Export.person_id == fact.person_id, Export.state == ExportState.READY))


def follow_move(fact: DepartmentMoved) -> None:
    """The same for whoever reached a department as part of another that it hangs below no more."""
    _forget_of_those_above(fact.left_ids, fact.department_id)


def follow_merger(fact: DepartmentMerged) -> None:
    """The same for whoever reached the people of a merged department from above, and does not reach the one that they are in now."""
    tree = departments()
    above = with_departments_above(fact.from_id, tree) - with_departments_above(fact.to_id, tree) - {fact.from_id}
    _forget_of_those_above(above, fact.to_id)


def _forget_of_those_above(left: Collection[UUID], seat: UUID) -> None:
    """Delete the files of those who may read one of the departments ``left``, but not ``seat``."""
    here = Grant.department_id.in_(with_departments_above(seat, departments()))
    given = select(Grant.person_id).where(Grant.role.in_(DIRECTORY_ROLES))
    lose, keep = given.where(Grant.department_id.in_(left)), given.where(or_(Grant.department_id.is_(None), here))
    theirs = (Export.person_id.in_(lose), Export.person_id.not_in(keep), Export.state == ExportState.READY)
    db.session.execute(delete(Export).where(*theirs))


def forget_files(limit: int = 500) -> int:
    """Delete what is past its day; the bytes go with the sweep of loose blobs. Return how many."""
    over = db.session.scalars(select(Export).where(Export.until < now()).limit(limit)).all()
    for export in over:
        db.session.delete(export)
    return len(over)
