"""Marking: tables of cases for each kind of item."""

from datetime import datetime, timedelta
from decimal import Decimal
from random import Random

import pytest

from lms.assessment.marking.drawing import draw, shown_order
from lms.assessment.marking.fractions import choices, fraction
from lms.assessment.marking.numbers import readings
from lms.assessment.marking.patterns import fits
from lms.assessment.marking.responses import ESSAY_BYTES, ResponseRefused, form_values, read_response
from lms.assessment.marking.results import extra_minutes, key_may_be_seen, key_opens_at, result, time_for, verdict, which_counts
from lms.assessment.marking.telling import explain, in_words
from lms.catalogue.course_files.items import (
    Answer,
    Criterion,
    EssayItem,
    MatchingItem,
    MultipleItem,
    NumericalItem,
    Option,
    OrderingItem,
    Pair,
    ShortTextItem,
    SingleItem,
    TrueFalseItem,
)
from lms.catalogue.course_files.shapes import QuizSpec, SectionSpec

THIRDS = tuple(Option(name, correct=name in "abc") for name in "abcdef")
SINGLE = SingleItem(key="one", stem="?", options=(Option("a", correct=True, feedback="yes"), Option("b", feedback="no")))
MULTIPLE = MultipleItem(key="many", stem="?", options=THIRDS)
WEIGHTED = MultipleItem(key="w", stem="?", options=(Option("a", fraction=0.7), Option("b", fraction=0.5), Option("c", fraction=-1.0)))
TRUE = TrueFalseItem(key="tf", stem="?", answer=True, feedback_true="t", feedback_false="f")
SHORT = ShortTextItem(key="s", stem="?", answers=(Answer("CC BY*"), Answer("creative commons", 0.5), Answer("*", 0.0, "Not quite")))
NUMBER = NumericalItem(key="n", stem="?", answer=12.5, tolerance=0.1, unit="€")
MATCHING = MatchingItem(key="m", stem="?", pairs=(Pair("1", "odd"), Pair("2", "even"), Pair("3", "odd")), distractors=("none",))
ORDERING = OrderingItem(key="o", stem="?", sequence=("x", "y", "z"))
ESSAY = EssayItem(key="e", stem="?", points=2, rubric=(Criterion("clear", 2),))
EVERY_KIND = [SINGLE, MULTIPLE, WEIGHTED, TRUE, SHORT, NUMBER, MATCHING, ORDERING, ESSAY]


@pytest.mark.parametrize(
    ("item", "response", "share"),
    [
        (SINGLE, {"option": 0}, "1"),
        (SINGLE, {"option": 1}, "0"),
        (MULTIPLE, {"options": [0, 1, 2]}, "1"),
        (MULTIPLE, {"options": [0]}, "0.3333333"),
        (MULTIPLE, {"options": [0, 1, 3]}, "0.3333333"),
        (MULTIPLE, {"options": [3]}, "0"),
        (MULTIPLE, {"options": [0, 1, 2, 3, 4, 5]}, "0"),
        (WEIGHTED, {"options": [0, 1]}, "1"),
        (WEIGHTED, {"options": [0]}, "0.7"),
        (WEIGHTED, {"options": [0, 2]}, "0"),
        (TRUE, {"value": True}, "1"),
        (TRUE, {"value": False}, "0"),
        (SHORT, {"text": "cc by 4.0"}, "1"),
        (SHORT, {"text": "Creative  Commons"}, "0.5"),
        (SHORT, {"text": "copyleft"}, "0"),
        (NUMBER, {"text": "12.6"}, "1"),
        (NUMBER, {"text": "12,4 €"}, "1"),
        (NUMBER, {"text": "12.61"}, "0"),
        (NumericalItem(key="r", stem="?", answer=-200, tolerance=0.05, tolerance_kind="relative"), {"text": "-190"}, "1"),
        (NumericalItem(key="r", stem="?", answer=-200, tolerance=0.05, tolerance_kind="relative"), {"text": "-189"}, "0"),
        (NumericalItem(key="r", stem="?", answer=1234), {"text": "1,234"}, "1"),
        (NumericalItem(key="r", stem="?", answer=1.234), {"text": "1,234"}, "1"),
        (NumericalItem(key="r", stem="?", answer=0.3), {"text": "0.30"}, "1"),
        (MATCHING, {"right": [0, 1, 0]}, "1"),
        (MATCHING, {"right": [0, None, 2]}, "0.3333333"),
        (ORDERING, {"order": [0, 1, 2]}, "1"),
        (ORDERING, {"order": [0, 2, 1]}, "0.3333333"),
        (ORDERING, {"order": [1, 2, 0]}, "0"),
        *((item, {}, "0") for item in EVERY_KIND),
    ],
)
def test_a_response_earns_its_share(item, response, share):
    assert fraction(item, response) == Decimal(share)


