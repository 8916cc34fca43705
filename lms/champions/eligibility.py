"""Who may become a digital champion: rules that are data, and what they find in what somebody has shown."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from lms.kit.words import gettext as _
from lms.kit.words import ngettext

MOST_NEEDS, MOST_BREADTH, MOST_MONTHS = 12, 30, 60

Key = tuple[str, str]
"""Slug of a framework, and code of a competence in it."""


@dataclass(frozen=True, slots=True)
class Need:
    """A competence that every champion shows, at a level."""

    framework: str
    code: str
    level: int

    @property
    def key(self) -> Key:
        """Which competence it is."""
        return self.framework, self.code


@dataclass(frozen=True, slots=True)
class Rules:
    """What a champion has to show. Self-ratings never count: a level is the one that stands without them."""

    needs: tuple[Need, ...] = ()
    breadth: int = 0
    """How many competences, of whichever framework, have to be shown at ``breadth_level`` in all."""
    breadth_level: int = 3
    duties_done: bool = True
    """No mandatory course may be overdue."""
    months: int = 0
    """In service, where it is known since when somebody is."""

    @property
    def lowest(self) -> int:
        """A level below this one makes nobody a champion."""
        levels = [need.level for need in self.needs]
        return min([*levels, self.breadth_level] if self.breadth else levels, default=0)


DEFAULT = Rules(needs=(Need("digcomp", "1.3", 4),), breadth=3, breadth_level=3, duties_done=True, months=6)
"""What the product ships; a city writes its own."""


class Kind(StrEnum):
    """What a line of the explanation is about."""

    COMPETENCE = "competence"
    BREADTH = "breadth"
    DUTIES = "duties"
    SERVICE = "service"


@dataclass(frozen=True, slots=True)
class Shown:
    """What somebody's evidence shows of one competence."""

    title: str
    level: int
    """Without self-ratings."""
    with_own: int = 0
    """Self-ratings counted in."""
    from_what: str = ""


@dataclass(frozen=True, slots=True)
class Overdue:
    """A mandatory course that is late."""

    slug: str
    title: str
    due_on: date


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything that the rules ask of one person."""

    shown: Mapping[Key, Shown] = field(default_factory=dict)
    overdue: Sequence[Overdue] = ()
    since: date | None = None
    """In service since then; None where nobody knows."""


@dataclass(frozen=True, slots=True)
class Line:
    """One rule, and what it found."""

    kind: Kind
    met: bool
    asks: str
    found: str
    key: Key | None = None
    """The competence, for a link to the evidence."""
    behind: tuple[Key, ...] = ()
    """The competences that a line about several of them stands on."""
    overdue: tuple[Overdue, ...] = ()
    gone: str = ""
    """What happened where the rule is met no more, as part of a sentence."""
    asked: bool = True
    """Whether it was asked at all: what nobody can know is taken as met."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the rules say of somebody, line by line."""

    lines: tuple[Line, ...]

    @property
    def eligible(self) -> bool:
        """Every rule is met."""
        return all(line.met for line in self.lines)

    @property
    def open(self) -> tuple[Line, ...]:
        """The rules that are not met."""
        return tuple(line for line in self.lines if not line.met)


def judge(rules: Rules, facts: Facts, today: date) -> Verdict:
    """What ``rules`` find in ``facts`` on ``today``; a rule that asks for nothing has no line."""
    lines = [_need(need, facts.shown.get(need.key)) for need in rules.needs]
    if rules.breadth:
        lines.append(_breadth(rules, facts.shown))
    if rules.duties_done:
        lines.append(_duties(facts.overdue))
    if rules.months:
        lines.append(_service(rules.months, facts.since, today))
    return Verdict(tuple(lines))


def _need(need: Need, shown: Shown | None) -> Line:
    title = shown.title if shown else ""
    asks = _("%(code)s %(title)s at level %(level)s", code=need.code, title=title, level=need.level)
    if shown is None or (not shown.level and not shown.with_own):
        found = _("No evidence shows a level yet.")
    elif shown.level >= need.level:
        found = _("Level %(level)s, %(sources)s.", level=shown.level, sources=shown.from_what)
    elif shown.with_own >= need.level:
        found = _("Level %(level)s without self-ratings; they do not count here.", level=shown.level)
    else:
        found = _("Level %(level)s so far.", level=shown.level)
    return Line(Kind.COMPETENCE, shown is not None and shown.level >= need.level, asks, found, key=need.key, gone=_need_gone(need, title, shown))


