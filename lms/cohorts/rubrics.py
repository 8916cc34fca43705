"""Rubrics: points that a rubric gives, their sum, what passes, and how a rubric changes without touching old marks."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lms.cohorts.programme_files.shapes import Anchor, Criterion, Rubric
from lms.kit.errors import DomainError
from lms.kit.plain_json import from_plain, to_plain
from lms.kit.words import gettext as _

MOST_POINTS = 1000
"""What one anchor may give."""
LONGEST = 600
"""Characters of an anchor's text."""


class PointsRefused(DomainError):
    """A criterion has no points, or points that none of its anchors gives."""

    status = 422


class RubricRefused(DomainError):
    """What was written is no rubric."""

    status = 422


@dataclass(frozen=True, slots=True)
class Result:
    """What a marking comes to."""

    points: dict[str, int]
    total: int
    most: int
    passed: bool


def rubric_of(stored: Mapping[str, Any]) -> Rubric:
    """The rubric in a task or a mark."""
    return from_plain(Rubric, stored)


def revision_of(stored: Mapping[str, Any]) -> int:
    """Which revision it is; the plan's own is 1."""
    return int(stored.get("revision", 1))


def stored(rubric: Rubric, revision: int = 1) -> dict[str, Any]:
    """``rubric`` as a task and a mark keep it."""
    return {**to_plain(rubric), "revision": revision}


def most_of(rubric: Rubric) -> int:
    """Points of the best work there is."""
    return sum(criterion.most for criterion in rubric.criteria)


def result(rubric: Rubric, given: Mapping[str, str]) -> Result:
    """Add up what was given, criterion's key -> points as written in a form.

    :raises PointsRefused: points are missing, or are not those of an anchor.
    """
    points = {criterion.key: _points(criterion, given.get(criterion.key, "")) for criterion in rubric.criteria}
    total = sum(points.values())
    return Result(points, total, most_of(rubric), total >= rubric.pass_points)


def _points(criterion: Criterion, written: str) -> int:
    allowed = {str(anchor.points): anchor.points for anchor in criterion.anchors}
    if written.strip() not in allowed:
        steps = ", ".join(str(points) for points in sorted(allowed.values()))
        raise PointsRefused(_("Choose one of the steps of “%(criterion)s”: %(steps)s points.", criterion=criterion.title, steps=steps))
    return allowed[written.strip()]


def adjusted(rubric: Rubric, total: int, adjustment: int) -> tuple[int, bool]:
    """The points of a member who gets ``adjustment`` more or less than the team, within what the rubric gives, and whether that passes."""
    own = min(max(total + adjustment, 0), most_of(rubric))
    return own, own >= rubric.pass_points


def adjustment_of(rubric: Rubric, written: str) -> int:
    """A member's adjustment as written in a form; nothing is 0.

    :raises PointsRefused: it is no whole number, or more than the whole rubric.
    """
    text, most = written.strip().replace("−", "-"), most_of(rubric)
    if not text:
        return 0
    if not re.fullmatch(r"[+-]?[0-9]{1,5}", text) or abs(int(text)) > most:
        raise PointsRefused(_("An adjustment is a whole number from -%(most)d to %(most)d, such as -2 or +1.", most=most))
    return int(text)


def changed(before: Mapping[str, Any], titles: Mapping[str, str], anchors: Mapping[str, str], pass_points: str) -> dict[str, Any]:
    """The next revision of a stored rubric: criterion's key -> title, and -> its anchors, a line each (``4: Named, with who suffers``).

    What changes nothing returns the same revision.

    :raises RubricRefused: a title or an anchor is missing or unreadable, or the points to pass are more than there are.
    """
    old = rubric_of(before)
    criteria = tuple(
        Criterion(each.key, _title(titles.get(each.key, "")), _anchors(each.title, anchors.get(each.key, ""))) for each in old.criteria
    )
    most = sum(each.most for each in criteria)
    if not re.fullmatch(r"[0-9]{1,6}", pass_points.strip()) or not 1 <= int(pass_points) <= most:
        raise RubricRefused(_("The points to pass are a whole number from 1 to %(most)d, the sum of the best anchors.", most=most))
    new = Rubric(criteria, int(pass_points))
    return dict(before) if new == old else stored(new, revision_of(before) + 1)


def anchors_as_text(criterion: Criterion) -> str:
    """The anchors as lines that ``changed`` reads."""
    return "\n".join(f"{anchor.points}: {anchor.text}" for anchor in criterion.anchors)


def _title(written: str) -> str:
    title = " ".join(written.split())
    if not title or len(title) > 200:
        raise RubricRefused(_("Give each criterion a title of at most 200 characters."))
    return title


def _anchors(title: str, written: str) -> tuple[Anchor, ...]:
    lines = [line.strip() for line in written.splitlines() if line.strip()]
    read = [re.fullmatch(r"([0-9]{1,4})\s*:\s*(\S.*)", line) for line in lines]
    for line, found in zip(lines, read, strict=True):
        if found is None or int(found[1]) > MOST_POINTS or len(found[2]) > LONGEST:
            raise RubricRefused(
                _("“%(line)s” is no anchor. Write the points, a colon and the text, such as 4: Named, with who suffers.", line=line[:60])
            )
    anchors = tuple(Anchor(int(found[1]), found[2]) for found in read if found)
    points = [anchor.points for anchor in anchors]
    if len(points) < 2 or points[0] != 0 or points != sorted(set(points)):
        raise RubricRefused(
            _("The anchors of “%(criterion)s” begin with 0 points and rise from line to line; there are at least two.", criterion=title)
        )
    return anchors
