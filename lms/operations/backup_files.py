"""What a backup is: a zip with ``manifest.json`` and one file that holds everything, since all bytes lie in the database."""

import hashlib
import json
import os
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO

from lms.kit.errors import DomainError
from lms.kit.i18n import gettext as _

MANIFEST = "manifest.json"
FORMAT = 1
PIECE = 1024 * 1024
KINDS = {"sqlite": "database.sqlite", "postgresql": "database.dump"}


class BackupRefused(DomainError):
    """The backup cannot be made, or cannot be used."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What the backup says about itself; ``size`` in bytes, ``made_at`` in UTC."""

    format: int
    kind: str
    schema: str
    made_at: str
    size: int
    sha256: str


def hash_of(file: Path) -> str:
    """The SHA-256 of a file, in hex."""
    with file.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


@contextmanager
def private_file(place: Path) -> Iterator[IO[bytes]]:
    """A new file that only its owner may read, called ``place`` once it is whole and on the disk; nothing stays of a failure."""
    fresh = place.with_name(f".{place.name}.{os.getpid()}.new")
    try:
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as handle:
            yield handle
            handle.flush()
            os.fsync(handle.fileno())
        fresh.replace(place)
    finally:
        fresh.unlink(missing_ok=True)


def pack(database: Path, place: Path, *, kind: str, schema: str, made_at: str) -> Manifest:
    """Put ``database`` and its manifest into the backup ``place``."""
    manifest = Manifest(FORMAT, kind, schema, made_at, database.stat().st_size, hash_of(database))
    packing = zipfile.ZIP_DEFLATED if kind == "sqlite" else zipfile.ZIP_STORED  # a dump of PostgreSQL is packed already
    with private_file(place) as handle, zipfile.ZipFile(handle, "w", packing, compresslevel=1) as archive:
        archive.writestr(MANIFEST, json.dumps(asdict(manifest), indent=2))
        archive.write(database, KINDS[kind])
    return manifest


def _read_manifest(archive: zipfile.ZipFile) -> Manifest:
    names = archive.namelist()
    if len(names) != 2 or names[0] != MANIFEST or archive.getinfo(MANIFEST).file_size > PIECE:
        raise ValueError(names)
    manifest = Manifest(**json.loads(archive.read(MANIFEST)))
    if names[1] != KINDS[manifest.kind]:
        raise ValueError(names)
    return manifest


def unpack(backup: Path, place: Path) -> Manifest:
    """Write the backup's database to ``place`` after comparing it with the manifest.

    :raises BackupRefused: when it is no backup, from a newer version, or not as it was made. ``place`` is then not there.
    """
    try:
        with zipfile.ZipFile(backup) as archive:
            manifest = _read_manifest(archive)
            if manifest.format > FORMAT:
                raise BackupRefused(_("This backup was made by a newer version of Civic Campus. Install that version first."))
            _copy_checked(archive, manifest, place)
            return manifest
    except FileNotFoundError:
        raise BackupRefused(_("There is no file %(name)s.", name=str(backup))) from None
    except (zipfile.BadZipFile, ValueError, TypeError, KeyError, OSError, EOFError) as error:
        raise BackupRefused(_("%(name)s is no whole backup of Civic Campus (%(kind)s).", name=backup.name, kind=type(error).__name__)) from None


def _copy_checked(archive: zipfile.ZipFile, manifest: Manifest, place: Path) -> None:
    digest, size = hashlib.sha256(), 0
    with private_file(place) as out, archive.open(KINDS[manifest.kind]) as packed:
        while piece := packed.read(PIECE):
            size += len(piece)
            if size > manifest.size:  # a bomb is stopped where its manifest says it should end
                break
            digest.update(piece)
            out.write(piece)
        if size != manifest.size or digest.hexdigest() != manifest.sha256:
            raise BackupRefused(_("The backup is not as it was made: its content does not fit its manifest. Use another one."))
