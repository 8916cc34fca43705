"""A framework as one CSV file: each row is an area, a competence, a level, an outcome or a statement, as its column ``kind`` says.

``kind, code, belongs to, title, description, band, label, type``; docs/frameworks.md explains the columns.
"""

from collections.abc import Sequence
from dataclasses import replace

from lms.competency.framework_files import AreaSpec, CompetenceSpec, FrameworkSpec, LevelSpec, OutcomeSpec, StatementSpec
from lms.competency.framework_texts.checking import KINDS, Entry, Place, check_entries
from lms.kit.csv_reading import Row, read_table
from lms.kit.problems import Findings, Problem, write_nearest
from lms.kit.words import gettext as _

NEEDED = ("kind", "code", "title")
COLUMNS = (*NEEDED, "belongs to", "description", "band", "label", "type")
ROW_KINDS = ("area", "competence", "level", "outcome", "statement")


def read_framework_table(content: bytes, head: FrameworkSpec, *, file: str = "framework.csv") -> tuple[FrameworkSpec, tuple[Problem, ...]]:
    """The framework of the file under the name and version of ``head``, and every problem with its line."""
    table = read_table(content, file=file, needed=NEEDED, known=COLUMNS)
    found = Findings(list(table.problems))
    rows = [row for row in table.rows if _is_known(row, file, found)]
    check_entries([_entry(row, file) for row in rows], found)
    bands = {row["title"] for row in rows if row["kind"] == "level"}
    for row in rows:
        if row["kind"] == "outcome":
            _check_type(row, file, found)
        if row["kind"] == "outcome" or (row["kind"] == "statement" and row["band"]):
            _check_band(row, bands, file, found)
    if not any(row["kind"] == "competence" for row in rows) and not table.problems:
        found.error(file, 1, _("the file names no competence"), _("write a row of the kind “competence” for each"))
    return _spec(rows, head) if not any(p.is_error for p in found.found) else head, found.in_order()


def _is_known(row: Row, file: str, found: Findings) -> bool:
    if row["kind"] in ROW_KINDS:
        return True
    found.error(file, row.line, _("“%(kind)s” is no kind of row", kind=row["kind"][:40]), write_nearest(row["kind"], ROW_KINDS))
    return False


def _entry(row: Row, file: str) -> Entry:
    return Entry(Place(file, row.line), row["kind"], row["code"], row["title"], row["belongs to"])


def _check_type(row: Row, file: str, found: Findings) -> None:
    if row["type"].lower() not in KINDS:
        found.error(file, row.line, _("“%(kind)s” is no type of outcome", kind=row["type"][:40]), write_nearest(row["type"], KINDS))


def _check_band(row: Row, bands: set[str], file: str, found: Findings) -> None:
    if row["band"] not in bands:
        found.error(file, row.line, _("there is no level with the band “%(band)s”", band=row["band"][:60]), write_nearest(row["band"], bands))


def _spec(rows: Sequence[Row], head: FrameworkSpec) -> FrameworkSpec:
    of_kind = {kind: [row for row in rows if row["kind"] == kind] for kind in ROW_KINDS}
    return replace(
        head,
        areas=tuple(AreaSpec(row["code"], row["title"], row["description"]) for row in of_kind["area"]),
        competences=tuple(CompetenceSpec(row["code"], row["belongs to"], row["title"], row["description"]) for row in of_kind["competence"]),
        levels=tuple(LevelSpec(int(row["code"]), row["title"], row["label"], row["description"]) for row in of_kind["level"]),
        outcomes=tuple(
            OutcomeSpec(row["code"], row["belongs to"], row["title"], row["type"].lower(), row["band"], row["label"]) for row in of_kind["outcome"]
        ),
        statements=tuple(StatementSpec(row["code"], row["belongs to"], row["title"], row["band"], row["label"]) for row in of_kind["statement"]),
    )


def framework_rows(spec: FrameworkSpec) -> list[tuple[str, ...]]:
    """The framework as rows in the order of ``COLUMNS``; reading them gives the same framework."""
    return [
        *(("area", area.code, area.title, "", area.description, "", "", "") for area in spec.areas),
        *(("competence", one.code, one.title, one.area, one.description, "", "", "") for one in spec.competences),
        *(("level", str(level.number), level.band, "", level.description, "", level.label, "") for level in spec.levels),
        *(("outcome", one.code, one.text, one.competence, "", one.band, one.ai_label, one.kind) for one in spec.outcomes),
        *(("statement", one.code, one.text, one.competence, "", one.band, one.ai_label, "") for one in spec.statements),
    ]
