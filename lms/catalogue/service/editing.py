"""One file of a draft at a time: saved, added, renamed, deleted. Two people who write the same file meet here."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count

from sqlalchemy import select

from lms.audit.service import record
from lms.catalogue.course_files.course_toml import FILE
from lms.catalogue.course_files.encoding import plain_line_ends
from lms.catalogue.course_files.folders import MAX_FILES, MAX_TOTAL_BYTES, FolderRefused, check_name, check_size, check_together, too_much
from lms.catalogue.media_kinds import is_media
from lms.catalogue.models import CourseFile, CourseVersion
from lms.catalogue.queries.files import MEDIA, is_text, list_files
from lms.catalogue.service.drafting import changed, hashed, keep_all, locked, must_be_draft
from lms.catalogue.service.refusals import BadFile, EditedMeanwhile
from lms.kit import blobs
from lms.kit.db import db
from lms.kit.i18n import gettext as _
from lms.people.models import Person

_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of a save: the hash of the file now, and whether anything was new."""

    hash: str
    changed: bool


def save_file(version: CourseVersion, path: str, text: str, *, seen: str, by: Person) -> Saved:
    """Write ``text`` into the file ``path`` of the draft. ``seen`` is the hash of the file that the writer had opened.

    Line ends and a byte order mark stay as the file had them, so that only what was changed changes.

    :raises EditedMeanwhile: when somebody else saved the file since; nothing is lost, both texts are shown.
    :raises NotADraft, BadFile: when the draft is none, or the text is too long.
    """
    version = locked(version)
    must_be_draft(version)
    row = _row(version, path)
    old = blobs.read(row.hash) if row else b""
    new = _as_before(text, old)
    _fits(path, new)
    if row is not None and hashed(new) == row.hash:
        return Saved(row.hash, changed=False)
    if seen != (row.hash if row else ""):
        raise EditedMeanwhile(
            _("Somebody else changed this file while you wrote. Your text is kept below; compare the two, then save again."),
            theirs=old.decode("utf-8", errors="replace"),
            hash=row.hash if row else "",
        )
    return Saved(_put(version, path, new, by=by), changed=True)


def add_file(version: CourseVersion, path: str, content: bytes, *, by: Person, replace: bool = False) -> None:
    """Add a file to the draft.

    :raises BadFile: when the name or kind does not fit, or is taken and ``replace`` is not said.
    """
    version = locked(version)
    must_be_draft(version)
    paths = {row.path: row.size for row in list_files(version.id)}
    if path in paths and not replace:
        raise BadFile(_("There is a file %(name)s already. Choose another name.", name=path))
    _fits(path, content)
    _fits_together({**paths, path: len(content)})
    _put(version, path, content, by=by)


@dataclass(frozen=True, slots=True)
class Added:
    """Where a file stands in ``media/`` now; ``numbered`` when its own name was another file's."""

    path: str
    numbered: bool


def add_media(version: CourseVersion, files: Sequence[tuple[str, bytes]], *, by: Person, replace: bool = False) -> list[Added]:
    """Add pictures, videos and downloads (name and bytes) to ``media/``.

    Names that become one get a number; with ``replace`` a file takes the place of the one that was there before, but never of one beside it.

    :raises BadFile: when a file is empty, or its kind is not one that courses hold.
    """
    version = locked(version)
    before = {row.path: row.hash for row in list_files(version.id)}
    given: dict[str, str] = {}
    added = []
    for name, content in files:
        wanted, digest = MEDIA + safe_media_name(name), hashed(content)
        if not content:
            raise BadFile(_("The file %(name)s is empty. Choose another one.", name=name[:80]))
        taken = given if replace else before | given
        path = next(path for path in _numbered(wanted) if taken.get(path, digest) == digest)
        given[path] = digest
        add_file(version, path, content, by=by, replace=True)
        added.append(Added(path, path != wanted))
    return added


def _numbered(path: str) -> Iterator[str]:
    """``media/plan.png``, ``media/plan-2.png``, ``media/plan-3.png``, …"""
    yield path
    stem, _dot, ending = path.rpartition(".")
    yield from (f"{stem}-{number}.{ending}" for number in count(2))


