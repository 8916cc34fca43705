"""Whom each question concerns today, and how they stand: what the roll counts."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, NamedTuple, cast
from uuid import UUID

from sqlalchemy import Select, Subquery, func, literal, select

from lms.kit.db import db
from lms.kit.i18n import local_day
from lms.learning.models import Enrolment
from lms.people.models import Person
from lms.people.queries.grades import GRADE
from lms.people.queries.officers import WORKS_HERE
from lms.reports.models.questions import VALUES, CountedAnswer, Question
from lms.reports.queries.completion import cycles_of, holders, standing
from lms.reports.queries.learning import learned
from lms.reports.queries.outcomes import NO_GRADE, applicants

_COUNTED = (WORKS_HERE, Person.department_id.is_not(None), Person.post_id.is_not(None))
"""Those without a department or post are counted nowhere, as in the heat map."""


class Asked(NamedTuple):
    """A question; of a course, if it is asked of each."""

    question: Question
    about: str = ""


class Answer(NamedTuple):
    """Where somebody works, what they are told apart by, and how they stand."""

    department_id: UUID
    kind: str
    values: tuple[int, ...]


def questions() -> list[Asked]:
    """All that is asked: each question, or with each course that people began or are still counted in. Two statements."""
    begun = db.session.scalars(select(Enrolment.course_id).distinct())
    kept = db.session.scalars(select(CountedAnswer.about).where(CountedAnswer.about != "").distinct())
    courses = sorted({str(one) for one in begun} | set(kept))
    return [Asked(question, about) for question in Question for about in (courses if question.of_a_course else [""])]


def known_answers(asked: Asked) -> list[Any]:
    """Those who are counted in it already, and those who left. One statement."""
    columns = [getattr(CountedAnswer, name) for name in ("id", "person_id", "department_id", "kind", "company", "left_on")]
    values = [getattr(CountedAnswer, name) for name in VALUES]
    return list(db.session.execute(select(*columns, *values).where(CountedAnswer.question == asked.question, CountedAnswer.about == asked.about)))


def answers_now(asked: Asked, moment: datetime) -> Mapping[UUID, Answer]:
    """Person at work -> how they answer. Two statements at most."""
    if asked.question is Question.ON_COURSE:
        return _on_course(UUID(asked.about), local_day(moment))
    return {row[0]: Answer(row[1], str(row[2]), tuple(map(int, row[3:]))) for row in db.session.execute(_statement(asked.question, moment))}


def _on_course(course_id: UUID, day: date) -> Mapping[UUID, Answer]:
    began = select(Enrolment.person_id).where(Enrolment.course_id == course_id)
    seats = db.session.execute(select(Person.id, Person.department_id).where(*_COUNTED, Person.id.in_(began))).all()
    cycles, answers = cycles_of(course_id), {}
    for person_id, department_id in seats:
        kind, stands = standing(cycles[person_id], day)
        answers[person_id] = Answer(cast(UUID, department_id), kind, tuple(map(int, stands)))
    return answers


def _statement(question: Question, moment: datetime) -> Select[Any]:
    """A row for each person at work whom the question concerns: id, department, kind and the values."""
    each, kind = _answers(question, moment)
    values = [func.coalesce(each.c[name], 0) if name in each.c else literal(0) for name in VALUES]
    statement = select(Person.id, Person.department_id, kind, *values)
    return statement.join(each, each.c.person_id == Person.id, isouter=question is Question.LEARNED).where(*_COUNTED)


def _answers(question: Question, moment: datetime) -> tuple[Subquery, Any]:
    """Who stands how, and what they are told apart by."""
    if question is Question.LEARNED:
        return learned(moment), Person.post_id
    if question is Question.HOLDS:
        return holders(moment), Person.post_id
    return applicants(moment), func.coalesce(GRADE, NO_GRADE)
