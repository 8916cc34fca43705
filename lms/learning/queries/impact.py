"""Reads of what a publication would mean for those who learn, or have learned, the course."""

from collections import Counter
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select

from lms.catalogue.course_files.shapes import CourseSpec
from lms.catalogue.models import CourseVersion, Step
from lms.catalogue.service.compiling import source_hash
from lms.kit.db import db
from lms.learning.models import Enrolment
from lms.learning.progress import Stage, credits, lost, progress
from lms.learning.queries.stages import done_by, stage_of


@dataclass(frozen=True, slots=True)
class LostStep:
    """A finished step that would not count any more, and for how many people, by each way of moving them."""

    title: str
    migrating: int
    with_credit: int


@dataclass(frozen=True, slots=True)
class Impact:
    """What a publication would mean. All figures count people in progress, but for the outcomes, which count completions."""

    in_progress: int
    where: list[tuple[str, int]]
    """Title of the step that people would do next, and how many stand there, most first."""
    losing_migrating: int
    losing_with_credit: int
    completing_migrating: int
    """How many have done all that the new version asks, and would complete the course by moving."""
    completing_with_credit: int
    gives_certificate: bool
    lost_steps: list[LostStep]
    removed_outcomes: list[tuple[str, int]]
    """Text of an outcome that the new version does not name any more, and how many completed a version that did."""
    texts: frozenset[str]
    """``Step.content_hash`` of each step of the new version, for what other slices say on the page."""


def impact(course_id: UUID, planned: CourseSpec) -> Impact:
    """What publishing ``planned`` as the next version would mean. Four statements, and one more for each thousand learners."""
    rows = db.session.execute(
        select(Enrolment.id, Enrolment.version_id, Enrolment.read_last).where(
            Enrolment.course_id == course_id, Enrolment.completed_at.is_(None), Enrolment.left_at.is_(None)
        )
    ).all()
    olds, titles = _versions({row.version_id for row in rows})
    sequences = {version_id: in_sequence for version_id, (_stages, in_sequence) in olds.items()}
    new = [Stage(step.key, step.optional, step.requires, source_hash(step.source)) for step in planned.steps]
    done = done_by(row.id for row in rows)
    where: Counter[str] = Counter()
    gone: dict[bool, Counter[str]] = {False: Counter(), True: Counter()}
    losing, completing = {False: 0, True: 0}, {False: 0, True: 0}
    for row in rows:
        old = olds[row.version_id][0]
        following = progress(old, done[row.id], in_sequence=sequences[row.version_id], read_last=row.read_last).following
        where.update([following] if following else [])
        for with_credit in (False, True):
            keys = lost(old, new, done[row.id], changed_texts_count=with_credit)
            gone[with_credit].update(keys)
            losing[with_credit] += bool(keys)
            after = {*done[row.id], *credits(new, done[row.id], changed_texts_count=with_credit)}
            completing[with_credit] += progress(new, after, in_sequence=planned.order == "in-sequence").complete
    return Impact(
        in_progress=len(rows),
        where=[(titles[key], count) for key, count in where.most_common()],
        losing_migrating=losing[False],
        losing_with_credit=losing[True],
        completing_migrating=completing[False],
        completing_with_credit=completing[True],
        gives_certificate=planned.certificate is not None,
        lost_steps=[LostStep(titles[key], count, gone[True][key]) for key, count in gone[False].most_common()],
        removed_outcomes=_removed_outcomes(course_id, {outcome.key for outcome in planned.outcomes}),
        texts=frozenset(stage.text for stage in new),
    )


def _versions(version_ids: set[UUID]) -> tuple[dict[UUID, tuple[list[Stage], bool]], dict[str, str]]:
    """The stages of each version with whether they are in sequence, and the titles of all steps by key."""
    found: dict[UUID, tuple[list[Stage], bool]] = {}
    titles: dict[str, str] = {}
    rows = db.session.execute(
        select(Step, CourseVersion.in_sequence)
        .join(CourseVersion, CourseVersion.id == Step.version_id)
        .where(Step.version_id.in_(version_ids))
        .order_by(CourseVersion.number, Step.position)
    )
    for step, in_sequence in rows:
        found.setdefault(step.version_id, ([], in_sequence))[0].append(stage_of(step))
        titles[step.key] = step.title
    return {version_id: found.get(version_id, ([], False)) for version_id in version_ids}, titles


def _removed_outcomes(course_id: UUID, kept: set[str]) -> list[tuple[str, int]]:
    counts = db.session.execute(
        select(Enrolment.version_id, func.count())
        .where(Enrolment.course_id == course_id, Enrolment.completed_at.is_not(None))
        .group_by(Enrolment.version_id)
    )
    completions = {row[0]: row[1] for row in counts}
    versions = db.session.execute(
        select(CourseVersion.id, CourseVersion.outcomes).where(CourseVersion.id.in_(completions)).order_by(CourseVersion.number)
    ).all()
    texts: dict[str, str] = {}
    people: Counter[str] = Counter()
    for version_id, outcomes in versions:
        for outcome in outcomes:
            if outcome["key"] not in kept:
                texts[outcome["key"]] = outcome["text"]
                people[outcome["key"]] += completions[version_id]
    return [(texts[key], count) for key, count in people.most_common()]