def safe_media_name(name: str) -> str:
    """``Übersicht (1).PNG`` as ``ubersicht-1.png``.

    :raises BadFile: when nothing of the name is left, or its ending is not one that courses hold.
    """
    plain = unicodedata.normalize("NFKD", name.replace("\\", "/").rpartition("/")[2]).encode("ascii", "ignore").decode().lower()
    stem, _dot, ending = plain.rpartition(".")
    safe = f"{re.sub(r'[^a-z0-9]+', '-', stem).strip('-')[:100] or 'file'}.{ending}"
    if not is_media(safe):
        raise _bad_kind(name)
    return safe


def rename_file(version: CourseVersion, path: str, new_path: str, *, by: Person) -> None:
    """Give a file of the draft another name. Links to the old name are reported among the problems.

    :raises BadFile: when the new name does not fit or is taken.
    """
    version = locked(version)
    must_be_draft(version)
    row = _row(version, path)
    if row is None:
        raise BadFile(_("There is no file %(name)s any more. Somebody may have renamed or deleted it.", name=path))
    if new_path == path:
        return
    paths = {other.path: other.size for other in list_files(version.id)}
    if new_path in paths:
        raise BadFile(_("There is a file %(name)s already. Choose another name.", name=new_path))
    _named(new_path)
    _fits_together({name: size for name, size in paths.items() if name != path} | {new_path: row.size})
    row.path = new_path
    changed(version, slug=version.course.slug, by=by)
    record("rename-file", "course-version", version.id, by=by.id, before=path, after=new_path)


def delete_file(version: CourseVersion, path: str, *, by: Person) -> None:
    """Take a file out of the draft. A file that is gone already is no mistake.

    :raises BadFile: for course.toml, without which there is no course.
    """
    version = locked(version)
    must_be_draft(version)
    if path == FILE:
        raise BadFile(_("course.toml says what the course is, so it stays. Change it instead."))
    row = _row(version, path)
    if row is None:
        return
    db.session.delete(row)
    changed(version, slug=version.course.slug, by=by)
    record("delete-file", "course-version", version.id, by=by.id, path=path)


def _put(version: CourseVersion, path: str, content: bytes, *, by: Person) -> str:
    digest = hashed(content)
    keep_all({path: (digest, content)})
    row = _row(version, path)
    if row is None:
        db.session.add(CourseFile(version_id=version.id, path=path, hash=digest, size=len(content)))
    elif row.hash == digest:
        return digest
    else:
        row.hash, row.size = digest, len(content)
    changed(version, slug=version.course.slug, by=by)
    record("write-file", "course-version", version.id, by=by.id, path=path, content=digest)
    return digest


def _row(version: CourseVersion, path: str) -> CourseFile | None:
    row: CourseFile | None = db.session.scalar(select(CourseFile).where(CourseFile.version_id == version.id, CourseFile.path == path))
    return row


def _as_before(text: str, old: bytes) -> bytes:
    """``text`` from a form (whose line ends are Windows') with the line ends and the mark that ``old`` has."""
    new = plain_line_ends(text).encode("utf-8", errors="replace")
    if old.count(b"\r\n") * 2 > old.count(b"\n"):
        new = new.replace(b"\n", b"\r\n")
    return _BOM + new if old.startswith(_BOM) and not new.startswith(_BOM) else new


def _fits(path: str, content: bytes) -> None:
    _named(path)
    try:
        check_size(path, len(content))
    except FolderRefused as refusal:
        raise BadFile(str(refusal)) from refusal


def _named(path: str) -> None:
    try:
        check_name(path)
    except FolderRefused as refusal:
        raise BadFile(str(refusal)) from refusal
    if path.startswith(MEDIA) and not is_media(path):
        raise _bad_kind(path)
    if not (path.startswith(MEDIA) or is_text(path)):
        raise BadFile(_("%(name)s is no name of a lesson or quiz. Write for instance 03-licences.md or 04-check.quiz.toml.", name=path[:80]))


def _bad_kind(name: str) -> BadFile:
    sentence = _("Files of this kind cannot be used in a course: %(name)s. Pictures, videos, sound, PDF, tables and zip files can.", name=name[:80])
    return BadFile(sentence)


def _fits_together(sizes: dict[str, int]) -> None:
    try:
        check_together(sizes)
        if len(sizes) > MAX_FILES or sum(sizes.values()) > MAX_TOTAL_BYTES:
            raise too_much()
    except FolderRefused as refusal:
        raise BadFile(str(refusal)) from refusal
