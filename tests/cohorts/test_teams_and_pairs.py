"""Balanced teams, and who reads whose work: tables of cases, and laws that hold for any cohort."""

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lms.cohorts.peer_pairs import Reader, Work, draw
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
