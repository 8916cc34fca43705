"""The rules by which evidence becomes a level: plain JSON, read into frozen values and checked.

All weights are whole numbers, so that the same evidence gives the same level on every machine.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from lms.kit.errors import DomainError
from lms.kit.words import gettext as _

RATINGS = frozenset({"own_rating", "manager_rating", "trainer_rating"})
"""What somebody thinks; everything else is something that happened."""
OWN = "own_rating"
KINDS = ("certificate", "prior_learning", "observed", "quiz", "trainer_rating", "manager_rating", "own_rating")
"""In the order in which the rules and the sentences name them."""
MOST_WEIGHT, MOST_MONTHS, MOST_PIECES = 1000, 240, 20


class RulesRefused(DomainError):
    """The rules contradict themselves or what the house promises; ``faults`` are sentences."""

    status = 422

    def __init__(self, faults: list[str]) -> None:
        super().__init__(" ".join(faults))
        self.faults = faults


@dataclass(frozen=True, slots=True)
class KindRule:
    """What one piece of a kind weighs, and how it fades."""

    weight: int
    """When it is new."""
    fades: tuple[tuple[int, int], ...] = ()
    """(months, per cent): from that age on it weighs so much of what it weighed when new."""
    alone: bool = False
    """Whether one piece is enough in number, whatever number the level asks for."""
    items_for_full: int = 1
    """With fewer observations, such as the questions of a quiz, a piece weighs less in proportion."""


@dataclass(frozen=True, slots=True)
class Need:
    """What a level asks for: the weight and the number of pieces that show it or more."""

    weight: int
    pieces: int


@dataclass(frozen=True, slots=True)
class Sure:
    """From which weight, and from how many kinds of evidence, a level is this sure."""

    weight: int
    kinds: int


@dataclass(frozen=True, slots=True)
class Rules:
    """Everything that decides a level. ``levels`` holds what levels 1 to 8 ask for, in that order."""

    kinds: Mapping[str, KindRule]
    levels: tuple[Need, ...]
    ratings_alone_up_to: int
    medium: Sure
    high: Sure

    def need(self, level: int) -> Need:
        """What ``level`` asks for."""
        return self.levels[level - 1]

    def plain(self) -> dict[str, Any]:
        """The rules as JSON that ``rules_from`` reads."""
        return {
            "kinds": {
                name: {"weight": one.weight, "fades": [list(step) for step in one.fades], "alone": one.alone, "items_for_full": one.items_for_full}
                for name, one in self.kinds.items()
            },
            "levels": [{"weight": need.weight, "pieces": need.pieces} for need in self.levels],
            "ratings_alone_up_to": self.ratings_alone_up_to,
            "confidence": {name: {"weight": one.weight, "kinds": one.kinds} for name, one in (("medium", self.medium), ("high", self.high))},
        }


def rules_from(plain: Mapping[str, Any]) -> Rules:
    """Read rules.

    :raises RulesRefused: something is missing, is no whole number in its range, or would break what the house promises.
    """
    try:
        rules = Rules(
            kinds={name: _kind(plain["kinds"][name]) for name in KINDS},
            levels=tuple(Need(_whole(need["weight"]), _whole(need["pieces"])) for need in plain["levels"]),
            ratings_alone_up_to=_whole(plain["ratings_alone_up_to"]),
            medium=_sure(plain["confidence"]["medium"]),
            high=_sure(plain["confidence"]["high"]),
        )
    except (KeyError, TypeError, ValueError, IndexError) as error:
        raise RulesRefused([_("The rules cannot be read: %(fault)s is missing or is no whole number.", fault=error)]) from None
    unknown = set(plain["kinds"]) - set(KINDS)
    faults = [*(_("There is no kind of evidence called %(name)s.", name=name) for name in sorted(unknown)), *_faults(rules)]
    if faults:
        raise RulesRefused(faults)
    return rules


def _whole(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise ValueError(repr(value))
    return value


def _kind(plain: Mapping[str, Any]) -> KindRule:
    fades = tuple((_whole(months), _whole(percent)) for months, percent in plain["fades"])
    return KindRule(_whole(plain["weight"]), fades, bool(plain["alone"]), _whole(plain["items_for_full"]))


def _sure(plain: Mapping[str, Any]) -> Sure:
    return Sure(_whole(plain["weight"]), _whole(plain["kinds"]))


def _faults(rules: Rules) -> list[str]:
    faults = [fault for name, kind in rules.kinds.items() for fault in _faults_of_kind(name, kind)]
    if len(rules.levels) != 8:
        return [*faults, _("The rules must say what each of the eight levels asks for.")]
    if any(not 1 <= need.weight <= MOST_WEIGHT or not 1 <= need.pieces <= MOST_PIECES for need in rules.levels):
        faults.append(_("A level asks for a weight of 1 to %(most)d and for 1 to %(pieces)d pieces.", most=MOST_WEIGHT, pieces=MOST_PIECES))
    if any(lower.weight > higher.weight or lower.pieces > higher.pieces for lower, higher in pairwise(rules.levels)):
        faults.append(_("A higher level must not ask for less than a lower one."))
    certificate = rules.kinds["certificate"]
    if not certificate.alone or certificate.weight < max(need.weight for need in rules.levels):
        faults.append(
            _("A new certificate must be enough for its level by itself: it stands alone, and weighs at least what the highest level asks for.")
        )
    if rules.kinds[OWN].alone or not 0 <= rules.ratings_alone_up_to <= 8:
        faults.append(_("An own rating never gives a level by itself, and the limit of ratings is a level from 0 to 8."))
    if rules.medium.weight > rules.high.weight or rules.medium.kinds > rules.high.kinds:
        faults.append(_("High confidence must not ask for less than medium confidence."))
    return faults


def _faults_of_kind(name: str, kind: KindRule) -> list[str]:
    faults = []
    if not 0 <= kind.weight <= MOST_WEIGHT:
        faults.append(_("%(kind)s: a piece weighs 0 to %(most)d.", kind=name, most=MOST_WEIGHT))
    if not 1 <= kind.items_for_full <= 100:
        faults.append(_("%(kind)s: the full weight needs 1 to 100 observations.", kind=name))
    steps = [(0, 100), *kind.fades]
    if any(months <= before or months > MOST_MONTHS or not 0 <= percent <= held for (before, held), (months, percent) in pairwise(steps)):
        what = _("%(kind)s: write the steps by rising age, at most %(most)d months, and with ever smaller per cents.", kind=name, most=MOST_MONTHS)
        faults.append(what)
    return faults


DEFAULT = Rules(
    kinds={
        "certificate": KindRule(100, ((24, 80), (48, 60), (72, 40)), alone=True),
        "prior_learning": KindRule(90, ((24, 80), (48, 50), (72, 30)), alone=True),
        "observed": KindRule(60, ((12, 80), (24, 60), (48, 0))),
        "quiz": KindRule(30, ((12, 80), (24, 60), (48, 0)), items_for_full=4),
        "trainer_rating": KindRule(40, ((12, 75), (24, 40), (36, 0))),
        "manager_rating": KindRule(30, ((12, 75), (24, 40), (36, 0))),
        "own_rating": KindRule(10, ((12, 50), (24, 0))),
    },
    levels=(Need(30, 1), Need(30, 1), Need(50, 2), Need(50, 2), Need(70, 2), Need(70, 2), Need(90, 2), Need(90, 2)),
    ratings_alone_up_to=3,
    medium=Sure(80, 1),
    high=Sure(150, 2),
)
"""What the product ships: version 1 of every installation."""
