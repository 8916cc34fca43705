"""What graduates and their managers say of the time after a boot camp; no figure tells of the answers of fewer than ten people.

Each boot camp's figures stand alone, and only once nobody can be asked or answer any more: they never change, so no two days of them
can be compared. For the same reason people count in the department where they worked when they took their seat.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from lms.cohorts.follow_up import needs_evidence, settled_after
from lms.cohorts.models.cohorts import Cohort, CohortState, Place
from lms.cohorts.models.ending import Asked, FollowUp, FollowUpAnswer
from lms.cohorts.programme_files.shapes import Question
from lms.cohorts.queries.follow_ups import plan_of, questions_for
from lms.kit.db import db
from lms.kit.i18n import local_day
from lms.reports.disclosure import bands
from lms.reports.disclosure.grouping import Entry, Grouping, Tree
from lms.reports.disclosure.parts import LEAST, in_parts
from lms.reports.queries.frame import Frame
from lms.reports.tables import HELD

TWO_YEARS = timedelta(days=730)
SCALE = (1, 5)
_ALL: Hashable = "all"
"""The one kind of the groups: a boot camp is not divided but by department."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What one person said to one question about one graduate; no value: nothing."""

    department: UUID
    person: UUID
    value: str = ""
    evident: bool = False
    """Described or linked."""


@dataclass(frozen=True, slots=True)
class Said:
    """The figures of one question, asked on one day after one boot camp. ``HELD``, or empty where the question is of another kind."""

    cohort: str
    days: int
    question: str
    asked: Any
    answered: Any
    with_evidence: Any
    without_evidence: Any
    mean: Any


@dataclass(frozen=True, slots=True)
class _Ask:
    """One set of questions that was put to one person."""

    id: UUID
    department: UUID
    person: UUID
    answered: bool


def said_after(frame: Frame, role: Asked, today: date) -> list[Said]:
    """What those who are asked as ``role`` said, of each boot camp that ended in the last two years, the newest first. Three statements."""
    if not frame.reads_total:
        return []
    circles, cohorts = _Circles(frame), _settled(today)
    asks, replies = _asks(cohorts, role), _replies(cohorts, role)
    return [
        line
        for cohort in cohorts
        for days in plan_of(cohort).follow_up_days
        for question in questions_for(plan_of(cohort), role, days)
        for line in _line(cohort, days, question, _of_question(asks[cohort.id, days], replies, question), circles)
    ]


def _settled(today: date) -> Sequence[Cohort]:
    """Boot camps of which at least the first questions are settled."""
    ended = (Cohort.state == CohortState.ENDED, Cohort.ends_on > today - TWO_YEARS, Cohort.ends_on <= today)
    newest_first = (Cohort.ends_on.desc(), Cohort.name, Cohort.id)
    found = db.session.scalars(select(Cohort).where(*ended).options(joinedload(Cohort.version)).order_by(*newest_first)).all()
    return [one for one in found if (days := plan_of(one).follow_up_days) and settled_after(one.ends_on, min(days)) < today]


def _asks(cohorts: Sequence[Cohort], role: Asked) -> dict[tuple[UUID, int], list[_Ask]]:
    """Who was asked, by boot camp and day, as it stood on the last day to answer; nothing of what is not settled."""
    ends_on = {one.id: one.ends_on for one in cohorts}
    columns = (FollowUp.id, FollowUp.days, FollowUp.person_id, FollowUp.answered_at, FollowUp.closed_at, Place.cohort_id, Place.department_id)
    asked = select(*columns).join(Place, Place.id == FollowUp.place_id).where(Place.cohort_id.in_(ends_on), FollowUp.role == role)
    found: dict[tuple[UUID, int], list[_Ask]] = defaultdict(list)
    for row in db.session.execute(asked.where(Place.department_id.is_not(None))):
        last = settled_after(ends_on[row.cohort_id], row.days)
        taken_back = row.closed_at is not None and local_day(row.closed_at) <= last
        if not taken_back:
            in_time = row.answered_at is not None and local_day(row.answered_at) <= last
            found[row.cohort_id, row.days].append(_Ask(row.id, row.department_id, row.person_id, in_time))
    return found


def _replies(cohorts: Sequence[Cohort], role: Asked) -> dict[tuple[UUID, str], tuple[str, bool]]:
    """Set of questions and question -> what was answered, and whether it is described or linked."""
    evident = or_(FollowUpAnswer.evidence != "", FollowUpAnswer.link != "")
    rows = (
        select(FollowUpAnswer.follow_up_id, FollowUpAnswer.question, FollowUpAnswer.value, evident)
        .join(FollowUp, FollowUp.id == FollowUpAnswer.follow_up_id)
        .join(Place, Place.id == FollowUp.place_id)
        .where(Place.cohort_id.in_([one.id for one in cohorts]), FollowUp.role == role)
    )
    return {(row[0], row[1]): (row[2], bool(row[3])) for row in db.session.execute(rows)}


def _of_question(asks: Sequence[_Ask], replies: dict[tuple[UUID, str], tuple[str, bool]], question: Question) -> list[Reply]:
    nothing = ("", False)
    return [Reply(ask.department, ask.person, *(replies.get((ask.id, question.key), nothing) if ask.answered else nothing)) for ask in asks]


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


def _line(cohort: Cohort, days: int, question: Question, asked: list[Reply], circles: _Circles) -> Iterator[Said]:
    """The figures of one question; none where nobody inside was asked."""
    inside = circles.inside(asked)
    if not inside:
        return
    answered = [one for one in asked if one.value]
    given = circles.inside(answered)
    asked_shown, answered_shown = circles.shows(asked), circles.shows(answered)
    claims = [one for one in given if needs_evidence(question.kind, one.value, question.needs_evidence)]
    evident = sum(one.evident for one in claims)
    yield Said(
        cohort.name,
        days,
        question.text,
        len(inside) if asked_shown else HELD,
        bands.share(len(given), len(inside)) if asked_shown else HELD,
        _share(evident, given, answered_shown) if question.needs_evidence else None,
        _share(len(claims) - evident, given, answered_shown) if question.needs_evidence else None,
        _mean(question, answered, circles) if question.kind == "scale" else None,
    )


def _share(part: int, given: Sequence[Reply], shown: bool) -> Any:
    return bands.share(part, len(given)) if shown else HELD


def _mean(question: Question, answered: Sequence[Reply], circles: _Circles) -> Any:
    """Over the answers that count: those with evidence, or that claim nothing that would need some."""
    count = [one for one in answered if one.evident or not needs_evidence(question.kind, one.value, question.needs_evidence)]
    if not circles.shows(count):
        return HELD
    return bands.mean([int(one.value) for one in circles.inside(count)], *SCALE)
