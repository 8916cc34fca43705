"""The tables of words that go with DigComp 3.0 (``location, context, source, target``): titles, descriptions,
outcomes and statements by their address.

They hold words only. What an outcome is about and its band stand in the JSON-LD file, so outcomes can be reworded from a table, not made.
The competence of a statement is part of its code; its band is empty until the JSON-LD file says it.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import NamedTuple

from lms.competency.framework_files import AreaSpec, CompetenceSpec, FrameworkSpec, LevelSpec, StatementSpec
from lms.kit.csv_reading import Row, read_table
from lms.kit.problems import Findings, Problem
from lms.kit.words import gettext as _

NEEDED = ("location", "source")
COLUMNS = ("location", "context", "source", "target")
_ADDRESS = re.compile(r"digcomp\.(area|competence|level|outcome|statement)\.([A-Za-z0-9.]+?)(?:\.([a-z_]+))?")
_AREA_OF = re.compile(r"(\d+)\.\d+")
_COMPETENCE_OF = re.compile(r"CS(\d+\.\d+)\.\d+")

Words = dict[tuple[str, str], dict[str, str]]
"""(kind, code) -> name of the text -> the text."""


class _Known(NamedTuple):
    """Codes of what is in the framework already."""

    outcomes: frozenset[str]
    competences: frozenset[str]


def is_official(content: bytes) -> bool:
    """Whether the file begins like one of these tables."""
    return b"location" in content[:40] and b"context" in content[:60]


def read_official(content: bytes, before: FrameworkSpec, *, file: str = "table.csv") -> tuple[FrameworkSpec, tuple[Problem, ...]]:
    """``before`` with the words of the table, and every problem with its line. A translation in ``target`` goes before ``source``."""
    table = read_table(content, file=file, needed=NEEDED, known=COLUMNS)
    found = Findings(list(table.problems))
    words: Words = {}
    known = _Known(frozenset(one.code for one in before.outcomes), frozenset(one.code for one in before.competences))
    for row in table.rows:
        _note(row, words, known, file, found)
    return _with_words(before, words), found.in_order()


def _note(row: Row, words: Words, known: _Known, file: str, found: Findings) -> None:
    address = _ADDRESS.fullmatch(row["location"])
    text = row["target"] or row["source"]
    if address is None:
        found.error(file, row.line, _("“%(place)s” is no address of DigComp", place=row["location"][:60]), _("use the official table as it is"))
    elif not text:
        found.error(file, row.line, _("there is no text"), _("write it in the column “source”"))
    elif address[1] == "outcome" and address[2] not in known.outcomes:
        found.error(
            file,
            row.line,
            _("the outcome %(code)s is not in the framework yet", code=address[2]),
            _("load the JSON-LD file first: only it says what the outcome is about, and its band"),
        )
    elif address[1] == "statement" and _competence_of(address[2]) not in known.competences:
        found.error(file, row.line, _("the statement %(code)s belongs to no competence", code=address[2]), _("load the competences first"))
    else:
        words.setdefault((address[1], address[2]), {})[address[3] or "text"] = text


def _with_words(before: FrameworkSpec, words: Words) -> FrameworkSpec:
    def of(kind: str, code: str) -> Mapping[str, str]:
        return words.get((kind, code), {})

    areas = {area.code: area for area in before.areas}
    competences = {one.code: one for one in before.competences}
    levels = {level.number: level for level in before.levels}
    for kind, code in words:
        said = of(kind, code)
        if kind == "area":
            old = areas.get(code, AreaSpec(code, code))
            areas[code] = AreaSpec(code, said.get("label", old.title), said.get("description", old.description))
        elif kind == "competence":
            area = _AREA_OF.fullmatch(code)
            known = competences.get(code, CompetenceSpec(code, area[1] if area else code, code))
            competences[code] = CompetenceSpec(code, known.area, said.get("label", known.title), said.get("description", known.description))
        elif kind == "level" and code in "12345678":
            level = levels.get(int(code), LevelSpec(int(code), ""))
            band, look = said.get("four_level_name", level.band), said.get("eight_level_description", level.description)
            levels[level.number] = LevelSpec(level.number, band, level.label, look)
    outcomes = tuple(replace(one, text=of("outcome", one.code).get("text", one.text)) for one in before.outcomes)
    named = replace(before, areas=tuple(areas.values()), competences=tuple(competences.values()), levels=tuple(levels.values()), outcomes=outcomes)
    return replace(named, statements=_statements(before, words))


def _statements(before: FrameworkSpec, words: Words) -> tuple[StatementSpec, ...]:
    """Those that were there, and those that the table names, by their code."""
    found = {one.code: one for one in before.statements}
    for (kind, code), said in words.items():
        if kind == "statement":
            found[code] = replace(found.get(code, StatementSpec(code, _competence_of(code), "")), text=said["text"])
    return tuple(found.values())


def _competence_of(code: str) -> str:
    found = _COMPETENCE_OF.fullmatch(code)
    return found[1] if found else ""
