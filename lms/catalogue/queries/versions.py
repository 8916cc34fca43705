"""Reads of courses and their versions, as authors, reviewers and auditors meet them."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import contains_eager, joinedload

from lms.catalogue.models import Course, CourseAuthor, CourseFile, CourseVersion, VersionMove, VersionState, Writing
from lms.kit.blobs import Blob
from lms.kit.db import db
from lms.kit.errors import NotFound
from lms.kit.i18n import gettext as _
from lms.people.models import Grant, Person, Role
from lms.people.queries.officers import WORKS_HERE

OPEN = (VersionState.DRAFT, VersionState.IN_REVIEW)


@dataclass(frozen=True, slots=True)
class CourseAtHand:
    """A course with what the rules ask of it; ``writer_ids`` are those of its open version, if there is one."""

    course: Course
    author_ids: frozenset[UUID]
    writer_ids: frozenset[UUID] = frozenset()

    @property
    def slug(self) -> str:
        """The course's address."""
        return self.course.slug


@dataclass(frozen=True, slots=True)
class AuthorAtHand:
    """An author of a course."""

    course: Course
    person_id: UUID
    author_ids: frozenset[UUID]


@dataclass(frozen=True, slots=True)
class VersionAtHand:
    """A version (its course loaded) with what the rules ask of it; ``writer_ids`` hold who wrote in it or handed it in."""

    version: CourseVersion
    author_ids: frozenset[UUID]
    writer_ids: frozenset[UUID]

    @property
    def course(self) -> Course:
        """The course."""
        return self.version.course

    @property
    def slug(self) -> str:
        """The course's address."""
        return self.version.course.slug

    @property
    def number(self) -> int:
        """The version's number within its course."""
        return self.version.number

    @property
    def is_draft(self) -> bool:
        """Whether its files may be changed."""
        return self.version.state is VersionState.DRAFT

    @property
    def in_review(self) -> bool:
        """Whether it waits for a reviewer."""
        return self.version.state is VersionState.IN_REVIEW


@dataclass(frozen=True, slots=True)
class FileAtHand:
    """A file of a version; ``content`` are its bytes."""

    at_hand: VersionAtHand
    path: str
    hash: str
    content: bytes

    @property
    def author_ids(self) -> frozenset[UUID]:
        """Who the course's authors are."""
        return self.at_hand.author_ids

    @property
    def writer_ids(self) -> frozenset[UUID]:
        """Who wrote in the version."""
        return self.at_hand.writer_ids


def no_such_course() -> NotFound:
    """The refusal for an address without a course."""
    return NotFound(_("There is no course at this address. It may have been renamed; look for it in the list of courses."))


def course_at_hand(slug: str) -> CourseAtHand:
    """The course at ``slug``.

    :raises NotFound: when there is none.
    """
    course = db.session.scalar(select(Course).where(Course.slug == slug)) if "\0" not in slug else None
    if course is None:
        raise no_such_course()
    return CourseAtHand(course, author_ids_of(course.id))


def author_at_hand(slug: str, person_id: UUID) -> AuthorAtHand:
    """An author of the course at ``slug``.

    :raises NotFound: when there is no such course, or the person is not among its authors.
    """
    found = course_at_hand(slug)
    if person_id not in found.author_ids:
        raise NotFound(_("This person is not an author of the course; somebody may have been faster."))
    return AuthorAtHand(found.course, person_id, found.author_ids)


def version_at_hand(slug: str, number: int) -> VersionAtHand:
    """Version ``number`` of the course at ``slug``, in three statements.

    :raises NotFound: when there is no such course, or no such version of it.
    """
    return _at_hand(_version(slug, CourseVersion.number == number))


def open_version_at_hand(slug: str) -> VersionAtHand:
    """The draft, or the version in review, of the course at ``slug``.

    :raises NotFound: when nothing is open.
    """
    return _at_hand(_version(slug, CourseVersion.state.in_(OPEN)))


def _version(slug: str, which: ColumnElement[bool]) -> CourseVersion:
    version: CourseVersion | None = db.session.scalar(
        select(CourseVersion)
        .join(CourseVersion.course)
        .where(Course.slug == slug, which)
        .options(contains_eager(CourseVersion.course), joinedload(CourseVersion.submitted_by))
    )
    if version is None:
        raise NotFound(_("There is no such version of this course. Look at the list of its versions."))
    return version


