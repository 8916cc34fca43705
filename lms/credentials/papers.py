"""What can be said of a certificate without a database: its number and code, whether it counts, when to remind, where it lies."""

import ipaddress
import re
import secrets
from base64 import b32encode
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from uuid import UUID

REMINDERS = (60, 30, 7)
"""Days before the end at which the holder is reminded."""

CODE_BYTES = 16  # 128 bits: nobody finds a paper by trying
_NUMBER = re.compile(r"CC(\d{4})(\d{6,9})")
_MISREAD = str.maketrans({"0": "O", "1": "I", "8": "B"})  # digits that base32 does not have, for the letters they are taken for
_SEPARATORS = re.compile(r"[\s\-‐‑–—_.]+")


class State(StrEnum):
    """Whether a certificate counts."""

    VALID = "valid"
    EXPIRED = "expired"
    REVOKED = "revoked"


def state_of(revoked_at: datetime | None, expires_at: datetime | None, at: datetime) -> State:
    """How a certificate stands at an instant; what was revoked stays revoked when it also runs out."""
    if revoked_at is not None:
        return State.REVOKED
    return State.EXPIRED if expires_at is not None and expires_at <= at else State.VALID


def reminder_due(issued_at: datetime, expires_at: datetime, at: datetime) -> int | None:
    """Which of ``REMINDERS`` is due at an instant: the last whose day has come.

    None before the first and after the end. A reminder whose day lay before the issue is never due: a certificate
    that is valid for a month is not announced to run out on the day it is issued.
    """
    if at >= expires_at:
        return None
    due = [days for days in REMINDERS if issued_at < expires_at - timedelta(days=days) <= at]
    return min(due, default=None)


def noon_of(day: date) -> datetime:
    """The instant that stands for a day of which no hour is known."""
    return datetime.combine(day, time(12), UTC)


def following_number(last: str | None, year: int) -> str:
    """The number after ``last``, which is the year's highest so far, or None in a new year."""
    place = int(last.rpartition("-")[2]) + 1 if last else 1
    return f"{numbers_of(year)}{place:06d}"


def numbers_of(year: int) -> str:
    """How every number of ``year`` begins."""
    return f"CC-{year}-"


def new_code() -> str:
    """A fresh public code: 128 random bits in base32, 26 capital letters and digits."""
    return b32encode(secrets.token_bytes(CODE_BYTES)).decode().rstrip("=")


def number_in(typed: str) -> str | None:
    """The number that somebody typed, however they separated it; None when it is not a number."""
    found = _NUMBER.fullmatch(_SEPARATORS.sub("", typed).upper())
    return f"CC-{found[1]}-{found[2]}" if found else None


def code_in(typed: str) -> str:
    """The code that somebody typed: separators go, letters grow, and digits that no code has become the letters they look like."""
    return _SEPARATORS.sub("", typed).upper().translate(_MISREAD)[:40]


def asked_in(typed: str) -> str:
    """The number or code in what somebody typed or pasted, a whole address too; nothing when nothing was typed."""
    last = typed.strip().rstrip("/").rpartition("/")[2]
    return number_in(last) or code_in(last)


def visitor_of(address: str | None) -> str:
    """Whose tries are counted together: an IPv4 address, or the /64 network that one household of IPv6 has."""
    try:
        known = ipaddress.ip_address(address or "")
    except ValueError:
        return "unknown"
    return str(known) if known.version == 4 else str(ipaddress.ip_network((known, 64), strict=False))


def page_path(certificate_id: UUID) -> str:
    """Where its holder finds a certificate."""
    return f"/certificates/{certificate_id}"


def check_path(code: str) -> str:
    """Where anybody checks a certificate."""
    return f"/verify/{code}"


def duration(minutes: int) -> str:
    """``45 min``, ``6 h``, ``6 h 30 min``: units that every language writes alike; nothing for no time."""
    hours, rest = divmod(minutes, 60)
    return " ".join(word for word in (f"{hours} h" if hours else "", f"{rest} min" if rest else "") if word)


def file_name(number: str) -> str:
    """What a downloaded paper is called."""
    return f"certificate-{number}.pdf"
