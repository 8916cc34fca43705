"""Whom the reports beside the heat map count, where, and how they stood. Only the roll writes it, and the merging of departments."""

from datetime import date
from enum import StrEnum
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lms.kit.db import Base

VALUES = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth")
"""The columns of what is counted of somebody, in the order in which ``Question`` names it."""


class Question(StrEnum):
    """What is asked. Each question has people of its own, so each has comings, goings and figures of its own."""

    LEARNED = "learned"
    """Of everybody at work, by post: whether they earned a certificate in the last year, minutes, points."""
    HOLDS = "holds"
    """Of those with a certificate that runs out, by post: within 30, 60, 90 days, renewed in the last year."""
    APPLIED = "applied"
    """Of those who applied for a boot camp in the last two years, by grade: had a place, attended, graduated."""
    ON_COURSE = "on_course"
    """Of those who ever began a course, by whether it is their duty: completed it, left it; and of a duty in time, late, overdue,
    to be completed within 30, 60, 90 days.

    One question, not two: those on duty are most of those who began, and the few others would be the difference.
    """

    @property
    def of_a_course(self) -> bool:
        """Whether it is asked of each course anew: somebody may be on several."""
        return self is Question.ON_COURSE


ON_DUTY, OTHERWISE = "duty", "otherwise"
"""The kinds of people on a course: it is their duty, which they did not leave; or they are there by their own wish, or were. Of the
latter alone no figure is told."""


class CountedAnswer(Base):
    """Somebody who counts in a question since a roll let them in: where, and how they stood at the last roll.

    Who is not concerned any more keeps their last answer until a roll lets enough of them leave. Their row stays for two years: who comes
    back one by one would be told from those who do not. An erased person's row names nobody.
    """

    __tablename__ = "report_answer"
    __table_args__ = (
        UniqueConstraint("question", "about", "person_id"),
        Index("ix_report_answer_figure", "question", "about", "department_id", "kind"),
    )
    question: Mapped[Question]
    about: Mapped[str] = mapped_column(String(40), default="")
    """Which course, if the question is of one."""
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    department_id: Mapped[UUID] = mapped_column(ForeignKey("department.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(String(40))
    """The post, or the grade that it had then (empty where there is none), or how somebody is on a course."""
    company: Mapped[UUID] = mapped_column(default=uuid4)
    """With whom they came, or left."""
    left_on: Mapped[date | None]
    """They count no more since that roll."""
    first: Mapped[int] = mapped_column(default=0)
    second: Mapped[int] = mapped_column(default=0)
    third: Mapped[int] = mapped_column(default=0)
    fourth: Mapped[int] = mapped_column(default=0)
    fifth: Mapped[int] = mapped_column(default=0)
    sixth: Mapped[int] = mapped_column(default=0)
    seventh: Mapped[int] = mapped_column(default=0)
    eighth: Mapped[int] = mapped_column(default=0)


class QuestionEntry(Base):
    """A figure of a question: of a department with all below it (none: the whole house), a kind (none: all); and whether it may be told."""

    __tablename__ = "report_question_entry"
    __table_args__ = (Index("ix_report_question_entry_question", "question", "about"),)
    question: Mapped[Question]
    about: Mapped[str] = mapped_column(String(40), default="")
    department_id: Mapped[UUID | None] = mapped_column(ForeignKey("department.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str | None] = mapped_column(String(40))
    published: Mapped[bool]
    """A group of its own; once held back, it stays so while people are in it."""
    visible: Mapped[bool]
    """The sum of groups that are all published: it may be shown."""
