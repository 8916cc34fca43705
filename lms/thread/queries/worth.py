"""What changed, and what it is worth: the last two stations of the thread, each figure with where it comes from."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import func, select

from lms.kit.db import db
from lms.projects.models.projects import Benefit, BenefitFinding, Project
from lms.strategy.models.strategies import Indicator, Measurement


@dataclass(frozen=True, slots=True)
class Change:
    """How far an indicator came from its baseline, by its newest measurement."""

    indicator_id: UUID
    title: str
    unit: str
    baseline: Decimal
    target: Decimal
    value: Decimal | None
    on_day: date | None
    euro_per_unit: Decimal | None
    euro_source: str

    @property
    def change(self) -> Decimal | None:
        """Newest value less baseline; None before the first measurement."""
        return None if self.value is None else self.value - self.baseline

    @property
    def percent(self) -> int | None:
        """How much of the way to the target is done, in whole per cent; negative where it moved away."""
        return None if self.change is None else round(100 * self.change / (self.target - self.baseline))

    @property
    def euros(self) -> Decimal | None:
        """What the change towards the target is worth in a year, where the city put a figure on a unit; negative where it moved away."""
        if self.change is None or self.euro_per_unit is None:
            return None
        towards = self.change if self.target > self.baseline else -self.change
        return (towards * self.euro_per_unit).quantize(Decimal("0.01"))


def changes(ids: Collection[UUID]) -> Mapping[UUID, Change]:
    """The change of each indicator. One statement."""
    if not ids:
        return {}
    order = func.row_number().over(partition_by=Measurement.indicator_id, order_by=(Measurement.on_day.desc(), Measurement.at.desc()))
    newest = select(Measurement.indicator_id, Measurement.value, Measurement.on_day, order.label("place"))
    last = newest.where(Measurement.indicator_id.in_(ids)).subquery()
    asked = select(
        Indicator.id,
        Indicator.title,
        Indicator.unit,
        Indicator.baseline,
        Indicator.target,
        last.c.value,
        last.c.on_day,
        Indicator.euro_per_unit,
        Indicator.euro_source,
    ).outerjoin(last, (last.c.indicator_id == Indicator.id) & (last.c.place == 1))
    return {row.id: Change(*row) for row in db.session.execute(asked.where(Indicator.id.in_(ids)))}


@dataclass(frozen=True, slots=True)
class Worth:
    """A benefit of a project in euros a year: what was expected, and what was found last."""

    title: str
    project: str
    href: str
    expected: Decimal | None
    found: Decimal | None
    on_day: date | None


def benefits(project_ids: Collection[UUID]) -> list[Worth]:
    """The benefits of some projects that are counted in euros. One statement."""
    if not project_ids:
        return []
    order = func.row_number().over(partition_by=BenefitFinding.benefit_id, order_by=(BenefitFinding.on_day.desc(), BenefitFinding.at.desc()))
    newest = select(BenefitFinding.benefit_id, BenefitFinding.per_year, BenefitFinding.on_day, order.label("place"))
    mine = select(Benefit.id).where(Benefit.project_id.in_(project_ids))
    last = newest.where(BenefitFinding.per_year.is_not(None), BenefitFinding.benefit_id.in_(mine)).subquery()
    asked = (
        select(Benefit.title, Project.title.label("project"), Project.slug, Benefit.expected_per_year, last.c.per_year, last.c.on_day)
        .join(Project, Project.id == Benefit.project_id)
        .outerjoin(last, (last.c.benefit_id == Benefit.id) & (last.c.place == 1))
        .where(Benefit.project_id.in_(project_ids), Benefit.expected_per_year.is_not(None) | last.c.per_year.is_not(None))
        .order_by(Project.title, Benefit.title)
    )
    return [Worth(row[0], row[1], f"/projects/{row[2]}/benefits", row[3], row[4], row[5]) for row in db.session.execute(asked)]
