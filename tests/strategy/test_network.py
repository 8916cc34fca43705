"""Circles, orders, working days, missing competences, the picture."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.kit.working_days import working_days_after
from lms.strategy import gantt
from lms.strategy.network.order import circle, in_order, leading_to
from lms.strategy.network.shapes import Need, Plan, Supply
from lms.strategy.network.timeline import Timeline, later_month
from lms.strategy.realism.competences import lacks
from tests.strategy.plans import MONDAY, plan, task


@pytest.mark.parametrize(
    ("waits_for", "found"),
    [
        ({}, []),
        ({"b": ["a"], "c": ["b"]}, []),
        ({"b": ["a"], "c": ["b"], "a": ["c"]}, ["a", "b", "c", "a"]),
        ({"x": ["a"], "b": ["a"], "a": ["b"]}, ["a", "b", "a"]),
        ({"a": ["a"]}, ["a", "a"]),
    ],
)
def test_a_circle_is_found_and_named_in_the_order_of_work(waits_for, found):
    named = circle(waits_for)
    assert set(named) == set(found)
    assert all(before in waits_for[after] for before, after in pairwise(named))


_graphs = st.dictionaries(st.integers(0, 12), st.sets(st.integers(0, 12), max_size=3), max_size=13)


@given(_graphs)
def test_there_is_a_circle_or_an_order(waits_for):
    whole = {one: set() for one in range(13)} | waits_for
    order = in_order(whole, rank=lambda one: one)
    assert bool(circle(whole)) is (len(order) < 13)
    for place, one in enumerate(order):
        assert whole[one] <= set(order[:place])


def test_a_long_chain_does_not_exhaust_the_stack():
    chain = {number: [number - 1] for number in range(1, 50_000)}
    assert circle(chain) == []
    assert circle({**chain, 0: [49_999]})[0] in range(50_000)


def test_what_leads_to_a_target_is_found_through_others():
    assert leading_to(["c"], {"c": ["b"], "b": ["a"], "d": ["c"]}) == {"a", "b", "c"}


@given(st.dates(date(2024, 1, 1), date(2030, 1, 1)), st.integers(1, 400), st.sets(st.dates(date(2024, 1, 1), date(2031, 1, 1)), max_size=20))
def test_days_are_counted_as_the_city_counts_them(start, days, holidays):
    line = Timeline(start, holidays, months=48)
    day = line.day(days)
    assert line.until(day) == days
    if line.day(1) == start:
        assert working_days_after(start, days - 1, holidays) == day
    assert line.edges[-1] == line.horizon
    assert sum(line.lengths) >= line.horizon


def test_months_follow_each_other():
    assert later_month(date(2027, 11, 1), 3) == date(2028, 2, 1)


def test_a_competence_that_nobody_shows_is_missing_and_one_without_hours_is_scarce():
    need = Need(competence="c", code="1.3", title="Data", level=5, hours_per_week=3, initiative="one")
    facts = {"needs": (need,), "tasks": (task("a", days=20),)}
    made = plan().model_copy(update=facts)

    def found(supply: Supply | None) -> list[tuple[int, float]]:
        return [(one.people, one.hours) for one in lacks(made.model_copy(update={"supply": supply}), Timeline(MONDAY))]

    assert found(None) == []
    assert found(Supply(people={"c": {4: 9}})) == [(0, 0.0)]
    assert found(Supply(people={"c": {6: 2}})) == [(2, 0.0)]
    january = {date(2027, 1, 1): 13.0}
    assert found(Supply(people={"c": {6: 2}}, hours={"c": {6: january}})) == []
    assert found(Supply(people={"c": {6: 2}}, hours={"c": {4: january}})) == [(2, 0.0)]


def test_the_fingerprint_is_of_what_people_plan():
    made = plan(task("a"))
    assert made.model_copy(update={"start": date(2027, 2, 1), "supply": Supply()}).fingerprint() == made.fingerprint()
    assert plan(task("a", days=11)).fingerprint() != made.fingerprint()
    assert Plan.model_validate_json(made.model_dump_json()).fingerprint() == made.fingerprint()


def test_the_picture_keeps_bars_within_its_window_and_says_where_today_is():
    entries = [
        gantt.Entry("O", "objective"),
        gantt.Entry("A" * 80, "planned", date(2027, 1, 4), date(2027, 1, 29), date(2027, 3, 1)),
        gantt.Entry("Gone", "done", date(2025, 1, 1), date(2025, 2, 1)),
        gantt.Entry("M", "milestone", marks=[("promised", date(2027, 2, 1)), ("baseline", date(2020, 1, 1))]),
    ]
    made = gantt.picture(entries, date(2027, 1, 10), since=date(2027, 1, 1), until=date(2027, 3, 31))
    bar, tail = made.lines[1].bar, made.lines[1].tail
    assert bar
    assert tail
    assert gantt.LABELS <= bar[0] < tail[0] < gantt.WIDTH
    assert made.lines[1].label.endswith("…")
    assert made.lines[2].bar is None
    assert [kind for kind, _x in made.lines[3].marks] == ["promised"]
    assert made.today
    assert [day for _x, day in made.ticks] == [date(2027, 1, 1), date(2027, 2, 1), date(2027, 3, 1)]


def test_arrows_lead_from_what_ends_to_what_waits_for_it_where_both_are_drawn():
    january, february, march = (date(2027, 1, 4), date(2027, 1, 29)), (date(2027, 2, 1), date(2027, 2, 26)), (date(2027, 3, 1), date(2027, 3, 26))
    entries = [
        gantt.Entry("Second", "planned", *february, key="b", waits_for=("a",)),
        gantt.Entry("First", "planned", *january, key="a"),
        gantt.Entry("Third", "planned", *march, key="c", waits_for=("b", "on another page", "gone")),
        gantt.Entry("Gone", "done", date(2025, 1, 1), date(2025, 2, 1), key="gone"),
    ]
    made = gantt.picture(entries, date(2027, 1, 10), since=date(2027, 1, 1), until=date(2027, 3, 31))
    assert [(one.words, one.down) for one in made.arrows] == [(("First", "Second"), False), (("Second", "Third"), True)]
    for arrow, before, after in zip(made.arrows, (1, 0), (0, 2), strict=True):
        (left, width), bar = made.lines[before].bar, made.lines[after].bar
        assert (arrow.x, arrow.y) == (pytest.approx(left + width), made.lines[before].middle)
        assert bar[0] <= arrow.over <= bar[0] + bar[1]
        assert abs(arrow.to - made.lines[after].middle) == gantt.BAR / 2


def test_an_empty_picture_can_be_drawn():
    assert gantt.picture([], date(2027, 1, 10)).lines == []
