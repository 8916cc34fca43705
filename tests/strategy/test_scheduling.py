"""The schedule against the critical path method, closed forms and small cases worked out by hand."""

import math
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lms.strategy.network import dates
from lms.strategy.network.shapes import Supply
from lms.strategy.network.timeline import Timeline
from lms.strategy.realism import desk, judging
from lms.strategy.realism.scheduling import Network
from tests.strategy.plans import MONDAY, plan, promise, task

RUNS = 4000


def _simulated(made, runs=RUNS, seed=11):
    text = made.model_dump_json()
    tallies = [desk.answer("simulate", text, seed, number, size) for number, size in enumerate(desk.answer("sizes", text, runs))]
    planned = desk.answer("try", text, seed, runs, None)
    trials = [(lever, desk.answer("try", text, seed, runs, lever)) for lever in desk.answer("levers", text, tallies)]
    return desk.answer("conclude", text, tallies, planned, trials)


def _ends(made, runs=20_000, correlation=0.0, seed=3):
    network = Network(made.model_copy(update={"correlation": correlation}))
    from lms.strategy.realism.durations import normals

    drawn = network.draw(normals(np.random.default_rng(seed), len(network.work), runs, correlation=correlation))
    return {work.key: line.ends for work, line in zip(network.work, network.schedule(drawn), strict=True)}


def test_a_chain_of_known_durations_ends_on_the_day_of_the_critical_path():
    made = plan(task("a", days=5), task("b", "a", days=3), task("c", "b", days=2, promise="p"), promises=(promise("p", date(2027, 1, 15)),))
    (found,) = _simulated(made, 200)["promises"]
    assert found["p50"] == found["p80"] == "2027-01-15"  # ten working days from Monday, 4 January: the last is Friday, 15 January
    assert found["probability"] == 1.0
    late = plan(*made.tasks, promises=(promise("p", date(2027, 1, 14)),))
    assert _simulated(late, 200)["promises"][0]["probability"] == 0.0


def test_holidays_are_no_working_days():
    made = plan(task("a", days=3, promise="p"), holidays=(date(2027, 1, 6),))
    assert _simulated(made, 100)["promises"][0]["p50"] == "2027-01-07"


def test_work_begins_on_the_first_working_day_that_it_may():
    made = plan(task("a", days=1, not_before=date(2027, 1, 9), promise="p"))
    assert _simulated(made, 100)["promises"][0]["p50"] == "2027-01-11"


_networks = st.lists(st.tuples(st.integers(0, 20), st.sets(st.integers(0, 8), max_size=3)), min_size=1, max_size=9)


@given(_networks)
@settings(max_examples=50, deadline=None)
def test_known_durations_without_limits_are_the_critical_path_for_every_network(rows):
    tasks = [task(str(n), *(str(m) for m in sorted(waits) if m < n), days=days, promise="p") for n, (days, waits) in enumerate(rows)]
    made = plan(*tasks)
    wanted = dates.spans(made, Timeline(MONDAY), dates.likely)
    ends = _ends(made, runs=3)
    assert {key: float(line[0]) for key, line in ends.items()} == {key: span.ends for key, span in wanted.items()}


@pytest.mark.parametrize("shape", ["pert", "triangular"])
def test_a_sum_has_the_mean_and_the_variance_of_its_parts(shape):
    made = plan(*(task(str(n), *([str(n - 1)] if n else []), days=(5, 10, 30), promise="p") for n in range(12)), shape=shape)
    drawn = _ends(made)["11"]
    mean = (5 + 40 + 30) / 6 if shape == "pert" else 15
    variance = (mean - 5) * (30 - mean) / 7 if shape == "pert" else (25 + 100 + 900 - 50 - 150 - 300) / 18
    assert drawn.mean() == pytest.approx(12 * mean, abs=4 * math.sqrt(12 * variance / len(drawn)))
    assert drawn.var() == pytest.approx(12 * variance, rel=5 * math.sqrt(2 / len(drawn)))
    within = (np.abs(drawn - 12 * mean) < 1.959964 * math.sqrt(12 * variance)).mean()
    assert within == pytest.approx(0.95, abs=0.01)  # twelve durations are nearly normal together


