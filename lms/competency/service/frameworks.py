"""Commands about frameworks."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from lms.audit import service as audit
from lms.competency.framework_files import FrameworkSpec
from lms.competency.models import (
    Competence,
    CompetenceArea,
    Framework,
    FrameworkOutcome,
    OutcomeKind,
    ProficiencyLevel,
)
from lms.kit.db import Base, db


@dataclass(frozen=True, slots=True)
class Loaded:
    """How many entries a load made, and how many it brought up to date."""

    made: int
    changed: int


def load_framework(spec: FrameworkSpec, *, by: UUID | None) -> Loaded:
    """Bring the framework in line with ``spec``: entries are made or changed by their code, never deleted, since evidence stands on them."""
    framework = db.session.scalar(select(Framework).where(Framework.slug == spec.slug))
    if framework is None:
        framework = Framework(slug=spec.slug, title=spec.title, version=spec.version)
        db.session.add(framework)
    framework.title, framework.version, framework.source, framework.licence = spec.title, spec.version, spec.source, spec.licence
    db.session.flush()
    counts = [
        _bring_in_line(CompetenceArea, framework.id, "code", [{"code": a.code, "title": a.title, "description": a.description} for a in spec.areas])
    ]
    areas = _ids(CompetenceArea, framework.id)
    counts.append(
        _bring_in_line(
            Competence,
            framework.id,
            "code",
            [{"code": c.code, "area_id": areas[c.area], "title": c.title, "description": c.description} for c in spec.competences],
        )
    )
    counts.append(
        _bring_in_line(
            ProficiencyLevel, framework.id, "number", [{"number": level.number, "band": level.band, "label": level.label} for level in spec.levels]
        )
    )
    competences = _ids(Competence, framework.id)
    counts.append(
        _bring_in_line(
            FrameworkOutcome,
            framework.id,
            "code",
            [
                {
                    "code": o.code,
                    "competence_id": competences[o.competence],
                    "text": o.text,
                    "kind": OutcomeKind(o.kind),
                    "band": o.band,
                    "ai_label": o.ai_label,
                }
                for o in spec.outcomes
            ],
        )
    )
    loaded = Loaded(made=sum(made for made, _ in counts), changed=sum(changed for _, changed in counts))
    if loaded.made or loaded.changed:
        audit.record("framework-loaded", "framework", framework.id, by=by, version=spec.version, made=loaded.made, changed=loaded.changed)
    return loaded


def _ids(model: type[CompetenceArea] | type[Competence], framework_id: UUID) -> dict[str, UUID]:
    rows = db.session.execute(select(model.code, model.id).where(model.framework_id == framework_id))
    return {row.code: row.id for row in rows}


def _bring_in_line(model: type[Base], framework_id: UUID, key: str, wanted: list[dict[str, object]]) -> tuple[int, int]:
    known = {getattr(row, key): row for row in db.session.scalars(select(model).where(model.framework_id == framework_id))}  # type: ignore[attr-defined]
    made = changed = 0
    for facts in wanted:
        row = known.get(facts[key])
        if row is None:
            db.session.add(model(framework_id=framework_id, **facts))
            made += 1
            continue
        # a file without descriptions (what ships) must not wipe those of the supplement
        different = {name: value for name, value in facts.items() if value != "" and getattr(row, name) != value}
        for name, value in different.items():
            setattr(row, name, value)
        changed += bool(different)
    db.session.flush()
    return made, changed
