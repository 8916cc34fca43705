"""Move learners to another version of their course, without taking away anything they did."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import select

from lms.audit.service import record
from lms.catalogue.events import Learners
from lms.catalogue.models import Course, CourseVersion, Step
from lms.kit.db import db
from lms.learning.models import Enrolment
from lms.learning.progress import Done, renumbered
from lms.learning.queries.stages import done_by, stage_of, steps_of
from lms.learning.service.notes import follow_texts
from lms.learning.service.steps import credit
from lms.notices.service import tell


def move_learners(course_id: UUID, version_id: UUID, learners: Learners) -> int:
    """Do with those who are in progress what was chosen at publication; tell those who moved. Returns how many did.

    Who completed the course, or left it, is not touched.
    """
    if learners is Learners.PIN:
        return 0
    version = db.session.get_one(CourseVersion, version_id)
    slug = db.session.get_one(Course, course_id).slug
    moving = db.session.scalars(
        select(Enrolment)
        .where(
            Enrolment.course_id == course_id,
            Enrolment.version_id != version_id,
            Enrolment.completed_at.is_(None),
            Enrolment.left_at.is_(None),
        )
        .order_by(Enrolment.id)
        .with_for_update()
    ).all()
    steps = steps_of(version_id)
    follow_renumbered(moving, steps)
    done = done_by(enrolment.id for enrolment in moving)
    for enrolment in moving:
        move(enrolment, version, steps, done[enrolment.id], changed_texts_count=learners is Learners.MIGRATE_WITH_CREDIT)
        tell(enrolment.person_id, "version-migrated", about=f"{enrolment.id}:{version_id}", href=f"/courses/{slug}", course=version.title)
    if moving:
        record("moved-learners", "course-version", version_id, by=None, learners=learners.value, count=len(moving))
    return len(moving)


def follow_renumbered(enrolments: Sequence[Enrolment], steps: Sequence[Step]) -> None:
    """Let notes, and where somebody read last, go with the texts to ``steps``; the enrolments are of one course, and on the version before."""
    new = [stage_of(step) for step in steps]
    before = {enrolment.version_id for enrolment in enrolments}
    changed = {version_id: renumbered([stage_of(step) for step in steps_of(version_id)], new) for version_id in before}
    concerned = [enrolment for enrolment in enrolments if changed[enrolment.version_id]]
    for enrolment in concerned:
        if enrolment.read_last is not None:
            enrolment.read_last = changed[enrolment.version_id].get(enrolment.read_last, enrolment.read_last)
    if concerned:
        follow_texts(concerned[0].course_id, {enrolment.person_id: changed[enrolment.version_id] for enrolment in concerned})


def move(
    enrolment: Enrolment, version: CourseVersion, steps: Sequence[Step], done: Collection[Done], *, changed_texts_count: bool
) -> None:
    """Put one enrolment on ``version``; what it is credited with there is added, what it did before stays."""
    enrolment.version_id = version.id
    credit(enrolment, version, steps, done, changed_texts_count=changed_texts_count)
