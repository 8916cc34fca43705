"""How far somebody is: tables of cases."""

from datetime import UTC, datetime

import pytest

from lms.kit.months import months_later
from lms.learning.progress import Stage, Standing, credits, lost, progress, renewable_from

FREE = (Stage("01-a", text="A"), Stage("02-b", text="B"), Stage("03-c", text="C"))
WITH_OPTIONAL = (Stage("01-a", text="A"), Stage("02-b", optional=True, text="B"), Stage("03-c", text="C"))
GATED = (Stage("01-a", text="A"), Stage("02-quiz", text="Q"), Stage("03-c", text="C", requires=("02-quiz",)))
A, B, C, Q = ("01-a", "A"), ("02-b", "B"), ("03-c", "C"), ("02-quiz", "Q")


@pytest.mark.parametrize(
    ("stages", "done", "in_sequence", "expected"),
    [
        (FREE, set(), False, "open open open"),
        (FREE, set(), True, "open locked locked"),
        (FREE, {A}, True, "done open locked"),
        (FREE, {C}, True, "open locked done"),
        (FREE, {A, C}, True, "done open done"),
        (FREE, {A, B, C}, True, "done done done"),
        (WITH_OPTIONAL, {A}, True, "done open open"),
        (WITH_OPTIONAL, set(), True, "open locked locked"),
        (GATED, {A}, False, "done open locked"),
        (GATED, {Q}, False, "open done open"),
        (FREE, {("01-a", "an older text")}, False, "open open open"),
    ],
)
def test_a_step_is_done_open_or_locked(stages, done, in_sequence, expected):
    assert " ".join(progress(stages, done, in_sequence=in_sequence).standing.values()) == expected


def test_a_locked_step_says_what_it_waits_for():
    assert progress(GATED, {A}, in_sequence=False).waits_for == {"03-c": ("02-quiz",)}
    assert progress(FREE, set(), in_sequence=True).waits_for["03-c"] == ("01-a", "02-b")


def test_a_requirement_that_the_version_does_not_have_locks_nothing():
    assert progress((Stage("01-a", requires=("99-gone",)),), set(), in_sequence=False).standing == {"01-a": Standing.OPEN}


@pytest.mark.parametrize(
    ("stages", "done", "percent", "complete", "following"),
    [
        (FREE, set(), 0, False, "01-a"),
        (FREE, {A}, 33, False, "02-b"),
        (FREE, {A, B}, 66, False, "03-c"),
        (FREE, {A, B, C}, 100, True, None),
        (WITH_OPTIONAL, {A, C}, 100, True, "02-b"),
        (WITH_OPTIONAL, {A, B}, 50, False, "03-c"),
        ((Stage("01-a", optional=True, text="A"),), set(), 0, False, "01-a"),
        ((Stage("01-a", optional=True, text="A"),), {A}, 100, True, None),
        ((), set(), 0, False, None),
        (GATED, {A}, 33, False, "02-quiz"),
    ],
)
def test_per_cent_completion_and_the_next_step(stages, done, percent, complete, following):
    far = progress(stages, done, in_sequence=False)
    assert (far.percent, far.complete, far.following) == (percent, complete, following)


FOUR = (*FREE, Stage("04-d", optional=True, text="D"))


@pytest.mark.parametrize(
    ("stages", "done", "read_last", "following"),
    [
        (FREE, set(), None, "01-a"),
        (FREE, set(), "03-c", "03-c"),
        (FREE, {B}, "02-b", "03-c"),
        (FREE, {C}, "03-c", "01-a"),
        (FREE, {A, C}, "01-a", "02-b"),
        (FREE, {A, B, C}, "02-b", None),
        (FREE, {A}, "99-gone", "02-b"),
        (FREE, {("02-b", "an older text")}, "02-b", "02-b"),
        (FOUR, {A}, "04-d", "04-d"),
        (FOUR, {A, C}, "03-c", "02-b"),
        (FOUR, {A, B, C}, "01-a", "04-d"),
        (WITH_OPTIONAL, {A}, "01-a", "03-c"),
        (GATED, {A}, "03-c", "02-quiz"),
    ],
    ids=[
        "who read nothing begins",
        "an open step is gone on with",
        "after a finished step comes the next",
        "after the last step come those that were left out",
        "what is done is passed over",
        "nothing is left",
        "a step that the version does not have",
        "a text that changed since",
        "an optional step that is read",
        "an optional step waits until all that counts is done",
        "of optional steps only, the next",
        "an optional step on the way is passed over",
        "a step that locked since",
    ],
)
def test_one_goes_on_from_the_step_that_was_read_last(stages, done, read_last, following):
    assert progress(stages, done, in_sequence=False, read_last=read_last).following == following


NEW = (Stage("01-a", text="A"), Stage("02-new", text="N"), Stage("03-b", text="B"), Stage("04-c", text="C2"), Stage("03-c", text="C3"))


def test_a_renumbered_step_keeps_its_credit():
    assert credits(NEW, {A, B}, changed_texts_count=False) == [("03-b", "B")]


def test_a_changed_text_counts_only_with_credit():
    assert credits(NEW, {C}, changed_texts_count=False) == []
    assert credits(NEW, {C}, changed_texts_count=True) == [("03-c", "C3")]


def test_steps_without_a_hash_are_never_taken_for_one_another():
    assert credits((Stage("02-b"),), {("01-a", "")}, changed_texts_count=False) == []


@pytest.mark.parametrize(
    ("done", "with_credit", "expected"),
    [({A}, False, []), ({B}, False, []), ({C}, False, ["03-c"]), ({C}, True, []), ({A, B, C}, False, ["03-c"]), (set(), False, [])],
)
def test_what_would_be_lost_by_a_move(done, with_credit, expected):
    assert lost(FREE, NEW, done, changed_texts_count=with_credit) == expected


def test_a_removed_step_is_lost_even_with_credit():
    assert lost(FREE, NEW[:2], {B}, changed_texts_count=True) == ["02-b"]


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        ((2026, 1, 31), 1, (2026, 2, 28)),
        ((2027, 1, 31), 13, (2028, 2, 29)),
        ((2026, 11, 22), 24, (2028, 11, 22)),
        ((2026, 12, 1), 1, (2027, 1, 1)),
    ],
)
def test_months_later_ends_on_a_day_that_exists(day, months, expected):
    assert months_later(datetime(*day, 10, tzinfo=UTC), months) == datetime(*expected, 10, tzinfo=UTC)


def test_the_window_of_renewal_opens_days_before_the_end():
    assert renewable_from(datetime(2026, 12, 31, tzinfo=UTC), 30) == datetime(2026, 12, 1, tzinfo=UTC)
