"""Commands about frameworks."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select

from lms.audit import service as audit
from lms.competency.framework_files import FrameworkSpec
from lms.competency.models import (
    Competence,
    CompetenceArea,
    Framework,
    FrameworkOutcome,
    FrameworkStatement,
    OutcomeKind,
    ProficiencyLevel,
)
from lms.competency.service.framework_versions import has_versions, keep_version, retire_unnamed
from lms.kit.db import Base, db

HEAD = ("title", "version", "source", "licence")


@dataclass(frozen=True, slots=True)
class Loaded:
    """How many entries a load made, and how many it brought up to date."""

    made: int
    changed: int


def load_framework(
    spec: FrameworkSpec, *, by: UUID | None, why: str = "", retire_missing: bool = False, empty_counts: bool = False, is_own: bool = False
) -> Loaded:
    """Bring the framework in line with ``spec``: entries are made or changed by their code, never deleted, since evidence stands on them.

    With ``retire_missing``, what ``spec`` does not name is retired. What was retired and is named again is taken back. An empty text says
    nothing unless ``empty_counts``: what ships has no descriptions, and must not wipe those of the supplement. Anything that changes
    makes a new version. ``is_own`` is said of a framework that is new here.
    """
    framework = db.session.scalar(select(Framework).where(Framework.slug == spec.slug))
    if framework is None:
        framework = Framework(slug=spec.slug, title=spec.title, version=spec.version, is_own=is_own)
        db.session.add(framework)
    elif not has_versions(framework.id):
        keep_version(framework, why="", by=None)  # what it said before versions were kept
    head = tuple(getattr(framework, name) for name in HEAD)
    framework.title, framework.version, framework.source, framework.licence = spec.title, spec.version, spec.source, spec.licence
    db.session.flush()
    tell: dict[str, Any] = {"framework_id": framework.id, "empty_counts": empty_counts}
    wanted: list[dict[str, object]] = [{"code": a.code, "title": a.title, "description": a.description} for a in spec.areas]
    counts = [_bring_in_line(CompetenceArea, key="code", wanted=wanted, **tell)]
    areas = _ids(CompetenceArea, framework.id)
    wanted = [{"code": c.code, "area_id": areas[c.area], "title": c.title, "description": c.description} for c in spec.competences]
    counts.append(_bring_in_line(Competence, key="code", wanted=wanted, **tell))
    wanted = [{"number": one.number, "band": one.band, "label": one.label, "description": one.description} for one in spec.levels]
    counts.append(_bring_in_line(ProficiencyLevel, key="number", wanted=wanted, **tell))
    competences = _ids(Competence, framework.id)
    wanted = [
        {
            "code": o.code,
            "competence_id": competences[o.competence],
            "text": o.text,
            "kind": OutcomeKind(o.kind),
            "band": o.band,
            "ai_label": o.ai_label,
        }
        for o in spec.outcomes
    ]
    counts.append(_bring_in_line(FrameworkOutcome, key="code", wanted=wanted, **tell))
    wanted = [
        {"code": one.code, "competence_id": competences[one.competence], "text": one.text, "band": one.band, "ai_label": one.ai_label}
        for one in spec.statements
    ]
    counts.append(_bring_in_line(FrameworkStatement, key="code", wanted=wanted, **tell))
    retired = retire_unnamed(framework.id, spec) if retire_missing else 0
    loaded = Loaded(made=sum(made for made, _ in counts), changed=sum(changed for _, changed in counts) + retired)
    if loaded.made or loaded.changed or head != tuple(getattr(framework, name) for name in HEAD):
        keep_version(framework, why=why, by=by)
        audit.record("framework-loaded", "framework", framework.id, by=by, version=spec.version, made=loaded.made, changed=loaded.changed)
    return loaded


def _ids(model: type[CompetenceArea] | type[Competence], framework_id: UUID) -> dict[str, UUID]:
    rows = db.session.execute(select(model.code, model.id).where(model.framework_id == framework_id))
    return {row.code: row.id for row in rows}


def _bring_in_line(
    model: type[Base], *, framework_id: UUID, key: str, wanted: list[dict[str, object]], empty_counts: bool
) -> tuple[int, int]:
    known = {getattr(row, key): row for row in db.session.scalars(select(model).where(model.framework_id == framework_id))}  # type: ignore[attr-defined]
    made = changed = 0
    for facts in wanted:
        row = known.get(facts[key])
        if row is None:
            db.session.add(model(framework_id=framework_id, **facts))
            made += 1
            continue
        named = {**facts, "retired_at": None}
        different = {name: value for name, value in named.items() if (empty_counts or value != "") and getattr(row, name) != value}
        for name, value in different.items():
            setattr(row, name, value)
        changed += bool(different)
    db.session.flush()
    return made, changed
