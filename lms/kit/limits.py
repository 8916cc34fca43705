"""How often something may be tried: a counter per bucket and window, shared by all processes."""

from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import String, delete, select
from sqlalchemy.orm import Mapped, mapped_column

from lms.kit.clock import now
from lms.kit.db import Base, db, one_at_a_time
from lms.kit.errors import TooOften
from lms.kit.i18n import gettext as _


class TryCount(Base):
    """How often one thing was tried since ``since``. The bucket is hashed: it may hold an address."""

    __tablename__ = "try_count"
    bucket: Mapped[str] = mapped_column(String(64), unique=True)
    since: Mapped[datetime]
    tries: Mapped[int]


def _hashed(bucket: str) -> str:
    return sha256(bucket.encode()).hexdigest()


def refuse_beyond(bucket: str, *, tries: int, window: timedelta) -> None:
    """Refuse when ``bucket`` was counted ``tries`` times within ``window``.

    :raises TooOften: with the seconds to wait.
    """
    row = db.session.scalar(select(TryCount).where(TryCount.bucket == _hashed(bucket)))
    if row is None or row.tries < tries or row.since + window <= now():
        return
    wait = max(1, int((row.since + window - now()).total_seconds()))
    raise TooOften(
        _("Too many tries. Please wait %(minutes)s minutes and try again.", minutes=max(1, round(wait / 60))),
        retry_after=wait,
    )


def count(bucket: str, *, window: timedelta) -> None:
    """Count one try; a window that is over starts anew."""
    key = _hashed(bucket)
    one_at_a_time(f"try:{key}")
    row = db.session.scalar(select(TryCount).where(TryCount.bucket == key))
    if row is None:
        db.session.add(TryCount(bucket=key, since=now(), tries=1))
    elif row.since + window <= now():
        row.since, row.tries = now(), 1
    else:
        row.tries += 1
    db.session.flush()


def forget(bucket: str) -> None:
    """Start again from nothing, for instance after a success."""
    db.session.execute(delete(TryCount).where(TryCount.bucket == _hashed(bucket)))
