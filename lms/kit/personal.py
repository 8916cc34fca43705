"""What a slice keeps of people, as a table: which rows, what becomes of them when a person is erased, and why the rest stays."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import Enum, StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import DeclarativeBase, InstrumentedAttribute

from lms.kit.db import db
from lms.kit.i18n import LazyString


class Fate(StrEnum):
    """What becomes of rows when the person is erased."""

    DELETED = "deleted"
    ANONYMISED = "anonymised"
    """The row stays; names and words in it go."""
    KEPT = "kept"
    """The row stays as it is, and points to a person of whom nothing is known."""


@dataclass(frozen=True, slots=True)
class Stored:
    """One kind of rows that a slice keeps of people."""

    name: str
    """Of the file's part, such as ``lesson_notes``."""
    title: LazyString
    model: type[DeclarativeBase]
    of: tuple[InstrumentedAttribute[Any], ...]
    """The columns that name the person whom a row is about. Empty when ``where`` finds it another way."""
    fate: Fate
    why: LazyString
    """For deletion: what goes. Else: what stays, and on which legal basis."""
    where: Callable[[UUID], ColumnElement[bool]] | None = None
    secret: tuple[str, ...] = ()
    """Columns that are shown to nobody, such as hashes of passwords."""
    file: tuple[InstrumentedAttribute[Any], InstrumentedAttribute[Any]] | None = None
    """The columns with the name and the hash of a file whose bytes belong into the copy."""

    def condition(self, person_id: UUID) -> ColumnElement[bool]:
        """Which rows are about the person."""
        if self.where is not None:
            return self.where(person_id)
        first, *rest = [column == person_id for column in self.of]
        for other in rest:
            first = first | other
        return first


@dataclass(frozen=True, slots=True)
class Part:
    """The rows of one kind that are about a person, as plain values."""

    stored: Stored
    rows: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Count:
    """How many rows of one kind are about a person."""

    stored: Stored
    number: int


def rows_of(kinds: Iterable[Stored], person_id: UUID) -> list[Part]:
    """All that is kept of the person, one statement for each kind."""
    parts = []
    for kind in kinds:
        table = kind.model.__table__
        columns = [column for column in table.columns if column.name not in kind.secret]
        found = db.session.execute(select(*columns).where(kind.condition(person_id)).order_by(table.c.id))
        parts.append(Part(kind, [{name: plain(value) for name, value in row._mapping.items()} for row in found]))
    return parts


def counts_of(kinds: Iterable[Stored], person_id: UUID) -> list[Count]:
    """How many rows there are of each kind, one statement for each."""
    return [Count(kind, db.session.scalar(select(func.count()).select_from(kind.model).where(kind.condition(person_id))) or 0) for kind in kinds]


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file that is kept of a person. ``place`` is unique among the files of its slice."""

    place: str
    digest: str


def files_of(kinds: Iterable[Stored], person_id: UUID) -> list[KeptFile]:
    """The files that are kept of the person, one statement for each kind that has any."""
    found = []
    for kind in kinds:
        if kind.file is not None:
            name, digest = kind.file
            key = kind.model.__table__.c.id
            rows = db.session.execute(select(key, name, digest).where(kind.condition(person_id), digest.is_not(None)).order_by(key))
            found += [KeptFile(f"{kind.name}/{row[0]}-{_harmless(row[1])}", row[2]) for row in rows]
    return found


def _harmless(name: str) -> str:
    """A name that leads nowhere else when an archive is unpacked."""
    return "".join(letter if letter.isalnum() or letter in " -_." else "-" for letter in name)[-100:]


def plain(value: Any) -> Any:
    """A value of a column as JSON knows it."""
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    if isinstance(value, (UUID, Decimal)):
        return str(value)
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, Mapping):
        return {str(key): plain(inner) for key, inner in value.items()}
    return [plain(inner) for inner in value] if isinstance(value, (list, tuple)) else value
