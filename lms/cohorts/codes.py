"""The code that a trainer shows and participants enter: another one every thirty seconds, which only the house can make."""

import hmac
from collections.abc import Iterator
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

ALPHABET = "23456789BCDFGHJKMNPQRSTVWXZ"
"""No letter that is taken for a figure, and no vowel, so that no code is a word."""
LENGTH = 6
"""27 to the power of 6 are 387 million codes; who may try ten of them learns nothing."""
SECONDS = 30
GRACE = timedelta(seconds=10)
"""A code counts so long beyond its own thirty seconds, by the clock of the server: for fingers and networks that were under way."""


def period_of(moment: datetime) -> int:
    """The number of the period in which ``moment`` lies."""
    return int(moment.timestamp()) // SECONDS


def seconds_left(moment: datetime) -> int:
    """How long the code of ``moment`` is still shown."""
    return SECONDS - int(moment.timestamp()) % SECONDS


def code(secret: bytes, session_id: UUID, period: int) -> str:
    """The code of a session in a period."""
    digest = hmac.new(secret, b"attendance\0" + session_id.bytes + period.to_bytes(8, "big"), sha256).digest()
    return "".join(_letters(int.from_bytes(digest[:16], "big")))


def _letters(number: int) -> Iterator[str]:
    for _ in range(LENGTH):
        number, letter = divmod(number, len(ALPHABET))
        yield ALPHABET[letter]


def spaced(shown: str) -> str:
    """A code in two halves, to be read from the last row."""
    return f"{shown[: LENGTH // 2]} {shown[LENGTH // 2 :]}"


def tidied(typed: str) -> str:
    """What was typed, without blanks and hyphens, in capital letters."""
    return "".join(letter for letter in typed[:40].upper() if letter.isascii() and letter.isalnum())


def fits(typed: str, secret: bytes, session_id: UUID, moment: datetime) -> bool:
    """Whether ``typed`` is a code of the session that counts at ``moment``. Takes as long for a wrong one as for a right one."""
    given = tidied(typed).encode()
    right = [hmac.compare_digest(given, code(secret, session_id, period_of(shown)).encode()) for shown in (moment, moment - GRACE)]
    return any(right)
