"""Reads of steps and of what is done, as the plain values that ``progress`` works on."""

from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache
from uuid import UUID

from sqlalchemy import bindparam, select

from lms.catalogue.models import Step
from lms.catalogue.queries.printed import Printed
from lms.kit.db import db
from lms.learning.models import StepDone
from lms.learning.progress import Done, Stage


def stage_of(step: Step) -> Stage:
    """What progress needs to know of ``step``."""
    return Stage(step.key, step.optional, tuple(step.requires), step.content_hash)


@lru_cache(maxsize=500)
def stages_of(version: Printed) -> tuple[Stage, ...]:
    """The same of all steps of a published version."""
    return tuple(Stage(step.key, step.optional, step.requires, step.content_hash) for step in version.steps)


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


_DONE = StepDone.__table__.c
_done_in = select(_DONE.step_key, _DONE.content_hash).where(_DONE.enrolment_id == bindparam("enrolment_id"))


def done_in(enrolment_id: UUID) -> set[Done]:
    """What one enrolment has done. One statement."""
    return {(key, text) for key, text in db.session.execute(_done_in, {"enrolment_id": enrolment_id})}
