"""Courses come into being, and drafts change."""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID

from sqlalchemy import delete, func, select
from sqlalchemy.orm import joinedload

from lms.audit.service import record
from lms.catalogue.comparing import compare_folders
from lms.catalogue.course_files.course_toml import FILE, SLUG, TOPICS, is_language, read_course_toml
from lms.catalogue.course_files.encoding import decode
from lms.catalogue.course_files.folders import check_name, check_size, check_together
from lms.catalogue.models import Course, CourseAuthor, CourseFile, CourseVersion, VersionMove, VersionState, Writing
from lms.catalogue.queries import files as file_queries
from lms.catalogue.queries.files import content_hash
from lms.catalogue.queries.versions import author_ids_of, current_version, writer_names_of
from lms.catalogue.service.refusals import BadAddress, DraftIsOpen, NotADraft, NotAnAuthor, WouldOverwrite
from lms.kit.blobs import Blob
from lms.kit.db import db, one_at_a_time
from lms.kit.i18n import gettext as _
from lms.kit.i18n import ngettext
from lms.kit.problems import Findings
from lms.people.models import Person

RESERVED = frozenset({"new", "review", "preview"})
"""Words of our own addresses below ``/teach``."""

LONGEST_SLUG = 80


@dataclass(frozen=True, slots=True)
class Loaded:
    """What became of a folder: the version that holds it, and whether anything was new."""

    version: CourseVersion
    changed: bool
    created: bool


def create_course(slug: str, files: Mapping[str, bytes], *, by: Person) -> CourseVersion:
    """A new course at ``slug`` with ``by`` as its author and ``files`` as its first draft.

    :raises BadAddress: when ``slug`` is no address, or is taken.
    :raises FolderRefused: when a name or size of the files does not fit.
    """
    return _new_version(_new_course(slug, by=by), _checked(files), by=by)


def load_folder(files: Mapping[str, bytes], slug: str, *, by: Person, overwrite: bool = False) -> Loaded:
    """Make ``files`` the open draft of the course at ``slug``, which is created if need be; the same content changes nothing.

    ``overwrite``: also where it takes the place of what others saved.

    :raises NotAnAuthor: when the course is there and ``by`` is not among its authors.
    :raises NotADraft: when the open version waits for its review.
    :raises WouldOverwrite: when somebody else wrote in the open draft, and ``overwrite`` is not said.
    :raises FolderRefused: when a name or size of the files does not fit.
    """
    contents = _checked(files)
    course = db.session.scalar(select(Course).where(Course.slug == slug).with_for_update())
    if course is None:
        return Loaded(_new_version(_new_course(slug, by=by), contents, by=by), changed=True, created=True)
    must_be_author(course, by)
    wanted = content_hash({path: hashed for path, (hashed, _content) in contents.items()})
    version = _open_version(course.id)
    standing = version or current_version(course.id)
    if standing is not None and standing.content_hash == wanted:
        return Loaded(standing, changed=False, created=False)
    draft = version or _new_version(course, contents, by=by)
    if version is not None:
        must_be_draft(draft)
        if not overwrite:
            _keep_what_others_wrote(draft, contents, by)
        put_files(draft, contents, slug=slug, by=by)
    record("load-folder", "course-version", draft.id, by=by.id, course=str(course.id), files=len(contents), content=wanted)
    return Loaded(draft, changed=True, created=False)


def replace_files(version: CourseVersion, files: Mapping[str, bytes], *, by: Person, seen: str = "") -> bool:
    """Put ``files`` in the place of all files of the draft; return whether anything changed.

    ``seen`` is the content of the draft of which ``by`` said that it may go.

    :raises NotADraft, FolderRefused: when the draft is none, or a name or size does not fit.
    :raises WouldOverwrite: when somebody else wrote in the draft, and it is not the one that was ``seen``.
    """
    contents = _checked(files)
    version = locked(version)
    must_be_draft(version)
    if content_hash({path: hashed for path, (hashed, _content) in contents.items()}) == version.content_hash:
        return False
    if seen != version.content_hash:
        _keep_what_others_wrote(version, contents, by)
    put_files(version, contents, slug=version.course.slug, by=by)
    record("replace-files", "course-version", version.id, by=by.id, files=len(contents), content=version.content_hash)
    return True


