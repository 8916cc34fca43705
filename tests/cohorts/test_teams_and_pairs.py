"""Balanced teams, and who reads whose work: tables of cases, and laws that hold for any cohort."""

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lms.cohorts.peer_pairs import Before, Reader, Work, draw, draw_later
from lms.cohorts.teams_balance import Candidate, balance_of, balanced, cost, number_of_teams, random_balance, snake

PEOPLE = st.lists(st.tuples(st.sampled_from("ABCDE"), st.integers(0, 24)), min_size=1, max_size=30).map(
    lambda rows: [Candidate(f"p{number:02}", department, level) for number, (department, level) in enumerate(rows)]
)


@pytest.mark.parametrize(("people", "size", "teams"), [(24, 4, 6), (25, 4, 6), (27, 4, 7), (3, 4, 1), (1, 9, 1), (0, 4, 1)])
def test_as_many_teams_as_fit_the_size(people, size, teams):
    assert number_of_teams(people, size) == teams


@settings(max_examples=60, deadline=None)
@given(people=PEOPLE, wanted=st.integers(1, 8))
def test_any_split_is_whole_even_and_no_worse_than_the_snake(people, wanted):
    teams = min(wanted, len(people))
    split = balanced(people, teams, "seed")
    sizes = [len(team) for team in split]
    assert sorted(one.key for team in split for one in team) == [one.key for one in people]
    assert max(sizes) - min(sizes) <= 1
    assert cost(split) <= cost(snake(people, teams, "seed")) + 1e-9


@settings(max_examples=30, deadline=None)
@given(people=PEOPLE, order=st.randoms())
def test_the_same_people_and_seed_give_the_same_teams(people, order):
    teams = min(4, len(people))
    mixed = list(people)
    order.shuffle(mixed)
    assert balanced(mixed, teams, "s") == balanced(people, teams, "s")


def test_departments_are_spread_and_levels_are_even():
    people = [Candidate(f"{department}{number}", department, level) for department in "ABCD" for number, level in enumerate((0, 4, 8, 12))]
    split = balanced(people, 4, "s")
    assert all({one.department for one in team} == set("ABCD") for team in split)
    by_chance = random_balance(people, 4, "s")
    assert balance_of(split).same_department == 0 < by_chance.same_department
    assert balance_of(split).level_gap <= 1 < by_chance.level_gap


def test_people_of_no_department_are_no_colleagues():
    assert balance_of([[Candidate("a", None, 0), Candidate("b", None, 0)]]).same_department == 0


# ── who reads whose work ───────────────────────────────────


def _alone(number, teams=None):
    keys = [f"p{each:02}" for each in range(number)]
    team = {key: teams[index] if teams else None for index, key in enumerate(keys)}
    return [Reader(key, team[key]) for key in keys], [Work(f"w-{key}", frozenset({key}), team[key]) for key in keys]


def _check(readers, works, pairs):
    authors, teams = {work.key: work.authors for work in works}, {work.key: work.team for work in works}
    for reader in readers:
        read = [work for key, work in pairs if key == reader.key]
        assert len(read) == len(set(read))
        assert not [work for work in read if reader.key in authors[work]]
        assert not [work for work in read if reader.team is not None and teams[work] == reader.team]


@settings(max_examples=40, deadline=None)
@given(number=st.integers(2, 24), each=st.integers(1, 4), seed=st.text(max_size=4))
def test_everybody_gives_and_gets_as_much(number, each, seed):
    each = min(each, number - 1)
    readers, works = _alone(number)
    pairs = draw(readers, works, each, seed)
    _check(readers, works, pairs)
    assert set(Counter(reader for reader, _work in pairs).values()) == {each}
    assert set(Counter(work for _reader, work in pairs).values()) == {each}
    assert pairs == draw(readers[::-1], works[::-1], each, seed)


@settings(max_examples=40, deadline=None)
@given(sizes=st.lists(st.integers(2, 5), min_size=3, max_size=6), each=st.integers(1, 3))
def test_nobody_reads_the_work_of_their_own_team(sizes, each):
    teams = [team for team, size in enumerate(sizes) for _member in range(size)]
    readers, works = _alone(len(teams), teams)
    pairs = draw(readers, works, each, "s")
    _check(readers, works, pairs)
    if max(sizes) * 2 <= len(teams) and each == 1:
        assert len(pairs) == len(teams)


@pytest.mark.parametrize(("number", "each"), [(6, 2), (9, 2), (12, 3), (24, 3)])
def test_pairs_are_not_mutual_where_that_is_possible(number, each):
    readers, works = _alone(number)
    pairs = set(draw(readers, works, each, "s"))
    assert not [(reader, work) for reader, work in pairs if (work[2:], f"w-{reader}") in pairs]


