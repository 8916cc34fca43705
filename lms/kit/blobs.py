"""Bytes by their hash: course files, logos, drawn papers. Stored once, in the database, so that a backup holds everything."""

from hashlib import sha256
from pathlib import Path
from uuid import uuid4

from sqlalchemy import LargeBinary, String, select
from sqlalchemy.orm import Mapped, mapped_column, undefer

from lms.kit.db import Base, db
from lms.kit.errors import NotFound


class Blob(Base):
    """Some bytes; the same bytes are one row."""

    __tablename__ = "blob"
    hash: Mapped[str] = mapped_column(String(64), unique=True)
    size: Mapped[int]
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)


def keep(content: bytes) -> str:
    """Store ``content`` unless it is there already; return its SHA-256 in hex."""
    digest = sha256(content).hexdigest()
    # Held until we commit, so that the job that sweeps loose bytes does not take them from under us.
    if db.session.scalar(select(Blob.id).where(Blob.hash == digest).with_for_update(read=True)) is None:
        db.session.add(Blob(hash=digest, size=len(content), content=content))
        db.session.flush()
    return digest


def read(digest: str) -> bytes:
    """The bytes of ``digest``.

    :raises NotFound: when no such bytes are kept.
    """
    blob = db.session.scalar(select(Blob).where(Blob.hash == digest).options(undefer(Blob.content)))
    if blob is None:
        raise NotFound("These bytes are not kept here.")
    return blob.content


def read_all(digests: set[str]) -> dict[str, bytes]:
    """The bytes of several hashes in one question."""
    rows = db.session.execute(select(Blob.hash, Blob.content).where(Blob.hash.in_(digests)))
    return {row.hash: row.content for row in rows}


def on_disk(digest: str, cache: Path) -> Path:
    """A file with the bytes, for range requests of videos; it can be deleted at any time."""
    path = cache / digest[:2] / digest
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = path.with_name(f".{digest}.{uuid4().hex}.new")
        fresh.write_bytes(read(digest))
        fresh.replace(path)
    return path