def open_draft(course: Course, *, by: Person) -> CourseVersion:
    """A new draft with the files of the newest version.

    :raises DraftIsOpen: when there is one already, or a version waits for its review.
    """
    must_be_author(course, by)
    db.session.scalar(select(Course).where(Course.id == course.id).with_for_update())
    if _open_version(course.id) is not None:
        raise DraftIsOpen(_("This course has an open draft already. Write in that one."))
    versions = select(CourseVersion).where(CourseVersion.course_id == course.id)
    newest = db.session.scalars(versions.order_by(CourseVersion.number.desc()).limit(1)).one()
    rows = file_queries.list_files(newest.id)
    draft = _add_version(course, newest.number + 1, by=by)
    db.session.add_all(CourseFile(version_id=draft.id, path=row.path, hash=row.hash, size=row.size) for row in rows)
    db.session.flush()
    refresh_card(draft, course.slug)
    record("open-draft", "course-version", draft.id, by=by.id, course=str(course.id), number=draft.number)
    return draft


def locked(version: CourseVersion) -> CourseVersion:
    """The row of ``version`` as it is now, kept from other writers until this transaction ends."""
    fresh: CourseVersion = db.session.execute(
        select(CourseVersion)
        .where(CourseVersion.id == version.id)
        .options(joinedload(CourseVersion.course, innerjoin=True))
        .with_for_update(of=CourseVersion)
        .execution_options(populate_existing=True)
    ).scalar_one()
    return fresh


def must_be_author(course: Course, by: Person) -> None:
    """:raises NotAnAuthor: when ``by`` is not among the authors of ``course``."""
    if by.id not in author_ids_of(course.id):
        raise NotAnAuthor(_("You are not an author of the course %(slug)s. Ask one of its authors to name you.", slug=course.slug))


def must_be_draft(version: CourseVersion) -> None:
    """:raises NotADraft: when the files of ``version`` may not be changed."""
    if version.state is VersionState.IN_REVIEW:
        raise NotADraft(_("This version waits for its review. Take it back first if you want to change it."))
    if version.state is not VersionState.DRAFT:
        raise NotADraft(_("A published version is never changed. Open a new draft and write there."))


def hashed(content: bytes) -> str:
    """How a file is named in the store."""
    return sha256(content).hexdigest()


def note_writing(version: CourseVersion, by: Person) -> None:
    """Remember that ``by`` wrote in the version: four eyes are counted from it."""
    if db.session.scalar(select(Writing.id).where(Writing.version_id == version.id, Writing.person_id == by.id)) is None:
        db.session.add(Writing(version_id=version.id, person_id=by.id))


def keep_all(contents: Mapping[str, tuple[str, bytes]]) -> None:
    """Store the bytes that are not stored yet."""
    wanted = dict(contents.values())
    one_at_a_time("blobs")
    there = set(db.session.scalars(select(Blob.hash).where(Blob.hash.in_(list(wanted)))))
    db.session.add_all(Blob(hash=digest, size=len(content), content=content) for digest, content in wanted.items() if digest not in there)
    db.session.flush()


def put_files(version: CourseVersion, contents: Mapping[str, tuple[str, bytes]], *, slug: str, by: Person) -> None:
    """Make ``contents`` (path -> hash and bytes) all the files of the draft."""
    keep_all(contents)
    db.session.execute(delete(CourseFile).where(CourseFile.version_id == version.id))
    db.session.add_all(CourseFile(version_id=version.id, path=path, hash=digest, size=len(content)) for path, (digest, content) in contents.items())
    db.session.flush()
    changed(version, slug=slug, by=by)


def changed(version: CourseVersion, *, slug: str, by: Person) -> None:
    """The files of the draft changed: count the revision, remember the writer, read the card again."""
    version.revision += 1
    note_writing(version, by)
    refresh_card(version, slug)


