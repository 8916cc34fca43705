"""A course folder on disk as a mapping from path to bytes. Nothing is followed out of it, and nothing of it is too big."""

import re
import unicodedata
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

from lms.catalogue.media_kinds import is_media
from lms.kit.errors import DomainError
from lms.kit.problems import Findings, Problem
from lms.kit.words import gettext as _

MAX_FILES = 1000
MAX_TEXT_BYTES = 1_000_000
MAX_MEDIA_BYTES = 100_000_000
MAX_TOTAL_BYTES = 200_000_000
MAX_DEPTH = 8
MAX_NAME = 200
TEXT_ENDINGS = (".md", ".markdown", ".toml", ".txt")
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?", re.IGNORECASE)
_ODD = re.compile(r'[\x00-\x1f\x7f-\x9f<>:"|?*\\\u200b-\u200f\u2028-\u202e\ufeff\ud800-\udfff]')
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\ufeff\ud800-\udfff]")
_BUILDERS = frozenset({"node_modules", "__pycache__"})
"""What programs that build pages leave in a folder: thousands of files, and none that anybody wrote."""
_HIDDEN_MEDIA = frozenset({".gitbook", ".vuepress", ".vitepress", ".attachments"})
"""Hidden folders in which houses keep the pictures of their pages."""
_NOT_OURS = frozenset({"__MACOSX", "Thumbs.db", "desktop.ini"})


class FolderRefused(DomainError):
    """A folder or archive that is not taken in; nothing of it has been kept."""

    status = 422


class NoSuchFolder(FolderRefused):
    """There is no folder at that place."""


class OddName(FolderRefused):
    """A file name that is unsafe or cannot be written everywhere."""


class LinkInFolder(FolderRefused):
    """A symbolic link, or anything else that is no plain file."""


class FileTooBig(FolderRefused):
    """One file is bigger than its kind may be."""


class FolderTooBig(FolderRefused):
    """All files together are too many or too big."""


class TwiceTheSameName(FolderRefused):
    """Two names that are one on some computers."""


class SecondCourse(FolderRefused):
    """More than one course.toml."""


def read_folder(folder: Path) -> dict[str, bytes]:
    """All files below ``folder``, by their path from there. Hidden files (``.git``) and those that systems leave are passed over.

    Raises a ``FolderRefused`` for links, odd names, too many or too big files.
    """
    if folder.is_symlink() or not folder.is_dir():
        raise NoSuchFolder(_("There is no folder at %(place)s. Check the path.", place=str(folder)))
    files: dict[str, bytes] = {}
    total = 0
    for path in _files_below(folder):
        name = path.relative_to(folder).as_posix()
        check_name(name)
        size = path.stat().st_size
        check_size(name, size)
        total += size
        if len(files) >= MAX_FILES or total > MAX_TOTAL_BYTES:
            raise too_much()
        files[name] = path.read_bytes()
    check_together(files)
    return files


def _files_below(folder: Path, *, foreign: bool = False) -> Iterable[Path]:
    for path in sorted(folder.iterdir()):
        if is_passed_over(path.name) or (foreign and path.name in _BUILDERS):
            if foreign and path.name in _HIDDEN_MEDIA and path.is_dir() and not path.is_symlink():
                yield from (below for below in _files_below(path, foreign=True) if is_media(below.name) and not below.is_symlink())
            continue
        if path.is_symlink() or not (path.is_file() or path.is_dir()):
            if foreign:
                yield path
                continue
            raise LinkInFolder(_("%(name)s is a link or no plain file. Put the file itself into the folder.", name=path.name))
        if path.is_dir():
            yield from _files_below(path, foreign=foreign)
        else:
            yield path


