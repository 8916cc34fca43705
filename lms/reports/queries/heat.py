"""The heat map: how departments and posts stand in each competence, from the kept figures."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import func, or_, select

from lms.competency.models import Competence
from lms.kit.db import db
from lms.kit.i18n import gettext as _
from lms.reports.disclosure import bands
from lms.reports.disclosure.bands import Change, Share
from lms.reports.disclosure.grouping import THRESHOLD
from lms.reports.models.heat import HeatCell, HeatEntry, HeatMonth
from lms.reports.queries.frame import Frame, competences_of

Sums = tuple[int, int, int]
"""People, those at the level, sum of gaps."""
NOTHING: Sums = (0, 0, 0)
_Figures = tuple[UUID | None, UUID, Sums]


@dataclass(frozen=True, slots=True)
class Cell:
    """One figure. Without a share it is held back, or nobody's post requires the competence."""

    people: int | None
    share: Share | None = None
    gap: float | None = None
    change: Change | None = None

    @property
    def held(self) -> bool:
        """Whether it would tell of too few people."""
        return self.people is None

    @property
    def empty(self) -> bool:
        """Whether no post requires it here."""
        return self.people == 0


@dataclass(frozen=True, slots=True)
class Row:
    """A department with all below it, or a post; its cells in the order of the competences."""

    id: UUID | None
    label: str
    cells: Sequence[Cell]
    leads_on: bool = False
    """There are departments below."""


@dataclass(frozen=True, slots=True)
class HeatMap:
    """The page: the sum of what is asked for, and what it is made of."""

    by: str
    competences: Sequence[Competence]
    total: Row
    rows: Sequence[Row]
    since: date | None

    @property
    def held(self) -> int:
        """How many figures are held back."""
        return sum(cell.held for row in (self.total, *self.rows) for cell in row.cells)

    @property
    def is_empty(self) -> bool:
        """Whether no post requires anything here."""
        return all(cell.empty for cell in self.total.cells)


def heat_map(frame: Frame) -> HeatMap:
    """The heat map of what the filters ask for. Four statements beside the frame's, however large the house is."""
    filters = frame.filters
    children = frame.below(filters.department)
    by = filters.by or ("departments" if children else "posts")
    sums = _Sums(frame, by, [one.id for one in children])
    competences = [one for one in competences_of(filters.area) if filters.area or one.id in sums.required]
    label = frame.department.name if frame.department else _("All departments")
    total = Row(None, label, sums.cells(frame.members(filters.department), filters.department, filters.post, competences))
    if by == "departments":
        parents = {branch.department.parent_id for branch in frame.tree}
        rows = [Row(one.id, one.name, sums.cells(frame.members(one.id), one.id, filters.post, competences), one.id in parents) for one in children]
    else:
        inside = frame.members(filters.department)
        chosen = [post for post in frame.posts if filters.post in (None, post.id)]
        rows = [Row(post.id, post.title, sums.cells(inside, filters.department, post.id, competences)) for post in chosen]
    rows = [row for row in rows if not all(cell.empty for cell in row.cells)]
    return HeatMap(by, competences, total if frame.reads_total else Row(None, label, [Cell(0)] * len(competences)), rows, filters.since)


class _Sums:
    """The kept figures, summed by department (and by post where the rows are posts) and competence."""

    def __init__(self, frame: Frame, by: str, children: Sequence[UUID]) -> None:
        self._by_post = by == "posts"
        filters = frame.filters
        where: list[Any] = [HeatCell.post_id == filters.post] if filters.post else []
        months: list[Any] = [HeatMonth.post_id == filters.post] if filters.post else []
        if filters.department:
            inside = frame.members(filters.department)
            where.append(HeatCell.department_id.in_(inside))
            months.append(HeatMonth.department_id.in_(inside))
        self._now = self._read(HeatCell, where)
        self._changed = self._read(HeatMonth, [HeatMonth.month >= filters.since, *months]) if filters.since else None
        self._visible = self._shown(filters.department, children, filters.post)
        self.required = {competence for cells in self._now.values() for _post, competence, _sums in cells}

    def _read(self, model: type[HeatCell] | type[HeatMonth], where: list[Any]) -> dict[UUID, list[_Figures]]:
        keys = [model.department_id, model.competence_id, *([model.post_id] if self._by_post else [])]
        sums = (func.sum(model.people), func.sum(model.at_level), func.sum(model.gap_sum))
        cells: dict[UUID, list[_Figures]] = defaultdict(list)
        for department, competence, *rest in db.session.execute(select(*keys, *sums).where(*where).group_by(*keys)):
            people, at_level, gap = rest[-3:]
            cells[department].append((rest[0] if self._by_post else None, competence, (int(people), int(at_level), int(gap))))
        return cells

    def _shown(self, department: UUID | None, children: Sequence[UUID], post: UUID | None) -> set[tuple[UUID | None, UUID | None, UUID]]:
        here = HeatEntry.department_id == department
        statement = select(HeatEntry.department_id, HeatEntry.post_id, HeatEntry.competence_id).where(HeatEntry.visible)
        if self._by_post:
            statement = statement.where(here)
        else:
            statement = statement.where(HeatEntry.post_id == post, or_(here, HeatEntry.department_id.in_(children)))
        return {(row[0], row[1], row[2]) for row in db.session.execute(statement)}

    def cells(self, inside: set[UUID], entry: UUID | None, post: UUID | None, competences: Sequence[Competence]) -> list[Cell]:
        """The cells of one row: the sum over the departments ``inside``, shown where the entry may be."""
        now, before = self._summed(self._now, inside, post), self._summed(self._changed or {}, inside, post)
        return [self._cell(now[one.id], before[one.id], (entry, post, one.id) in self._visible) for one in competences]

    def _summed(self, cells: dict[UUID, list[_Figures]], inside: set[UUID], post: UUID | None) -> dict[UUID, Sums]:
        sums: dict[UUID, Sums] = defaultdict(lambda: NOTHING)
        for department in inside:
            for own, competence, figures in cells.get(department, ()):
                if not self._by_post or post is None or own == post:
                    total = sums[competence]
                    sums[competence] = (total[0] + figures[0], total[1] + figures[1], total[2] + figures[2])
        return sums

    def _cell(self, now: Sums, changed: Sums, visible: bool) -> Cell:
        people, at_level, gap = now
        if not people:
            return Cell(0)
        if not visible:
            return Cell(None)
        share = bands.share(at_level, people)
        then = people - changed[0]
        change = bands.change(share, bands.share(at_level - changed[1], then)) if self._changed is not None and then >= THRESHOLD else None
        return Cell(people, share, bands.gap(gap, people, share), change)
