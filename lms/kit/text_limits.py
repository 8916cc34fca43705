"""How long the texts may be that people write, checked before any parser sees them."""

from lms.kit.errors import DomainError
from lms.kit.i18n import gettext as _

LESSON, QUESTION, LEARNER = 500_000, 20_000, 20_000  # bytes of UTF-8


class TextTooLong(DomainError):
    """Somebody wrote more than fits."""

    status = 422


def fitting(text: str, limit: int) -> str:
    """Return ``text`` with halves of characters (lone surrogates) replaced; raise ``TextTooLong`` above ``limit`` bytes of UTF-8."""
    encoded = text.encode("utf-8", "replace")
    if len(encoded) > limit:
        raise TextTooLong(_("This text is longer than %(limit)s KB. Shorten it, or divide it into several.", limit=limit // 1000))
    return encoded.decode()
