"""Reads of the player: one step of a course, with everything around it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import String, and_, bindparam, select

from lms.catalogue.models import Course
from lms.catalogue.queries.printed import Printed, PrintedStep, lesson_html, printed
from lms.kit.db import db
from lms.kit.errors import NotFound
from lms.kit.i18n import gettext as _
from lms.learning.models import Enrolment, LessonNote
from lms.learning.progress import Progress, Standing, progress
from lms.learning.queries.stages import done_in, stages_of


@dataclass(frozen=True, slots=True)
class Note:
    """What the person wrote beside the lesson."""

    text: str
    revision: int
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class Player:
    """A person's course, opened at ``current`` (None: at no step). ``html`` is the lesson's, empty where the step is locked."""

    person_id: UUID
    slug: str
    enrolment: Enrolment
    version: Printed
    far: Progress
    current: PrintedStep | None
    html: str
    note: Note | None

    @property
    def steps(self) -> Sequence[PrintedStep]:
        """The steps of the person's version."""
        return self.version.steps

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
    def goes_on_here(self) -> bool:
        """Whether the current step is the one to go on with."""
        return self.current is not None and self.far.following == self.current.key and not self.far.complete

    @property
    def is_elsewhere(self) -> bool:
        """Whether the current step is open, and another is the one to go on with."""
        is_open = self.current is not None and self.standing[self.current.key] is Standing.OPEN
        return is_open and not self.far.complete and not self.goes_on_here

    @property
    def number(self) -> int:
        """Where the current step stands, from 1."""
        return self.steps.index(self.current) + 1 if self.current else 0

    @property
    def before(self) -> PrintedStep | None:
        """The step before the current one."""
        return self.steps[self.number - 2] if self.number > 1 else None

    @property
    def after(self) -> PrintedStep | None:
        """The step after the current one."""
        return self.steps[self.number] if self.number < len(self.steps) else None

    @property
    def waits_for(self) -> list[PrintedStep]:
        """What must be done before the current step opens."""
        first = self.far.waits_for.get(self.current.key, ()) if self.current else ()
        return [step for step in self.steps if step.key in first]


@dataclass(frozen=True, slots=True)
class NotBegun:
    """A person who is not on the course at ``slug`` (or left it): the page of the course is where they can begin."""

    person_id: UUID
    slug: str


_head = (
    select(Course.id, Enrolment, LessonNote.text, LessonNote.revision, LessonNote.changed_at)
    .outerjoin(Enrolment, and_(Enrolment.course_id == Course.id, Enrolment.person_id == bindparam("person_id")))
    .outerjoin(
        LessonNote,
        and_(
            LessonNote.course_id == Course.id,
            LessonNote.person_id == bindparam("person_id"),
            LessonNote.step_key == bindparam("key", type_=String),
        ),
    )
    .where(Course.slug == bindparam("slug"))
    .order_by(Enrolment.cycle.desc())
    .limit(1)
)
"""Put together once: every lesson that is opened asks it."""


def player(slug: str, person_id: UUID, key: str | None = None) -> Player | NotBegun:
    """The person's course at ``slug``, opened at the step ``key``. Two statements, where the process has met the version and the lesson.

    :raises NotFound: there is no such course, or no such step in the person's version.
    """
    head = db.session.execute(_head, {"slug": slug, "person_id": person_id, "key": key or ""}).first()
    if head is None:
        raise NotFound(_("There is no such course. It may have been withdrawn, or the address has a typing mistake."))
    enrolment = head.Enrolment
    if enrolment is None or enrolment.left_at is not None:
        return NotBegun(person_id, slug)
    version = printed(enrolment.version_id)
    current = next((step for step in version.steps if step.key == key), None)
    if key is not None and current is None:
        raise NotFound(_("This course has no such lesson any more. Open the course to see what it holds now."))
    far = progress(stages_of(version), done_in(enrolment.id), in_sequence=version.in_sequence, read_last=enrolment.read_last)
    locked = current is not None and far.standing[current.key] is Standing.LOCKED
    html = "" if locked or current is None else lesson_html(version.id, current.key)
    note = Note(head.text, head.revision, head.changed_at) if head.text is not None else None
    return Player(enrolment.person_id, slug, enrolment, version, far, current, html, note)