def read_foreign(folder: Path) -> tuple[dict[str, bytes], tuple[Problem, ...]]:
    """All files below a folder that was made elsewhere, and a note on each link, which is never followed.

    Names may be odd: whoever imports the files gives them others. Raises a ``FolderRefused`` for too many or too big files.
    """
    if folder.is_symlink() or not folder.is_dir():
        raise NoSuchFolder(_("There is no folder at %(place)s. Check the path.", place=str(folder)))
    files: dict[str, bytes] = {}
    findings = Findings()
    total = 0
    for path in _files_below(folder, foreign=True):
        name = _CONTROL.sub("-", path.relative_to(folder).as_posix())
        if path.is_symlink() or not path.is_file():
            findings.advice(name, 1, _("this is a link or no plain file, and was left out"), _("put the file itself into the folder"))
            continue
        size = path.stat().st_size
        check_size(name, size)
        total += size
        if len(files) >= MAX_FILES or total > MAX_TOTAL_BYTES:
            raise too_much()
        files[name] = path.read_bytes()
        if not is_plain(name):
            findings.advice(name, 1, _("this name cannot be used on every computer; the file and the links to it get another one"), _("nothing"))
    return files, findings.in_order()


def write_folder(files: dict[str, bytes], folder: Path) -> None:
    """Write ``files`` below ``folder``, which is made if need be. Names are checked before the first file is written."""
    for name, content in files.items():
        check_name(name)
        check_size(name, len(content))
    check_together(files)
    for name, content in sorted(files.items()):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def is_passed_over(name: str) -> bool:
    """True for a path with a part that belongs to the computer and not to the course."""
    return any(part in _NOT_OURS or (part.startswith(".") and part not in (".", "..")) for part in PurePosixPath(name).parts)


def check_name(name: str) -> None:
    """Refuse a path that leads out of the folder, is too long or deep, or cannot be written on every system."""
    parts = name.split("/")
    if name.startswith("/") or "\\" in name or re.match(r"[A-Za-z]:", name) or ".." in parts:
        raise OddName(_("The name %(name)s leads out of the folder. Use plain names such as media/portal.png.", name=_shown(name)))
    if len(name) > MAX_NAME or len(parts) > MAX_DEPTH:
        raise OddName(_("The name %(name)s is too long or too deep. Shorten it, and use fewer folders.", name=_shown(name)))
    for part in parts:
        if not part or part in (".", "..") or part != part.strip() or part.endswith(".") or _ODD.search(part) or _RESERVED.fullmatch(part):
            raise OddName(_("The name %(name)s cannot be used on every computer. Use letters, digits and hyphens.", name=_shown(name)))


def is_plain(name: str) -> bool:
    """Whether ``check_name`` takes the path."""
    try:
        check_name(name)
    except OddName:
        return False
    return True


def _shown(name: str) -> str:
    return _ODD.sub("?", name[:80])


def check_size(name: str, size: int) -> None:
    """Refuse a file that is bigger than its kind may be."""
    limit = MAX_TEXT_BYTES if name.lower().endswith(TEXT_ENDINGS) and not name.startswith("media/") else MAX_MEDIA_BYTES
    if size > limit:
        raise FileTooBig(
            _(
                "%(name)s has more than %(limit)d MB. Divide a text into several lessons, make a picture or video smaller.",
                name=_shown(name),
                limit=limit // 1_000_000,
            )
        )


def check_together(names: Iterable[str]) -> None:
    """Refuse names that are one on some computers, a file that is also a folder, and a second course.toml."""
    seen: dict[str, str] = {}
    cards = []
    for name in names:
        same = unicodedata.normalize("NFC", name).casefold()
        if same in seen:
            raise TwiceTheSameName(_("%(one)s and %(two)s are the same name on some computers. Rename one.", one=seen[same], two=name))
        seen[same] = name
        if same.rpartition("/")[2] == "course.toml":
            cards.append(name)
    for same, name in seen.items():
        if any(parent.as_posix() in seen for parent in PurePosixPath(same).parents):
            raise TwiceTheSameName(_("%(name)s lies in a folder that is also a file. Rename one.", name=name))
    if len(cards) > 1:
        raise SecondCourse(_("There is more than one course.toml: %(names)s. Bring one course at a time.", names=", ".join(sorted(cards))))


def too_much() -> FolderTooBig:
    """The refusal for a folder with too many files or bytes."""
    return FolderTooBig(
        _(
            "The folder has more than %(files)d files or %(size)d MB. Take out what the course does not need.",
            files=MAX_FILES,
            size=MAX_TOTAL_BYTES // 1_000_000,
        )
    )
