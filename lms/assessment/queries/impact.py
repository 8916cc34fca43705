"""Reads of what a publication would mean for those who are in the middle of a quiz of the course."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import exists, select
from sqlalchemy.orm import aliased

from lms.assessment.models import Attempt, AttemptState
from lms.catalogue.models import Step
from lms.kit.db import db
from lms.learning.models import Enrolment


@dataclass(frozen=True, slots=True)
class QuizzesOfImpact:
    """How many of those in progress have an attempt that is not marked yet. An attempt goes on and is marked whether they move or not."""

    sitting: int
    """In the middle of an attempt."""
    waiting: int
    """Handed in, and an essay waits for its mark."""
    losing: int
    """Of both, those whose quiz is another in the new version, or gone: for who moves, passing it then does not count."""


def quizzes_of_impact(course_id: UUID, planned: Collection[str]) -> QuizzesOfImpact:
    """What moving to a version with steps of the texts ``planned`` (their hashes) would mean for unmarked attempts. One statement."""
    sat, here = aliased(Step), aliased(Step)
    counts = exists().where(here.version_id == Enrolment.version_id, here.content_hash == sat.content_hash)
    rows = db.session.execute(
        select(Enrolment.id, Attempt.state, sat.content_hash, counts.label("counts"))
        .join(Attempt, Attempt.enrolment_id == Enrolment.id)
        .join(sat, (sat.version_id == Attempt.version_id) & (sat.key == Attempt.quiz_key))
        .where(Enrolment.course_id == course_id, Enrolment.completed_at.is_(None), Enrolment.left_at.is_(None))
        .where(Attempt.state != AttemptState.MARKED)
    ).all()
    return QuizzesOfImpact(
        sitting=len({row.id for row in rows if row.state is AttemptState.OPEN}),
        waiting=len({row.id for row in rows if row.state is AttemptState.TO_MARK}),
        losing=len({row.id for row in rows if row.counts and row.content_hash not in planned}),
    )
