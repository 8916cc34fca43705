"""Who may need help in a cohort, and why: each reason a sentence, and what a trainer can do about it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from lms.kit.words import gettext as _
from lms.kit.words import ngettext

ABSENT_IN_A_ROW = 2
LOW_SHARE = 60
"""Per cent of a rubric's points below which work is weak although it was marked."""

Kind = Literal["check_in", "absent_in_a_row", "attendance", "missing", "late", "low_marks", "courses"]
Action = Literal["write", "check_in"]


@dataclass(frozen=True, slots=True)
class SessionSeen:
    """A mandatory session that took place. ``presence`` is nothing where nobody was noted yet."""

    title: str
    presence: str | None


@dataclass(frozen=True, slots=True)
class WorkSeen:
    """A mandatory piece of work that is not locked: when it is due for this person, whether and how it came, and the points of the newest mark."""

    title: str
    due_at: datetime
    handed_in: bool
    late: bool
    passed: bool | None
    percent: int | None
    """Points of the best possible ones, in per cent; nothing where it was not marked."""


@dataclass(frozen=True, slots=True)
class CourseSeen:
    """A mandatory course, by when, and whether it is completed."""

    title: str
    due_at: datetime
    completed: bool


@dataclass(frozen=True, slots=True)
class Signs:
    """What is known of one participant at ``at``; sessions in their order."""

    at: datetime
    needed_percent: int
    sessions: tuple[SessionSeen, ...] = ()
    work: tuple[WorkSeen, ...] = ()
    courses: tuple[CourseSeen, ...] = ()
    check_in_since: str = ""
    """Since when a check-in is open, as a date in words; nothing where none is."""
    check_in_due: date | None = None


@dataclass(frozen=True, slots=True)
class Risk:
    """One reason to look after somebody."""

    kind: Kind
    sentence: str
    action: Action
    titles: str = ""
    """What it is about, where it is about work or courses."""


def risks(signs: Signs) -> tuple[Risk, ...]:
    """Every reason, the weightiest first."""
    asked = (_check_in, _absent_in_a_row, _attendance, _missing, _late, _low_marks, _courses)
    return tuple(risk for question in asked if (risk := question(signs)) is not None)


def _check_in(signs: Signs) -> Risk | None:
    if not signs.check_in_since:
        return None
    return Risk("check_in", _("A check-in is open since %(day)s.", day=signs.check_in_since), "check_in")


def _absent_in_a_row(signs: Signs) -> Risk | None:
    known = [one for one in signs.sessions if one.presence not in (None, "excused")]
    last = known[-ABSENT_IN_A_ROW:]
    if len(last) < ABSENT_IN_A_ROW or any(one.presence != "absent" for one in last):
        return None
    return Risk("absent_in_a_row", _("Absent twice in a row: %(titles)s.", titles=_titles(last)), "check_in")


def _attendance(signs: Signs) -> Risk | None:
    known = [one for one in signs.sessions if one.presence not in (None, "excused")]
    there = sum(one.presence != "absent" for one in known)
    if not known or 100 * there >= signs.needed_percent * len(known):
        return None
    words = _(
        "Attended %(there)d of %(known)d sessions; the graduation rule asks for %(percent)d%%.",
        there=there,
        known=len(known),
        percent=signs.needed_percent,
    )
    return Risk("attendance", words, "check_in")


def _missing(signs: Signs) -> Risk | None:
    found = [one for one in signs.work if not one.handed_in and one.due_at < signs.at]
    titles = _titles(found)
    return Risk("missing", _("Not handed in, and the date has passed: %(titles)s.", titles=titles), "write", titles) if found else None


def _late(signs: Signs) -> Risk | None:
    found = [one for one in signs.work if one.handed_in and one.late and not one.passed]
    titles = _titles(found)
    return Risk("late", _("Handed in late: %(titles)s.", titles=titles), "write", titles) if found else None


def _low_marks(signs: Signs) -> Risk | None:
    found = [one for one in signs.work if one.passed is False or (one.percent is not None and one.percent < LOW_SHARE)]
    if not found:
        return None
    told = ", ".join(_("%(title)s (%(percent)d%% of the points)", title=one.title, percent=one.percent or 0) for one in found)
    return Risk("low_marks", _("Low marks: %(titles)s.", titles=told), "check_in", _titles(found))


def _courses(signs: Signs) -> Risk | None:
    found = [one for one in signs.courses if not one.completed and one.due_at < signs.at]
    if not found:
        return None
    words = ngettext("A course is overdue: %(titles)s.", "%(num)d courses are overdue: %(titles)s.", len(found), titles=_titles(found))
    return Risk("courses", words, "write", _titles(found))


def _titles(things: Sequence[SessionSeen] | Sequence[WorkSeen] | Sequence[CourseSeen]) -> str:
    return ", ".join(one.title for one in things)


def kind_words(risk: Risk) -> str:
    """The same reason for the person themselves: what would help next, without a reproach."""
    said: dict[Kind, Callable[[], str]] = {
        "check_in": lambda: _("Your trainers would like to talk with you. It is a good moment to say what you need."),
        "absent_in_a_row": lambda: _("You missed the last two sessions. Tell your trainers if the dates do not suit you; they help you catch up."),
        "attendance": lambda: _("More sessions are needed to graduate. Each one from now on counts."),
        "missing": lambda: _("Still open: %(titles)s. Hand in what you have, or ask for more time.", titles=risk.titles),
        "late": lambda: _("Handed in after the date: %(titles)s. That is fine; it waits for its mark.", titles=risk.titles),
        "low_marks": lambda: _("This can become stronger: %(titles)s. Read the comments, and use the next try if there is one.", titles=risk.titles),
        "courses": lambda: _("Courses past their date: %(titles)s. An hour a week is enough to catch up.", titles=risk.titles),
    }
    return said[risk.kind]()
