"""Whom each question concerns today, and how they stand: what the roll counts."""

from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Select, Subquery, func, literal, select

from lms.kit.db import db
from lms.kit.i18n import local_day
from lms.learning.models import Enrolment
from lms.people.models import Person
from lms.people.queries.grades import GRADE
from lms.people.queries.officers import WORKS_HERE
from lms.reports.disclosure.asking import UNDIVIDED
from lms.reports.models.questions import VALUES, CountedAnswer, Question
from lms.reports.queries.completion import due, holders
from lms.reports.queries.learning import learned, learners
from lms.reports.queries.outcomes import NO_GRADE, applicants


class Asked(NamedTuple):
    """A question; of a course, if it is asked of each."""

    question: Question
    about: str = ""


def questions() -> list[Asked]:
    """All that is asked: each question, or with each course that people began or are still counted in. Two statements."""
    begun = db.session.scalars(select(Enrolment.course_id).distinct())
    kept = db.session.scalars(select(CountedAnswer.about).where(CountedAnswer.about != "").distinct())
    courses = sorted({str(one) for one in begun} | set(kept))
    return [Asked(question, about) for question in Question for about in (courses if question.of_a_course else [""])]


def _statement(asked: Asked, moment: datetime) -> Select[Any]:
    """A row for each person at work whom the question concerns: id, department, kind and the values.

    Those without a department or post are counted nowhere, as in the heat map.
    """
    each, kind = _answers(asked, moment)
    values = [func.coalesce(each.c[name], 0).label(name) if name in each.c else literal(0).label(name) for name in VALUES]
    statement = select(Person.id, Person.department_id, kind.label("kind"), *values)
    statement = statement.join(each, each.c.person_id == Person.id, isouter=asked.question is Question.LEARNED)
    return statement.where(WORKS_HERE, Person.department_id.is_not(None), Person.post_id.is_not(None))


def _answers(asked: Asked, moment: datetime) -> tuple[Subquery, Any]:
    """Who stands how, and what they are told apart by."""
    day, nothing = local_day(moment), literal(UNDIVIDED, literal_execute=True)
    match asked.question:
        case Question.LEARNED:
            return learned(moment), Person.post_id
        case Question.DUE:
            return due(day), Person.post_id
        case Question.HOLDS:
            return holders(moment), Person.post_id
        case Question.APPLIED:
            return applicants(moment), func.coalesce(GRADE, NO_GRADE)
        case Question.DUE_IN:
            return due(day, UUID(asked.about)), nothing
        case Question.BEGAN:
            return learners(UUID(asked.about)), nothing


def known_answers(asked: Asked) -> list[Any]:
    """Those who are counted in it already, and those who left. One statement."""
    columns = [getattr(CountedAnswer, name) for name in ("id", "person_id", "department_id", "kind", "company", "left_on")]
    values = [getattr(CountedAnswer, name) for name in VALUES]
    return list(db.session.execute(select(*columns, *values).where(CountedAnswer.question == asked.question, CountedAnswer.about == asked.about)))


def answers_now(asked: Asked, moment: datetime) -> dict[UUID, Any]:
    """Person -> where they work, and how they stand. One statement."""
    return {row.id: row for row in db.session.execute(_statement(asked, moment))}

