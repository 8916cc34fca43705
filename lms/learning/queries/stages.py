"""Reads of steps and of what is done, as the plain values that ``progress`` works on."""

from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import select

from lms.catalogue.models import Step
from lms.kit.db import db
from lms.learning.models import StepDone
from lms.learning.progress import Done, Stage


def stage_of(step: Step) -> Stage:
    """What progress needs to know of ``step``."""
    return Stage(step.key, step.optional, tuple(step.requires), step.content_hash)


def steps_of(version_id: UUID) -> list[Step]:
    """The steps of a version in their order, without their HTML. One statement."""
    return list(db.session.scalars(select(Step).where(Step.version_id == version_id).order_by(Step.position)))


def done_by(enrolment_ids: Iterable[UUID]) -> dict[UUID, set[Done]]:
    """What each of the enrolments has done. One statement for a thousand of them."""
    found: dict[UUID, set[Done]] = defaultdict(set)
    wanted = list(enrolment_ids)
    for start in range(0, len(wanted), 1000):
        rows = db.session.execute(
            select(StepDone.enrolment_id, StepDone.step_key, StepDone.content_hash).where(
                StepDone.enrolment_id.in_(wanted[start : start + 1000])
            )
        )
        for enrolment_id, key, text in rows:
            found[enrolment_id].add((key, text))
    return found
