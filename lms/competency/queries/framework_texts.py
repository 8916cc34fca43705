"""Reads of what a framework says as a whole, today and in its earlier versions."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import undefer

from lms.competency.framework_files import AreaSpec, CompetenceSpec, FrameworkSpec, LevelSpec, OutcomeSpec, StatementSpec
from lms.competency.framework_texts.differences import Difference, differences
from lms.competency.models import (
    Competence,
    CompetenceArea,
    Evidence,
    Framework,
    FrameworkOutcome,
    FrameworkStatement,
    FrameworkVersion,
    ProficiencyLevel,
    Requirement,
    RoleProfile,
)
from lms.competency.queries.frameworks import framework_of
from lms.kit.db import db
from lms.kit.errors import NotFound
from lms.kit.i18n import gettext as _
from lms.kit.plain_json import from_plain
from lms.kit.small_groups import large_enough
from lms.people.models import Person, Post


def spec_of(framework: Framework) -> FrameworkSpec:
    """Everything that the framework names today. Five statements."""

    def living(model: Any, key: Any) -> Any:
        return db.session.scalars(select(model).where(model.framework_id == framework.id, model.retired_at.is_(None)).order_by(key))

    areas = {area.id: area for area in living(CompetenceArea, CompetenceArea.code)}
    rows = [one for one in living(Competence, Competence.code) if one.area_id in areas]
    codes = {one.id: one.code for one in rows}
    return FrameworkSpec(
        slug=framework.slug,
        title=framework.title,
        version=framework.version,
        source=framework.source,
        licence=framework.licence,
        areas=tuple(AreaSpec(area.code, area.title, area.description) for area in areas.values()),
        competences=tuple(CompetenceSpec(one.code, areas[one.area_id].code, one.title, one.description) for one in rows),
        levels=tuple(LevelSpec(one.number, one.band, one.label, one.description) for one in living(ProficiencyLevel, ProficiencyLevel.number)),
        outcomes=tuple(
            OutcomeSpec(one.code, codes[one.competence_id], one.text, one.kind.value, one.band, one.ai_label)
            for one in living(FrameworkOutcome, FrameworkOutcome.code)
            if one.competence_id in codes
        ),
        statements=tuple(
            StatementSpec(one.code, codes[one.competence_id], one.text, one.band, one.ai_label)
            for one in living(FrameworkStatement, FrameworkStatement.code)
            if one.competence_id in codes
        ),
    )


@dataclass(frozen=True, slots=True)
class VersionLine:
    """One version of a framework, as its history lists it."""

    number: int
    made_at: datetime
    made_by: str | None
    why: str


@dataclass(frozen=True, slots=True)
class History:
    """A framework with its versions, newest first."""

    framework: Framework
    versions: list[VersionLine]


def history(slug: str) -> History:
    """All versions of a framework, without their texts. Two statements."""
    framework = framework_of(slug)
    rows = db.session.execute(
        select(FrameworkVersion.number, FrameworkVersion.made_at, Person.name, FrameworkVersion.why)
        .outerjoin(Person, Person.id == FrameworkVersion.made_by_id)
        .where(FrameworkVersion.framework_id == framework.id)
        .order_by(FrameworkVersion.number.desc())
    )
    return History(framework, [VersionLine(*row) for row in rows])


@dataclass(frozen=True, slots=True)
class VersionPage:
    """What one version changed."""

    framework: Framework
    line: VersionLine
    is_first: bool
    differences: tuple[Difference, ...]


def version_page(slug: str, number: int) -> VersionPage:
    """A version beside the one before.

    :raises NotFound: when the framework has no such version.
    """
    framework = framework_of(slug)
    rows = db.session.execute(
        select(FrameworkVersion, Person.name)
        .outerjoin(Person, Person.id == FrameworkVersion.made_by_id)
        .where(FrameworkVersion.framework_id == framework.id, FrameworkVersion.number.in_([number - 1, number]))
        .options(undefer(FrameworkVersion.content))
    )
    found = {row[0].number: row for row in rows}
    if number not in found:
        raise NotFound(_("The framework has no such version."))
    version, name = found[number]
    after = from_plain(FrameworkSpec, version.content)
    before = from_plain(FrameworkSpec, found[number - 1][0].content) if number - 1 in found else after
    return VersionPage(framework, VersionLine(number, version.made_at, name, version.why), number - 1 not in found, differences(before, after))


@dataclass(frozen=True, slots=True)
class StandsOn:
    """What stands on competences, and stays when they are retired."""

    posts: list[str]
    """Titles of the posts that require it."""
    has_evidence: bool
    people: int
    """How many people have evidence of it."""

    def people_told(self, *, openly: bool) -> int | None:
        """The same as somebody may read it; None where so few people could be singled out, unless the reader may see people."""
        return self.people if openly or large_enough(self.people) else None


def stands_on(framework_id: UUID, codes: Collection[str]) -> StandsOn:
    """What cites those competences. Two statements."""
    posts = db.session.scalars(
        select(Post.title)
        .join(RoleProfile, RoleProfile.post_id == Post.id)
        .join(Requirement, Requirement.profile_id == RoleProfile.id)
        .join(Competence, Competence.id == Requirement.competence_id)
        .where(RoleProfile.superseded_at.is_(None), Competence.framework_id == framework_id, Competence.code.in_(codes))
        .distinct()
        .order_by(Post.title)
    ).all()
    people = (
        select(func.count(Evidence.person_id.distinct()))
        .join(Competence, Competence.id == Evidence.competence_id)
        .where(Competence.framework_id == framework_id, Competence.code.in_(codes), Evidence.withdrawn_at.is_(None))
    )
    count = db.session.scalar(people) or 0
    return StandsOn(list(posts), bool(count), count)
