"""Reads of one course, as learners and visitors meet it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from typing import Any
from uuid import UUID

from sqlalchemy import and_, bindparam, select
from sqlalchemy.orm import contains_eager

from lms.catalogue.models import Course, CourseCompetence, CourseVersion, VersionState
from lms.catalogue.queries.printed import Printed, PrintedStep, printed
from lms.competency.models import Competence, Framework
from lms.kit.clock import now
from lms.kit.db import db
from lms.kit.errors import NotFound
from lms.kit.i18n import gettext as _
from lms.learning.models import Enrolment, LessonNote, StepDone
from lms.learning.progress import Progress, progress, renewable_from
from lms.learning.queries.stages import stages_of

_OF_VERSION, _OF_MINE, _OF_DONE, _OF_NOTE = CourseVersion.__table__.c, Enrolment.__table__.c, StepDone.__table__.c, LessonNote.__table__.c
_NEVER_PUBLISHED = (VersionState.DRAFT, VersionState.IN_REVIEW)
_SAID = (VersionState.PUBLISHED, VersionState.SUPERSEDED)


@dataclass(frozen=True, slots=True)
class Prerequisite:
    """A course that should come first; ``title`` is None when it is not to be had here."""

    slug: str
    title: str | None
    completed: bool


@dataclass(frozen=True, slots=True)
class Change:
    """What a version changed."""

    number: int
    published_at: datetime | None
    note: str


@dataclass(frozen=True, slots=True)
class CoursePage:
    """Everything that the page of a course shows to one person; ``version`` is theirs while they learn, else the published one."""

    course_id: UUID
    slug: str
    version: Printed
    competences: tuple[Any, ...]
    """Rows of code, title, framework and level."""
    is_open: bool
    """Whether one can enrol."""
    enrolment: Any
    """The person's last cycle, as a row of their ``Enrolment``; None when they never began it."""
    cycles: list[Any]
    """All cycles of the person, newest first."""
    terms: Printed | None
    """The version of the last cycle."""
    far: Progress
    changes: list[Change]
    """What changed since the version that the person learned, newest first."""
    prerequisites: list[Prerequisite] = field(default_factory=list)
    loose_notes: list[Any] = field(default_factory=list)
    """Rows of text and changed_at: the person's notes to lessons that the version does not hold."""

    @property
    def steps(self) -> Sequence[PrintedStep]:
        """The steps of the version."""
        return self.version.steps

    @property
    def following(self) -> PrintedStep | None:
        """The step to go on with."""
        return next((step for step in self.version.steps if step.key == self.far.following), None)

    @property
    def is_begun(self) -> bool:
        """Whether the person has done or read anything of it, in the cycle that goes on."""
        return self.far.done > 0 or self.enrolment.read_last is not None

    @property
    def in_progress(self) -> bool:
        """Whether the person is on it now."""
        return self.enrolment is not None and self.enrolment.completed_at is None and self.enrolment.left_at is None

    @property
    def completed(self) -> Any:
        """The last cycle that was completed."""
        return next((cycle for cycle in self.cycles if cycle.completed_at is not None), None)

    @property
    def is_over(self) -> bool:
        """Whether what was completed last has run out."""
        return self.enrolment is not None and self.enrolment.expires_at is not None and now() >= self.enrolment.expires_at

    @property
    def renewable_from(self) -> datetime | None:
        """When the last completion may be renewed; nothing when it does not run out."""
        last = self.enrolment
        if last is None or self.terms is None or last.completed_at is None or last.expires_at is None:
            return None
        return renewable_from(last.expires_at, self.terms.renewal_days)

    @property
    def is_renewable(self) -> bool:
        """Whether it may be renewed now."""
        opens = self.renewable_from
        return self.is_open and opens is not None and now() >= opens


def course_page(slug: str, person_id: UUID | None) -> CoursePage:
    """The course at ``slug`` as that person (None: a visitor) may see it: at most five statements where the process has met its version.

    :raises NotFound: when there is none, or it is not published and the person has not begun it.
    """
    course_id, said = _course_and_versions(slug)
    current = next((row.id for row in said if row.state is VersionState.PUBLISHED), None)
    cycles, done = _cycles(course_id, person_id) if course_id and person_id else ([], set())
    last = cycles[0] if cycles else None
    if course_id is None or (current is None and (last is None or last.left_at is not None)):
        raise _not_found()
    learning = last is not None and last.completed_at is None and last.left_at is None
    theirs = printed(last.version_id) if last is not None else None
    version = theirs if theirs is not None and (learning or current is None) else printed(current) if current else None
    assert version is not None, "either it is published or the person has begun a version of it"  # noqa: S101
    return CoursePage(
        course_id=course_id,
        slug=slug,
        version=version,
        competences=_competences(version.id),
        is_open=current is not None,
        enrolment=last,
        cycles=cycles,
        terms=theirs,
        far=progress(stages_of(version), done, in_sequence=version.in_sequence, read_last=last.read_last if last else None),
        changes=[Change(row.number, row.published_at, row.change_note) for row in said if last and theirs and _is_news(row, last, theirs)],
        prerequisites=_prerequisites(version.prerequisites, person_id),
        loose_notes=_loose_notes(course_id, person_id, version) if cycles and version.number > 1 else [],
    )


