"""Circles, orders, working days, missing competences, the picture."""

from datetime import date
from itertools import combinations, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.kit.working_days import working_days_after
from lms.strategy import gantt
from lms.strategy.network.order import circle, in_order, leading_to
from lms.strategy.network.shapes import Group, Need, Plan, Supply
from lms.strategy.network.timeline import Timeline, later_month
from lms.strategy.queries import findings
from lms.strategy.realism.competences import lacks
from lms.strategy.realism.sharing import scarce
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


A, B, C = "a", "b", "c"


@pytest.mark.parametrize(
    ("asked", "groups", "found"),
    [
        ({A: 39.0, B: 39.0}, [({A, B}, 40.0)], [({A, B}, 78.0, 40.0)]),
        ({A: 39.0, B: 1.0}, [({A, B}, 40.0)], []),
        ({A: 30.0, B: 30.0}, [({A, B}, 40.0), ({B}, 20.0)], []),
        ({A: 50.0, B: 10.0}, [({A, B}, 40.0), ({B}, 20.0)], [({A}, 50.0, 40.0)]),  # others can do b
        ({A: 20.0, B: 20.0, C: 20.0}, [({A, B}, 30.0), ({B, C}, 30.0)], []),
        ({A: 25.0, B: 25.0, C: 25.0}, [({A, B}, 30.0), ({B, C}, 30.0)], [({A, B, C}, 75.0, 60.0)]),
        ({A: 9.0, B: 9.0, C: 5.0}, [({A}, 4.0), ({B}, 4.0), ({C}, 5.0)], [({A}, 9.0, 4.0), ({B}, 9.0, 4.0)]),
        ({A: 1.0}, [], [({A}, 1.0, 0.0)]),
        ({}, [({A}, 1.0)], []),
    ],
)
def test_hours_that_several_competences_need_are_counted_once(asked, groups, found):
    assert [(set(one.needs), one.asked, one.hours) for one in scarce(asked, groups)] == found


@given(
    st.dictionaries(st.sampled_from("abcd"), st.integers(1, 40), min_size=1),
    st.lists(st.tuples(st.sets(st.sampled_from("abcd")), st.integers(0, 40)), max_size=5),
)
def test_no_set_of_needs_is_too_much_where_nothing_is_scarce_and_what_is_scarce_is_too_much(asked, groups):
    found = scarce(asked, groups)
    assert all(one.asked > one.hours for one in found)
    sets = [some for size in range(1, len(asked) + 1) for some in combinations(asked, size)]
    too_much = [some for some in sets if sum(asked[one] for one in some) > sum(hours for can, hours in groups if can & set(some))]
    assert bool(found) is bool(too_much)


def test_two_competences_that_need_the_same_champions_are_missing_together():
    needs = tuple(Need(competence=one, code=one, title="", level=5, hours_per_week=9, initiative="one") for one in "ab")
    january = {date(2027, 1, 1): 40.0}
    each = {one: {6: january} for one in "ab"}
    supply = Supply(people={"a": {6: 1}, "b": {6: 1}}, hours=each, groups=(Group(levels={"a": 6, "b": 6}, hours=january),))
    made = plan().model_copy(update={"needs": needs, "tasks": (task("a", days=20),), "supply": supply})
    found = lacks(made, Timeline(MONDAY))
    assert [(one.competence, one.beside, one.asked_together, one.hours_together) for one in found] == [("a", ["b"], 78, 40), ("b", ["a"], 78, 40)]
    apart = Supply(people=supply.people, hours=each, groups=tuple(Group(levels={one: 6}, hours=january) for one in "ab"))
    assert lacks(made.model_copy(update={"supply": apart}), Timeline(MONDAY)) == []


def test_what_is_missing_is_told_by_runs_of_months_and_by_month():
    need = Need(competence="c", code="1.3", title="Data", level=5, hours_per_week=3, initiative="one")
    same = {"competence": "c", "level": 5, "asked": 13.0, "hours": 0.0, "people": 2, "initiatives": ["one"]}
    rows = [{**same, "month": f"2027-{month:02}-01", "asked": asked} for month, asked in ((6, 13.0), (1, 13.0), (2, 13.0), (3, 20.0))]
    plan_of_today = plan().model_copy(update={"needs": (need,)})
    found = findings.lacks_of(rows, plan_of_today)
    assert [(one.since.month, one.until.month, one.asked) for one in found] == [(1, 2, 13), (3, 3, 20), (6, 6, 13)]
    whole = findings.Findings([], [], [], [], found, True, True, True, MONDAY)
    assert [one.since.month for one in whole.lacks_by_month] == [1, 2, 3, 6]


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
