"""Scores, allocation, fit and culture: tables of cases."""

from datetime import date
from decimal import Decimal
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.ideas import allocation, culture, fit, scoring
from lms.ideas.allocation import Candidate, allocate, shortfall
from lms.ideas.culture import Calendar, Told
from lms.ideas.scoring import Criterion

ONE = (Criterion("a", "A", 1, {}),)
TWO = (Criterion("a", "A", 3, {}), Criterion("b", "B", 1, {}))


@pytest.mark.parametrize(
    ("scores", "mean", "disagreement"),
    [
        ([3], "3.00", "0.00"),
        ([5, 5, 5], "5.00", "0.00"),
        ([4, 3, 2], "3.00", "0.67"),
        ([5, 3, 1], "3.00", "1.33"),
        ([5, 5, 0], "3.33", "2.22"),
        ([5, 0, 5, 0], "2.50", "2.50"),
    ],
)
def test_mean_and_average_deviation_of_one_criterion(scores, mean, disagreement):
    result = scoring.result_of(ONE, [{"a": score} for score in scores])
    assert (str(result.mean), str(result.disagreement)) == (mean, disagreement)


def test_weights_count_in_the_mean_and_opposite_views_do_not_cancel_out():
    result = scoring.result_of(TWO, [{"a": 5, "b": 1}, {"a": 1, "b": 5}, {"a": 3, "b": 3}])
    assert result.mean == Decimal("3.00")
    assert result.disagreement == Decimal("1.33")
    assert scoring.result_of(TWO, [{"a": 4, "b": 0}]).mean == Decimal("3.00")


@pytest.mark.parametrize(
    ("given_scores", "wrong"),
    [
        ({"a": 5, "b": 0}, []),
        ({"a": 5}, ["b"]),
        ({"a": 6, "b": -1}, ["a", "b"]),
        ({"a": True, "b": 3}, ["a"]),
        ({"a": 3.5, "b": 3}, ["a"]),
        ({"a": float("nan"), "b": 3}, ["a"]),
        ({"a": 3, "b": 3, "is_admin": 1}, ["is_admin"]),
    ],
)
def test_only_whole_scores_on_the_scale_for_each_criterion_are_taken(given_scores, wrong):
    assert scoring.faults_of(TWO, given_scores) == wrong


def test_criteria_come_back_as_they_were_kept():
    usual = scoring.usual_criteria()
    assert scoring.criteria_of([one.plain() for one in usual]) == usual
    assert all(set(one.anchors) == set(scoring.ANCHORED) for one in usual)


A, B, C = (UUID(int=number) for number in (1, 2, 3))


def people(*spec):
    return [Candidate(UUID(int=100 + place), department, load) for place, (department, load) in enumerate(spec)]


def chosen(candidates, **facts):
    return allocate(candidates, **{"authors": (), "own_departments": (), "seed": "s", **facts})


def test_those_with_the_fewest_open_evaluations_are_asked():
    some = people((A, 4), (B, 0), (C, 1), (A, 2), (B, 9))
    assert {one.id for one in chosen(some).chosen} == {some[1].id, some[2].id, some[3].id}


def test_the_third_comes_from_another_department_even_if_busier():
    some = people((A, 0), (A, 0), (A, 0), (B, 50))
    choice = chosen(some)
    assert some[3] in choice.chosen
    assert "department-full" in choice.left_out.values()


def test_the_authors_department_is_never_the_majority():
    some = people((A, 0), (A, 0), (A, 0), (B, 9), (C, 9))
    choice = chosen(some, own_departments=(A,))
    assert sum(one.department_id == A for one in choice.chosen) == 1
    assert len(choice.chosen) == 3


def test_authors_and_those_asked_before_are_left_out():
    some = people((A, 0), (B, 0), (C, 0), (C, 1))
    choice = chosen(some, authors=(some[0].id,), asked_before=(some[1].id,))
    assert {one.id for one in choice.chosen} == {some[2].id, some[3].id}
    assert choice.missing == 1
    assert choice.left_out[some[0].id] == "author"
    assert choice.left_out[some[1].id] == "took-part"


def test_a_replacement_keeps_the_limits_together_with_those_who_stay():
    some = people((A, 0), (A, 0), (A, 0), (B, 5))
    choice = chosen(some[2:], taking_part=some[:2])
    assert choice.chosen == (some[3],)


def test_lots_are_drawn_by_the_seed_alone():
    some = people(*[(department, 0) for department in (A, B, C) * 4])
    assert chosen(some, seed="x") == chosen(list(reversed(some)), seed="x")
    assert len({tuple(sorted(one.id for one in chosen(some, seed=str(seed)).chosen)) for seed in range(20)}) > 5


@given(st.lists(st.tuples(st.sampled_from([A, B, C]), st.integers(0, 5)), max_size=9), st.sampled_from([(), (A,), (A, B)]))
def test_whoever_is_chosen_is_enough_or_it_is_said_that_somebody_is_missing(spec, own):
    choice = chosen(people(*spec), own_departments=own)
    departments = [one.department_id for one in choice.chosen]
    assert choice.missing > 0 or shortfall(departments, own) is None
    assert len(choice.chosen) + choice.missing == allocation.EVALUATORS


@given(st.lists(st.tuples(st.sampled_from([A, B, C]), st.integers(0, 9)), min_size=3, max_size=7))
def test_no_other_three_within_the_limits_have_less_to_do(spec):
    from itertools import combinations

    some = people(*spec)
    choice = chosen(some, own_departments=(A,))
    allowed = [three for three in combinations(some, 3) if shortfall([one.department_id for one in three], (A,)) is None]
    if allowed:
        assert sum(one.load for one in choice.chosen) == min(sum(one.load for one in three) for three in allowed)


