"""Change one entry of a framework: a new text of the whole, with the entry made, reworded or left out."""

from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any

from lms.competency.framework_files import AreaSpec, CompetenceSpec, FrameworkSpec, LevelSpec, OutcomeSpec, StatementSpec

LIST_OF = {"area": "areas", "competence": "competences", "level": "levels", "outcome": "outcomes", "statement": "statements"}
_SHAPES: Mapping[str, type[Any]] = {
    "area": AreaSpec,
    "competence": CompetenceSpec,
    "level": LevelSpec,
    "outcome": OutcomeSpec,
    "statement": StatementSpec,
}


def key_of(kind: str, entry: Any) -> str:
    """The code of an entry; of a level its number."""
    return str(entry.number if kind == "level" else entry.code)


def entry_of(spec: FrameworkSpec, kind: str, code: str) -> Any | None:
    """The entry under that code."""
    return next((entry for entry in getattr(spec, LIST_OF[kind]) if key_of(kind, entry) == code), None)


def with_entry(spec: FrameworkSpec, kind: str, facts: Mapping[str, Any]) -> FrameworkSpec:
    """``spec`` with the entry that ``facts`` describe: in the place of the one with its code, or at its end."""
    shape = _SHAPES[kind]
    entry = shape(**{field.name: facts[field.name] for field in fields(shape) if field.name in facts})
    old = getattr(spec, LIST_OF[kind])
    code = key_of(kind, entry)
    is_new = entry_of(spec, kind, code) is None
    changed: Any = {LIST_OF[kind]: (*old, entry) if is_new else tuple(entry if key_of(kind, one) == code else one for one in old)}
    return replace(spec, **changed)


def without_entry(spec: FrameworkSpec, kind: str, code: str) -> FrameworkSpec:
    """``spec`` without the entry; with an area go its competences, with a competence its outcomes and statements."""
    kept = {name: tuple(one for one in getattr(spec, name) if not (kind == what and key_of(what, one) == code)) for what, name in LIST_OF.items()}
    areas = {area.code for area in kept["areas"]}
    competences = tuple(one for one in kept["competences"] if one.area in areas)
    codes = {one.code for one in competences}
    below: dict[str, Any] = {name: tuple(one for one in kept[name] if one.competence in codes) for name in ("outcomes", "statements")}
    return replace(spec, areas=kept["areas"], competences=competences, levels=kept["levels"], **below)
