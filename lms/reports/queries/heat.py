"""The heat map: how departments and posts stand in each competence, from the kept figures."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import and_, func, or_, select

from lms.competency.models import Competence
from lms.kit import bands
from lms.kit.bands import Change, Share
from lms.kit.db import db
from lms.kit.i18n import gettext as _
from lms.reports.disclosure.grouping import THRESHOLD
from lms.reports.models.heat import HeatEntry, HeatMonth
from lms.reports.queries.frame import Frame, competences_of

Sums = tuple[int, int, int]
"""People, those at the level, sum of gaps."""
NOTHING: Sums = (0, 0, 0)
_Row = tuple[Any, Any, UUID]
"""Department, post, competence."""


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
    """The heat map of what the filters ask for. Three statements beside the frame's, however large the house is."""
    filters = frame.filters
    children = frame.below(filters.department)
    by = filters.by or ("departments" if children else "posts")
    sums = _Sums(frame, by, [one.id for one in children])
    competences = [one for one in competences_of(filters.area) if filters.area or one.id in sums.required]
    label = frame.department.name if frame.department else _("All departments")
    total = Row(None, label, sums.cells(filters.department, filters.post, competences))
    if by == "departments":
        parents = {branch.department.parent_id for branch in frame.tree}
        rows = [Row(one.id, one.name, sums.cells(one.id, filters.post, competences), one.id in parents) for one in children]
    else:
        chosen = [post for post in frame.posts if filters.post in (None, post.id)]
        rows = [Row(post.id, post.title, sums.cells(filters.department, post.id, competences)) for post in chosen]
    rows = [row for row in rows if not all(cell.empty for cell in row.cells)]
    return HeatMap(by, competences, total if frame.reads_total else Row(None, label, [Cell(0)] * len(competences)), rows, filters.since)


class _Sums:
    """The kept figures of the rows, by competence: what they are today, and what changed since."""

    def __init__(self, frame: Frame, by: str, children: Sequence[UUID]) -> None:
        filters = frame.filters
        self._by_post = by == "posts"
        here = HeatEntry.department_id == filters.department
        wanted = here if self._by_post else and_(HeatEntry.post_id == filters.post, or_(here, HeatEntry.department_id.in_(children)))
        rows = db.session.execute(
            select(
                HeatEntry.department_id,
                HeatEntry.post_id,
                HeatEntry.competence_id,
                HeatEntry.people,
                HeatEntry.at_level,
                HeatEntry.gap_sum,
                HeatEntry.visible,
            ).where(wanted, HeatEntry.people > 0)
        )
        self._now = {(row[0], row[1], row[2]): ((row[3], row[4], row[5]), row[6]) for row in rows}
        self.required = {competence for _department, _post, competence in self._now}
        self._changed = self._changes(frame) if filters.since else None

    def _changes(self, frame: Frame) -> dict[_Row, Sums]:
        """What the cells of each row changed by, with the departments as they are counted."""
        filters, tree = frame.filters, frame.counted
        where = [HeatMonth.month >= filters.since, *([HeatMonth.post_id == filters.post] if filters.post else [])]
        keys = [HeatMonth.department_id, HeatMonth.competence_id, *([HeatMonth.post_id] if self._by_post else [])]
        sums = (func.sum(HeatMonth.people), func.sum(HeatMonth.at_level), func.sum(HeatMonth.gap_sum))
        changed: dict[_Row, Sums] = defaultdict(lambda: NOTHING)
        for department, competence, *rest in db.session.execute(select(*keys, *sums).where(*where).group_by(*keys)):
            kinds = (rest[0], filters.post) if self._by_post and not filters.post else (filters.post,)
            figures = tuple(map(int, rest[-3:]))
            for node in tree.way_up(department):
                for kind in kinds:
                    before = changed[node, kind, competence]
                    changed[node, kind, competence] = (before[0] + figures[0], before[1] + figures[1], before[2] + figures[2])
        return changed

    def cells(self, department: UUID | None, post: UUID | None, competences: Sequence[Competence]) -> list[Cell]:
        """The cells of one row."""
        return [self._cell((department, post, one.id)) for one in competences]

    def _cell(self, key: _Row) -> Cell:
        (people, at_level, gap), visible = self._now.get(key, (NOTHING, False))
        if not people:
            return Cell(0)
        if not visible:
            return Cell(None)
        share, change = bands.share(at_level, people), None
        if self._changed is not None:
            changed = self._changed.get(key, NOTHING)
            then = people - changed[0]
            change = bands.change(share, bands.share(at_level - changed[1], then)) if then >= THRESHOLD else None
        return Cell(people, share, bands.average(gap, people, share), change)
