"""Reads of the audit trail."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, String, cast, func, select

from lms.audit.models import AuditEntry
from lms.kit.db import db
from lms.kit.errors import NotFound
from lms.kit.i18n import gettext as _
from lms.kit.i18n import lazy_gettext
from lms.kit.personal import Fate, Part, Stored, rows_of

PAGE = 50


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which entries a list shows; empty means all. ``since`` is included, ``until`` is not."""

    deed: str = ""
    thing_kind: str = ""
    thing_id: str = ""
    actor_id: UUID | None = None
    since: datetime | None = None
    until: datetime | None = None


def _chosen(wanted: Wanted) -> Select[Any]:
    statement = select(AuditEntry)
    if wanted.deed:
        statement = statement.where(AuditEntry.deed == wanted.deed)
    if wanted.thing_kind:
        statement = statement.where(AuditEntry.thing_kind == wanted.thing_kind)
    if wanted.thing_id:
        statement = statement.where(AuditEntry.thing_id == wanted.thing_id)
    if wanted.actor_id:
        statement = statement.where(AuditEntry.actor_id == wanted.actor_id)
    if wanted.since:
        statement = statement.where(AuditEntry.at >= wanted.since)
    if wanted.until:
        statement = statement.where(AuditEntry.at < wanted.until)
    return statement


def page_of_entries(wanted: Wanted, page: int) -> tuple[Sequence[AuditEntry], int]:
    """Fifty entries, newest first, and how many there are in all."""
    chosen = _chosen(wanted)
    total = db.session.scalar(select(func.count()).select_from(chosen.subquery())) or 0
    rows = db.session.scalars(chosen.order_by(AuditEntry.number.desc()).limit(PAGE).offset((page - 1) * PAGE)).all()
    return rows, total


def all_entries(wanted: Wanted) -> Iterator[AuditEntry]:
    """The same entries, all of them, oldest first, for a file."""
    yield from db.session.scalars(_chosen(wanted).order_by(AuditEntry.number).execution_options(yield_per=1000))


def entry(number: int) -> AuditEntry:
    """One entry.

    :raises NotFound: when there is none.
    """
    row = db.session.scalar(select(AuditEntry).where(AuditEntry.number == number))
    if row is None:
        raise NotFound(_("There is no such entry in the audit trail."))
    return row


def history_of(thing_kind: str, thing_id: UUID | str, *, most: int = 50) -> Sequence[AuditEntry]:
    """What was done with one thing, newest first."""
    statement = select(AuditEntry).where(AuditEntry.thing_kind == thing_kind, AuditEntry.thing_id == str(thing_id))
    return db.session.scalars(statement.order_by(AuditEntry.number.desc()).limit(most)).all()


def kinds() -> tuple[list[str], list[str]]:
    """All deeds and all kinds of things that occur, for the filters."""
    pairs = db.session.execute(select(AuditEntry.deed, AuditEntry.thing_kind).distinct()).all()
    return sorted({pair.deed for pair in pairs}), sorted({pair.thing_kind for pair in pairs})


def _about(person_id: UUID) -> ColumnElement[bool]:
    """Entries by the person, on their account, or that name their id among the facts."""
    return (
        (AuditEntry.actor_id == person_id)
        | (AuditEntry.thing_id == str(person_id))
        | cast(AuditEntry.facts, String).contains(str(person_id), autoescape=True)
    )


STORED = (
    Stored(
        "audit",
        lazy_gettext("Deeds of the person, or with their record"),
        AuditEntry,
        (),
        Fate.KEPT,
        lazy_gettext("Entries hold numbers and no names; they stay so that the chain stays whole (accountability, GDPR articles 5(2) and 17(3)(b))."),
        where=_about,
    ),
)


def what_is_stored(person_id: UUID) -> list[Part]:
    """The entries of the audit trail that are about the person."""
    return rows_of(STORED, person_id)
