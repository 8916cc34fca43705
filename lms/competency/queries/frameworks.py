"""Reads of frameworks."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import and_, func, select
from sqlalchemy.orm import joinedload

from lms.competency.framework_files import DIGCOMP, DIGCOMP_OUTCOMES
from lms.competency.models import Competence, CompetenceArea, Framework, FrameworkOutcome, FrameworkStatement, ProficiencyLevel
from lms.kit.db import db
from lms.kit.errors import NotFound
from lms.kit.i18n import gettext as _


def known_competences() -> dict[str, set[str]]:
    """Framework -> codes of its competences. Those that were retired are not in it: nothing new may cite them."""
    return _codes(
        select(Framework.slug, Competence.code).join(Competence, Competence.framework_id == Framework.id).where(Competence.retired_at.is_(None))
    )


def known_outcomes() -> dict[str, set[str]]:
    """Framework -> codes of its learning outcomes; a framework loaded without outcomes is not in it. DigComp's codes ship with the product."""
    loaded = _codes(
        select(Framework.slug, FrameworkOutcome.code)
        .join(FrameworkOutcome, FrameworkOutcome.framework_id == Framework.id)
        .where(FrameworkOutcome.retired_at.is_(None))
    )
    return {DIGCOMP.slug: set(DIGCOMP_OUTCOMES), **loaded}


def _codes(question) -> dict[str, set[str]]:  # type: ignore[no-untyped-def]
    codes: dict[str, set[str]] = {}
    for slug, code in db.session.execute(question):
        codes.setdefault(slug, set()).add(code)
    return codes


def competence_ids(framework: str, codes: Iterable[str]) -> dict[str, UUID]:
    """Code -> id within a framework."""
    rows = db.session.execute(
        select(Competence.code, Competence.id).join(Competence.framework).where(Framework.slug == framework, Competence.code.in_(list(codes)))
    )
    return {row.code: row.id for row in rows}


def frameworks() -> list[tuple[Framework, int]]:
    """All frameworks with the number of their competences."""
    living = and_(Competence.framework_id == Framework.id, Competence.retired_at.is_(None))
    counted = select(Framework, func.count(Competence.id)).outerjoin(Competence, living).group_by(Framework.id)
    rows = db.session.execute(counted.order_by(Framework.title))
    return [(row[0], row[1]) for row in rows]


@dataclass(frozen=True, slots=True)
class FrameworkPage:
    """A framework with what it names today, the number of outcomes per competence, and the competences that were retired."""

    framework: Framework
    areas: list[tuple[CompetenceArea, list[Competence]]]
    levels: list[ProficiencyLevel]
    outcomes: dict[UUID, int]
    retired: list[Competence]


def framework_of(slug: str) -> Framework:
    """The framework under that address.

    :raises NotFound: when there is none.
    """
    framework = db.session.scalar(select(Framework).where(Framework.slug == slug))
    if framework is None:
        raise NotFound(_("There is no such framework."))
    return framework


def framework_page(slug: str) -> FrameworkPage:
    """Everything that the page of a framework shows, in five statements.

    :raises NotFound: when there is no such framework.
    """
    framework = framework_of(slug)
    mine = {"framework_id": framework.id}
    areas = db.session.scalars(select(CompetenceArea).filter_by(**mine).order_by(CompetenceArea.code)).all()
    competences = db.session.scalars(select(Competence).filter_by(**mine).order_by(Competence.code)).all()
    levels = db.session.scalars(select(ProficiencyLevel).filter_by(**mine).order_by(ProficiencyLevel.number)).all()
    counts = db.session.execute(
        select(FrameworkOutcome.competence_id, func.count())
        .where(FrameworkOutcome.framework_id == framework.id, FrameworkOutcome.retired_at.is_(None))
        .group_by(FrameworkOutcome.competence_id)
    )
    living = [competence for competence in competences if competence.retired_at is None]
    grouped = [(area, [one for one in living if one.area_id == area.id]) for area in areas if area.retired_at is None]
    retired = [competence for competence in competences if competence.retired_at is not None]
    return FrameworkPage(framework, grouped, [one for one in levels if one.retired_at is None], {row[0]: row[1] for row in counts}, retired)


def competence_page(slug: str, code: str) -> tuple[Competence, list[FrameworkOutcome], list[FrameworkStatement]]:
    """A competence with its framework, area, outcomes and statements. Three statements.

    :raises NotFound: when the framework has no such code.
    """
    competence = db.session.scalar(
        select(Competence)
        .join(Competence.framework)
        .where(Framework.slug == slug, Competence.code == code)
        .options(joinedload(Competence.framework), joinedload(Competence.area))
    )
    if competence is None:
        raise NotFound(_("The framework has no such competence."))
    outcomes = db.session.scalars(
        select(FrameworkOutcome)
        .where(FrameworkOutcome.competence_id == competence.id, FrameworkOutcome.retired_at.is_(None))
        .order_by(FrameworkOutcome.code)
    ).all()
    living = (FrameworkStatement.competence_id == competence.id, FrameworkStatement.retired_at.is_(None))
    statements = db.session.scalars(select(FrameworkStatement).where(*living).order_by(FrameworkStatement.code)).all()
    return competence, list(outcomes), list(statements)
