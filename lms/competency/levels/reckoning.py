"""From evidence to a level, its confidence, and the reasons: functions over plain values."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import lru_cache
from operator import attrgetter
from typing import NamedTuple
from uuid import UUID

from lms.competency.levels.rules import OWN, RATINGS, KindRule, Rules
from lms.kit.months import months_later


class Piece(NamedTuple):
    """One piece of evidence as the rules see it."""

    id: UUID
    kind: str
    level: int
    shown_at: datetime
    items: int = 1
    by_id: UUID | None = None
    expires_at: datetime | None = None
    withdrawn_at: datetime | None = None


class Weighing(StrEnum):
    """What became of a piece when it was weighed."""

    COUNTS = "counts"
    FADED = "faded"
    """It is so old that it weighs nothing."""
    REPLACED = "replaced"
    """The same person gave a later rating, be it in another capacity."""
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


class Weighed(NamedTuple):
    """A piece with what it weighs today, and when that changes next."""

    piece: Piece
    weight: int
    outcome: Weighing
    changes_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Reckoned:
    """What the evidence shows. ``weighed`` holds every piece, newest first; ``recheck_at`` is when the answer may be another one."""

    level: int
    confidence: str
    weighed: tuple[Weighed, ...]
    recheck_at: datetime | None

    @property
    def counting(self) -> tuple[Weighed, ...]:
        """The pieces that weigh something today."""
        return tuple(_counting(self.weighed))

    @property
    def behind(self) -> tuple[Weighed, ...]:
        """The pieces that show the level, or more."""
        return tuple(one for one in self.counting if one.piece.level >= self.level) if self.level else ()


@dataclass(frozen=True, slots=True)
class Missing:
    """What stands between the evidence and ``level``."""

    level: int
    weight: int
    pieces: int
    only_own: bool
    """Nobody but the person says so."""
    only_ratings: bool
    """There are only ratings, and they alone do not reach so high."""


def reckon(pieces: Iterable[Piece], rules: Rules, moment: datetime) -> Reckoned:
    """What ``pieces`` show of one competence of one person at ``moment``."""
    ordered = sorted(pieces, key=_age, reverse=True)
    said = _said(ordered)
    replaced = {piece.id for ratings in said for piece in ratings[1:]}
    spoken = {ratings[0].id: _in_one_capacity(ratings, rules) for ratings in said}
    told = (spoken.get(piece.id, piece) for piece in ordered)
    weighed = tuple(_weigh(piece, rules.kinds[piece.kind], moment, piece.id in replaced) for piece in told)
    counting = _counting(weighed)
    level = _level(counting, rules)
    changes = [one.changes_at for one in weighed if one.changes_at is not None]
    return Reckoned(level, _confidence(_supporting(counting, level), rules, level), weighed, min(changes, default=None))


def missing(reckoned: Reckoned, rules: Rules, level: int) -> Missing | None:
    """What is missing for ``level``; None when nothing is."""
    supporting, need = _supporting(reckoned.counting, level), rules.need(level)
    if not _hindered(supporting, rules, level):
        return None
    alone = any(rules.kinds[one.piece.kind].alone for one in supporting)
    kinds = {one.piece.kind for one in supporting}
    return Missing(
        level=level,
        weight=max(0, need.weight - sum(one.weight for one in supporting)),
        pieces=0 if alone else max(0, need.pieces - len(supporting)),
        only_own=kinds == {OWN},
        only_ratings=bool(kinds) and kinds <= RATINGS and level > rules.ratings_alone_up_to,
    )


def one_piece_away(reckoned: Reckoned, rules: Rules) -> tuple[str, ...]:
    """The kinds of which one new piece would give the next level, besides those that give any level by themselves.

    None where nothing speaks for the next level but an own rating: then it is not close, it is the beginning.
    """
    level = reckoned.level + 1
    supporting = _supporting(reckoned.counting, level)
    if level > 8 or {one.piece.kind for one in supporting} <= {OWN}:
        return ()
    return tuple(
        kind for kind, rule in rules.kinds.items() if kind != OWN and not rule.alone and _would_do(kind, rule, supporting, rules, level)
    )


@dataclass(frozen=True, slots=True)
class Fall:
    """That a level will be a lower one from a moment on."""

    at: datetime
    level: int


def next_fall(now: Reckoned, rules: Rules) -> Fall | None:
    """When, and to what, age and expiry alone will lower the level that ``now`` says; None when they never will.

    They only ever take weight away, so the pieces behind the level are the ones that matter, each at the moments when it changes.
    """
    behind = list(now.behind)
    while (at := min((one.changes_at for one in behind if one.changes_at is not None), default=None)) is not None:
        behind = _counting_later(behind, rules, at)
        if _hindered(behind, rules, now.level):
            return Fall(at, _level(_counting_later(now.counting, rules, at), rules))
    return None


def _counting_later(counting: Iterable[Weighed], rules: Rules, moment: datetime) -> list[Weighed]:
    """What of the pieces that count still does at a later moment. A piece that counts is replaced by none."""
    return _counting(
        one if one.changes_at is None or one.changes_at > moment else _weigh(one.piece, rules.kinds[one.piece.kind], moment, False)
        for one in counting
    )


def falls_at(pieces: Collection[Piece], rules: Rules, moment: datetime, until: datetime) -> datetime | None:
    """When, up to ``until``, age and expiry alone will lower the level; None when they will not."""
    fall = next_fall(reckon(pieces, rules, moment), rules)
    return fall.at if fall is not None and fall.at <= until else None


def story(pieces: Collection[Piece], rules: Rules, until: datetime) -> Iterator[tuple[datetime, int, int]]:
    """How the level went up and down over time, as far as these pieces tell: (when, before, after)."""
    before, moments = 0, sorted({piece.shown_at for piece in pieces})
    while moments and moments[0] <= until:
        at = moments.pop(0)
        now = reckon([_as_of(piece, at) for piece in pieces if piece.shown_at <= at], rules, at)
        ahead = [one for one in (now.recheck_at, *_withdrawals(pieces, at)) if one is not None and one <= until]
        moments = sorted({*moments, *ahead})
        if now.level != before:
            yield at, before, now.level
            before = now.level


def _as_of(piece: Piece, moment: datetime) -> Piece:
    if piece.withdrawn_at is None or piece.withdrawn_at <= moment:
        return piece
    return piece._replace(withdrawn_at=None)


def _withdrawals(pieces: Collection[Piece], after: datetime) -> list[datetime]:
    return [piece.withdrawn_at for piece in pieces if piece.withdrawn_at is not None and piece.withdrawn_at > after]


_age = attrgetter("shown_at", "level", "id")


def _said(newest_first: Iterable[Piece]) -> Collection[list[Piece]]:
    """The ratings of each giver, of which the first counts: each person speaks once, however often and in whatever capacity they speak.

    What they took back was not said. Nobody rates the work of somebody and, as their own, the same.
    """
    said: dict[UUID, list[Piece]] = {}
    for piece in newest_first:
        if piece.kind in RATINGS and piece.by_id is not None and piece.withdrawn_at is None:
            said.setdefault(piece.by_id, []).append(piece)
    return said.values()


def _in_one_capacity(ratings: Sequence[Piece], rules: Rules) -> Piece:
    """The latest of ``ratings``, as the capacity of their giver that weighs most: saying it again as another one never lowers a level."""
    latest, heaviest = ratings[0], max(ratings, key=lambda one: rules.kinds[one.kind].weight)
    return latest if latest.kind == heaviest.kind else latest._replace(kind=heaviest.kind)


def _gone(piece: Piece, moment: datetime) -> Weighing | None:
    if piece.withdrawn_at is not None:
        return Weighing.WITHDRAWN
    if piece.expires_at is not None and piece.expires_at <= moment:
        return Weighing.EXPIRED
    return None


def _weigh(piece: Piece, rule: KindRule, moment: datetime, replaced: bool) -> Weighed:
    gone = _gone(piece, moment)
    if gone is not None:
        return Weighed(piece, 0, gone)
    percent, step_at = _fading(piece, rule, moment)
    ends_at = piece.expires_at
    changes_at = step_at if ends_at is None or (step_at is not None and step_at < ends_at) else ends_at
    if replaced:
        return Weighed(piece, 0, Weighing.REPLACED, changes_at)
    weight = rule.weight * min(max(piece.items, 0), rule.items_for_full) * percent // (100 * rule.items_for_full)
    return Weighed(piece, weight, Weighing.COUNTS if weight else Weighing.FADED, changes_at)


def _fading(piece: Piece, rule: KindRule, moment: datetime) -> tuple[int, datetime | None]:
    """What part of its weight is left, in per cent, and when the next step comes."""
    left = 100
    for at, percent in _steps(piece.shown_at, rule.fades):
        if at > moment:
            return left, at
        left = percent
    return left, None


@lru_cache(maxsize=4096)
def _steps(shown_at: datetime, fades: tuple[tuple[int, int], ...]) -> tuple[tuple[datetime, int], ...]:
    """When something shown then fades, and to what; the same piece is asked about many moments."""
    return tuple((months_later(shown_at, months), percent) for months, percent in fades)


def _counting(weighed: Iterable[Weighed]) -> list[Weighed]:
    return [one for one in weighed if one.outcome is Weighing.COUNTS]


def _level(counting: Collection[Weighed], rules: Rules) -> int:
    """The highest level for which nothing is missing; 0 when there is none."""
    highest = max((one.piece.level for one in counting), default=0)
    return next((level for level in range(highest, 0, -1) if not _hindered(_supporting(counting, level), rules, level)), 0)


def _supporting(counting: Iterable[Weighed], level: int) -> list[Weighed]:
    return [one for one in counting if one.piece.level >= level]


def _hindered(supporting: list[Weighed], rules: Rules, level: int) -> bool:
    """Whether something is missing for ``level``. More evidence never makes this true: that is what keeps levels fair."""
    need, kinds = rules.need(level), {one.piece.kind for one in supporting}
    if sum(one.weight for one in supporting) < need.weight:
        return True
    if len(supporting) < need.pieces and not any(rules.kinds[kind].alone for kind in kinds):
        return True
    return kinds <= {OWN} or (kinds <= RATINGS and level > rules.ratings_alone_up_to)


def _confidence(behind: list[Weighed], rules: Rules, level: int) -> str:
    weight, kinds = sum(one.weight for one in behind), len({one.piece.kind for one in behind})
    if level and weight >= rules.high.weight and kinds >= rules.high.kinds:
        return "high"
    return "medium" if level and weight >= rules.medium.weight and kinds >= rules.medium.kinds else "low"


def _would_do(kind: str, rule: KindRule, supporting: list[Weighed], rules: Rules, level: int) -> bool:
    """Whether one new piece of ``kind`` would give ``level``."""
    imagined = Weighed(supporting[0].piece._replace(kind=kind, level=level), rule.weight, Weighing.COUNTS)
    return not _hindered([*supporting, imagined], rules, level)
