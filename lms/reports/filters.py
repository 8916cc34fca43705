"""The filters of a report as they stand in the address: read, checked, and written back."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from lms.kit.words import gettext as _

_MONTH = re.compile(r"(\d{4})-(\d{2})(-\d{2})?")
BY = ("departments", "posts")
MOST_GRADE = 20


@dataclass(frozen=True, slots=True)
class Filters:
    """What a report is narrowed to; nothing means all."""

    department: UUID | None = None
    post: UUID | None = None
    area: UUID | None = None
    course: UUID | None = None
    grade: str | None = None
    since: date | None = None
    """The first day of a month."""
    by: str = ""
    """``departments`` or ``posts``: what the rows are; empty: what suits."""
    problems: tuple[str, ...] = field(default=(), compare=False)
    """What was asked for and cannot be, each in a sentence."""

    def without(self, *names: str) -> "Filters":
        """The same, but not narrowed by those."""
        nothing: dict[str, Any] = dict.fromkeys(names)
        return replace(self, **nothing)

    def as_words(self) -> dict[str, str]:
        """As they stand in an address, only those that are set."""
        words = {name: str(value) for name in ("department", "post", "area", "course", "grade") if (value := getattr(self, name))}
        if self.since:
            words["since"] = f"{self.since:%Y-%m}"
        return words | ({"by": self.by} if self.by else {})


def read(asked: Mapping[str, Any], *, today: date) -> Filters:
    """The filters in an address. What cannot be read is left out, and said."""
    problems: list[str] = []
    ids = {name: _id(asked.get(name), what, problems) for name, what in _names().items()}
    by = str(asked.get("by") or "")
    if by and by not in BY:
        problems.append(_("The rows can be departments or posts; the address asks for something else. What suits is shown."))
        by = ""
    grade = str(asked.get("grade") or "")[:MOST_GRADE] or None
    return Filters(**ids, grade=grade, since=_month(asked.get("since"), today, problems), by=by, problems=tuple(problems))


def _names() -> dict[str, str]:
    return {"department": _("department"), "post": _("post"), "area": _("area of competence"), "course": _("course")}


def _id(word: object, what: str, problems: list[str]) -> UUID | None:
    if not word:
        return None
    try:
        return UUID(str(word))
    except ValueError:
        problems.append(_("The address names no %(what)s that can be read. All are shown.", what=what))
        return None


def _month(word: object, today: date, problems: list[str]) -> date | None:
    if not word:
        return None
    found = _MONTH.fullmatch(str(word))
    try:
        month = date(int(found[1]), int(found[2]), 1) if found else None
    except ValueError:
        month = None
    if month is None:
        problems.append(_("“Change since” needs a month such as 2026-10. No change is shown."))
    elif month > today:
        problems.append(_("“Change since” lies in the future. No change is shown."))
        month = None
    elif found and found[3] not in (None, "-01"):
        problems.append(_("Changes are kept by month: “Change since” is taken from the first day of the month that the address names."))
    return month


def months_before(today: date, count: int) -> list[date]:
    """The first days of this month and of those before, newest first."""
    months = [today.replace(day=1)]
    while len(months) < count:
        first = months[-1]
        months.append(date(first.year - (first.month == 1), (first.month - 2) % 12 + 1, 1))
    return months


def address(report: str, words: Mapping[str, str]) -> str:
    """Where a report opens with those filters."""
    return f"/reports/{report}" + (f"?{urlencode(words)}" if words else "")