@pytest.mark.parametrize(
    ("departments", "own", "short"),
    [
        ([A, B], (), "people"),
        ([A, A, A], (), "departments"),
        ([A, A, B], (A,), "own-majority"),
        ([A, B, C], (A,), None),
        ([A, A, B, C], (A,), None),
    ],
)
def test_who_is_not_enough_for_a_result(departments, own, short):
    assert shortfall(departments, own) == short


OBJECTIVE = uuid4()


def wanting(objective=None, department=None, calling=None, mean=None, days=0):
    return fit.Wanting(uuid4(), objective, department, calling, Decimal(mean) if mean else None, days)


@pytest.mark.parametrize(
    ("idea", "points", "reasons"),
    [
        (wanting(), "0", ()),
        (wanting(objective=OBJECTIVE), "5", ("mine-on-objective",)),
        (wanting(department=A), "2", ("own-department",)),
        (wanting(calling=A, department=B), "4", ("answers-call",)),
        (wanting(mean="3.0"), "0", ()),
        (wanting(mean="4.25"), "1.25", ("evaluation",)),
        (wanting(OBJECTIVE, A, A, "4.00"), "12.00", ("mine-on-objective", "answers-call", "own-department", "evaluation")),
    ],
)
def test_points_of_fit_add_up_to_their_reasons(idea, points, reasons):
    found = fit.fit_of(idea, fit.Manager({A}, {OBJECTIVE}, {OBJECTIVE}))
    assert (str(found.points), found.reasons) == (points, reasons)


def test_of_two_that_fit_alike_the_one_that_waits_longer_stands_first():
    new, old, best = wanting(days=1), wanting(days=30), wanting(department=A)
    assert [one.idea_id for one in fit.ranked([new, old, best], fit.Manager({A}, (), ()))] == [best.id, old.id, new.id]


MONDAY = date(2026, 11, 2)
CALENDAR = Calendar(today=date(2026, 11, 30), term=5, holidays=(date(2026, 11, 3),))


def told(state="submitted", answered=None, reached=(), authors=None, department=A, since=MONDAY, submitted=MONDAY):
    return Told(uuid4(), state, since, submitted, answered, frozenset(reached), authors or (uuid4(),), department, None)


@pytest.mark.parametrize(
    ("answered", "in_term", "due"),
    [(date(2026, 11, 10), True, True), (date(2026, 11, 11), False, True), (None, False, True)],
)
def test_answered_in_term_counts_working_days_and_passes_over_holidays(answered, in_term, due):
    one = told(answered=answered)
    assert (CALENDAR.is_in_term(one), CALENDAR.is_due(one)) == (in_term, due)


def test_an_idea_of_yesterday_is_not_late_yet():
    measured = culture.measure([told(submitted=date(2026, 11, 27))], CALENDAR)
    assert (measured.due, measured.share("in_term")) == (0, None)


def test_a_stopped_idea_counts_as_learning_beside_the_adopted_ones():
    ideas = [
        told("stopped", reached=("sponsored", "pilot_running")),
        told("adopted", reached=("sponsored", "pilot_running")),
        told("declined"),
        told(),
    ]
    measured = culture.measure(ideas, CALENDAR)
    assert (measured.sponsored, measured.piloted, measured.implemented, measured.stopped) == (2, 2, 1, 1)
    assert measured.share("stopped") == measured.share("implemented") == 25


def test_the_funnel_knows_how_long_ideas_wait_in_each_state():
    stages = {
        one.state: one for one in culture.funnel([told(), told(since=date(2026, 11, 20)), told("stopped", reached=("submitted",))], CALENDAR.today)
    }
    assert (stages["submitted"].now, stages["submitted"].ever, stages["submitted"].median_days, stages["submitted"].oldest_days) == (2, 3, 19, 28)
    assert (stages["sponsored"].now, stages["sponsored"].median_days) == (0, None)


def test_an_author_with_two_ideas_counts_once_as_a_repeat_author():
    ada = uuid4()
    ideas = [told(authors=(ada,)), told(authors=(ada, uuid4())), told()]
    measured = culture.measure(ideas, CALENDAR)
    assert (measured.authors, measured.repeat, measured.share("repeat")) == (3, 1, 33)
    assert len(culture.behind("repeat", ideas, CALENDAR)) == 2


def test_groups_with_fewer_than_ten_authors_are_kept_back():
    ideas = [*(told(department=A) for _ in range(12)), *(told(department=B) for _ in range(11)), *(told(department=C) for _ in range(10))]
    assert all(one.measured for one in culture.grouped(ideas, lambda idea: idea.department_id, CALENDAR))
    groups = {one.key: one.measured for one in culture.grouped(ideas[:-1], lambda idea: idea.department_id, CALENDAR)}
    assert groups[C] is None
    assert groups[B] is None, "whoever knows the total could take the others from it"
    assert groups[A] is not None


def test_ten_ideas_of_one_author_are_a_group_of_one():
    ada = uuid4()
    assert culture.grouped([told(authors=(ada,)) for _ in range(10)], lambda idea: idea.department_id, CALENDAR)[0].measured is None


@pytest.mark.parametrize("figure", culture.FIGURES)
def test_behind_each_figure_stand_as_many_ideas_as_it_counts(figure):
    ideas = [told("stopped", answered=MONDAY, reached=("sponsored", "pilot_running")), told("adopted", reached=("sponsored",)), told()]
    if figure != "repeat":
        assert len(culture.behind(figure, ideas, CALENDAR)) == getattr(culture.measure(ideas, CALENDAR), figure)