def test_the_maximum_of_two_triangles_is_that_of_numeric_integration():
    first, second = (5, 10, 30), (8, 12, 25)
    made = plan(task("a", days=first), task("b", days=second), task("end", "a", "b", days=0, promise="p"), shape="triangular")
    drawn = _ends(made, runs=60_000)["end"]
    grid = np.linspace(0, 30, 60_001)

    def cumulated(low, mode, high):
        rising, falling = (grid - low) ** 2 / ((high - low) * (mode - low)), 1 - (high - grid) ** 2 / ((high - low) * (high - mode))
        return np.where(grid <= low, 0, np.where(grid <= mode, rising, np.where(grid < high, falling, 1)))

    both = cumulated(*first) * cumulated(*second)
    mean = float(np.trapezoid(1 - both, grid))
    assert drawn.mean() == pytest.approx(mean, abs=0.08)
    for share in (0.1, 0.5, 0.8, 0.95):
        assert np.quantile(drawn, share) == pytest.approx(float(np.interp(share, both, grid)), abs=0.2)


def test_correlation_widens_a_sum_and_leaves_its_mean():
    made = plan(*(task(str(n), *([str(n - 1)] if n else []), days=(5, 10, 30), promise="p") for n in range(10)))
    alone, together = _ends(made)["9"], _ends(made, correlation=0.6)["9"]
    assert together.mean() == pytest.approx(alone.mean(), rel=0.02)
    assert together.std() > 2 * alone.std()


def test_the_same_seed_gives_the_same_figures_and_another_one_others():
    made = plan(task("a", days=(5, 10, 60), promise="p"), promises=(promise("p", date(2027, 1, 27)),))
    assert _simulated(made, 1300) == _simulated(made, 1300)
    assert _simulated(made, 1300, seed=12) != _simulated(made, 1300)


def test_a_team_that_is_short_of_hours_lets_the_less_urgent_work_wait():
    capacity = {"t": {date(2027, 1, 1): 100.0}}
    first, second = promise("p", date(2027, 1, 31)), promise("q", date(2027, 3, 31))
    tasks = (task("a", days=20, team="t", hours=100.0, promise="p"), task("b", days=20, team="t", hours=100.0, promise="q"))
    ends = _ends(plan(*tasks, promises=(first, second), capacity=capacity), runs=2)
    line = Timeline(MONDAY)
    assert line.day(line.days_of(float(ends["a"][0]))) == date(2027, 1, 29)  # 20 days of January, which has 20 left from the 4th on
    assert line.day(line.days_of(float(ends["b"][0]))) > date(2027, 1, 29)
    assert float(ends["b"][0]) == pytest.approx(40, abs=2)  # from February on, at the same hours a month


def test_no_month_uses_more_hours_than_there_are_and_none_lets_hours_lie_while_work_waits():
    said = {"t": {date(2027, 1, 1): 60.0, date(2027, 4, 1): 10.0, date(2027, 6, 1): 90.0}}
    made = plan(*(task(str(n), days=(5, 15, 40), team="t", hours=100.0, promise="p") for n in range(8)), capacity=said)
    network = Network(made)
    accounts = network.accounts(50)
    full = accounts["t"].copy()
    rest = network.draw(np.random.default_rng(1).random((8, 50)))
    lines = network.schedule(rest, accounts)
    left, lengths = accounts["t"], np.array(network.timeline.lengths)[:, None]
    assert (left >= 0).all()
    assert ((full - left) * lengths).sum(axis=0) == pytest.approx(100 * rest.sum(axis=0))  # every day of work was paid for
    over = np.max([line.ends for line in lines], axis=0)
    for run in range(50):
        last = network.timeline.month_of(float(over[run]) - 1e-6)
        assert left[:last, run] == pytest.approx(0, abs=1e-6)


def test_a_month_of_which_nobody_spoke_is_neither_none_nor_endless():
    made = plan(task("a", days=60, team="t", hours=100.0, promise="p"), capacity={"t": {date(2027, 1, 1): 50.0}})
    result = _simulated(made, 100)
    assert {(one["month"], one["assumed"]) for one in result["strains"]} >= {("2027-01-01", False), ("2027-02-01", True)}
    assert all(one["too_much"] for one in result["strains"])
    assert result["promises"][0]["p50"] > "2027-06-01"  # half of the hours: twice the time and more


def test_a_team_of_which_nobody_ever_spoke_is_named():
    made = plan(task("a", days=10, team="t", hours=100.0, promise="p"), teams={"t": "Data office"})
    result = _simulated(made, 100)
    assert result["silent"] == ["t"]
    assert result["strains"][0]["hours"] is None


def test_a_team_without_any_hours_never_gets_there_and_the_check_ends():
    made = plan(task("a", days=10, team="t", hours=10.0, promise="p"), capacity={"t": {date(2027, 1, 1): 0.0}})
    (found,) = _simulated(made, 100)["promises"]
    assert found["probability"] == 0
    assert found["p50"] is None