def test_an_essay_waits_for_a_person():
    assert fraction(ESSAY, {"text": "Because."}) is None


@pytest.mark.parametrize(
    ("pattern", "text", "fit"),
    [
        ("CC BY*", "  cc  by ", True),
        ("CC BY*", "CC", False),
        ("*by*", "CC BY 4.0", True),
        ("a*b*c", "a-b-b-c", True),
        ("a*a", "a", False),
        (r"5 \* 4", "5 * 4", True),
        (r"5 \* 4", "5 x 4", False),
        ("café", "cafe\u0301", True),
        ("STRASSE", "straße", True),
        (r"C:\data", r"c:\DATA", True),
        ("*", "", True),
        ("a.c", "abc", False),
    ],
)
def test_a_pattern_fits_whole_texts_only(pattern, text, fit):
    assert fits(pattern, text) is fit


def test_capitals_count_where_the_author_says_so():
    assert fits("CC BY", "CC BY", case_sensitive=True)
    assert not fits("CC BY", "cc by", case_sensitive=True)


def test_a_pattern_of_many_stars_is_compared_in_no_time():
    assert not fits("*a" * 2000 + "b", "a" * 500)


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("1.234,5", ["1234.5"]),
        ("1,234.5", ["1234.5"]),
        ("1 234,5", ["1234.5"]),
        ("1\u202f234", ["1234"]),
        ("1'234.5", ["1234.5"]),
        ("1.234.567", ["1234567"]),
        ("1,234", ["1.234", "1234"]),
        ("0,123", ["0.123"]),
        ("−3", ["-3"]),
        ("€ 3", ["3"]),
        ("3€", ["3"]),
        ("1e3", ["1000"]),
        (".5", ["0.5"]),
        *((text, []) for text in ("", "nan", "inf", "-Infinity", "1e99", "1e999", "12,34,56", "1,2.3,4")),
        *((text, []) for text in ("3 km", ",", "1 2", "9" * 61, "0x10", "1_000", "5²", "5 ²", "10⁻³", "5₂")),
    ],
)
def test_a_number_is_read_as_people_type_it(text, numbers):
    assert list(readings(text, "€")) == [Decimal(number) for number in numbers]


@pytest.mark.parametrize(("text", "unit"), [("5 m²", "m²"), ("5 m2", "m²"), ("5 m²", "m2"), ("5 10³ t", "10³ t")])
def test_a_unit_may_have_digits_above_the_line(text, unit):
    assert list(readings(text, unit)) == [Decimal(5)]


@pytest.mark.parametrize(
    ("item", "order", "values", "response"),
    [
        (SINGLE, [1, 0], ["one.0"], {"option": 1}),
        (SINGLE, [1, 0], [], {}),
        (MULTIPLE, [5, 4, 3, 2, 1, 0], ["many.0", "many.5"], {"options": [0, 5]}),
        (TRUE, [], ["false"], {"value": False}),
        (SHORT, [], ["  CC  BY\0 "], {"text": "CC BY"}),
        (NUMBER, [], [" 12,5 € "], {"text": "12,5 €"}),
        (MATCHING, [2, 0, 1], ["m.1", "", "m.0"], {"right": [0, None, 2]}),
        (MATCHING, [2, 0, 1], ["", "", ""], {}),
        (ORDERING, [1, 2, 0], ["o.2", "o.0", "o.1"], {"order": [0, 1, 2]}),
        (ORDERING, [1, 2, 0], ["o.0", "o.1", "o.2"], {}),
        (ESSAY, [], ["One\r\ntwo \0"], {"text": "One\ntwo"}),
    ],
)
def test_a_form_becomes_a_response_and_back(item, order, values, response):
    assert read_response(item, values, order) == response
    assert read_response(item, form_values(item, response, order), order) == response


