"""Write down what was done and what somebody was shown, and check that nobody changed it since."""

from collections.abc import Iterable, Mapping
from contextlib import closing
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select

from lms.audit.chain import START, entry_hash, written
from lms.audit.models import AuditEntry, Form, ReportView
from lms.kit.clock import now
from lms.kit.db import db, one_at_a_time

VIEWS_KEPT_DAYS = 400


def _content(entry: AuditEntry) -> dict[str, object]:
    return {
        "number": entry.number,
        "at": entry.at.isoformat(timespec="microseconds"),
        "actor": str(entry.actor_id or ""),
        "deed": entry.deed,
        "thing": f"{entry.thing_kind}:{entry.thing_id}",
        "facts": entry.facts,
    }


def record(deed: str, thing_kind: str, thing_id: UUID | str, *, by: UUID | None, **facts: Any) -> None:
    """Append one entry to the chain. ``facts`` are ids and plain values, never names; ``by`` is None for the house itself."""
    record_all([(deed, thing_kind, thing_id, facts)], by=by)


def record_all(deeds: Iterable[tuple[str, str, UUID | str, Mapping[str, Any]]], *, by: UUID | None) -> None:
    """Append many entries at once: (deed, kind of thing, its id, facts)."""
    one_at_a_time("audit")
    last = db.session.execute(select(AuditEntry.number, AuditEntry.hash).order_by(AuditEntry.number.desc()).limit(1)).first()
    number, previous, at = last.number if last else 0, last.hash if last else START, now()
    for deed, thing_kind, thing_id, facts in deeds:
        number += 1
        entry = AuditEntry(
            number=number,
            at=at,
            actor_id=by,
            deed=deed,
            thing_kind=thing_kind,
            thing_id=str(thing_id),
            facts=dict(facts),
            previous_hash=previous,
        )
        previous = entry.hash = entry_hash(previous, _content(entry))
        db.session.add(entry)
    db.session.flush()


def as_written(entry: AuditEntry) -> str:
    """The facts of an entry as the JSON that its hash is taken over."""
    return written(entry.facts)


def first_break() -> int | None:
    """The number of the first entry that does not fit the chain; None when all is well."""
    previous, expected = START, 1
    entries = db.session.scalars(select(AuditEntry).order_by(AuditEntry.number).execution_options(yield_per=1000))
    with closing(entries):  # leaving early must not leave the server's cursor open
        for entry in entries:
            if entry.number != expected or entry.previous_hash != previous or entry.hash != entry_hash(previous, _content(entry)):
                return expected
            previous, expected = entry.hash, expected + 1
    return None


def note_view(report: str, form: Form, filters: Mapping[str, str], *, by: UUID) -> None:
    """Note that ``by`` was shown figures of people. Kept apart from the chain: what was shown is forgotten after a while, deeds are not."""
    db.session.add(ReportView(person_id=by, report=report, form=form, filters=dict(filters)))
    db.session.flush()


def forget_views(*, days: int = VIEWS_KEPT_DAYS) -> int:
    """Delete notes that are older than ``days``; return how many."""
    gone: Any = db.session.execute(delete(ReportView).where(ReportView.at < now() - timedelta(days=days)))
    return int(gone.rowcount)