def test_champions_are_an_account_of_their_own():
    hours = {date(2027, month, 1): 10.0 for month in range(1, 13)}
    tasks = (task("a", days=20, champion_hours=20.0, promise="p"),)
    slow = _simulated(plan(*tasks, supply=Supply(champion_hours=hours)), 100)
    assert slow["promises"][0]["p50"] > _simulated(plan(*tasks), 100)["promises"][0]["p50"]
    assert slow["strains"][0]["account"] == "champions"


def test_critical_is_what_holds_the_promise_up():
    made = plan(task("long", days=(20, 30, 40)), task("short", days=5), task("end", "long", "short", days=2, promise="p"))
    (found,) = _simulated(made, 500)["promises"]
    assert dict(found["critical"]) == {"long": 1.0, "end": 1.0}


def test_two_equal_ways_are_critical_in_half_of_the_runs_each():
    made = plan(task("a", days=(10, 20, 30)), task("b", days=(10, 20, 30)), task("end", "a", "b", days=1, promise="p"))
    shares = dict(_simulated(made)["promises"][0]["critical"])
    assert shares["a"] == pytest.approx(0.5, abs=0.03)
    assert shares["a"] + shares["b"] == pytest.approx(1)


def test_what_is_under_way_and_what_is_over_count_as_they_are():
    made = plan(
        task("over", days=500, started_on=date(2026, 1, 5), ended_on=date(2026, 12, 1)),
        task("going", "over", days=10, started_on=date(2026, 12, 31), promise="p"),  # two working days passed: 31 December and 1 January
    )
    assert _simulated(made, 100)["promises"][0]["p50"] == "2027-01-13"  # eight are left


def test_a_promise_to_which_nothing_leads_is_not_judged():
    assert _simulated(plan(promises=(promise("p"),)), 100)["promises"][0]["verdict"] == "unknown"


@pytest.mark.parametrize(("day", "word"), [(date(2027, 2, 26), "likely"), (date(2027, 1, 21), "open"), (date(2027, 1, 8), "unlikely")])
def test_the_word_follows_from_p50_and_p80(day, word):
    made = plan(task("a", days=(5, 10, 35), promise="p"), promises=(promise("p", day),))
    (found,) = _simulated(made)["promises"]
    assert found["verdict"] == word
    assert (day.isoformat() >= found["p80"], day.isoformat() >= found["p50"]) == (word == "likely", word != "unlikely")


def test_each_weak_promise_has_its_first_idea_tried_and_says_how_many_were_not(monkeypatch):
    monkeypatch.setattr(judging, "MOST_TRIALS", 5)
    keys = [f"p{number}" for number in range(8)]
    tasks = [one for key in keys for one in (task(f"a{key}", days=(40, 60, 90)), task(f"b{key}", f"a{key}", days=(40, 60, 90), promise=key))]
    made = plan(*tasks, promises=(*(promise(key, date(2027, 2, 1)) for key in keys), promise("fine")), correlation=0.3)
    text = made.model_dump_json()
    assert len(desk.answer("levers", text, [desk.answer("simulate", text, 11, 0, 100)])) == len(keys)
    found = {one["id"]: one for one in _simulated(made, 100)["promises"]}
    assert [found[key]["untried"] for key in keys] == [2] * len(keys)
    assert found["fine"]["untried"] == 0


def test_the_levers_are_what_a_new_simulation_of_the_changed_plan_says():
    tasks = (task("a", days=(10, 20, 60), team="t", hours=80.0), task("b", "a", days=(5, 8, 20), promise="p"))
    facts = {"promises": (promise("p", date(2027, 2, 26)),), "capacity": {"t": {date(2027, 1, 1): 40.0}}, "teams": {"t": "Data office"}}
    (found,) = _simulated(plan(*tasks, **facts), 1000)["promises"]
    assert found["verdict"] == "unlikely"
    levers = {lever["kind"]: lever for lever in found["levers"]}
    assert len(found["levers"]) == 3
    assert found["levers"] == sorted(found["levers"], key=lambda lever: -lever["gain"])
    if "hours" in levers:
        more = {**facts, "capacity": {"t": {date(2027, 1, 1): 40.0 + levers["hours"]["amount"]}}}
        assert _simulated(plan(*tasks, **more), 1000)["promises"][0]["probability"] == pytest.approx(levers["hours"]["probability"], abs=1e-9)
    moved = {**facts, "promises": (promise("p", date.fromisoformat(levers["date"]["target"])),)}
    assert _simulated(plan(*tasks, **moved), 1000)["promises"][0]["probability"] == pytest.approx(levers["date"]["probability"], abs=1e-9)
    without = (tasks[0].model_copy(update={"shortest": 0, "likely": 0, "longest": 0}), tasks[1])
    assert _simulated(plan(*without, **facts), 1000)["promises"][0]["probability"] == pytest.approx(levers["out"]["probability"], abs=0.03)
