"""The grades of people: a person's grade is that of their post. The one place that says so."""

import re
from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ScalarSelect, select

from lms.kit.db import db
from lms.people.models import Person, Post

GRADE: ScalarSelect[str | None] = select(Post.grade).where(Post.id == Person.post_id).correlate(Person).scalar_subquery()
"""As a column of any statement over ``Person``: the grade, or nothing where there is no post, or the post has none."""


def grade_of(person_id: UUID) -> str | None:
    """The grade of a person today."""
    return db.session.scalar(select(GRADE).select_from(Person).where(Person.id == person_id))


def grades() -> Sequence[str]:
    """All grades that posts have, in the order of people who count: A2 before A10. One statement."""
    return sorted(db.session.scalars(select(Post.grade).where(Post.grade.is_not(None)).distinct()), key=in_order)


def in_order(grade: str | None) -> list[tuple[int, str]]:
    """By what grades are sorted: numbers by their size, words by their letters; what is without a grade comes last."""
    if grade is None:
        return [(2**62, "")]
    return [(int(part), "") if part.isdecimal() else (-1, part.casefold()) for part in re.findall(r"[0-9]{1,18}|[^0-9]+", grade)]
