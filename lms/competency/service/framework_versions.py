"""Keep what a framework said, and retire what it ceased to name."""

from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from lms.competency.framework_files import FrameworkSpec
from lms.competency.models import (
    Competence,
    CompetenceArea,
    Framework,
    FrameworkOutcome,
    FrameworkStatement,
    FrameworkVersion,
    ProficiencyLevel,
)
from lms.competency.queries.framework_texts import spec_of
from lms.kit.clock import now
from lms.kit.db import db
from lms.kit.plain_json import to_plain


def has_versions(framework_id: UUID) -> bool:
    """Whether any text of the framework is kept."""
    return db.session.scalar(select(FrameworkVersion.id).where(FrameworkVersion.framework_id == framework_id).limit(1)) is not None


def keep_version(framework: Framework, *, why: str, by: UUID | None) -> FrameworkVersion:
    """Write down what all entries say now, as the next version."""
    last = db.session.scalar(select(func.max(FrameworkVersion.number)).where(FrameworkVersion.framework_id == framework.id)) or 0
    version = FrameworkVersion(
        framework_id=framework.id, number=last + 1, made_by_id=by, why=why.strip()[:2000], content=to_plain(spec_of(framework)), made_at=now()
    )
    db.session.add(version)
    db.session.flush()
    return version


def retire_unnamed(framework_id: UUID, spec: FrameworkSpec) -> int:
    """Retire the entries that ``spec`` does not name; return how many were not retired before."""
    named: tuple[tuple[type[Any], str, set[Any]], ...] = (
        (CompetenceArea, "code", {area.code for area in spec.areas}),
        (Competence, "code", {one.code for one in spec.competences}),
        (ProficiencyLevel, "number", {level.number for level in spec.levels}),
        (FrameworkOutcome, "code", {one.code for one in spec.outcomes}),
        (FrameworkStatement, "code", {one.code for one in spec.statements}),
    )
    retired = 0
    for model, key, kept in named:
        for row in db.session.scalars(select(model).where(model.framework_id == framework_id, model.retired_at.is_(None))):
            if getattr(row, key) not in kept:
                row.retired_at = now()
                retired += 1
    db.session.flush()
    return retired
