"""A list of holidays as people write it: a day and its name on each line."""

import re
from datetime import date

from lms.kit.problems import Findings, Problem
from lms.kit.words import gettext as _

_DAY = re.compile(r"\s*(\d{4})-(\d{1,2})-(\d{1,2})\s*[,;\t ]\s*(.*)")
_DOTTED = re.compile(r"\s*(\d{1,2})[./](\d{1,2})[./](\d{4})\s*[,;\t ]\s*(.*)")
LONGEST = 120


def read(text: str) -> tuple[dict[date, str], tuple[Problem, ...]]:
    """The days of ``text`` with their names, and what is wrong in it, by line.

    A line is ``2027-01-01, New Year`` or ``1.1.2027; New Year``; commas, semicolons and tabs part both. Empty lines do not matter.
    """
    days: dict[date, str] = {}
    findings = Findings()
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        day, name = _read_line(line)
        if day is None or not name:
            findings.error(_("line"), number, _("“%(line)s” is no day with a name", line=line.strip()[:60]), _("write it like 2027-01-01, New Year"))
        elif day in days:
            findings.error(_("line"), number, _("%(day)s stands there twice", day=day.isoformat()), _("take one of the two out"))
        else:
            days[day] = name
    return days, findings.in_order()


def _read_line(line: str) -> tuple[date | None, str]:
    found, dotted = _DAY.fullmatch(line), _DOTTED.fullmatch(line)
    if found is None and dotted is None:
        return None, ""
    year, month, day, name = found.groups() if found else (dotted[3], dotted[2], dotted[1], dotted[4])  # type: ignore[index]  # one of both was found
    try:
        return date(int(year), int(month), int(day)), name.strip(" \t\"'")[:LONGEST]
    except ValueError:
        return None, ""
