"""What is said after a boot camp, once nobody can be asked or answer any more: it never changes then, so no two days of it can be compared.

The camp's own page and the report over all boot camps read their figures here, by the same rule: no figure tells of the answers of fewer
than ten people, whoever answers for how many, and a share near none or all tells only that. People count in the department where they
worked when they took their seat.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy import or_, select

from lms.cohorts.follow_up import needs_evidence, settled_after
from lms.cohorts.models.cohorts import Cohort, Place
from lms.cohorts.models.ending import Asked, FollowUp, FollowUpAnswer
from lms.cohorts.programme_files.shapes import Question
from lms.cohorts.queries.cohorts import CohortAtHand
from lms.cohorts.queries.follow_ups import plan_of, questions_for
from lms.kit import bands
from lms.kit.db import db
from lms.kit.i18n import local_day
from lms.kit.small_groups import large_enough
from lms.kit.tables import HELD

SCALE = (1, 5)


@dataclass(frozen=True, slots=True)
class Reply:
    """What one person said to one question about one graduate; no value: nothing."""

    department: UUID
    person: UUID
    value: str = ""
    evident: bool = False
    """Described or linked."""


@dataclass(frozen=True, slots=True)
class Ask:
    """One set of questions that was put to one person."""

    id: UUID
    department: UUID
    person: UUID
    answered: bool


Asks = dict[tuple[UUID, int, Asked], list[Ask]]
"""Boot camp, day and role -> who was asked."""
Answers = dict[tuple[UUID, str], tuple[str, bool]]
"""Set of questions and question -> what was answered, and whether it is described or linked."""


class Circle(Protocol):
    """Of whom figures are asked for, and of whom they may be told."""

    def inside(self, replies: Sequence[Reply]) -> list[Reply]:
        """Those that figures are asked for."""

    def shows(self, replies: Sequence[Reply]) -> bool:
        """Whether a figure of the part of ``replies`` that is inside may be shown."""


class Everybody:
    """All of a boot camp, undivided."""

    def inside(self, replies: Sequence[Reply]) -> list[Reply]:
        """All."""
        return list(replies)

    def shows(self, replies: Sequence[Reply]) -> bool:
        """Whether enough people replied: a manager who answers for twelve is one."""
        return large_enough(len({one.person for one in replies}))


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of one question. ``HELD``, or empty where the question is of another kind."""

    asked: Any
    answered: Any
    with_evidence: Any
    without_evidence: Any
    mean: Any

    def values(self) -> tuple[Any, ...]:
        """As the cells of a row."""
        return self.asked, self.answered, self.with_evidence, self.without_evidence, self.mean


def settled_questions(cohort: Cohort, today: date) -> list[tuple[int, Asked, Question]]:
    """Day, role and question of what nobody can be asked or answer any more. The cohort was loaded with its version."""
    plan = plan_of(cohort)
    days = [one for one in plan.follow_up_days if settled_after(cohort.ends_on, one) < today]
    return [(one, role, question) for one in sorted(days) for role in Asked for question in questions_for(plan, role, one)]


def settled_asks(cohorts: Sequence[Cohort]) -> Asks:
    """Who was asked, as it stood on the last day to answer. One statement."""
    ends_on = {one.id: one.ends_on for one in cohorts}
    columns = (FollowUp.id, FollowUp.days, FollowUp.role, FollowUp.person_id, FollowUp.answered_at, FollowUp.closed_at)
    asked = select(*columns, Place.cohort_id, Place.department_id).join(Place, Place.id == FollowUp.place_id).where(Place.cohort_id.in_(ends_on))
    found: Asks = defaultdict(list)
    for row in db.session.execute(asked.where(Place.department_id.is_not(None))):
        last = settled_after(ends_on[row.cohort_id], row.days)
        taken_back = row.closed_at is not None and local_day(row.closed_at) <= last
        if not taken_back:
            in_time = row.answered_at is not None and local_day(row.answered_at) <= last
            found[row.cohort_id, row.days, row.role].append(Ask(row.id, row.department_id, row.person_id, in_time))
    return found


def answers_of(cohorts: Sequence[Cohort]) -> Answers:
    """Every answer after those boot camps. One statement."""
    evident = or_(FollowUpAnswer.evidence != "", FollowUpAnswer.link != "")
    rows = (
        select(FollowUpAnswer.follow_up_id, FollowUpAnswer.question, FollowUpAnswer.value, evident)
        .join(FollowUp, FollowUp.id == FollowUpAnswer.follow_up_id)
        .join(Place, Place.id == FollowUp.place_id)
        .where(Place.cohort_id.in_([one.id for one in cohorts]))
        .order_by(FollowUpAnswer.id)  # by chance: the order of answering would tell who it was
    )
    return {(row[0], row[1]): (row[2], bool(row[3])) for row in db.session.execute(rows)}


def replies_to(question: Question, asks: Sequence[Ask], answers: Answers) -> list[Reply]:
    """What each who was asked said to one question."""
    nothing = ("", False)
    return [Reply(ask.department, ask.person, *(answers.get((ask.id, question.key), nothing) if ask.answered else nothing)) for ask in asks]


def figures_of(question: Question, asked: Sequence[Reply], circle: Circle) -> Figures | None:
    """The figures of one question; none where nobody inside was asked."""
    inside = circle.inside(asked)
    if not inside:
        return None
    answered = [one for one in asked if one.value]
    given = circle.inside(answered)
    asked_shown, answered_shown = circle.shows(asked), circle.shows(answered)
    claims = [one for one in given if needs_evidence(question.kind, one.value, question.needs_evidence)]
    evident = sum(one.evident for one in claims)
    return Figures(
        len(inside) if asked_shown else HELD,
        bands.share(len(given), len(inside)) if asked_shown else HELD,
        _share(evident, given, answered_shown) if question.needs_evidence else None,
        _share(len(claims) - evident, given, answered_shown) if question.needs_evidence else None,
        _mean(question, answered, circle) if question.kind == "scale" else None,
    )


def _share(part: int, given: Sequence[Reply], shown: bool) -> Any:
    return bands.share(part, len(given)) if shown else HELD


def _mean(question: Question, answered: Sequence[Reply], circle: Circle) -> Any:
    """Over the answers that count: those with evidence, or that claim nothing that would need some."""
    count = [one for one in answered if one.evident or not needs_evidence(question.kind, one.value, question.needs_evidence)]
    if not circle.shows(count):
        return HELD
    return bands.mean([int(one.value) for one in circle.inside(count)], *SCALE)


def texts_of(question: Question, asked: Sequence[Reply]) -> tuple[str, ...]:
    """What was written, in words, where it is shown or needs no evidence; nothing where fewer than ten people wrote."""
    told = [one for one in asked if one.value and (one.evident or not question.needs_evidence)] if question.kind == "text" else []
    return tuple(sorted({one.value for one in told})) if Everybody().shows(told) else ()


@dataclass(frozen=True, slots=True)
class Result:
    """What was said to one question, of one role, so many days after the end of one boot camp."""

    days: int
    role: Asked
    question: Question
    figures: Figures
    texts: tuple[str, ...]


def results(found: CohortAtHand, today: date) -> list[Result]:
    """What the settled answers say, by day, role and question. Two statements."""
    cohorts = [found.cohort]
    asks, answers = settled_asks(cohorts), answers_of(cohorts)
    lines = []
    for days, role, question in settled_questions(found.cohort, today):
        asked = replies_to(question, asks[found.cohort.id, days, role], answers)
        figures = figures_of(question, asked, Everybody())
        if figures is not None:
            lines.append(Result(days, role, question, figures, texts_of(question, asked)))
    return lines