def refresh_card(version: CourseVersion, slug: str) -> None:
    """Let the draft's row say what its course.toml says, as far as that can be read, and how many problems its files have."""
    db.session.flush()
    version.content_hash = content_hash({row.path: row.hash for row in file_queries.list_files(version.id)})
    files = file_queries.texts_of(version.id)
    reading = file_queries.check(files, slug, file_queries.known_codes(), file_queries.known_courses())
    version.error_count, version.advice_count = len(reading.errors), len(reading.advice)
    findings = Findings()
    card = read_course_toml(decode(FILE, files.get(FILE, b""), findings), slug=slug, known=None, findings=findings)
    version.title = _short(card.title, 200) or slug
    version.summary = _short(card.summary, 2000)
    version.language = card.language if is_language(card.language) else "en"
    version.topic = card.topic if card.topic in TOPICS else TOPICS[0]
    version.level, version.effort_minutes = min(max(card.level, 1), 8), card.effort_minutes
    version.owner_email = _short(card.owner, 254)
    version.review_by = card.review_by
    db.session.flush()


def _short(text: str, limit: int) -> str:
    return text.replace("\0", "")[:limit]


def _checked(files: Mapping[str, bytes]) -> dict[str, tuple[str, bytes]]:
    for name, content in files.items():
        check_name(name)
        check_size(name, len(content))
    check_together(files)
    return {path: (hashed(content), content) for path, content in files.items()}


def _keep_what_others_wrote(version: CourseVersion, contents: Mapping[str, tuple[str, bytes]], by: Person) -> None:
    """:raises WouldOverwrite: when files that are there would change or go, and others than ``by`` wrote in the draft.

    A folder does not say how old it is: whether it holds what the others wrote, only its sender knows.
    """
    others = writer_names_of(version, but_not=by)
    there = {row.path: row.hash for row in file_queries.list_files(version.id)}
    changes = compare_folders(there, {path: digest for path, (digest, _content) in contents.items()})
    touched = [change for change in changes if change.change in ("changed", "removed")]
    if not (others and touched):
        return
    sentence = ngettext(
        "%(names)s wrote in this draft, too. This would change or take away one file as it stands there now; nothing was replaced yet.",
        "%(names)s wrote in this draft, too. This would change or take away %(num)d files as they stand there now; nothing was replaced yet.",
        len(touched),
        names=", ".join(others),
    )
    raise WouldOverwrite(sentence, changes=touched, hash=version.content_hash)


def _open_version(course_id: UUID) -> CourseVersion | None:
    version: CourseVersion | None = db.session.scalar(
        select(CourseVersion)
        .where(CourseVersion.course_id == course_id, CourseVersion.state.in_((VersionState.DRAFT, VersionState.IN_REVIEW)))
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return version


def _new_course(slug: str, *, by: Person) -> Course:
    if not SLUG.fullmatch(slug) or len(slug) > LONGEST_SLUG:
        raise BadAddress(_("An address has small letters a to z, digits and hyphens, such as open-data, and at most 80 of them."))
    if slug in RESERVED:
        raise BadAddress(_("The address %(slug)s is used by this site. Choose another one.", slug=slug))
    one_at_a_time(f"course:{slug}")
    if db.session.scalar(select(Course.id).where(Course.slug == slug)) is not None:
        raise BadAddress(_("There is a course at the address %(slug)s already. Choose another one.", slug=slug))
    course = Course(slug=slug, created_by_id=by.id)
    db.session.add(course)
    db.session.flush()
    db.session.add(CourseAuthor(course_id=course.id, person_id=by.id))
    db.session.flush()
    record("create", "course", course.id, by=by.id, slug=slug)
    return course


def _new_version(course: Course, contents: Mapping[str, tuple[str, bytes]], *, by: Person) -> CourseVersion:
    last = db.session.scalar(select(func.max(CourseVersion.number)).where(CourseVersion.course_id == course.id)) or 0
    draft = _add_version(course, last + 1, by=by)
    put_files(draft, contents, slug=course.slug, by=by)
    return draft


def _add_version(course: Course, number: int, *, by: Person) -> CourseVersion:
    draft = CourseVersion(course_id=course.id, number=number, title=course.slug)
    draft.course = course
    db.session.add(draft)
    db.session.flush()
    db.session.add(VersionMove(version_id=draft.id, by_id=by.id, before=None, after=VersionState.DRAFT))
    db.session.flush()
    return draft
