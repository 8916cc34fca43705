"""Each statement of an explanation is what another solving gives."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lms.placements.matching import solving
from lms.placements.matching.candidates import candidates
from lms.placements.matching.explaining import Change, Found, Turn, answer, changed, possible_changes
from lms.placements.matching.problem import Problem, Said
from lms.placements.matching.scoring import STAGES, value
from lms.placements.matching.solving import solve
from tests.factories.matching import small
from tests.placements.test_matching import MONTHS, champion, opening


def explain(problem, plan, pair):
    """Of a plan that is proven."""
    return solving.explain(problem, plan, value(problem, plan), pair)


def solving_once():
    """A solver that remembers: neighbouring pairs ask for the same changed cities, and the same city has the same plan (test_matching)."""
    known = {}

    def found(problem, forced):
        key = repr((problem, forced))
        if key not in known:
            solved = solve(problem, forced)
            known[key] = Found(solved.plan, tuple(stage.bound for stage in solved.stages))
        return known[key]

    return found


@settings(max_examples=12, deadline=None, derandomize=True)
@given(st.integers(0, 100_000))
def test_every_statement_holds_when_solved_again(seed):
    problem, again = small(seed), solving_once()
    plan = again(problem, {}).plan
    for person in problem.champions[:3]:
        for role in problem.openings:
            pair = (person.key, role.key)
            if pair in problem.held_pairs:
                continue
            found = answer(problem, Found(plan, value(problem, plan)), pair, again)
            assert found.placed == (pair in plan)
            for change in possible_changes(problem, plan, pair):
                if not found.placed and found.against not in ("conflict", "private"):
                    assert (pair in again(changed(problem, pair, change), {}).plan) == (change in found.changes), change
            if not found.against:
                other = value(problem, again(problem, {pair: 0 if found.placed else 1}).plan)
                here = value(problem, plan)
                differing = ((name, there - mine) for name, mine, there in zip(STAGES, here, other, strict=True) if abs(there - mine) > 0.005)
                worse = next(differing, ("", 0))
                assert (found.stage, found.by) == (worse[0], pytest.approx(worse[1], abs=0.01))
                assert found.by >= 0


def test_the_level_that_would_place_somebody_is_named():
    problem = Problem(MONTHS, (champion("near", data=4), champion("far", data=1)), (opening("a", ("data", 5)),))
    found = explain(problem, solve(problem).plan, ("near", "a"))
    assert (found.placed, found.against) == (False, "competence")
    assert Change(Turn.LEVEL, competence="data", level=5) in found.changes


def test_the_opening_that_stands_in_the_way_is_named():
    problem = Problem(MONTHS, (champion("c", data=5, law=5), champion("d", law=5)), (opening("a", ("data", 5)), opening("b", ("law", 5))))
    plan = solve(problem).plan
    assert plan == (("c", "a"), ("d", "b"))
    found = explain(problem, plan, ("c", "b"))
    assert (found.stage, [(hole.opening, hole.months) for hole in found.holes]) == ("coverage", [("a", 4)])
    other = Problem(MONTHS, problem.champions[:1], problem.openings)
    plan = solve(other).plan
    (taken,) = [one for _who, one in plan]
    left = "b" if taken == "a" else "a"
    assert Change(Turn.CLOSED, opening=taken) in explain(other, plan, ("c", left)).changes


def test_who_alone_has_something_is_told_what_would_be_missing_without_them():
    problem = Problem(MONTHS, (champion("c", data=5), champion("d", law=4)), (opening("a", ("data", 5), ("law", 4), team=2),))
    found = explain(problem, solve(problem).plan, ("c", "a"))
    assert [(one.competence, one.alone) for one in found.brings] == [("data", True)]
    assert (found.stage, found.by, found.holes[0].competence) == ("coverage", 4, "data")


def test_of_what_is_private_nothing_is_said_that_would_change_it():
    problem = Problem(MONTHS, (champion("c", data=5),), (opening("a", ("data", 5)),), refused=(Said("c", "a"),))
    assert explain(problem, (), ("c", "a")).changes == ()


def test_hours_that_are_missing_are_named():
    problem = Problem(MONTHS, (champion("c", hours=2, data=5),), (opening("a", ("data", 5)),))
    found = explain(problem, (), ("c", "a"))
    assert (found.against, found.changes) == ("hours", (Change(Turn.HOURS, hours=4.0),))
    assert ("c", "a") in candidates(changed(problem, ("c", "a"), found.changes[0]))


@pytest.mark.parametrize(
    ("open_here", "open_there", "said"),
    [
        ((0,) * 6, (0,) * 6, ("coverage", 4, True)),
        ((0, 30, 9, 0, 0, 0), (3, 0, 0, 0, 0, 0), ("coverage", 4, True)),  # what is open is less than the difference, and comes later
        ((2, 0, 0, 0, 0, 0), (2, 0, 0, 0, 0, 0), ("coverage", 0, False)),
        ((0,) * 6, (5, 0, 0, 0, 0, 0), ("coverage", 0, False)),
        ((float("inf"), 0, 0, 0, 0, 0), (0,) * 6, ("coverage", 0, False)),
    ],
)
def test_a_stage_is_named_only_where_the_difference_is_larger_than_what_is_not_proven(open_here, open_there, said):
    problem = Problem(MONTHS, (champion("c", data=5),), (opening("a", ("data", 5)),))

    def found(plan, left_open):
        return Found(plan, tuple(reached - more for reached, more in zip(value(problem, plan), left_open, strict=True)))

    told = answer(problem, found((("c", "a"),), open_here), ("c", "a"), lambda _problem, _forced: found((), open_there))
    assert (told.stage, told.by, told.proven) == said


def test_a_plan_that_is_better_where_time_ran_out_says_nothing():
    problem = Problem(MONTHS, (champion("c", data=5),), (opening("a", ("data", 5)),))
    better = Found((("c", "a"),), value(problem, (("c", "a"),)))
    told = answer(problem, Found((), (0.0,) * 6), ("c", "a"), lambda _problem, _forced: better)
    assert (told.placed, told.stage, told.by, told.proven, told.holes) == (False, "coverage", 0, False, ())
