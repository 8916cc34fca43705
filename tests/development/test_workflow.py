"""The table of moves, and how far actions are: cases."""

from datetime import date

import pytest

from lms.development.progress import Cycle, Far, Stage, of_boot_camp, of_course, of_observation, of_text, share_done, stands_since
from lms.development.workflow import MOVES, move_of, possible

D1, D2, D3 = date(2026, 1, 1), date(2026, 2, 1), date(2026, 3, 1)


@pytest.mark.parametrize(
    ("state", "officer", "manager"),
    [
        ("draft", {"propose"}, set()),
        ("proposed", {"take-back"}, {"return", "agree"}),
        ("agreed", {"review", "close"}, {"review", "close"}),
        ("superseded", set(), set()),
        ("closed", set(), set()),
    ],
)
def test_each_state_offers_each_of_both_their_moves(state, officer, manager):
    assert {move.deed for move in possible(state, is_officer=True, is_manager=False)} == officer
    assert {move.deed for move in possible(state, is_officer=False, is_manager=True)} == manager
    assert possible(state, is_officer=False, is_manager=False) == ()


def test_who_would_be_both_answers_nothing_as_the_manager():
    assert {move.deed for move in possible("proposed", is_officer=True, is_manager=True)} == {"take-back"}


def test_both_signatures_are_moves_of_their_own():
    assert {move.deed for move in MOVES if move.signs} == {"propose", "agree"}
    assert {move.who for move in MOVES if move.signs} == {"officer", "manager"}


@pytest.mark.parametrize(
    ("deed", "state"), [("agree", "draft"), ("agree", "agreed"), ("propose", "agreed"), ("nonsense", "draft"), ("return", "closed")]
)
def test_a_move_from_elsewhere_is_none(deed, state):
    assert move_of(deed, state) is None


@pytest.mark.parametrize(
    ("cycles", "expected"),
    [
        ([], Far(Stage.NOT_BEGUN)),
        ([Cycle(D1, percent=40)], Far(Stage.GOING, 40, D1)),
        ([Cycle(D1, completed_on=D2)], Far(Stage.DONE, 100, D2)),
        ([Cycle(D1, left_on=D2, percent=30)], Far(Stage.ENDED, 30, D2)),
        ([Cycle(D3, percent=10), Cycle(D1, completed_on=D2)], Far(Stage.DONE, 100, D2)),
    ],
)
def test_a_course_is_as_far_as_its_cycles(cycles, expected):
    assert of_course(cycles) == expected


@pytest.mark.parametrize(
    ("application", "place", "stage"),
    [
        (None, None, Stage.NOT_BEGUN),
        (("submitted", D1), None, Stage.GOING),
        (("waiting", D1), None, Stage.GOING),
        (("refused", D1), None, Stage.ENDED),
        (("accepted", D1), ("held", D2), Stage.GOING),
        (("accepted", D1), ("graduated", D2), Stage.DONE),
        (("accepted", D1), ("not_graduated", D2), Stage.ENDED),
        (None, ("given_up", D2), Stage.ENDED),
    ],
)
def test_a_boot_camp_is_as_far_as_application_and_place(application, place, stage):
    assert of_boot_camp(application, place).stage is stage


def test_a_watched_task_counts_from_the_day_the_plan_was_written():
    assert of_observation([D1, D3], since=D2) == Far(Stage.DONE, on=D3)
    assert of_observation([D1], since=D2) == Far(Stage.NOT_BEGUN)


@pytest.mark.parametrize(
    ("versions", "number", "since"),
    [
        ({2: D2}, 2, D2),
        ({1: D1, 2: D2, 3: D3}, 3, D1),
        ({1: D1, 2: D2, 3: D3}, 2, D1),
        ({1: D1, 3: D3}, 3, D3),
    ],
)
def test_an_action_stands_since_the_first_version_that_has_it_without_a_gap(versions, number, since):
    assert stands_since(versions, number) == since


def test_free_words_are_done_when_they_are_ticked():
    assert of_text(D1) == Far(Stage.DONE, on=D1)
    assert of_text(None) == Far(Stage.NOT_BEGUN)


def test_the_share_that_is_done_is_rounded_down():
    assert share_done([of_text(D1), of_text(None), of_text(None)]) == 33
    assert share_done([]) == 0