def course_to_enrol(slug: str) -> Course:
    """The course at ``slug``; whether it is open is the command's question.

    :raises NotFound: when there is none.
    """
    course = db.session.scalar(select(Course).where(Course.slug == slug))
    if course is None:
        raise _not_found()
    return course


def my_enrolment(slug: str, person_id: UUID) -> Enrolment:
    """The person's last cycle on the course at ``slug``, its course loaded.

    :raises NotFound: when they never began it.
    """
    enrolment = db.session.scalar(
        select(Enrolment)
        .join(Enrolment.course)
        .where(Course.slug == slug, Enrolment.person_id == person_id)
        .options(contains_eager(Enrolment.course))
        .order_by(Enrolment.cycle.desc())
        .limit(1)
    )
    if enrolment is None:
        raise NotFound(_("You are not enrolled in this course. Enrol on its page in the catalogue."))
    return enrolment


def _not_found() -> NotFound:
    return NotFound(_("There is no such course in the catalogue. It may have been withdrawn, or the address has a typing mistake."))


def _loose_notes(course_id: UUID, person_id: UUID | None, version: Printed) -> list[Any]:
    here = {step.key for step in version.steps}
    rows = db.session.execute(_notes, {"course_id": course_id, "person_id": person_id})
    return [row for row in rows if row.step_key not in here and row.text]


_said = (
    select(Course.id.label("course_id"), *(_OF_VERSION.id, _OF_VERSION.state, _OF_VERSION.number, _OF_VERSION.published_at, _OF_VERSION.change_note))
    .select_from(Course)
    .outerjoin(CourseVersion, and_(CourseVersion.course_id == Course.id, CourseVersion.state.not_in(_NEVER_PUBLISHED)))
    .where(Course.slug == bindparam("slug"))
    .order_by(CourseVersion.number.desc())
)
_mine = (
    select(
        *(_OF_MINE.id, _OF_MINE.version_id, _OF_MINE.opened_at, _OF_MINE.due_on, _OF_MINE.duty_id),
        *(_OF_MINE.completed_at, _OF_MINE.expires_at, _OF_MINE.revoked_at, _OF_MINE.left_at, _OF_MINE.read_last),
        *(_OF_DONE.step_key, _OF_DONE.content_hash),
    )
    .select_from(Enrolment)
    .outerjoin(StepDone, StepDone.enrolment_id == Enrolment.id)
    .where(Enrolment.course_id == bindparam("course_id"), Enrolment.person_id == bindparam("person_id"))
    .order_by(Enrolment.cycle.desc())
)
_notes = (
    select(_OF_NOTE.step_key, _OF_NOTE.text, _OF_NOTE.changed_at)
    .where(_OF_NOTE.course_id == bindparam("course_id"), _OF_NOTE.person_id == bindparam("person_id"))
    .order_by(_OF_NOTE.changed_at)
)
_developed = (
    select(Competence.code, Competence.title, Framework.title.label("framework"), CourseCompetence.level)
    .join(CourseCompetence, CourseCompetence.competence_id == Competence.id)
    .join(Framework, Framework.id == Competence.framework_id)
    .where(CourseCompetence.version_id == bindparam("version_id"))
    .order_by(Competence.code)
)
"""Put together once: each page of a course asks these."""


def _course_and_versions(slug: str) -> tuple[UUID | None, list[Any]]:
    """The course, and its versions that were ever published, newest first."""
    rows = db.session.execute(_said, {"slug": slug}).all()
    return (rows[0].course_id if rows else None), [row for row in rows if row.id is not None]


def _cycles(course_id: UUID, person_id: UUID) -> tuple[list[Any], set[tuple[str, str]]]:
    """All cycles of the person, newest first, and the steps that are done in the newest."""
    rows = db.session.execute(_mine, {"course_id": course_id, "person_id": person_id}).all()
    cycles = [list(of_one) for _id, of_one in groupby(rows, key=lambda row: row.id)]
    done = {(row.step_key, row.content_hash) for row in cycles[0] if row.step_key is not None} if cycles else set()
    return [of_one[0] for of_one in cycles], done


def _competences(version_id: UUID) -> tuple[Any, ...]:
    return tuple(db.session.execute(_developed, {"version_id": version_id}))


def _is_news(row: Any, last: Any, theirs: Printed) -> bool:
    """Whether what a version changed is new to somebody: it came after theirs, or they were moved to it."""
    if row.id == theirs.id:
        return bool(last.completed_at is None and row.published_at is not None and row.published_at > last.opened_at)
    return row.number > theirs.number and row.state in _SAID


def _prerequisites(slugs: Sequence[str], person_id: UUID | None) -> list[Prerequisite]:
    if not slugs:
        return []
    rows: Sequence[Any] = db.session.execute(
        select(Course.slug, CourseVersion.title, Enrolment.id)
        .outerjoin(CourseVersion, and_(CourseVersion.course_id == Course.id, CourseVersion.state == VersionState.PUBLISHED))
        .outerjoin(
            Enrolment,
            and_(
                Enrolment.course_id == Course.id,
                Enrolment.person_id == person_id,
                Enrolment.completed_at.is_not(None),
                Enrolment.revoked_at.is_(None),
            ),
        )
        .where(Course.slug.in_(slugs))
    ).all()
    titles = {row.slug: row.title for row in rows}
    completed = {row.slug for row in rows if row.id is not None}
    return [Prerequisite(slug, titles.get(slug), slug in completed) for slug in slugs]
