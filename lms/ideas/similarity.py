"""How alike two ideas are, and which words they share.

An idea is the set of its words, each folded and cut to its first letters, so that "permissions" is "permission" without a dictionary, in most
languages. A word weighs the more, the fewer ideas have it. Two ideas share a passage where three words follow each other in both.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import blake2b
from math import log2

from lms.kit.folding import fold

SHORTEST, CUT = 3, 7
"""Letters that a word needs to count, and how many of them are compared."""
MOST_TERMS = 80
"""Terms of a draft that are asked about; the first ones count, since a title stands first."""
COMMON = 1000
"""A term of so many ideas tells little: its ideas are not counted any further."""
RUN = 3
"""So many words in the same order are a passage."""
WINDOW = 46
"""Words of an excerpt."""
ENOUGH = 0.3
"""From this score on two ideas are called similar."""

_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Text:
    """What an idea says: its title and its body, and what it is linked to (objective and challenge) as opaque words."""

    title: str
    body: str
    links: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a text; ``shared``: the other text has it too."""

    text: str
    shared: bool


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike another idea is: ``score`` from 0 to 1, and its title and an excerpt with what is shared marked."""

    score: float
    title: tuple[Piece, ...]
    excerpt: tuple[Piece, ...]
    passages: int
    """Shared runs of three words or more."""
    links: frozenset[str] = field(default=frozenset())
    """Objective and challenge that both have."""


@lru_cache(maxsize=50_000)
def term_of(word: str) -> str:
    """The part of a word that is compared; empty for a word that does not count."""
    folded = fold(word)
    return folded[:CUT] if len(folded) >= SHORTEST and not folded.isdigit() else ""


def terms(text: Text) -> list[str]:
    """The terms of ``text`` in the order in which they first stand in it, each once; what it is linked to comes first."""
    found = (term_of(match[0]) for part in (text.title, text.body) for match in _WORD.finditer(part))
    return list(dict.fromkeys([*sorted(text.links), *(term for term in found if term)]))


def fingerprint(term: str) -> int:
    """A number of 63 bits for ``term``: the same on every machine and for ever."""
    return int.from_bytes(blake2b(term.encode(), digest_size=8).digest(), "big") >> 1


def weight(ideas: int) -> float:
    """What a term of so many ideas tells: 1 where no other idea has it, a tenth where very many do."""
    return 1 / (1 + log2(1 + min(ideas, COMMON)))


def telling(counts: Mapping[str, int], *, most: int = 14, common: int = 2) -> list[str]:
    """Of terms (term -> how many ideas have it) those by which candidates are found: the rarest that any idea has, with few frequent ones."""
    known = sorted((ideas, term) for term, ideas in counts.items() if ideas)
    rare = [term for ideas, term in known if ideas < COMMON]
    frequent = [term for ideas, term in known if ideas >= COMMON]
    return [*rare[:most], *frequent[:common]][:most]


class Draft:
    """What somebody is writing, made ready to be compared with many ideas."""

    def __init__(self, text: Text, counts: Mapping[str, int]) -> None:
        self._links = text.links
        self._weights = {term: weight(counts.get(term, 0)) for term in terms(text)[:MOST_TERMS]}
        self._whole = sum(self._weights.values())
        self._runs = {run for part in (text.title, text.body) for run in _runs([fold(match[0]) for match in _WORD.finditer(part)])}

    def likeness(self, other: Text) -> Likeness:
        """How alike ``other`` is."""
        links = self._links & other.links
        spots = [list(_WORD.finditer(part)) for part in (other.title, other.body)]
        shared = {term for part in spots for match in part if (term := term_of(match[0])) in self._weights} | links
        marks = [self._marks(part, shared) for part in spots]
        passages = sum(_count_runs(runs) for _flags, runs in marks)
        score = sum(self._weights[term] for term in shared) / self._whole if self._whole else 0.0
        few = min(1.0, len(shared) / min(4, max(2, len(self._weights))))  # two words in common are no idea in common
        score = min(1.0, score * few + 0.05 * min(passages, 4))
        title = _pieces(other.title, spots[0], marks[0][0], 0, len(spots[0]))
        return Likeness(round(score, 4), title, _excerpt(other.body, spots[1], marks[1][0]), passages, links)

    def _marks(self, spots: Sequence[re.Match[str]], shared: Collection[str]) -> tuple[list[bool], list[bool]]:
        """For each word whether it is marked, and whether it stands in a shared run."""
        folded = [fold(match[0]) for match in spots]
        runs = [False] * len(folded)
        for number, run in enumerate(_runs(folded)):
            if run in self._runs:
                runs[number : number + RUN] = [True] * RUN
        rare = {term for term in shared if self._weights.get(term, 0) >= weight(COMMON // 4)}
        return [in_run or word[:CUT] in rare for word, in_run in zip(folded, runs, strict=True)], runs


def _runs(words: Sequence[str]) -> Iterable[tuple[str, ...]]:
    return zip(*(words[number:] for number in range(RUN)), strict=False)


def _count_runs(flags: Sequence[bool]) -> int:
    return sum(flag and not (number and flags[number - 1]) for number, flag in enumerate(flags))


def _excerpt(text: str, spots: Sequence[re.Match[str]], marks: Sequence[bool]) -> tuple[Piece, ...]:
    """The part of ``text`` with the most marks."""
    before = [0]
    for mark in marks:
        before.append(before[-1] + mark)
    last = max(0, len(spots) - WINDOW)
    start = max(range(last + 1), key=lambda number: (before[min(number + WINDOW, len(spots))] - before[number], -number))
    return _pieces(text, spots, marks, start, min(start + WINDOW, len(spots)))


def _pieces(text: str, spots: Sequence[re.Match[str]], marks: Sequence[bool], start: int, end: int) -> tuple[Piece, ...]:
    """``text`` from word ``start`` to before word ``end``, cut where marks begin and end; marked words that follow each other are one piece."""
    if start >= end:
        return ()
    pieces: list[Piece] = [Piece("… ", False)] if start else []
    number = start
    at = spots[start].start()
    while number < end:
        flag, first = marks[number], number
        while number < end and marks[number] == flag:
            number += 1
        if flag:
            pieces += [Piece(text[at : spots[first].start()], False)] if at < spots[first].start() else []
            at = spots[number - 1].end()
            pieces.append(Piece(text[spots[first].start() : at], True))
        else:
            until = spots[number - 1].end()
            pieces.append(Piece(text[at:until], False))
            at = until
    return (*pieces, Piece(" …", False)) if end < len(spots) else (*pieces, Piece(text[at:], False))
