"""Let go of what nobody needs any more, and look after what must never change."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, Delete, String, Table, delete, exists, or_, select

from lms.audit import service as audit
from lms.kit.blobs import Blob
from lms.kit.clock import now
from lms.kit.db import Base, db
from lms.kit.limits import TryCount
from lms.kit.scheduling import JobRun
from lms.kit.sending import SentForm
from lms.notices import service as notices
from lms.people.models import OneTimeLink, Role, SignIn
from lms.people.queries.holders import holder_ids

HASH_LENGTH = 64


def _gone(statement: Delete) -> int:
    result: Any = db.session.execute(statement)  # SQLAlchemy's types do not know that a DELETE counts
    return int(result.rowcount)


def forget_sign_ins(*, days: int) -> int:
    """Delete sign-ins and one-time links that are over for more than ``days``; return how many."""
    before = now() - timedelta(days=days)
    over = _gone(delete(SignIn).where(or_(SignIn.ended_at < before, SignIn.until < before)))
    return over + _gone(delete(OneTimeLink).where(OneTimeLink.until < before))


def forget_counts(*, days: int) -> int:
    """Delete counts of tries whose window began more than ``days`` ago; return how many."""
    return _gone(delete(TryCount).where(TryCount.since < now() - timedelta(days=days)))


def forget_sent_forms(*, days: int) -> int:
    """Let forms be done anew that were sent more than ``days`` ago; return how many."""
    return _gone(delete(SentForm).where(SentForm.at < now() - timedelta(days=days)))


def forget_runs(*, days: int) -> int:
    """Delete the rows of jobs that ran more than ``days`` ago; return how many."""
    return _gone(delete(JobRun).where(JobRun.started_at < now() - timedelta(days=days)))


def _mentions_of(digest: object, tables: Iterable[Table]) -> list[ColumnElement[bool]]:
    """One question per column that could hold a hash. Too many are asked on purpose: a new table must not lose its bytes."""
    columns = [
        column
        for table in tables
        for column in table.columns
        if isinstance(column.type, String) and column.type.length == HASH_LENGTH and table.name != Blob.__tablename__
    ]
    return [exists(select(1).where(column == digest)) for column in columns]


def loose_blobs(*, limit: int) -> list[str]:
    """The hashes of bytes that no row mentions."""
    mentions = _mentions_of(Blob.hash, Base.metadata.sorted_tables)
    return list(db.session.scalars(select(Blob.hash).where(~or_(*mentions)).limit(limit)))


def forget_blob(digest: str) -> bool:
    """Delete bytes unless somebody mentions them by now, or is about to (``kit.blobs.keep`` holds the row); return whether it did."""
    held = db.session.scalar(select(Blob.id).where(Blob.hash == digest).with_for_update(skip_locked=True))
    if held is None:
        return False
    mentions = _mentions_of(digest, Base.metadata.sorted_tables)
    return bool(_gone(delete(Blob).where(Blob.id == held, ~or_(*mentions))))


def tell_of_broken_trail(number: int) -> int:
    """Put a notice about entry ``number`` of the audit trail into the inbox of auditors and administrators; return how many are new."""
    watchers = holder_ids(Role.AUDITOR, Role.ADMINISTRATOR)
    return sum(notices.tell(watcher, "audit-broken", about=str(number), href="/audit", number=number) for watcher in watchers)


def tell_of_broken_seal() -> int:
    """Put a notice about the seal of the audit trail into the same inboxes, once a month while it lasts; return how many are new."""
    watchers = holder_ids(Role.AUDITOR, Role.ADMINISTRATOR)
    return sum(notices.tell(watcher, "audit-unsealed", about=f"{now():%Y-%m}", href="/audit/check") for watcher in watchers)


def first_break_of_trail() -> int | None:
    """The number of the first audit entry that does not fit its chain."""
    return audit.first_break()


def trail_is_sealed() -> bool:
    """Whether the audit trail's end is sealed with the key that the house has now."""
    return audit.is_sealed()
