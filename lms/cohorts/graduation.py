"""Who graduates: the rule of the plan held against what somebody reached, with the reasons in words; and how a decision moves."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from lms.cohorts.programme_files.shapes import GraduationRule
from lms.kit.words import gettext as _
from lms.kit.words import ngettext

State = Literal["proposed", "decided", "rejected"]
Deed = Literal["decide", "propose", "confirm", "reject", "reopen"]
Who = Literal["decider", "second"]
"""A trainer of the cohort or HR; another trainer or HR, who did not decide or propose it."""


@dataclass(frozen=True, slots=True)
class Move:
    """One step of a decision. ``before`` is nothing where it begins; ``by_rule`` is nothing where it may be either. ``days``: within how
    many working days it should be taken."""

    deed: Deed
    before: State | None
    after: State
    who: Who
    by_rule: bool | None
    told: Literal["participant", "deciders", "proposer"]
    days: int | None = None


MOVES = (
    Move("decide", None, "decided", "decider", by_rule=True, told="participant"),
    Move("propose", None, "proposed", "decider", by_rule=False, told="deciders", days=5),
    Move("confirm", "proposed", "decided", "second", by_rule=False, told="participant"),
    Move("reject", "proposed", "rejected", "second", by_rule=False, told="proposer"),
    Move("reopen", "decided", "rejected", "second", by_rule=None, told="participant"),
)


def move_of(deed: Deed, state: str | None) -> Move | None:
    """The move that ``deed`` is from ``state``; None when it cannot be done there."""
    return next((move for move in MOVES if move.deed == deed and move.before == state), None)


@dataclass(frozen=True, slots=True)
class Reached:
    """What somebody reached so far. Lists hold the titles of what counts and is not done."""

    attended: int
    counted: int
    """Mandatory sessions that count: all but those they were excused from."""
    courses_left: tuple[str, ...] = ()
    assignments_left: tuple[str, ...] = ()
    phases_left: tuple[str, ...] = ()
    needs_attention: int = 0
    ahead: int = 0
    """How many of the sessions that count are still to come."""


@dataclass(frozen=True, slots=True)
class Criterion:
    """One criterion of the rule: what is needed, what was reached, whether that is enough."""

    key: str
    title: str
    needed: str
    reached: str
    met: bool
    lost: bool = False
    """It is not met, and nothing that is still to come can change that."""


def share(attended: int, counted: int) -> int:
    """Per cent of the sessions that count, rounded down; all of them where none counts."""
    return 100 * attended // counted if counted else 100


def criteria(rule: GraduationRule, reached: Reached) -> tuple[Criterion, ...]:
    """Each criterion of ``rule`` with its reason."""
    found = [_attendance(rule, reached)]
    if rule.all_courses:
        found.append(_nothing_left("courses", _("Courses"), _("Every mandatory course is completed"), reached.courses_left))
    if rule.all_assignments:
        found.append(_nothing_left("assignments", _("Assignments"), _("Every mandatory assignment is passed"), reached.assignments_left))
    if rule.all_phases:
        found.append(_nothing_left("phases", _("Capstone"), _("Every phase of the capstone is passed"), reached.phases_left))
    if rule.most_needs_attention is not None:
        found.append(_participation(rule.most_needs_attention, reached.needs_attention))
    return tuple(found)


def met(criteria: Sequence[Criterion]) -> bool:
    """Whether the rule is met: every criterion is."""
    return all(one.met for one in criteria)


def _attendance(rule: GraduationRule, reached: Reached) -> Criterion:
    attended, counted, so_far = reached.attended, reached.counted, reached.counted - reached.ahead
    words = _("%(percent)d%%: %(attended)d of %(counted)d", percent=share(attended, so_far), attended=attended, counted=so_far)
    if reached.ahead:
        words = _("%(so_far)s so far; %(counted)d in all", so_far=words if so_far else _("no session"), counted=counted)
    # held against the count, so that 79.6% is never rounded up to 80
    needed = rule.attendance_percent * counted
    return Criterion(
        "attendance",
        _("Attendance"),
        _("At least %(percent)d%% of the mandatory sessions", percent=rule.attendance_percent),
        words,
        met=100 * attended >= needed,
        lost=100 * (attended + reached.ahead) < needed,
    )


def _nothing_left(key: str, title: str, needed: str, left: tuple[str, ...]) -> Criterion:
    reached = _("Not yet: %(titles)s", titles=", ".join(left)) if left else _("All of them")
    return Criterion(key, title, needed, reached, not left)


def _participation(most: int, low: int) -> Criterion:
    return Criterion(
        "participation",
        _("Participation"),
        ngettext("At most %(num)d rating “needs attention”", "At most %(num)d ratings “needs attention”", most),
        ngettext("%(num)d rating “needs attention”", "%(num)d ratings “needs attention”", low),
        low <= most,
    )
