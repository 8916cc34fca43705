"""Reads of the player: one step of a course, with everything around it."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import and_, case, select
from sqlalchemy.orm import joinedload

from lms.catalogue.models import Course, CourseVersion, Step, StepKind
from lms.kit.db import db
from lms.kit.errors import NotFound
from lms.kit.i18n import gettext as _
from lms.learning.models import Enrolment, LessonNote, StepDone
from lms.learning.progress import Progress, Stage, Standing, progress


@dataclass(frozen=True, slots=True)
class StepLine:
    """A step as the contents list it."""

    key: str
    kind: StepKind
    title: str
    minutes: int
    optional: bool


@dataclass(frozen=True, slots=True)
class Player:
    """A person's course, opened at ``current`` (None: at no step). ``html`` is the lesson's, empty where the step is locked."""

    person_id: UUID
    enrolment: Enrolment
    course: Course
    version: CourseVersion
    steps: list[StepLine]
    far: Progress
    current: StepLine | None
    html: str
    note: LessonNote | None

    @property
    def slug(self) -> str:
        """The course's address."""
        return self.course.slug

    @property
    def revision(self) -> str:
        """The revision of the note, for its form."""
        return str(self.note.revision) if self.note else "0"

    @property
    def standing(self) -> Mapping[str, Standing]:
        """Where each step stands."""
        return self.far.standing

    @property
    def is_locked(self) -> bool:
        """Whether the current step is not open yet."""
        return self.current is not None and self.standing[self.current.key] is Standing.LOCKED

    @property
    def is_done(self) -> bool:
        """Whether the current step is done."""
        return self.current is not None and self.standing[self.current.key] is Standing.DONE

    @property
    def number(self) -> int:
        """Where the current step stands, from 1."""
        return self.steps.index(self.current) + 1 if self.current else 0

    @property
    def before(self) -> StepLine | None:
        """The step before the current one."""
        return self.steps[self.number - 2] if self.number > 1 else None

    @property
    def after(self) -> StepLine | None:
        """The step after the current one."""
        return self.steps[self.number] if self.number < len(self.steps) else None

    @property
    def waits_for(self) -> list[StepLine]:
        """What must be done before the current step opens."""
        first = self.far.waits_for.get(self.current.key, ()) if self.current else ()
        return [step for step in self.steps if step.key in first]


@dataclass(frozen=True, slots=True)
class NotBegun:
    """A person who is not on the course at ``slug`` (or left it): the page of the course is where they can begin."""

    person_id: UUID
    slug: str


def player(slug: str, person_id: UUID, key: str | None = None) -> Player | NotBegun:
    """The person's course at ``slug``, opened at the step ``key``. Two statements; Markdown was made HTML at publication.

    :raises NotFound: there is no such course, or no such step in the person's version.
    """
    head = db.session.execute(
        select(Course, Enrolment, LessonNote)
        .outerjoin(Enrolment, and_(Enrolment.course_id == Course.id, Enrolment.person_id == person_id))
        .outerjoin(
            LessonNote,
            and_(LessonNote.course_id == Course.id, LessonNote.person_id == person_id, LessonNote.step_key == (key or "")),
        )
        .where(Course.slug == slug)
        .options(joinedload(Enrolment.version))
        .order_by(Enrolment.cycle.desc())
        .limit(1)
    ).first()
    if head is None:
        raise NotFound(_("There is no such course. It may have been withdrawn, or the address has a typing mistake."))
    course, enrolment, note = head
    if enrolment is None or enrolment.left_at is not None:
        return NotBegun(person_id, slug)
    return _opened(course, enrolment, note, key)


def _opened(course: Course, enrolment: Enrolment, note: LessonNote | None, key: str | None) -> Player:
    html = case((Step.key == key, Step.html), else_="") if key else Step.key
    rows = db.session.execute(
        select(
            Step.key, Step.kind, Step.title, Step.minutes, Step.optional, Step.requires, Step.content_hash, StepDone.id, html.label("html")
        )
        .outerjoin(
            StepDone,
            and_(StepDone.enrolment_id == enrolment.id, StepDone.step_key == Step.key, StepDone.content_hash == Step.content_hash),
        )
        .where(Step.version_id == enrolment.version_id)
        .order_by(Step.position)
    ).all()
    steps = [StepLine(row.key, row.kind, row.title, row.minutes, row.optional) for row in rows]
    current = next((step for step in steps if step.key == key), None)
    if key is not None and current is None:
        raise NotFound(_("This course has no such lesson any more. Open the course to see what it holds now."))
    far = progress(
        [Stage(row.key, row.optional, tuple(row.requires), row.content_hash) for row in rows],
        {(row.key, row.content_hash) for row in rows if row.id is not None},
        in_sequence=enrolment.version.in_sequence,
    )
    locked = current is not None and far.standing[current.key] is Standing.LOCKED
    text = "" if locked or current is None else next(row.html for row in rows if row.key == key)
    return Player(enrolment.person_id, enrolment, course, enrolment.version, steps, far, current, text, note)
