"""How a waiting list moves: cases, and what holds whatever comes."""

import random
from collections import Counter
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.cohorts.waiting_list import Entry, Policy, Why, commitment, in_order, move_up, quota_of, ticket

NINE = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
SEED = "a seed"
ALL = Policy(mandatory_first=True, quota=None)


def entry(id_, minutes=0, department=None, **facts):
    return Entry(id_, NINE + timedelta(minutes=minutes), department, **facts)


def ids(entries):
    return [one.id for one in entries]


def test_duty_comes_first_then_the_earlier_application():
    waiting = [entry("late", 9), entry("early", 1), entry("duty", 30, mandatory=True)]
    assert ids(in_order(waiting, ALL, SEED)) == ["duty", "early", "late"]


def test_without_that_rule_a_duty_counts_for_nothing():
    waiting = [entry("early", 1), entry("duty", 30, mandatory=True)]
    assert ids(in_order(waiting, Policy(False, None), SEED)) == ["early", "duty"]


def test_within_a_minute_the_draw_decides_not_the_seconds():
    waiting = [Entry("a", NINE + timedelta(seconds=1)), Entry("b", NINE + timedelta(seconds=59)), Entry("c", NINE)]
    drawn = sorted("abc", key=lambda one: sha256(f"{SEED}:{one}".encode()).hexdigest())
    assert ids(in_order(waiting, ALL, SEED)) == drawn


def test_another_seed_draws_another_order():
    waiting = [entry(str(number)) for number in range(20)]
    assert ids(in_order(waiting, ALL, "one")) != ids(in_order(waiting, ALL, "two"))


def test_the_commitment_is_the_hash_of_the_seed_and_tells_nothing_of_the_draw():
    assert commitment(SEED) == sha256(SEED.encode()).hexdigest()
    assert ticket(SEED, "a") != commitment(SEED)


@pytest.mark.parametrize(("seats", "percent", "quota"), [(24, 25, 6), (10, 25, 2), (3, 25, 1), (24, None, None), (7, 100, 7)])
def test_a_quota_is_rounded_down_and_leaves_one_seat(seats, percent, quota):
    assert quota_of(seats, percent) == quota


CASES = {
    "a free seat goes to the first": ([entry("a", 1), entry("b", 2)], 1, {}, ALL, ["a"], {}),
    "no free seat moves nobody": ([entry("a", 1)], 0, {}, ALL, [], {}),
    "more seats than people": ([entry("a", 1)], 5, {}, ALL, ["a"], {}),
    "nobody waits": ([], 3, {}, ALL, [], {}),
    "the quota lets the next department pass": (
        [entry("a", 1, "parks"), entry("b", 2, "tax")], 1, {"parks": 2}, Policy(True, 2), ["b"], {"a": Why.QUOTA},
    ),
    "offers of this very move count for the quota": (
        [entry("a", 1, "parks"), entry("b", 2, "parks"), entry("c", 3, "tax")], 2, {"parks": 1}, Policy(True, 2), ["a", "c"], {"b": Why.QUOTA},
    ),
    "a duty does not go beyond the quota": (
        [entry("a", 9, "parks", mandatory=True), entry("b", 2, "tax")], 1, {"parks": 2}, Policy(True, 2), ["b"], {"a": Why.QUOTA},
    ),
    "whom nobody overtook was not passed over": ([entry("a", 1, "parks")], 1, {"parks": 2}, Policy(True, 2), [], {}),
    "who has no department is under no quota": ([entry("a", 1), entry("b", 2)], 2, {}, Policy(True, 1), ["a", "b"], {}),
    "one who left stops nobody": ([entry("gone", 1, able=False), entry("b", 2)], 1, {}, ALL, ["b"], {"gone": Why.GONE}),
    "when the call is closed, seats go beyond the quota": (
        [entry("a", 1, "parks"), entry("b", 2, "tax")], 2, {"parks": 2}, Policy(True, 2, beyond_quota=True), ["a", "b"], {},
    ),
    "but one stays free for each who has no answer yet": (
        [entry("a", 1, "parks"), entry("b", 2, "parks"), entry("c", 3, "tax")], 3, {"parks": 2}, Policy(True, 2, beyond_quota=True, kept=1),
        ["a", "c"], {"b": Why.QUOTA},
    ),
    "and more are kept than are free": (
        [entry("a", 1, "parks"), entry("b", 2, "tax")], 2, {"parks": 2}, Policy(True, 2, beyond_quota=True, kept=5), ["b"], {"a": Why.QUOTA},
    ),
    "but others still come before": (
        [entry("a", 1, "parks"), entry("b", 2, "tax")], 1, {"parks": 2}, Policy(True, 2, beyond_quota=True), ["b"], {"a": Why.QUOTA},
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_seats_go_as_the_policy_says(case):
    waiting, free, held, policy, offers, skipped = case
    random.Random(7).shuffle(waiting)
    moved = move_up(waiting, free, held, policy, SEED)
    assert (list(moved.offers), dict(moved.skipped)) == (offers, skipped)


entries = st.lists(
    st.builds(
        Entry,
        id=st.uuids().map(str),
        at=st.integers(0, 300).map(lambda seconds: NINE + timedelta(seconds=seconds)),
        department=st.sampled_from([None, "a", "b", "c"]),
        mandatory=st.booleans(),
        able=st.sampled_from([True, True, True, False]),
    ),
    max_size=40,
    unique_by=lambda one: one.id,
)
policies = st.builds(Policy, st.booleans(), st.sampled_from([None, 1, 2, 5]), st.booleans())
held_already = st.dictionaries(st.sampled_from(["a", "b", "c"]), st.integers(0, 4))


@given(entries, st.integers(0, 45), held_already, policies, st.text(max_size=8))
def test_whatever_comes_no_seat_is_given_twice_and_everybody_passed_over_has_a_reason(waiting, free, held, policy, seed):
    moved = move_up(waiting, free, held, policy, seed)
    by_id = {one.id: one for one in waiting}
    assert sorted(moved.order) == sorted(by_id)
    assert len(set(moved.offers)) == len(moved.offers) <= free
    assert all(by_id[one].able for one in moved.offers)
    last = max((moved.order.index(one) for one in moved.offers), default=-1)
    overtaken = {one for one in moved.order[: last + 1] if one not in moved.offers}
    assert overtaken == set(moved.skipped)
    if policy.quota is not None and not policy.beyond_quota:
        got = Counter(by_id[one].department for one in moved.offers if by_id[one].department)
        assert all(got[name] == 0 or held.get(name, 0) + got[name] <= policy.quota for name in got)


@given(entries, st.integers(0, 45), held_already, policies)
def test_the_order_of_arrival_in_memory_changes_nothing(waiting, free, held, policy):
    again = list(reversed(waiting))
    assert move_up(waiting, free, held, policy, SEED) == move_up(again, free, held, policy, SEED)


@given(entries, st.integers(0, 45), held_already, policies)
def test_seats_stay_free_only_when_nobody_who_could_take_one_waits(waiting, free, held, policy):
    moved = move_up(waiting, free, held, policy, SEED)
    if policy.quota is None or policy.beyond_quota:
        assert len(moved.offers) == min(free, sum(one.able for one in waiting))


def test_five_thousand_wait_and_as_many_move_up_as_there_are_seats():
    chance = random.Random(1)
    waiting = [entry(str(n), chance.randint(0, 9000), f"d{n % 60}", mandatory=n % 7 == 0, able=n % 50 != 0) for n in range(5000)]
    moved = move_up(waiting, 2400, {}, Policy(True, 60), SEED)
    assert len(moved.offers) == 2400
