"""Who is spoken to in a text: ``@`` and the full name."""

import re
from collections.abc import Hashable, Mapping
from typing import TypeVar

K = TypeVar("K", bound=Hashable)

_CODE = re.compile(r"(`+).*?\1", re.DOTALL)
_SPOKEN_TO = re.compile(r"(?<!\w)@((?:[^\s@`*_,;:!?()\[\]]+[ \t\r\n]*){1,6})")


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())


def mentioned(text: str, people: Mapping[K, str]) -> frozenset[K]:
    """The keys of those of ``people`` (key -> full name) whom ``text`` names after an ``@``.

    Capitals and line breaks do not matter. The longest name wins, so that "@Ann Lee Smith" is not Ann Lee. An ``@`` within a word
    (an address) or within code names nobody. Two people of one name are both meant: neither may miss it.
    """
    said = _plain(_CODE.sub(" ", text))
    by_name: dict[str, set[K]] = {}
    for key, name in people.items():
        if _plain(name):
            by_name.setdefault(_plain(name), set()).add(key)
    if "@" not in said or not by_name:
        return frozenset()
    longest_first = sorted(by_name, key=len, reverse=True)
    pattern = re.compile(r"(?<!\w)@(" + "|".join(map(re.escape, longest_first)) + r")(?!\w)")
    return frozenset(key for found in pattern.finditer(said) for key in by_name[found[1]])


def may_be_meant(text: str) -> frozenset[str]:
    """Every beginning of what stands after an ``@``, as full names that may be meant: for a directory that is too large to go through."""
    said = [found[1].split() for found in _SPOKEN_TO.finditer(_CODE.sub(" ", text))]
    return frozenset(" ".join(words[:number]).rstrip(".") for words in said for number in range(1, len(words) + 1))


def naming(text: str, names: list[str]) -> str:
    """``text`` with those of ``names`` put before it that it does not name yet."""
    said = _plain(text)
    missing = [name for name in names if f"@{_plain(name)}" not in said]
    return f"{' '.join(f'@{name}' for name in missing)}\n\n{text}" if missing else text


def without_name(text: str, name: str, instead: str) -> str:
    """``text`` with ``instead`` wherever it names ``name`` after an ``@`` (capitals and line breaks do not matter), or has the full name as it is.

    A name of one word is taken after an ``@`` only: "will you come" does not speak of Will.
    """
    words = [re.escape(word) for word in name.split()]
    if not words:
        return text
    said = r"\s+".join(words)
    plainly = rf"|(?<!\w){said}(?!\w)" if len(words) > 1 else ""
    return re.sub(rf"(?<!\w)@(?i:{said})(?!\w){plainly}", lambda _found: instead, text)