def _need_gone(need: Need, title: str, shown: Shown | None) -> str:
    words = {"code": need.code, "title": title, "asked": need.level}
    if shown is None or not shown.level:
        return _("no evidence shows a level in %(code)s %(title)s any more, and level %(asked)s is asked for", **words)
    return _("the evidence for %(code)s %(title)s shows level %(level)s, and level %(asked)s is asked for", level=shown.level, **words)


def _breadth(rules: Rules, shown: Mapping[Key, Shown]) -> Line:
    reached = sorted(key for key, one in shown.items() if one.level >= rules.breadth_level)
    asks = ngettext(
        "One competence at level %(level)s or higher, not by a self-rating",
        "%(num)d competences at level %(level)s or higher, not by self-ratings",
        rules.breadth,
        level=rules.breadth_level,
    )
    found = ngettext("%(num)d shown.", "%(num)d shown.", len(reached))
    gone = ngettext(
        "the evidence shows %(num)d competence at level %(level)s or higher, and %(asked)s are asked for",
        "the evidence shows %(num)d competences at level %(level)s or higher, and %(asked)s are asked for",
        len(reached),
        level=rules.breadth_level,
        asked=rules.breadth,
    )
    return Line(Kind.BREADTH, len(reached) >= rules.breadth, asks, found, behind=tuple(reached), gone=gone)


def _duties(overdue: Sequence[Overdue]) -> Line:
    asks = _("No mandatory course is overdue")
    titles = ", ".join(one.title for one in overdue)
    found = _("Overdue: %(titles)s.", titles=titles) if overdue else _("Nothing is overdue.")
    gone = ngettext("a mandatory course is overdue: %(titles)s", "mandatory courses are overdue: %(titles)s", len(overdue), titles=titles)
    return Line(Kind.DUTIES, not overdue, asks, found, overdue=tuple(overdue), gone=gone)


def _service(months: int, since: date | None, today: date) -> Line:
    asks = ngettext("One month in service", "%(num)d months in service", months)
    if since is None:
        return Line(Kind.SERVICE, True, asks, _("It is not known since when, so it is not asked."), asked=False)
    served = _months_between(since, today)
    found = ngettext("One month so far.", "%(num)d months so far.", served)
    gone = ngettext(
        "one month in service, and %(asked)s are asked for", "%(num)d months in service, and %(asked)s are asked for", served, asked=months
    )
    return Line(Kind.SERVICE, served >= months, asks, found, gone=gone)


def _months_between(since: date, today: date) -> int:
    months = (today.year - since.year) * 12 + today.month - since.month
    return max(0, months - (today.day < since.day))


FOUNDING = timedelta(days=30)


def in_service_since(known_since: date, house_since: date) -> date | None:
    """Since when somebody is in service, as far as the directory tells.

    Whoever came in the days when the directory itself was filled may have been here for thirty years.
    """
    return known_since if known_since > house_since + FOUNDING else None


def faults(rules: Rules) -> list[str]:
    """What is wrong with rules that somebody wrote; nothing when all is well."""
    found = []
    if len(rules.needs) > MOST_NEEDS or len({need.key for need in rules.needs}) < len(rules.needs):
        found.append(_("Name each competence once, and at most %(most)s of them.", most=MOST_NEEDS))
    if any(not 1 <= need.level <= 8 for need in rules.needs) or not 1 <= rules.breadth_level <= 8:
        found.append(_("A level is a number from 1 to 8."))
    if not 0 <= rules.breadth <= MOST_BREADTH or not 0 <= rules.months <= MOST_MONTHS:
        found.append(_("At most %(most)s competences and %(months)s months can be asked for.", most=MOST_BREADTH, months=MOST_MONTHS))
    if not rules.needs and not rules.breadth:
        found.append(_("Ask for at least one competence: a champion is known by what they have shown."))
    return found


def as_content(rules: Rules) -> dict[str, Any]:
    """Rules as plain JSON."""
    return {**asdict(rules), "needs": [asdict(need) for need in rules.needs]}


def from_content(content: Mapping[str, Any]) -> Rules:
    """Rules from plain JSON."""
    return Rules(**{**content, "needs": tuple(Need(**need) for need in content["needs"])})


def as_kept(verdict: Verdict, rules_number: int, today: date) -> dict[str, Any]:
    """What is kept with a champion of the last time that the rules were asked: codes, no words."""
    kept = [{"kind": line.kind.value, "met": line.met, "key": list(line.key) if line.key else None} for line in verdict.lines]
    return {"rules": rules_number, "on": today.isoformat(), "eligible": verdict.eligible, "lines": kept}
