"""What graduates and their managers say of the time after a boot camp, by department; no figure tells of the answers of fewer than ten people.

Each boot camp's figures stand alone, and only once they are settled: ``cohorts.queries.answers`` says how.
"""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from lms.cohorts.models.cohorts import Cohort, CohortState
from lms.cohorts.models.ending import Asked
from lms.cohorts.queries.answers import Figures, Reply, answers_of, figures_of, replies_to, settled_asks, settled_questions
from lms.kit.db import db
from lms.reports.disclosure.grouping import Entry, Grouping, Tree
from lms.reports.disclosure.parts import LEAST, in_parts
from lms.reports.queries.frame import Frame

TWO_YEARS = timedelta(days=730)
_ALL: Hashable = "all"
"""The one kind of the groups: a boot camp is not divided but by department."""


@dataclass(frozen=True, slots=True)
class Said:
    """One question, asked on one day after one boot camp, with its figures."""

    cohort: str
    days: int
    question: str
    figures: Figures


def said_after(frame: Frame, today: date) -> dict[Asked, list[Said]]:
    """What those who are asked say, by role, of each boot camp that ended in the last two years, the newest first. Three statements."""
    said: dict[Asked, list[Said]] = {role: [] for role in Asked}
    if not frame.reads_total:
        return said
    circles, cohorts = _Circles(frame), _settled(today)
    asks, answers = settled_asks(cohorts), answers_of(cohorts)
    for cohort in cohorts:
        for days, role, question in settled_questions(cohort, today):
            figures = figures_of(question, replies_to(question, asks[cohort.id, days, role], answers), circles)
            if figures is not None:
                said[role].append(Said(cohort.name, days, question.text, figures))
    return said


def _settled(today: date) -> Sequence[Cohort]:
    """Boot camps of which at least the first questions are settled."""
    ended = (Cohort.state == CohortState.ENDED, Cohort.ends_on > today - TWO_YEARS, Cohort.ends_on <= today)
    newest_first = (Cohort.ends_on.desc(), Cohort.name, Cohort.id)
    found = db.session.scalars(select(Cohort).where(*ended).options(joinedload(Cohort.version)).order_by(*newest_first)).all()
    return [one for one in found if settled_questions(one, today)]


class _Circles:
    """Which groups of people may be told of in the department that is asked for."""

    def __init__(self, frame: Frame) -> None:
        self._tree: Tree = frame.counted
        self._department = frame.filters.department
        self._inside = {seat for seat in self._tree.above if self._department in self._tree.way_up(seat)}
        self._barred = [Entry(node, None) for node in (None, *self._tree.above)]
        self._known: dict[frozenset[Any], bool] = {}

    def inside(self, replies: Sequence[Reply]) -> list[Reply]:
        """Those of the department that is asked for with all below it."""
        return [one for one in replies if one.department in self._inside]

    def shows(self, replies: Sequence[Reply]) -> bool:
        """Whether a figure of the part of ``replies`` that is inside may be shown, when all departments ask the same."""
        layer = in_parts(((one.department, _ALL), one.person) for one in replies)
        alike = frozenset(layer.items())  # who answers one question mostly answers them all
        if alike not in self._known:
            self._known[alike] = Grouping(self._tree, [layer], least=LEAST, barred=self._barred).shows(Entry(self._department, _ALL))
        return self._known[alike]