def test_the_work_of_teams_is_read_by_others_evenly():
    readers = [Reader(f"p{each:02}", each // 4) for each in range(16)]
    works = [Work(f"w{team}", frozenset(f"p{team * 4 + each:02}" for each in range(4)), team) for team in range(4)]
    pairs = draw(readers, works, 2, "s")
    _check(readers, works, pairs)
    assert set(Counter(reader for reader, _work in pairs).values()) == {2}
    assert set(Counter(work for _reader, work in pairs).values()) == {8}


@pytest.mark.parametrize(("number", "each", "drawn"), [(0, 2, 0), (1, 2, 0), (2, 3, 2), (3, 2, 6)])
def test_few_people_get_what_there_is(number, each, drawn):
    readers, works = _alone(number)
    assert len(draw(readers, works, each, "s")) == drawn


# ── who had more time ──────────────────────────────────────


def _later(early, late, each, gave=()):
    """The pairs of the first draw, and those that a draw for ``late`` more people adds."""
    readers, works = _alone(early + late)
    first = draw(readers[:early], works[:early], each, "s")
    more = draw_later(readers, works, each, Before(frozenset(first), frozenset(gave)), "2")
    _check(readers, works, [*first, *more])
    assert not set(first) & set(more)
    return first, more


@pytest.mark.parametrize(
    ("early", "late", "each", "they_read", "they_are_read", "others_read"),
    [
        (6, 0, 2, [], [], []),  # nobody came later
        (6, 1, 2, [2], [2], [1, 1]),  # alone: with those who have done theirs
        (6, 2, 2, [2, 2], [2, 2], [1, 1]),  # with each other, and the rest with the others
        (6, 3, 2, [2, 2, 2], [2, 2, 2], []),  # with each other, and nobody is troubled
        (6, 5, 3, [3] * 5, [3] * 5, []),
        (4, 2, 3, [3, 3], [3, 3], [1, 1, 1, 1]),
        (3, 2, 3, [3, 3], [3, 3], [1, 1, 2]),  # three cannot share four evenly
        (1, 1, 2, [1], [1], [1]),  # who was alone in time is late to the draw too
        (1, 0, 2, [], [], []),
        (0, 2, 2, [1, 1], [1, 1], []),  # nobody was in time
        (2, 1, 3, [2], [2], [1, 1]),  # no more than there are
    ],
)
def test_latecomers_give_and_get_as_much_as_the_others(early, late, each, they_read, they_are_read, others_read):
    _first, more = _later(early, late, each)
    reads, read = Counter(reader for reader, _work in more), Counter(work for _reader, work in more)
    names = {f"p{number:02}" for number in range(early, early + late)}
    assert [reads[name] for name in sorted(names)] == they_read
    assert [read[f"w-{name}"] for name in sorted(names)] == they_are_read
    assert sorted(count for name, count in reads.items() if name not in names) == others_read


@settings(max_examples=60, deadline=None)
@given(early=st.integers(0, 16), late=st.integers(0, 8), each=st.integers(1, 4), seed=st.text(max_size=3))
def test_a_later_draw_troubles_the_others_evenly_and_brings_nothing_twice(early, late, each, seed):
    each = min(each, max(1, early + late - 1))
    readers, works = _alone(early + late)
    first = draw(readers[:early], works[:early], min(each, max(0, early - 1)), seed)
    more = draw_later(readers, works, each, Before(frozenset(first)), seed)
    pairs = [*first, *more]
    _check(readers, works, pairs)
    assert len(set(pairs)) == len(pairs)
    reads, read = Counter(reader for reader, _work in pairs), Counter(work for _reader, work in pairs)
    others = min(each, early + late - 1)
    assert all(reads[reader.key] >= others and read[f"w-{reader.key}"] >= others for reader in readers[early:])
    extra = [reads[reader.key] for reader in readers[:early]]
    assert not extra or max(extra) - min(extra) <= 1
    assert draw_later(readers[::-1], works[::-1], each, Before(frozenset(first)), seed) == more
    assert draw_later(readers, works, each, Before(frozenset(pairs)), seed) == []


def test_those_who_gave_feedback_are_asked_before_those_who_did_not():
    _first, more = _later(8, 1, 2, gave=("p03", "p05"))
    assert {reader for reader, work in more if work == "w-p08"} == {"p03", "p05"}


def test_a_latecomer_is_read_by_others_than_those_whom_they_read_where_that_is_possible():
    _first, more = _later(5, 1, 2)
    assert not {f"w-{reader}" for reader, work in more if work == "w-p05"} & {work for reader, work in more if reader == "p05"}


def test_latecomers_of_one_team_read_the_others_and_are_read_by_them():
    readers, works = _alone(6, [0, 0, 1, 1, 2, 2])
    first = draw(readers[:4], works[:4], 1, "s")
    more = draw_later(readers, works, 1, Before(frozenset(first)), "2")
    _check(readers, works, [*first, *more])
    assert Counter(reader in ("p04", "p05") for reader, _work in more) == {True: 2, False: 2}


def test_the_late_work_of_a_team_is_owed_as_many_readers_as_the_team_has_members():
    readers = [Reader(f"p{each:02}", each // 4) for each in range(16)]
    works = [Work(f"w{team}", frozenset(f"p{team * 4 + each:02}" for each in range(4)), team) for team in range(4)]
    first = draw(readers[:12], works[:3], 2, "s")
    more = draw_later(readers, works, 2, Before(frozenset(first)), "2")
    _check(readers, works, [*first, *more])
    assert Counter(work for _reader, work in more if work == "w3") == {"w3": 8}
    assert set(Counter(reader for reader, work in more if work != "w3").values()) == {2}
    assert set(Counter(reader for reader, work in more if work == "w3").values()) == {1}


def test_whoever_gave_up_the_place_since_the_first_draw_is_left_out():
    readers, works = _alone(5)
    first = draw(readers[:4], works[:4], 2, "s")
    more = draw_later(readers[1:], works[1:], 2, Before(frozenset(first)), "2")
    assert not [pair for pair in more if pair[0] == "p00" or pair[1] == "w-p00"]
    assert Counter(reader == "p04" for reader, _work in more) == {True: 2, False: 2}
