"""Reads the work of a programme: assignments and capstone phases with their rubrics, and the dimensions of participation."""

from collections.abc import Sequence
from typing import Any

from lms.cohorts.programme_files.rows import Keys, day_of, follows, one_of, title_of
from lms.cohorts.programme_files.shapes import DUE_AT, TAKES, Anchor, AssignmentPlan, Criterion, Dimension, PhasePlan, Rubric, Sprint
from lms.kit.problems import write_nearest
from lms.kit.toml_tables import Table
from lms.kit.words import gettext as _


def read_assignments(table: Table, sprints: Sequence[Sprint], last: int, keys: Keys) -> tuple[AssignmentPlan, ...]:
    """``[[assignments]]``. ``keys`` are shared with the phases: both become tasks."""
    by_key = {sprint.key: sprint for sprint in sprints}
    found = []
    for row in table.tables("assignments"):
        assignment = AssignmentPlan(
            key=keys.take(row),
            sprint=one_of(row, "sprint", by_key, '"sprint-1"'),
            title=title_of(row),
            brief=row.text("brief", required=True),
            takes=_takes(row),
            by_team=row.flag("by_team"),
            due_day=day_of(row, "due_day", last),
            due_at=row.clock("due_at", DUE_AT) or DUE_AT,
            resubmissions=row.whole("resubmissions", low=0, high=20) or 0,
            late_days=row.whole("late_days", low=0, high=90) or 0,
            mandatory=row.flag("mandatory", True),
            peers=row.whole("peers", low=0, high=10) or 0,
            rubric=read_rubric(row),
            talk_after_failure=row.flag("talk_after_failure"),
        )
        row.finish()
        _after_its_sprint_began(row, assignment, by_key.get(assignment.sprint))
        found.append(assignment)
    return tuple(found)


def _takes(row: Table) -> tuple[str, ...]:
    found = row.texts("takes", required=True, example='["text", "link"]')
    for index, kind in enumerate(found):
        if kind not in TAKES:
            row.error(_("nothing can be handed in as `%(kind)s`", kind=kind), write_nearest(kind, TAKES), "takes", index)
        elif kind in found[:index]:
            row.error(_("`%(kind)s` is there twice", kind=kind), _("delete one of them"), "takes", index)
    if row.has("takes") and not found:
        row.error(_("`takes` is empty"), _('write `takes = ["text"]`, `["file"]` or `["link"]`, or several'), "takes")
    return found


def _after_its_sprint_began(row: Table, assignment: AssignmentPlan, sprint: Sprint | None) -> None:
    if sprint is not None and assignment.due_day < sprint.begins_day:
        what = _("the assignment is due before its sprint begins on day %(day)d", day=sprint.begins_day)
        row.error(what, _("write a later day, or name another sprint"), "due_day")


def read_phases(table: Table, last: int, keys: Keys) -> tuple[PhasePlan, ...]:
    """``[[phases]]`` of the capstone, in their order: none opens or ends before the one above it."""
    found: list[PhasePlan] = []
    for row in table.tables("phases"):
        phase = PhasePlan(
            key=keys.take(row),
            title=title_of(row),
            brief=row.text("brief", required=True),
            by_team=row.flag("by_team"),
            opens_day=day_of(row, "opens_day", last),
            due_day=day_of(row, "due_day", last),
            rubric=read_rubric(row),
            **_ways_of_phase(row),
        )
        row.finish()
        follows(row, "opens_day", "due_day", (phase.opens_day, phase.due_day))
        if found:
            _check_order(row, found[-1], phase)
        found.append(phase)
    return tuple(found)


def _ways_of_phase(row: Table) -> dict[str, Any]:
    """How a phase is handed in; what the file does not say has its default."""
    written = {
        "takes": _takes(row) if row.has("takes") else None,
        "due_at": row.clock("due_at", DUE_AT),
        "resubmissions": row.whole("resubmissions", low=0, high=20),
        "late_days": row.whole("late_days", low=0, high=90),
    }
    return {key: value for key, value in written.items() if value is not None}


def _check_order(row: Table, before: PhasePlan, phase: PhasePlan) -> None:
    if phase.opens_day < before.opens_day:
        what = _("the phase opens before `%(key)s`, which stands above it", key=before.key)
        row.error(what, _("write day %(day)d or later, or put the phases in the order of their days", day=before.opens_day), "opens_day")
    if phase.due_day <= before.due_day:
        what = _("the phase is due no later than `%(key)s`, which has to be passed first", key=before.key)
        row.error(what, _("write a day after %(day)d", day=before.due_day), "due_day")
    if phase.by_team is not before.by_team:
        what = _("the phase is done %(way)s, the one before is not", way=_("in teams") if phase.by_team else _("alone"))
        row.error(what, _("let all phases be done in teams, or all alone"), "by_team")


def read_rubric(row: Table) -> Rubric:
    """``criteria`` with anchors, and ``pass_points``, of an assignment or a phase."""
    keys = Keys()
    lines = row.tables("criteria", required=True, example='[{ key = "…", title = "…", anchors = […] }]')
    criteria = tuple(_criterion(line, keys) for line in lines)
    if row.has("criteria") and not lines:
        row.error(_("the rubric has no criterion"), _("write what the work is marked by, at least one criterion"), "criteria")
    most = sum(criterion.most for criterion in criteria)
    passing = row.whole("pass_points", low=1, high=10_000, required=True, example="6")
    if passing is not None and criteria and passing > most:
        what = _("`pass_points` is %(passing)d, but the best work gets %(most)d points", passing=passing, most=most)
        row.error(what, _("write a number from 1 to %(most)d", most=most), "pass_points")
    return Rubric(criteria, passing or 1)


def _criterion(row: Table, keys: Keys) -> Criterion:
    key, title = keys.take(row), title_of(row)
    lines = row.tables("anchors", required=True, example='[{ points = 0, text = "…" }, { points = 4, text = "…" }]')
    anchors = tuple(_anchor(line) for line in lines)
    row.finish()
    if row.has("anchors") and len(anchors) < 2:
        row.error(_("a criterion with one anchor tells good work from none"), _("write at least two anchors"), "anchors")
    points = [anchor.points for anchor in anchors]
    if anchors and min(points) != 0:
        row.error(_("no anchor says what deserves no points"), _("write an anchor with `points = 0`"), "anchors")
    for index in range(1, len(points)):
        if points[index] <= points[index - 1]:
            what = _("the anchors do not rise: %(later)d comes after %(sooner)d", later=points[index], sooner=points[index - 1])
            row.error(what, _("write them from the fewest points to the most, each number once"), "anchors", index)
    return Criterion(key, title, anchors or (Anchor(0, ""),))


def _anchor(row: Table) -> Anchor:
    anchor = Anchor(row.whole("points", low=0, high=1000, required=True, example="0") or 0, row.text("text", required=True))
    row.finish()
    return anchor


def read_dimensions(table: Table) -> tuple[Dimension, ...]:
    """``[[dimensions]]`` of participation, each with what its three ratings look like."""
    keys = Keys()
    found = []
    for row in table.tables("dimensions"):
        ratings = [row.text(key, required=True) for key in ("engaged", "progressing", "needs_attention")]
        found.append(Dimension(keys.take(row), title_of(row), *ratings))
        row.finish()
    return tuple(found)
