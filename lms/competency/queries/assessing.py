"""Reads of self-assessments: where one stands, what a page asks, and own view beside evidence."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from sqlalchemy import func, select

from lms.competency.models import Competence, CompetenceArea, Framework, FrameworkOutcome, FrameworkStatement, SelfAssessment, SelfRating
from lms.competency.queries.profile import Line, profile
from lms.kit.db import db
from lms.kit.errors import NotFound
from lms.kit.i18n import gettext as _

STATEMENTS_SHOWN = 2
OUTCOMES_SHOWN = 3
"""Of each band on a page, so that it can be read in two minutes."""

Difference = Literal["same", "own_higher", "own_lower", "no_evidence", "not_rated"]


@dataclass(frozen=True, slots=True)
class AreaStep:
    """An area as a step of a self-assessment."""

    area: CompetenceArea
    asked: int
    answered: int

    @property
    def done(self) -> bool:
        """Whether everything of it is answered."""
        return self.answered == self.asked


@dataclass(frozen=True, slots=True)
class Assessing:
    """Where a person stands in the self-assessment of a framework."""

    framework: Framework
    current: SelfAssessment | None
    last: SelfAssessment | None
    steps: list[AreaStep]

    @property
    def answered(self) -> int:
        """Answers so far."""
        return sum(step.answered for step in self.steps)

    @property
    def asked(self) -> int:
        """Competences in all."""
        return sum(step.asked for step in self.steps)

    def step(self, code: str) -> AreaStep:
        """The area with that code.

        :raises NotFound: there is none.
        """
        found = next((step for step in self.steps if step.area.code == code), None)
        if found is None:
            raise NotFound(_("The framework has no such area."))
        return found

    def following(self, code: str) -> AreaStep | None:
        """The area after that one."""
        codes = [step.area.code for step in self.steps]
        place = codes.index(code) + 1
        return self.steps[place] if place < len(codes) else None


@dataclass(frozen=True, slots=True)
class Asked:
    """A competence that a page asks about, with the answer so far, and what the framework says of it by band."""

    competence: Competence
    statements: list[tuple[str, list[str]]]
    outcomes: list[tuple[str, list[str]]]
    level: int | None


@dataclass(frozen=True, slots=True)
class Compared:
    """One's own view beside what the evidence shows."""

    line: Line
    own: int | None
    difference: Difference


def framework_named(slug: str) -> Framework:
    """A framework.

    :raises NotFound: there is none.
    """
    found = db.session.scalar(select(Framework).where(Framework.slug == slug))
    if found is None:
        raise NotFound(_("There is no such framework."))
    return found


def assessing(person_id: UUID, slug: str) -> Assessing:
    """The open self-assessment of that framework, the last finished one, and the areas. Four statements.

    :raises NotFound: there is no such framework.
    """
    framework = framework_named(slug)
    rows = db.session.scalars(
        select(SelfAssessment)
        .where(SelfAssessment.person_id == person_id, SelfAssessment.framework_id == framework.id)
        .order_by(SelfAssessment.begun_at.desc())
    ).all()
    current = next((row for row in rows if row.finished_at is None), None)
    last = next((row for row in rows if row.finished_at is not None), None)
    return Assessing(framework, current, last, _steps(framework.id, current))


def _steps(framework_id: UUID, current: SelfAssessment | None) -> list[AreaStep]:
    answers = _answers(current.id) if current else {}
    areas = db.session.scalars(select(CompetenceArea).where(CompetenceArea.framework_id == framework_id).order_by(CompetenceArea.code)).all()
    living = (Competence.framework_id == framework_id, Competence.retired_at.is_(None))
    rows = db.session.execute(select(Competence.id, Competence.area_id).where(*living)).all()
    asked: dict[UUID, list[UUID]] = {}
    for row in rows:
        asked.setdefault(row.area_id, []).append(row.id)
    return [
        AreaStep(area, len(asked[area.id]), sum(competence_id in answers for competence_id in asked[area.id])) for area in areas if area.id in asked
    ]


def _answers(assessment_id: UUID) -> dict[UUID, int]:
    rows = db.session.execute(select(SelfRating.competence_id, SelfRating.level).where(SelfRating.assessment_id == assessment_id))
    return {row.competence_id: row.level for row in rows}


def asked_in(found: Assessing, area: CompetenceArea) -> list[Asked]:
    """What the page of an area asks. Four statements."""
    living = (Competence.area_id == area.id, Competence.retired_at.is_(None))
    competences = db.session.scalars(select(Competence).where(*living).order_by(Competence.code)).all()
    answers = _answers(found.current.id) if found.current else {}
    ids = [one.id for one in competences]
    statements, outcomes = _said(FrameworkStatement, ids, STATEMENTS_SHOWN), _said(FrameworkOutcome, ids, OUTCOMES_SHOWN)
    return [Asked(one, statements.get(one.id, []), outcomes.get(one.id, []), answers.get(one.id)) for one in competences]


def _said(
    model: type[FrameworkStatement] | type[FrameworkOutcome], competence_ids: Sequence[UUID], most: int
) -> dict[UUID, list[tuple[str, list[str]]]]:
    """Competence -> band -> the first sentences of it, the lowest band first as far as codes say it. One statement."""
    rows = db.session.execute(
        select(model.competence_id, model.band, model.text)
        .where(model.competence_id.in_(competence_ids), model.retired_at.is_(None))
        .order_by(model.code)
    )
    found: dict[UUID, dict[str, list[str]]] = {}
    for row in rows:
        texts = found.setdefault(row.competence_id, {}).setdefault(row.band.replace("_", " "), [])
        if len(texts) < most:
            texts.append(row.text)
    return {competence_id: list(bands.items()) for competence_id, bands in found.items()}


def comparison(person_id: UUID, found: Assessing) -> list[Compared]:
    """The own view of the last finished self-assessment beside what the evidence shows. Six statements."""
    own = _answers(found.last.id) if found.last else {}
    lines = [
        line for framework, areas in profile(person_id).frameworks if framework.id == found.framework.id for area in areas for line in area.lines
    ]
    return [Compared(line, own.get(line.competence.id), difference(own.get(line.competence.id), line.level)) for line in lines]


def difference(own: int | None, shown: int) -> Difference:
    """How the own view stands to the evidence; one level apart is the same, since nobody judges more finely than that."""
    if own is None:
        return "not_rated"
    if not shown:
        return "no_evidence"
    if abs(own - shown) <= 1:
        return "same"
    return "own_higher" if own > shown else "own_lower"


def frameworks_to_assess() -> Sequence[tuple[Framework, int]]:
    """Frameworks with competences, and how many they name today. One statement."""
    living = select(Framework, func.count(Competence.id)).join(Competence).where(Competence.retired_at.is_(None))
    rows = db.session.execute(living.group_by(Framework.id).order_by(Framework.title))
    return [(row[0], row[1]) for row in rows]
