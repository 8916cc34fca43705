"""The way of a bottleneck and its figures, without a database."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from lms.bottlenecks import workflow
from lms.bottlenecks.models import State
from lms.bottlenecks.priority import Facts, pareto, priority_of, share

EVERY = [state.value for state in State]


@pytest.mark.parametrize("step", workflow.STEPS, ids=lambda step: step.deed)
def test_a_step_is_taken_from_its_states_and_no_other(step):
    assert step.after in EVERY
    for state in EVERY:
        assert (workflow.step_of(step.deed, state) is not None) == (state in step.before)


def test_every_state_but_the_first_is_reached_and_every_state_but_ends_is_left():
    assert {step.after for step in workflow.STEPS} == set(EVERY) - {"reported"}
    assert {state for step in workflow.STEPS for state in step.before} == set(EVERY) - {"rejected", "duplicate"}


@pytest.mark.parametrize("state", EVERY)
def test_only_the_reporter_says_that_it_is_gone(state):
    others = {step.deed for role in ("office", "owner", "house") for step in workflow.possible(state, (role,))}
    assert not others & {"gone", "not-gone"}


@pytest.mark.parametrize("state", EVERY)
def test_nothing_closes_but_by_an_answer_or_without_one_after_reminders(state):
    closing = [step for step in workflow.STEPS if step.after == "closed" and state in step.before]
    assert {step.deed for step in closing} <= {"close", "close-unanswered"}
    assert all(step.before == ("confirmed_gone",) for step in closing if step.deed == "close")


MONDAY = date(2026, 11, 16)


@pytest.mark.parametrize(
    ("days", "holidays", "alarm"),
    [
        (0, (), ""),
        (2, (), ""),
        (3, (), "remind"),
        (5, (), "remind"),
        (7, (), "remind"),
        (8, (), "escalate"),
        (8, (MONDAY + timedelta(days=2),), "remind"),
    ],
)
def test_triage_has_five_working_days_of_the_city(days, holidays, alarm):
    assert workflow.triage_alarm(MONDAY, MONDAY + timedelta(days=days), holidays) == alarm


DAY = datetime(2026, 1, 1, tzinfo=UTC)


def _days(*numbers):
    return [DAY + timedelta(days=number) for number in numbers]


@pytest.mark.parametrize(
    ("reminded", "now", "due", "close"),
    [
        ((), 13, False, False),
        ((), 14, True, False),
        ((14,), 27, False, False),
        ((14,), 28, True, False),
        ((14, 28), 41, False, False),
        ((14, 28), 42, False, True),
        ((14, 20), 60, False, False),
    ],
)
def test_it_closes_unanswered_after_two_reminders_two_weeks_apart(reminded, now, due, close):
    assert workflow.reminder_due(DAY, _days(*reminded), _days(now)[0]) is due
    assert workflow.may_close_unanswered(_days(*reminded), _days(now)[0]) is close


def _facts(**changed):
    given = {"cost_low": 1000, "cost_high": 3000, "effort_low": 1, "effort_high": 4, "reach": 5}
    given.update({"opened_on": date(2026, 1, 1), "until": date(2026, 7, 2), **changed})
    for name in ("cost_low", "cost_high", "effort_low", "effort_high"):
        given[name] = Decimal(given[name]) if given[name] is not None else None
    return Facts(**given)


def test_priority_by_hand():
    facts = _facts()  # 182 days are 6.0 months
    found = priority_of(facts)
    assert facts.months == Decimal("6.0")
    assert (found.low, found.middle, found.high) == (7500, 24000, 90000)  # 1000*6*5/4, 2000*6*5/2.5, 3000*6*5/1


@pytest.mark.parametrize("unknown", [{"cost_low": None}, {"effort_low": None}, {"effort_high": None}])
def test_without_cost_or_effort_there_is_no_priority(unknown):
    assert priority_of(_facts(**unknown)) is None


def test_priority_lies_within_its_range_and_grows_with_reach_and_time():
    one = priority_of(_facts())
    assert one.low <= one.middle <= one.high
    assert priority_of(_facts(reach=6)).middle > one.middle
    assert priority_of(_facts(until=date(2026, 9, 1))).middle > one.middle
    assert priority_of(_facts(until=date(2026, 1, 1))).middle > 0


def test_pareto_adds_up():
    bars = pareto({"a": (2, Decimal(100)), "b": (1, Decimal(700)), "c": (3, Decimal(200))})
    assert [(bar.cause, bar.share, bar.together) for bar in bars] == [("b", 70, 70), ("c", 20, 90), ("a", 10, 100)]
    assert [bar.share for bar in pareto({"a": (1, Decimal(0))})] == [0]


def test_a_share_of_nothing_is_none():
    assert share(0, 0) is None
    assert share(1, 3) == 33
