"""The way of a project, sums of money, the square of risks, places of strokes: cases."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal as D

import pytest

from lms.projects import money, pictures, workflow
from lms.projects.money import Line
from lms.projects.risk_matrix import heaviest_first, square, weight
from lms.projects.service.reminding import years_due
from lms.projects.workflow import STEPS, Readiness, lacks, possible, step_of


@pytest.mark.parametrize(
    ("state", "owner", "office"),
    [
        ("proposed", {"plan"}, {"plan", "drop"}),
        ("planned", set(), set()),
        ("running", {"end"}, {"end"}),
        ("on_hold", set(), set()),
        ("ended", set(), {"close"}),
        ("closed", set(), set()),
        ("stopped", set(), set()),
    ],
)
def test_each_state_offers_each_their_steps_by_hand(state, owner, office):
    assert {step.deed for step in possible(state, is_owner=True, is_office=False)} == owner
    assert {step.deed for step in possible(state, is_owner=False, is_office=True)} == office
    assert possible(state, is_owner=False, is_office=False) == ()


@pytest.mark.parametrize("deed", ["go", "hold", "stop"])
@pytest.mark.parametrize(("state", "allowed"), [("proposed", False), ("planned", True), ("running", True), ("on_hold", True), ("ended", False)])
def test_gates_decide_about_a_plan_and_what_comes_of_it(deed, state, allowed):
    assert (step_of(deed, state) is not None) is allowed


def test_every_step_leads_to_a_state_and_is_told():
    assert all(step.notice for step in STEPS)
    assert step_of("nonsense", "running") is None
    assert workflow.OPEN == ("proposed", "planned", "running", "on_hold")


@pytest.mark.parametrize(
    ("deed", "has", "missing"),
    [
        ("plan", Readiness(milestones=1, open_gates=("A",)), ()),
        ("plan", Readiness(has_owner=False, has_sponsor=False), ("owner", "sponsor", "milestone", "gate")),
        ("end", Readiness(milestones=2), ()),
        ("end", Readiness(unreached=("M",), open_gates=("G",)), ("unreached", "open-gate")),
        ("close", Readiness(), ()),
        ("close", Readiness(benefits_without_finding=("B",)), ("finding",)),
        ("drop", Readiness(has_owner=False), ()),
    ],
)
def test_what_a_step_asks_for(deed, has, missing):
    assert lacks(deed, has) == missing


@pytest.mark.parametrize(
    ("lines", "standing", "percent", "left"),
    [
        ([], "none", 0, D(0)),
        ([Line(2026, D(100), D(20))], "within", 20, D(80)),
        ([Line(2026, D(100), D(90))], "near", 90, D(10)),
        ([Line(2026, D(100), D(101))], "over", 101, D(-1)),
        ([Line(2026, D(100), D(10), D(130))], "over", 10, D(90)),
        ([Line(2026, D(100), D(50), D(60)), Line(2027, D(100))], "within", 25, D(150)),
        ([Line(2026, D(0), D(5))], "over", 0, D(-5)),
    ],
)
def test_how_money_stands(lines, standing, percent, left):
    found = money.total(lines)
    assert (found.standing, found.percent, found.left) == (standing, percent, left)


def test_a_forecast_below_what_is_spent_is_overtaken_by_it():
    assert Line(2026, D(100), D(80), D(60)).expected == D(80)


def test_money_by_year_is_in_order_and_adds_up():
    years = money.by_year([Line(2027, D(5)), Line(2026, D(1), D(1)), Line(2026, D(2))])
    assert [(year, of_year.planned, of_year.spent) for year, of_year in years] == [(2026, D(3), D(1)), (2027, D(5), D(0))]


@pytest.mark.parametrize(("planned", "threshold", "decides"), [(D(5), None, False), (D(5), D(6), False), (D(6), D(6), True), (D(0), D(0), True)])
def test_from_the_threshold_on_the_city_manager_decides(planned, threshold, decides):
    assert money.city_manager_decides(planned, threshold) is decides


@pytest.mark.parametrize(
    ("likelihood", "impact", "band"), [(1, 1, "low"), (1, 4, "medium"), (3, 3, "high"), (2, 4, "medium"), (3, 5, "severe"), (5, 5, "severe")]
)
def test_how_heavy_a_risk_is(likelihood, impact, band):
    assert weight(likelihood, impact) == band


@dataclass(frozen=True)
class _Risk:
    likelihood: int
    impact: int


def test_the_square_holds_each_risk_once_by_its_number():
    risks = heaviest_first([_Risk(1, 1), _Risk(5, 3), _Risk(3, 5), _Risk(5, 3)])
    assert risks[0] == _Risk(3, 5)
    cells = [cell for row in square(risks) for cell in row]
    assert len(cells) == 25
    assert sorted(number for cell in cells for number in cell.numbers) == [1, 2, 3, 4]
    assert square(risks)[0][2].numbers == (2, 3)


def test_bars_stand_on_one_scale():
    first, second = pictures.bars([("A", D(100), D(50), D(0)), ("B", D(0), D(25), D(200))], width=200)
    assert (first.planned, first.spent, first.expected) == (100.0, 50.0, 0.0)
    assert (second.spent, second.expected) == (25.0, 200.0)
    assert pictures.bars([]) == []


def test_days_lie_between_the_ends_of_their_line():
    days = [date(2026, 1, 1), date(2026, 1, 6), date(2030, 1, 1)]
    assert pictures.along(days, date(2026, 1, 1), date(2026, 1, 11), width=100) == [0, 50, 100]
    assert pictures.along(days[:1], days[0], days[0]) == [0]


@pytest.mark.parametrize(("today", "years"), [(date(2026, 5, 1), 0), (date(2027, 4, 30), 0), (date(2027, 5, 1), 1), (date(2029, 5, 2), 3)])
def test_a_benefit_is_looked_at_each_year(today, years):
    assert years_due(date(2026, 5, 1), today) == years
