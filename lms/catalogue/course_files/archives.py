"""A course folder as a zip: opened under limits before anything is kept, written so that the same folder gives the same bytes."""

import stat
import struct
import zipfile
import zlib
from collections.abc import Mapping
from io import BytesIO
from pathlib import PurePosixPath
from typing import IO

from lms.catalogue.course_files.folders import (
    MAX_FILES,
    MAX_TOTAL_BYTES,
    FileTooBig,
    FolderRefused,
    LinkInFolder,
    check_name,
    check_size,
    check_together,
    is_passed_over,
    too_much,
)
from lms.kit.words import gettext as _

MAX_RATIO = 200
_RATIO_FROM = 1_000_000  # smaller files cannot hurt, however well they were packed
_PIECE = 64 * 1024
_SAME_DATE = (1980, 1, 1, 0, 0, 0)
_PLAIN_FILE = (stat.S_IFREG | 0o644) << 16
_DAMAGES = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError, OverflowError)


class NoArchive(FolderRefused):
    """The file is no zip, or a damaged one."""


class EncryptedArchive(FolderRefused):
    """A zip with a password."""


class PackedTooTight(FolderRefused):
    """A file that unpacks to many times its size, as zip bombs do."""


def read_zip(stream: IO[bytes]) -> dict[str, bytes]:
    """The files of the zip in ``stream`` by path; one common folder at the top is taken away.

    Everything is counted while unpacking, whatever the archive says of itself. Raises a ``FolderRefused``.
    """
    packed = stream.read(MAX_TOTAL_BYTES + 1)
    if len(packed) > MAX_TOTAL_BYTES:
        raise too_much()
    try:
        with zipfile.ZipFile(BytesIO(packed)) as archive:
            entries = [entry for entry in archive.infolist() if _is_wanted(entry)]
            if len(archive.infolist()) > MAX_FILES * 2 or len(entries) > MAX_FILES:
                raise too_much()
            check_together([entry.orig_filename for entry in entries])
            return _without_top(_unpack(archive, entries))
    except _DAMAGES as damage:
        raise NoArchive(_("This is no zip file, or it is damaged. Pack the folder again and bring the new file.")) from damage


def _is_wanted(entry: zipfile.ZipInfo) -> bool:
    """Check an entry's name and kind; False for folders and for what computers leave behind."""
    name = entry.orig_filename
    check_name(name.rstrip("/") if name.endswith("/") and name.strip("/") else name)
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        raise LinkInFolder(_("%(name)s is a link or no plain file. Put the file itself into the folder.", name=name))
    if entry.flag_bits & 0x1:
        raise EncryptedArchive(_("The zip file has a password. Pack it again without one."))
    return not name.endswith("/") and kind != stat.S_IFDIR and not is_passed_over(name)


def _unpack(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo]) -> dict[str, bytes]:
    files: dict[str, bytes] = {}
    left = MAX_TOTAL_BYTES
    for entry in entries:
        files[entry.orig_filename] = _unpack_one(archive, entry, left)
        left -= len(files[entry.orig_filename])
    return files


def _unpack_one(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, left: int) -> bytes:
    content = bytearray()
    packed_size = max(entry.compress_size, 1)
    with archive.open(entry) as packed:
        while piece := packed.read(_PIECE):
            content += piece
            check_size(_below_top(entry.orig_filename), len(content))
            if len(content) > left:
                raise too_much()
            if len(content) > _RATIO_FROM and len(content) > packed_size * MAX_RATIO:
                raise PackedTooTight(_("%(name)s is packed far too tight for a course's file. Pack it again.", name=entry.orig_filename))
    return bytes(content)


def _below_top(name: str) -> str:
    """The part that decides a file's kind: from ``media/`` on, wherever the folder itself begins."""
    _before, found, after = name.partition("media/")
    return found + after if found else name


def _without_top(files: dict[str, bytes]) -> dict[str, bytes]:
    tops = {PurePosixPath(name).parts[0] for name in files}
    if len(tops) != 1 or any("/" not in name for name in files) or tops == {"media"}:
        return files
    return {name.partition("/")[2]: content for name, content in files.items()}


def write_zip(files: Mapping[str, bytes]) -> bytes:
    """``files`` as a zip: sorted, without dates, so that the same folder always gives the same bytes. Raises ``FileTooBig``."""
    if sum(len(content) for content in files.values()) > MAX_TOTAL_BYTES:
        raise FileTooBig(str(too_much()))
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(files):
            check_name(name)
            entry = zipfile.ZipInfo(name, _SAME_DATE)
            entry.external_attr = _PLAIN_FILE
            entry.create_system = 3  # Unix, whatever computer this runs on
            entry.compress_type = zipfile.ZIP_DEFLATED if len(files[name]) < _RATIO_FROM else zipfile.ZIP_STORED
            archive.writestr(entry, files[name])
    return packed.getvalue()
