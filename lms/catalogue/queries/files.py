"""Reads of the files of a version, and of what is wrong in them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from uuid import UUID

from sqlalchemy import select

from lms.catalogue.course_files.course_toml import KnownCodes
from lms.catalogue.course_files.reading import Reading, read_course
from lms.catalogue.course_files.storing import beyond_storing
from lms.catalogue.course_files.terms import overdue
from lms.catalogue.models import Course, CourseFile, CourseVersion
from lms.catalogue.queries.diagrams import with_diagrams
from lms.competency.queries import frameworks as competency
from lms.kit.blobs import Blob
from lms.kit.clock import today
from lms.kit.db import db
from lms.kit.i18n import gettext as _
from lms.kit.problems import Problem, in_order

MEDIA = "media/"


@dataclass(frozen=True, slots=True)
class FileRow:
    """A file in the list of a version; ``size`` in bytes."""

    path: str
    hash: str
    size: int

    @property
    def is_text(self) -> bool:
        """Whether it is edited as text."""
        return is_text(self.path)


def is_text(path: str) -> bool:
    """Whether a file of a course is edited as text."""
    return not path.startswith(MEDIA) and path.endswith((".md", ".toml"))


def content_hash(hashes: Mapping[str, str]) -> str:
    """One hash of a whole folder: path -> hash of the file."""
    return sha256("\n".join(f"{path}\0{hashes[path]}" for path in sorted(hashes)).encode()).hexdigest()


def list_files(version_id: UUID) -> list[FileRow]:
    """The files of a version by path, without their bytes."""
    rows = db.session.execute(
        select(CourseFile.path, CourseFile.hash, CourseFile.size).where(CourseFile.version_id == version_id).order_by(CourseFile.path)
    )
    return [FileRow(*row) for row in rows]


def texts_of(version_id: UUID) -> dict[str, bytes]:
    """The files of a version; media are there by name only, since no check reads their bytes."""
    rows = db.session.execute(
        select(CourseFile.path, Blob.content)
        .join(Blob, Blob.hash == CourseFile.hash)
        .where(CourseFile.version_id == version_id, CourseFile.path.not_like("media/%"))
    )
    media = db.session.scalars(select(CourseFile.path).where(CourseFile.version_id == version_id, CourseFile.path.like("media/%")))
    return {**{row.path: row.content for row in rows}, **dict.fromkeys(media, b"")}


def folder_of(version_id: UUID) -> dict[str, bytes]:
    """All files of a version with all their bytes."""
    rows = db.session.execute(
        select(CourseFile.path, Blob.content).join(Blob, Blob.hash == CourseFile.hash).where(CourseFile.version_id == version_id)
    )
    return {row.path: row.content for row in rows}


def known_codes() -> KnownCodes:
    """The codes that courses may cite, in two statements."""
    return KnownCodes(competency.known_competences(), competency.known_outcomes())


def known_courses() -> frozenset[str]:
    """Addresses of all courses."""
    return frozenset(db.session.scalars(select(Course.slug)))


def check(files: Mapping[str, bytes], slug: str, known: KnownCodes, courses: frozenset[str]) -> Reading:
    """Read a folder with everything this house knows: codes of frameworks, other courses, and what its rows can hold.

    Touches no database, so that it can run outside of any transaction.
    """
    reading = read_course(files, slug=slug, known=known)
    more = beyond_storing(reading.course) if reading.course else ()
    strangers = [name for name in reading.course.prerequisites if name not in courses] if reading.course else []
    advice = [*(_unknown_course(name) for name in strangers), *(overdue(reading.course, today()) if reading.course else ())]
    if not (more or advice):
        return reading
    return replace(reading, course=None if more else reading.course, problems=in_order((*reading.problems, *more, *advice)))


def check_all(files: Mapping[str, bytes], slug: str, known: KnownCodes, courses: frozenset[str]) -> Reading:
    """``check``, and each diagram is drawn, too: this may take seconds, so let go of the database first."""
    return with_diagrams(check(files, slug, known, courses), files)


def _unknown_course(name: str) -> Problem:
    what = _("there is no course `%(name)s` here, so nobody can do it first", name=name)
    return Problem("course.toml", 1, what, _("load that course too, or take it out of `prerequisites`"), "advice")


def reading_of(version: CourseVersion, slug: str) -> Reading:
    """What the files of a version say, and what is wrong in them, just now. For pages: it may take seconds."""
    return check_all(texts_of(version.id), slug, known_codes(), known_courses())
