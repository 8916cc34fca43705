"""The pure parts of the strategy: steps, guards, reminders, pace, chart, differences, coverage."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal as D

import pytest

from lms.strategy import charts, comparing, coverage, guards, pace, workflow
from lms.strategy.guards import InitiativeFacts, StrategyFacts
from lms.strategy.models.initiatives import InitiativeState
from lms.strategy.models.strategies import StrategyState
from lms.strategy.pace import Aim, Pace, Value

AIM = Aim(D(10), date(2026, 1, 1), D(90), date(2030, 1, 1), 3)
FALLING = Aim(D(40), date(2026, 1, 1), D(10), date(2030, 1, 1), 6)
HALF = date(2028, 1, 1)


def value(amount, day=HALF, minutes=0):
    return Value(day, D(str(amount)), datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes))


# ---- steps


def test_the_tables_know_every_state_and_no_other():
    for table, states in ((workflow.STRATEGY, StrategyState), (workflow.INITIATIVE, InitiativeState)):
        named = {state for step in table for state in (*step.before, step.after)}
        assert named == {state.value for state in states}


def test_who_is_nobody_has_no_step_and_the_house_is_nobody():
    assert workflow.possible(workflow.INITIATIVE_BY_DEED, "running", []) == ()
    assert [step.deed for step in workflow.possible(workflow.INITIATIVE_BY_DEED, "running", ["sponsor"])] == ["pause", "stop"]
    assert workflow.possible(workflow.STRATEGY_BY_DEED, "in_force", ["office", "owner", "sponsor"]) == ()


# ---- guards


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"consulted": 2, "silent": ("Parks", "Libraries")}, "2 departments are silent: Parks, Libraries"),
        ({"consulted": 2, "silent": ("Parks",)}, "One department is silent: Parks"),
        ({"unasked": ("Parks", "Libraries")}, "2 departments are not asked: Parks, Libraries"),
        ({"consulted": 0}, "No department was consulted"),
        ({"unanswered": 3}, "3 contributions have no answer yet"),
        ({"unmeasurable": ("O1", "O4")}, "O1, O4"),
        ({"vote": "none"}, "has not decided"),
        ({"vote": "not_approved"}, "not an approval"),
        ({"vote": "older"}, "older text"),
    ],
)
def test_an_adoption_names_what_is_missing(facts, words):
    good = {"objectives": 1, "consulted": 2, "vote": "approved"}
    step = workflow.STRATEGY_BY_DEED["adopt"]
    assert guards.missing(step, StrategyFacts(**good)) == []
    (sentence,) = guards.missing(step, StrategyFacts(**{**good, **facts}))
    assert words in sentence


def test_an_approval_names_everything_that_is_missing_at_once():
    step = workflow.INITIATIVE_BY_DEED["approve"]
    assert len(guards.missing(step, InitiativeFacts(own=True))) == 5
    good = {"has_objective": True, "has_owner": True, "has_sponsor": True, "has_funding": True}
    assert guards.missing(step, InitiativeFacts(**good)) == []
    for name in good:
        assert len(guards.missing(step, InitiativeFacts(**{**good, name: False}))) == 1
    assert "Ask a colleague" in guards.missing(step, InitiativeFacts(**good, own=True))[0]


# ---- reminders


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (date(2026, 11, 2), 0),  # asked on a Monday, for four weeks
        (date(2026, 11, 13), 0),
        (date(2026, 11, 16), 1),  # half of the twenty working days
        (date(2026, 11, 25), 1),
        (date(2026, 11, 26), 2),  # two working days before
        (date(2026, 11, 30), 2),
        (date(2026, 12, 1), 3),
        (date(2026, 12, 4), 3),
        (date(2026, 12, 7), 4),
        (date(2026, 12, 14), 5),
    ],
)
def test_a_silent_department_is_reminded_more_and_more(today, expected):
    assert workflow.reminder(date(2026, 11, 2), date(2026, 11, 30), today) == expected


def test_holidays_move_a_reminder():
    days = [date(2026, 11, day) for day in (10, 11, 12)]
    assert workflow.reminder(date(2026, 11, 2), date(2026, 11, 30), date(2026, 11, 16), days) == 0


# ---- pace


@pytest.mark.parametrize(
    ("amount", "expected", "percent"),
    [
        (None, Pace.NOT_MEASURED, None),
        (5, Pace.AWAY, -6),
        (10, Pace.BEHIND, 0),
        (41, Pace.BEHIND, 39),
        (42, Pace.ON_PACE, 40),
        (50, Pace.ON_PACE, 50),
        (57, Pace.ON_PACE, 59),
        (58, Pace.AHEAD, 60),
        (90, Pace.REACHED, 100),
        (100, Pace.REACHED, 112),
    ],
)
def test_the_way_that_is_done_stands_against_the_time_that_is_gone(amount, expected, percent):
    found = pace.progress(AIM, [value(amount)] if amount is not None else [], HALF)
    assert (found.pace, found.percent, found.elapsed_percent) == (expected, percent, 50)


def test_a_target_below_the_baseline_is_reached_by_falling():
    assert pace.progress(FALLING, [value(25)], HALF).percent == 50
    assert pace.progress(FALLING, [value(45)], HALF).pace is Pace.AWAY
    assert pace.progress(FALLING, [value(9)], HALF).pace is Pace.REACHED


def test_after_its_day_an_indicator_is_missed_unless_it_is_reached():
    after = date(2030, 1, 2)
    assert pace.progress(AIM, [value(80)], after).pace is Pace.MISSED
    assert pace.progress(AIM, [], after).pace is Pace.MISSED
    assert pace.progress(AIM, [value(90)], after).pace is Pace.REACHED


def test_the_last_value_of_a_day_counts_and_days_to_come_do_not():
    values = [value(30, minutes=5), value(20, minutes=1), value(80, HALF + timedelta(days=1))]
    found = pace.progress(AIM, values, HALF)
    assert (found.current, found.measured_on) == (D(30), HALF)
    assert [one.value for one in pace.counting(values)] == [D(30), D(80)]


def test_a_measurement_is_late_some_days_after_it_is_due():
    measured = [value(50, date(2027, 1, 1))]
    due = pace.progress(AIM, measured, date(2027, 1, 2)).due_again_on
    assert due == date(2027, 4, 2)
    assert not pace.progress(AIM, measured, due + timedelta(days=14)).late
    assert pace.progress(AIM, measured, due + timedelta(days=15)).late
    assert not pace.progress(AIM, [value(95, date(2027, 1, 1))], date(2029, 1, 1)).late


def test_a_chart_keeps_everything_within_its_edges():
    drawn = charts.chart(AIM, [value(120, date(2027, 1, 1)), value(-5, date(2031, 6, 1))], HALF)
    for dot in drawn.dots:
        assert charts.LEFT <= dot.x <= charts.RIGHT
        assert charts.TOP <= dot.y <= charts.BOTTOM
    assert drawn.ends_on == date(2031, 6, 1)
    assert drawn.today is not None
    assert charts.chart(AIM, [], date(2040, 1, 1)).today is None


# ---- differences


def content(**facts):
    span = {"starts_on": "2026-01-01", "ends_on": "2030-12-31"}
    return {"title": "City digital", "vision": "A city that answers in a week.", **span, "objectives": [], **facts}


def objective(key, title, *indicators, **facts):
    return {"id": key, "code": "O1", "title": title, "why": "", "retired": False, "indicators": list(indicators), **facts}


def indicator(key, target="90"):
    facts = {"unit": "%", "baseline": "10", "baseline_on": "2026-01-01", "due_on": "2030-12-31", "source": "Register", "retired": False}
    return {"id": key, "title": "Permits online", "target": target, **facts}


def test_the_same_text_has_no_difference():
    assert comparing.compare(content(), content()).is_empty


def test_words_that_went_and_came_are_marked_one_by_one():
    changed = comparing.compare(content(), content(vision="A city that answers in a day."))
    (field,) = changed.head
    assert field.field == "vision"
    assert field.words == (("same", "A city that answers in a "), ("removed", "week"), ("added", "day"), ("same", "."))


def test_initiatives_and_the_worth_of_an_indicator_are_compared_where_both_versions_know_them():
    def version(state, euro):
        one = {**indicator("i"), "euro_per_unit": euro, "every_months": 3}
        return content(objectives=[objective("a", "Stays", one, initiatives=[{"id": "x", "title": "Permits", "state": state}])])

    (change,) = comparing.compare(version("candidate", None), version("running", "12.5")).objectives
    told = [(part.what, [field.field for field in part.fields]) for part in change.parts]
    assert told == [("indicator", ["euro_per_unit"]), ("initiative", ["state"])]
    older = content(objectives=[objective("a", "Stays", indicator("i"))])
    assert comparing.compare(older, version("running", "12.5")).is_empty
    assert comparing.compare(version("running", "12.5"), older).is_empty


def test_objectives_and_indicators_are_new_gone_and_changed():
    before = content(objectives=[objective("a", "Stays", indicator("i"), indicator("j")), objective("b", "Goes")])
    after = content(objectives=[objective("a", "Stays", indicator("i", "95"), indicator("k")), objective("c", "Comes")])
    changes = comparing.compare(before, after).objectives
    assert [(change.kind, change.name) for change in changes] == [("same", "O1 Stays"), ("added", "O1 Comes"), ("removed", "O1 Goes")]
    assert [field.field for field in changes[0].parts[0].fields] == ["target"]
    assert [part.kind for part in changes[0].parts] == ["changed", "added", "removed"]


def test_a_retired_objective_is_a_change():
    before, after = (content(objectives=[objective("a", "Old", retired=retired)]) for retired in (False, True))
    (change,) = comparing.compare(before, after).objectives
    assert [field.field for field in change.fields] == ["retired"]


def test_a_very_long_text_is_shown_as_a_whole():
    long = "word " * 3000
    assert [kind for kind, _text in comparing.words(long, long + "end")] == ["removed", "added"]


# ---- coverage


def test_what_a_department_below_does_counts_for_the_one_that_was_asked():
    said, done = [("lab", "o1"), ("digital", None)], [("lab", "o2"), ("lab", "o2")]
    laid = coverage.coverage(["city", "digital"], ["o1", "o2"], said, done, {"lab": "digital", "digital": "city"})
    assert [(cell.contributions, cell.initiatives) for cell in laid.rows["digital"]] == [(1, 0), (0, 2), (1, 0)]
    assert laid.uncarried == ("o1",)
    assert [cell.level for cell in laid.rows["digital"]] == [1, 4, 1]


def test_one_department_that_carries_much_stands_out():
    laid = coverage.coverage(["a", "b"], ["o"], [], [("a", "o")] * 3 + [("b", "o")] * 2 + [("c", "o")], {})
    assert [(share.department, share.percent, share.is_much) for share in laid.shares] == [("a", 50, True), ("b", 33, False), ("c", 17, False)]
    assert not coverage.Share("a", 3, 3).is_much, "three initiatives in one department are no concentration"
