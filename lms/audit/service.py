"""Write down what was done and what somebody was shown, and check that nobody changed it since."""

import hmac
from collections.abc import Iterable, Mapping
from contextlib import closing
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, select, update

from lms.audit.chain import START, entry_hash, written
from lms.audit.models import AuditEntry, AuditSeal, Form, ReportView
from lms.kit.clock import now
from lms.kit.db import db, one_at_a_time
from lms.kit.errors import DomainError
from lms.kit.i18n import gettext as _
from lms.kit.links import secret_for

VIEWS_KEPT_DAYS = 400

_SEAL = select(AuditSeal.number, AuditSeal.hash, AuditSeal.seal)


class TrailBroken(DomainError):
    """The trail was changed in the database, so nobody may vouch for it."""


def seal_of(number: int, entry_hash: str) -> str:
    """What only the house can say of a trail that ends with this entry: whoever has the database alone cannot work it out."""
    return secret_for(f"end of the audit trail {number} {entry_hash}")


def _holds(number: int, entry_hash: str, seal: str) -> bool:
    return hmac.compare_digest(seal, seal_of(number, entry_hash))


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
    """Append many entries at once: (deed, kind of thing, its id, facts).

    They follow what the seal says was last, so that what was taken away leaves a gap. A seal that does not hold is not mended by going on.
    """
    one_at_a_time("audit")
    last = db.session.execute(_SEAL).one()
    number, previous, at = last.number, last.hash, now()
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
    seal = seal_of(number, previous) if _holds(*last) else last.seal
    db.session.execute(update(AuditSeal).values(number=number, hash=previous, seal=seal))


def as_written(entry: AuditEntry) -> str:
    """The facts of an entry as the JSON that its hash is taken over."""
    return written(entry.facts)


def first_break() -> int | None:
    """The number of the first entry that does not fit the chain, or is missing at its end; None when all is well."""
    newest = select(func.coalesce(func.max(AuditEntry.number), 0)).scalar_subquery()
    here, until, end = db.session.execute(select(newest, AuditSeal.number, AuditSeal.hash)).one()  # of one instant: others go on writing
    previous, expected = START, 1
    chosen = select(AuditEntry).where(AuditEntry.number <= until).order_by(AuditEntry.number)
    entries = db.session.scalars(chosen.execution_options(yield_per=1000))
    with closing(entries):  # leaving early must not leave the server's cursor open
        for entry in entries:
            if entry.number != expected or entry.previous_hash != previous or entry.hash != entry_hash(previous, _content(entry)):
                return expected
            previous, expected = entry.hash, expected + 1
    if here != until:
        return int(min(here, until)) + 1
    return None if previous == end else int(until)


def is_sealed() -> bool:
    """Whether the house itself, with the key it has now, wrote where the trail ends."""
    return _holds(*db.session.execute(_SEAL).one())


def seal_anew() -> int:
    """Seal a trail whose seal was made with another key; return the number of the entry that says so.

    :raises TrailBroken: when the chain does not fit: what was changed cannot be made good by a seal.
    """
    one_at_a_time("audit")
    broken = first_break()
    if broken is not None:
        raise TrailBroken(_("The chain is broken at entry %(number)s, so it is not sealed. Keep a copy of the database.", number=broken))
    record("sealed", "audit-trail", "all", by=None)
    number, end, _old = db.session.execute(_SEAL).one()
    db.session.execute(update(AuditSeal).values(seal=seal_of(number, end)))
    return int(number)


def note_view(report: str, form: Form, filters: Mapping[str, str], *, by: UUID) -> None:
    """Note that ``by`` was shown figures of people. Kept apart from the chain: what was shown is forgotten after a while, deeds are not."""
    db.session.add(ReportView(person_id=by, report=report, form=form, filters=dict(filters)))
    db.session.flush()


def forget_views(*, days: int = VIEWS_KEPT_DAYS) -> int:
    """Delete notes that are older than ``days``; return how many."""
    gone: Any = db.session.execute(delete(ReportView).where(ReportView.at < now() - timedelta(days=days)))
    return int(gone.rowcount)