@pytest.mark.parametrize(
    ("item", "values"),
    [
        (SINGLE, ["many.0"]),
        (SINGLE, ["one.2"]),
        (SINGLE, ["one.-1"]),
        (SINGLE, ["one.٣"]),
        (SINGLE, ["0"]),
        (SINGLE, ["one.0", "one.1"]),
        (MULTIPLE, ["many.1"] * 1000),
        (MULTIPLE, ["many.1", "many.1"]),
        (MULTIPLE, ["one.0"]),
        (TRUE, ["maybe"]),
        (SHORT, ["x" * 501]),
        (NUMBER, ["NaN"]),
        (NUMBER, ["1e400"]),
        (MATCHING, ["m.0"]),
        (MATCHING, ["m.0", "m.0", "o.1"]),
        (ORDERING, ["o.0", "o.1"]),
        (ORDERING, ["o.0", "o.0", "o.1"]),
        (ORDERING, ["o.0"] * 1000),
        (ESSAY, ["é" * (ESSAY_BYTES // 2 + 1)]),
        (ESSAY, ["x" * 2_000_000]),
    ],
)
def test_what_the_question_does_not_offer_is_refused_with_a_sentence(item, values):
    order = list(range({SINGLE: 2, MULTIPLE: 6, MATCHING: 3, ORDERING: 3}.get(item, 0)))
    with pytest.raises(ResponseRefused, match=r"\.$"):
        read_response(item, values, order)


@pytest.mark.parametrize("item", EVERY_KIND)
def test_every_answer_can_be_told_in_words(item):
    responses = {SINGLE: {"option": 1}, TRUE: {"value": False}, MATCHING: {"right": [0, None, 1]}, ORDERING: {"order": [2, 1, 0]}}
    response = responses.get(item, {"options": [0]} if isinstance(item, MultipleItem) else {"text": "12"})
    assert in_words(item, response)
    assert in_words(item, {}) == []
    told = explain(item, response, [])
    assert told.lines or told.rows or isinstance(item, (SingleItem, MultipleItem))
    explain(item, {}, list(range(len(getattr(item, "options", ())))))


def test_an_explanation_names_the_right_option_and_the_feedback_of_the_chosen_one():
    wrong, right = explain(SINGLE, {"option": 1}, [1, 0]).lines
    assert (wrong.text, wrong.chosen, wrong.right, wrong.feedback) == ("b", True, False, "no")
    assert (right.text, right.chosen, right.right, right.feedback) == ("a", False, True, "")


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        ({"answer": 12.5, "tolerance": 0.1, "unit": "€"}, "12.5 € (± 0.1 €)"),
        ({"answer": 90, "tolerance": 0.5, "unit": "%"}, "90% (± 0.5%)"),
        ({"answer": -200, "tolerance": 0.05, "tolerance_kind": "relative"}, "-200 (± 5%)"),
        ({"answer": 4}, "4"),
    ],
)
def test_the_right_number_is_told_with_its_unit_and_margin(facts, told):
    assert [line.text for line in explain(NumericalItem(key="n", stem="?", **facts), {}, []).lines] == [told]


def quiz(*sections, **rules):
    return QuizSpec(key="q", title="Q", sections=sections, **rules)


def test_a_drawn_section_gives_so_many_different_items():
    items = tuple(TrueFalseItem(key=f"t{number}", stem="?", answer=True) for number in range(10))
    spec = quiz(SectionSpec(items=items, title="A", draw=3, shuffle=True), SectionSpec(items=(SINGLE,)))
    drawn = [tuple(place["item"] for place in draw(spec, Random(seed))) for seed in range(50)]
    assert all(len(set(keys)) == 4 and keys[-1] == "one" for keys in drawn)
    assert {key for keys in drawn for key in keys} == {item.key for item in items} | {"one"}


def test_a_section_that_is_not_shuffled_keeps_the_order_of_its_author():
    assert [place["item"] for place in draw(quiz(SectionSpec(items=(TRUE, SINGLE, SHORT))), Random(1))] == ["tf", "one", "s"]


def test_things_to_order_are_never_shown_solved():
    two = OrderingItem(key="o", stem="?", sequence=("x", "y"))
    assert all(shown_order(two, Random(seed), shuffle=False) == [1, 0] for seed in range(20))


def test_options_stay_in_their_order_where_the_quiz_says_so():
    assert shown_order(MULTIPLE, Random(3), shuffle=False) == [0, 1, 2, 3, 4, 5]


def test_options_are_shuffled_else():
    assert len({tuple(shown_order(MULTIPLE, Random(seed), shuffle=True)) for seed in range(30)}) > 10


@pytest.mark.parametrize(
    ("shares", "points", "possible", "percent"),
    [
        ([(Decimal(1), 1), (Decimal(0), 1)], "1", "2", "50"),
        ([(Decimal("0.3333333"), 3)], "1", "3", "33.333"),
        ([(Decimal("0.3333333"), 1), (Decimal("0.6666667"), 1), (Decimal(0), 1)], "1", "3", "33.333"),
        ([(Decimal("0.3333333"), 1), (Decimal(0), 1)], "0.333", "2", "16.667"),
        ([(Decimal("0.3333333"), 1)] * 3 + [(Decimal(0), 1)] * 7, "1", "10", "10"),
        ([(Decimal(1), 0)], "0", "0", "100"),
        ([], "0", "0", "100"),
    ],
)
def test_shares_come_to_points_and_per_cent(shares, points, possible, percent):
    outcome = result(shares)
    assert (outcome.points, outcome.possible, outcome.percent) == (Decimal(points), Decimal(possible), Decimal(percent))


@pytest.mark.parametrize(
    ("rule", "percents", "counting"),
    [
        ("highest", [40, 90, 60], 90),
        ("highest", [40, None], 40),
        ("last", [40, 90, 60], 60),
        ("last", [40, None], None),
        ("first", [40, 90], 40),
        ("first", [None, 90], None),
        ("average", [40, 90, 60], "63.333"),
        ("average", [40, None], None),
        ("highest", [], None),
        ("average", [None], None),
    ],
)
def test_the_rule_says_which_attempt_counts(rule, percents, counting):
    given = [None if percent is None else Decimal(percent) for percent in percents]
    assert which_counts(rule, given) == (None if counting is None else Decimal(counting))


@pytest.mark.parametrize(
    ("limit", "percent", "words"), [(30, 100, "60 min (30 + 30)"), (30, 0, "30 min"), (25, 25, "32 min (25 + 7)"), (None, 50, "")]
)
def test_the_time_is_said_with_what_an_accommodation_adds(app, limit, percent, words):
    with app.test_request_context():
        assert time_for(limit, extra_minutes(limit or 0, percent)) == words


@pytest.mark.parametrize(("share", "word"), [("1", "right"), ("0.5", "partly"), ("0", "wrong")])
def test_a_share_has_a_word(share, word):
    assert verdict(Decimal(share)) == word


def test_no_rule_shows_the_key_too_early():
    for rule in ("after-submit", "after-pass", "never"):
        assert key_may_be_seen(rule, passed=True, may_try_again=False, sitting=False, too_early=True) is False


@pytest.mark.parametrize(("day", "hour"), [("2026-12-01", 8), ("2026-07-01", 7)])
def test_the_instant_of_the_key_is_on_the_citys_clock(day, hour):
    wanted, zone = datetime.fromisoformat(f"{day}T09:00"), "Europe/Berlin"
    there = datetime.fromisoformat(f"{day}T0{hour}:00Z")
    assert key_opens_at(wanted, zone, at=there - timedelta(seconds=1)) == there
    assert key_opens_at(wanted, zone, at=there) is None
    assert key_opens_at(None, zone, at=there) is None


@pytest.mark.parametrize(
    ("rule", "passed", "may_try_again", "sitting", "seen"),
    [
        ("after-submit", False, True, False, True),
        ("after-submit", True, False, True, False),
        ("after-pass", False, True, False, False),
        ("after-pass", True, True, False, True),
        ("after-pass", False, False, False, True),
        ("after-pass", False, False, True, False),
        ("never", True, False, False, False),
    ],
)
def test_the_key_is_seen_when_the_quiz_says_so_and_never_during_an_attempt(rule, passed, may_try_again, sitting, seen):
    assert key_may_be_seen(rule, passed=passed, may_try_again=may_try_again, sitting=sitting) is seen


def test_right_sides_are_offered_once_with_the_distractors():
    assert choices(MATCHING) == ("odd", "even", "none")
