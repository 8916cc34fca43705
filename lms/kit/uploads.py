"""Files that people may add to something: a few kinds, known by name and first bytes.

Nothing is opened: an archive, and a document that is one inside, is looked at from outside only. Nothing that a browser would run is on the list.
"""

import re
import unicodedata

from lms.kit.errors import DomainError
from lms.kit.words import gettext as _

MOST_BYTES = 10 * 1024 * 1024
"""Bytes of one file."""
LONGEST_NAME = 120

_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_OLE = (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",)
_BEGINS: dict[str, tuple[bytes, ...]] = {
    "pdf": (b"%PDF-",),
    "png": (b"\x89PNG\r\n\x1a\n",),
    "jpg": (b"\xff\xd8\xff",),
    "jpeg": (b"\xff\xd8\xff",),
    "gif": (b"GIF87a", b"GIF89a"),
    **dict.fromkeys(("docx", "xlsx", "pptx", "odt", "ods", "odp", "zip"), _ZIP),
    **dict.fromkeys(("doc", "xls", "ppt"), _OLE),
}
_TEXTS = frozenset({"txt", "md", "csv"})
_ACTIVE = re.compile(rb"^\s*(<!doctype|<html|<svg|<\?xml|<script|<!--|<head|<body|<iframe)", re.IGNORECASE)
_UNSAFE = str.maketrans(dict.fromkeys('<>:"|?*;%', "-"))
"""Signs that mean something to a header, a shell or a file system."""
_DIRECTIONS = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0x061C])

ACCEPT = ",".join(f".{ending}" for ending in (*_BEGINS, *sorted(_TEXTS)))
"""For the ``accept`` of a file field."""


class FileRefused(DomainError):
    """A file that cannot be taken."""

    status = 422


def cleaned_name(given: str) -> str:
    """A file's name without folders, signs that mean something elsewhere, and marks that turn the direction of writing; in any script."""
    base = unicodedata.normalize("NFC", given.encode("utf-8", "replace").decode()).replace("\\", "/").rpartition("/")[2]
    shown = "".join(letter for letter in base.translate(_DIRECTIONS).translate(_UNSAFE) if unicodedata.category(letter)[0] != "C")
    stem, dot, ending = " ".join(shown.split()).strip(". ").rpartition(".")
    if not dot:
        stem, ending = ending, ""
    return f"{stem[: LONGEST_NAME - len(ending) - 1].strip('. ') or _('file')}{dot}{ending[:10]}"


def checked_file(given: str, content: bytes) -> str:
    """The cleaned name of a file that may be taken.

    :raises FileRefused: it is empty, too large, of another kind, or not what its name says.
    """
    name = cleaned_name(given)
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    if ending not in _BEGINS and ending not in _TEXTS:
        raise FileRefused(
            _("“%(name)s” cannot be taken: choose a PDF, a picture, an office document, a text, a table or a zip.", name=name)
        )
    if not content:
        raise FileRefused(_("“%(name)s” is empty.", name=name))
    if len(content) > MOST_BYTES:
        raise FileRefused(_("“%(name)s” is larger than %(most)d MB. Make it smaller.", name=name, most=MOST_BYTES // 1024**2))
    if not (_is_text(content) if ending in _TEXTS else content.startswith(_BEGINS[ending])):
        raise FileRefused(_("“%(name)s” is not what its name says. Save it again in the program that made it, and choose it anew.", name=name))
    return name


def _is_text(content: bytes) -> bool:
    if b"\0" in content or _ACTIVE.match(content.removeprefix(b"\xef\xbb\xbf")[:200]):
        return False
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
