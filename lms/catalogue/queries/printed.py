"""Published versions as readers get them. Their rows never change but for the state, so each process reads each of them once."""

from collections import OrderedDict, defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import bindparam, select

from lms.catalogue.models import CourseVersion, Step, StepKind
from lms.kit.db import db

MOST_VERSIONS, MOST_LESSONS = 400, 200
"""What a process keeps: some kilobytes each."""

_versions: OrderedDict[UUID, "Printed"] = OrderedDict()
_lessons: OrderedDict[tuple[UUID, str], str] = OrderedDict()

_ROW = CourseVersion.__table__.c
_STEP = Step.__table__.c
_version = select(
    *(_ROW.id, _ROW.course_id, _ROW.number, _ROW.title, _ROW.summary, _ROW.language, _ROW.topic, _ROW.level),
    *(_ROW.effort_minutes, _ROW.learning_points, _ROW.in_sequence, _ROW.review_by, _ROW.owner_email),
    *(_ROW.gives_certificate, _ROW.certificate_months, _ROW.renewal_days, _ROW.outcomes, _ROW.prerequisites),
    *(_ROW.published_at, _ROW.change_note),
).where(_ROW.id.in_(bindparam("version_ids", expanding=True)))
_steps = (
    select(_STEP.version_id, _STEP.key, _STEP.kind, _STEP.title, _STEP.minutes, _STEP.optional, _STEP.requires, _STEP.content_hash)
    .where(_STEP.version_id.in_(bindparam("version_ids", expanding=True)))
    .order_by(_STEP.position)
)
_lesson = select(_STEP.html).where(_STEP.version_id == bindparam("version_id"), _STEP.key == bindparam("key"))


@dataclass(frozen=True, slots=True)
class PrintedStep:
    """A step as readers get it, without its text."""

    key: str
    kind: StepKind
    title: str
    minutes: int
    optional: bool
    requires: tuple[str, ...]
    content_hash: str


@dataclass(frozen=True, slots=True, eq=False)
class Printed:
    """A version as it was published; the columns are those of ``CourseVersion``. A process has one of each."""

    id: UUID
    course_id: UUID
    number: int
    title: str
    summary: str
    language: str
    topic: str
    level: int
    effort_minutes: int
    learning_points: int
    in_sequence: bool
    review_by: date | None
    owner_email: str
    gives_certificate: bool
    certificate_months: int | None
    renewal_days: int
    outcomes: tuple[str, ...]
    prerequisites: tuple[str, ...]
    published_at: datetime
    change_note: str
    steps: tuple[PrintedStep, ...]


def printed(version_id: UUID) -> Printed:
    """The version of that key, which was published once. Two statements where this process has not met it, else none."""
    return _versions.get(version_id) or all_printed([version_id])[version_id]


def all_printed(version_ids: Collection[UUID]) -> dict[UUID, Printed]:
    """The same for several: two statements for all that this process has not met."""
    new = [version_id for version_id in version_ids if version_id not in _versions]
    steps: dict[UUID, list[PrintedStep]] = defaultdict(list)
    for row in db.session.execute(_steps, {"version_ids": new}) if new else ():
        line = PrintedStep(row.key, row.kind, row.title, row.minutes, row.optional, tuple(row.requires), row.content_hash)
        steps[row.version_id].append(line)
    for version in db.session.execute(_version, {"version_ids": new}) if new else ():
        facts = version._asdict()
        outcomes, prerequisites = tuple(one["text"] for one in facts.pop("outcomes")), tuple(facts.pop("prerequisites"))
        _versions[version.id] = Printed(**facts, outcomes=outcomes, prerequisites=prerequisites, steps=tuple(steps[version.id]))
    found = {version_id: _versions[version_id] for version_id in version_ids}
    while len(_versions) > MOST_VERSIONS:
        _versions.popitem(last=False)
    return found


def lesson_html(version_id: UUID, key: str) -> str:
    """The safe HTML of a lesson, made at publication. A statement where this process has not met it."""
    found = _lessons.get((version_id, key))
    if found is None:
        found = _lessons[version_id, key] = str(db.session.scalar(_lesson, {"version_id": version_id, "key": key}) or "")
        if len(_lessons) > MOST_LESSONS:
            _lessons.popitem(last=False)
    return found
