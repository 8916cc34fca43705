"""The rotating code: another one every thirty seconds, ten seconds of grace, nothing to guess."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from lms.cohorts import codes

SECRET = b"a secret of the house"
SESSION = UUID("00000000-0000-0000-0000-00000000000a")
SHOWN = datetime(2026, 11, 26, 10, 0, 0, tzinfo=UTC)


def shown_at(moment, secret=SECRET, session=SESSION):
    return codes.code(secret, session, codes.period_of(moment))


@pytest.mark.parametrize(
    ("seconds", "counts"),
    [(0, True), (29, True), (30, True), (39, True), (40, False), (60, False), (3600, False), (-1, False), (-30, False)],
)
def test_a_code_counts_for_its_thirty_seconds_and_ten_more(seconds, counts):
    assert codes.fits(shown_at(SHOWN), SECRET, SESSION, SHOWN + timedelta(seconds=seconds)) is counts


def test_a_code_is_of_one_session_and_one_house():
    assert not codes.fits(shown_at(SHOWN, session=uuid4()), SECRET, SESSION, SHOWN)
    assert not codes.fits(shown_at(SHOWN, secret=b"another house"), SECRET, SESSION, SHOWN)


@pytest.mark.parametrize("how", [str.lower, codes.spaced, lambda code: f" {code[:2]}-{code[2:]} \n"])
def test_a_code_may_be_typed_as_people_type(how):
    assert codes.fits(how(shown_at(SHOWN)), SECRET, SESSION, SHOWN)


@pytest.mark.parametrize("typed", ["", " ", "      ", "Ａ" * 6, "%00", "9" * 5000, "'; DROP TABLE person; --"])
def test_what_is_no_code_is_refused(typed):
    assert not codes.fits(typed, SECRET, SESSION, SHOWN)


def test_codes_are_spread_over_the_whole_alphabet():
    made = [codes.code(SECRET, SESSION, number) for number in range(3000)]
    assert len(set(made)) == len(made)
    counts = Counter("".join(made))
    assert set(counts) == set(codes.ALPHABET)
    assert max(counts.values()) < 1.25 * min(counts.values())


def test_the_time_that_is_left_is_told():
    assert [codes.seconds_left(SHOWN + timedelta(seconds=n)) for n in (0, 1, 29, 30)] == [30, 29, 1, 30]
