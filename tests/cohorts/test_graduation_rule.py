"""The graduation rule: every criterion with its reason, and the moves of a decision."""

from itertools import product

import pytest

from lms.cohorts.graduation import MOVES, Reached, criteria, met, move_of
from lms.cohorts.programme_files.shapes import GraduationRule

RULE = GraduationRule(80, True, True, True, 3)
ALL = Reached(attended=4, counted=5)


def unmet(rule, reached):
    return [one.key for one in criteria(rule, reached) if not one.met]


@pytest.mark.parametrize(
    ("reached", "missing"),
    [
        (ALL, []),
        (Reached(3, 4), ["attendance"]),  # 75%
        (Reached(79, 100), ["attendance"]),
        (Reached(80, 100), []),
        (Reached(199, 250), ["attendance"]),  # 79.6% is not rounded up
        (Reached(0, 0), []),  # no session counts: nothing was missed
        (Reached(4, 5, courses_left=("Open data",)), ["courses"]),
        (Reached(4, 5, assignments_left=("A note",)), ["assignments"]),
        (Reached(4, 5, phases_left=("Draft", "Final")), ["phases"]),
        (Reached(4, 5, needs_attention=3), []),
        (Reached(4, 5, needs_attention=4), ["participation"]),
        (Reached(0, 5, ("c",), ("a",), ("p",), 9), ["attendance", "courses", "assignments", "phases", "participation"]),
    ],
)
def test_each_criterion_counts_for_itself(app, session, reached, missing):
    assert unmet(RULE, reached) == missing
    assert met(criteria(RULE, reached)) is (not missing)


def test_what_the_rule_does_not_ask_is_no_criterion(app, session):
    assert [one.key for one in criteria(GraduationRule(50, False, False, False, None), Reached(1, 2, ("c",), ("a",), ("p",), 9))] == ["attendance"]


def test_every_criterion_says_what_is_needed_and_what_was_reached(app, session):
    said = {one.key: (one.needed, one.reached) for one in criteria(RULE, Reached(3, 4, ("Open data",), (), ("Draft", "Final"), 1))}
    assert said["attendance"] == ("At least 80% of the mandatory sessions", "75%: 3 of 4")
    assert said["courses"][1] == "Not yet: Open data"
    assert said["phases"][1] == "Not yet: Draft, Final"
    assert said["assignments"][1] == "All of them"
    assert said["participation"] == ("At most 3 ratings “needs attention”", "1 rating “needs attention”")


@pytest.mark.parametrize(
    ("reached", "words", "is_met", "is_lost"),
    [
        (Reached(7, 22, ahead=15), "100%: 7 of 7 so far; 22 in all", False, False),
        (Reached(0, 5, ahead=5), "no session so far; 5 in all", False, False),
        (Reached(2, 5, ahead=2), "66%: 2 of 3 so far; 5 in all", False, False),
        (Reached(1, 5, ahead=2), "33%: 1 of 3 so far; 5 in all", False, True),
        (Reached(4, 5, ahead=1), "100%: 4 of 4 so far; 5 in all", True, False),
        (Reached(3, 5), "60%: 3 of 5", False, True),
    ],
)
def test_attendance_says_what_is_reached_so_far_and_is_lost_only_when_nothing_can_change_it(app, session, reached, words, is_met, is_lost):
    attendance = criteria(RULE, reached)[0]
    assert (attendance.reached, attendance.met, attendance.lost) == (words, is_met, is_lost)


ALLOWED = {("decide", None): "decided", ("propose", None): "proposed", ("confirm", "proposed"): "decided", ("reject", "proposed"): "rejected"}
ALLOWED[("reopen", "decided")] = "rejected"
DEEDS, STATES = ("decide", "propose", "confirm", "reject", "reopen"), (None, "proposed", "decided", "rejected")


@pytest.mark.parametrize(("deed", "before"), list(product(DEEDS, STATES)))
def test_every_move_that_is_not_in_the_table_is_none(deed, before):
    move = move_of(deed, before)
    assert (move.after if move else None) == ALLOWED.get((deed, before))


def test_what_is_against_the_rule_needs_a_second_person():
    assert {move.deed for move in MOVES if move.who == "second"} == {"confirm", "reject", "reopen"}
    assert all(not move.by_rule for move in MOVES if move.who == "second")
