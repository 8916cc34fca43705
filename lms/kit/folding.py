"""Words as they are compared: small, without accents."""

import unicodedata

_LETTERS = str.maketrans({"ø": "o", "đ": "d", "ł": "l", "æ": "ae", "œ": "oe", "þ": "th", "ħ": "h", "ı": "i"})


def fold(words: str) -> str:
    """``words`` in small letters without accents: ``Straße`` and ``STRASSE`` are one word."""
    if words.isascii():
        return words.lower()
    plain = unicodedata.normalize("NFKD", words.casefold().translate(_LETTERS))
    return "".join(letter for letter in plain if not unicodedata.combining(letter)).translate(_LETTERS)