def _at_hand(version: CourseVersion) -> VersionAtHand:
    return VersionAtHand(version, author_ids_of(version.course_id), writer_ids_of(version))


def file_at_hand(slug: str, number: int, path: str) -> FileAtHand:
    """A file of a version, loaded through its version and course.

    :raises NotFound: when the version has no such file.
    """
    at_hand = version_at_hand(slug, number)
    row = db.session.execute(
        select(CourseFile.hash, Blob.content)
        .join(Blob, Blob.hash == CourseFile.hash)
        .where(CourseFile.version_id == at_hand.version.id, CourseFile.path == path)
    ).first()
    if row is None:
        raise NotFound(_("This version has no such file. It may have been renamed; look at the list of files."))
    return FileAtHand(at_hand, path, row.hash, row.content)


def author_ids_of(course_id: UUID) -> frozenset[UUID]:
    """Ids of the course's authors."""
    return frozenset(db.session.scalars(select(CourseAuthor.person_id).where(CourseAuthor.course_id == course_id)))


def authors_of(course_id: UUID) -> list[Person]:
    """The course's authors by name."""
    return list(
        db.session.scalars(
            select(Person).join(CourseAuthor, CourseAuthor.person_id == Person.id).where(CourseAuthor.course_id == course_id).order_by(Person.name)
        )
    )


def writer_ids_of(version: CourseVersion) -> frozenset[UUID]:
    """Ids of those who wrote in the version or handed it in."""
    wrote = frozenset(db.session.scalars(select(Writing.person_id).where(Writing.version_id == version.id)))
    return wrote | ({version.submitted_by_id} if version.submitted_by_id else set())


def writer_names_of(version: CourseVersion, *, but_not: Person) -> list[str]:
    """Names of those who wrote in the version, except one."""
    wrote = select(Person.name).join(Writing, Writing.person_id == Person.id).where(Writing.version_id == version.id, Person.id != but_not.id)
    return list(db.session.scalars(wrote.order_by(Person.name)))


def reviewer_ids(but_not: Iterable[UUID]) -> list[UUID]:
    """Ids of the active curators who may review, which those in ``but_not`` may not."""
    everywhere = (Grant.role == Role.CURATOR, Grant.department_id.is_(None), Person.active)
    asked = select(Grant.person_id).join(Person, Person.id == Grant.person_id).where(*everywhere).distinct()
    return [person_id for person_id in db.session.scalars(asked) if person_id not in set(but_not)]


def person_by_email(email: str) -> Person:
    """The active person with that address, roles loaded.

    :raises NotFound: when nobody has it.
    """
    person = db.session.scalar(
        select(Person).where(Person.email == email.strip().lower(), WORKS_HERE).options(joinedload(Person.grants))
    )
    if person is None:
        raise NotFound(_("Nobody here has the address %(email)s. Check its spelling.", email=email))
    return person


def versions_of(course_id: UUID) -> list[CourseVersion]:
    """All versions of a course, newest first, with who published them."""
    return list(
        db.session.scalars(
            select(CourseVersion)
            .where(CourseVersion.course_id == course_id)
            .options(joinedload(CourseVersion.published_by), joinedload(CourseVersion.submitted_by))
            .order_by(CourseVersion.number.desc())
        )
    )


def current_version(course_id: UUID) -> CourseVersion | None:
    """The published version."""
    return db.session.scalar(select(CourseVersion).where(CourseVersion.course_id == course_id, CourseVersion.state == VersionState.PUBLISHED))


def withdrawn_version(course_id: UUID) -> CourseVersion | None:
    """The version that was withdrawn last, its course loaded; None while another one is published."""
    if current_version(course_id) is not None:
        return None
    withdrawn = select(CourseVersion).where(CourseVersion.course_id == course_id, CourseVersion.state == VersionState.WITHDRAWN)
    return db.session.scalar(withdrawn.options(joinedload(CourseVersion.course)).order_by(CourseVersion.number.desc()).limit(1))


def moves_of(version_id: UUID) -> list[VersionMove]:
    """The moves of a version, newest first, with who made them."""
    return list(
        db.session.scalars(
            select(VersionMove).where(VersionMove.version_id == version_id).options(joinedload(VersionMove.by)).order_by(VersionMove.at.desc())
        )
    )
