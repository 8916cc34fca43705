"""Compares a short text with the patterns of an item; ``*`` stands for anything, ``\\*`` for a star."""

import unicodedata


def folded(text: str, *, case_sensitive: bool = False) -> str:
    """``text`` as it is compared: composed, trimmed, one space between words, capitals folded unless they count."""
    plain = " ".join(unicodedata.normalize("NFC", text).split())
    return plain if case_sensitive else unicodedata.normalize("NFC", plain.casefold())


def fits(pattern: str, text: str, *, case_sensitive: bool = False) -> bool:
    """Whether the whole of ``text`` fits ``pattern``. Takes time in the product of their lengths at most, whatever they hold."""
    first, *more = [folded(piece, case_sensitive=case_sensitive) for piece in _pieces(pattern)]
    given = folded(text, case_sensitive=case_sensitive)
    if not more:
        return given == first
    *middle, last = more
    if not given.startswith(first):
        return False
    at = len(first)
    for piece in middle:
        found = given.find(piece, at)
        if found < 0:
            return False
        at = found + len(piece)
    return len(given) - len(last) >= at and given.endswith(last)


def _pieces(pattern: str) -> list[str]:
    """What stands between the wildcards."""
    pieces, position = [""], 0
    while position < len(pattern):
        if pattern.startswith(r"\*", position):
            pieces[-1] += "*"
            position += 2
            continue
        if pattern[position] == "*":
            pieces.append("")
        else:
            pieces[-1] += pattern[position]
        position += 1
    return pieces
