"""How often something may be tried: a counter per bucket and window, shared by all processes."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import cast

from sqlalchemy import String, Table, bindparam, delete, select
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


@dataclass(frozen=True, slots=True)
class Limit:
    """At most ``tries`` of what ``bucket`` names within ``window``."""

    bucket: str
    tries: int
    window: timedelta

    @property
    def key(self) -> str:
        """The bucket as it is stored."""
        return sha256(self.bucket.encode()).hexdigest()


_counts = cast(Table, TryCount.__table__).c
_COUNTED = select(_counts.bucket, _counts.since, _counts.tries).where(_counts.bucket.in_(bindparam("buckets", expanding=True)))


def refuse_beyond(*limits: Limit) -> bool:
    """Refuse when one of ``limits`` is used up; where several are, the longest wait is told. One statement.

    Returns whether anything was counted at all, so that nothing needs to be forgotten where not.

    :raises TooOften: with the seconds to wait.
    """
    by_key = {limit.key: limit for limit in limits}
    rows = db.session.execute(_COUNTED, {"buckets": list(by_key)}).all()
    ends = [row.since + by_key[row.bucket].window for row in rows if row.tries >= by_key[row.bucket].tries]
    wait = max((int((end - now()).total_seconds()) for end in ends if end > now()), default=None)
    if wait is not None:
        minutes = max(1, round(wait / 60))
        raise TooOften(_("Too many tries. Please wait %(minutes)s minutes and try again.", minutes=minutes), retry_after=max(1, wait))
    return bool(rows)


def count(*limits: Limit) -> None:
    """Count one try for each of ``limits``; a window that is over starts anew."""
    for limit in limits:
        one_at_a_time(f"try:{limit.key}")
        row = db.session.scalar(select(TryCount).where(TryCount.bucket == limit.key))
        if row is None:
            db.session.add(TryCount(bucket=limit.key, since=now(), tries=1))
        elif row.since + limit.window <= now():
            row.since, row.tries = now(), 1
        else:
            row.tries += 1
        db.session.flush()


def forget(*limits: Limit) -> None:
    """Start again from nothing, for instance after a success."""
    db.session.execute(delete(TryCount).where(TryCount.bucket.in_([limit.key for limit in limits])))
