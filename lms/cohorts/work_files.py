"""What may be handed in besides text: files, of the kinds that the house takes, and links to places outside."""

import unicodedata
from urllib.parse import urlsplit

from lms.kit.errors import DomainError
from lms.kit.uploads import ACCEPT, MOST_BYTES, FileRefused, checked_file, cleaned_name
from lms.kit.words import gettext as _

__all__ = [
    "ACCEPT",
    "LONGEST_LINK",
    "MOST_BYTES",
    "MOST_FILES",
    "FileRefused",
    "LinkRefused",
    "checked_file",
    "checked_link",
    "cleaned_name",
    "host_of",
]

MOST_FILES = 5
"""Files of one try."""
LONGEST_LINK = 400


class LinkRefused(DomainError):
    """An address that cannot be handed in."""

    status = 422


def checked_link(written: str) -> str:
    """A web address that may be handed in; empty for none.

    :raises LinkRefused: it does not begin with http or https, or is no address.
    """
    link = written.strip()
    if not link:
        return ""
    refusal = LinkRefused(_("Write the whole address, beginning with https://, without spaces and at most %(most)d characters.", most=LONGEST_LINK))
    if len(link) > LONGEST_LINK or any(letter.isspace() or unicodedata.category(letter)[0] == "C" for letter in link) or "\\" in link:
        raise refusal
    try:
        parts = urlsplit(link)
        host, _port = parts.hostname, parts.port
    except ValueError:
        raise refusal from None
    if parts.scheme not in {"http", "https"} or not host or "@" in parts.netloc or any(sign in link for sign in "<>\"'`"):
        raise refusal
    return link


def host_of(link: str) -> str:
    """Where a link leads, for the words beside it."""
    return urlsplit(link).hostname or ""
