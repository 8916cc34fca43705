"""Realistic instances of the matching, from a seed."""

from collections.abc import Iterable
from dataclasses import replace
from random import Random

from lms.placements.matching.problem import Champion, Need, Opening, Pair, Problem, Said


def small(seed: int, *, champions: int = 5, openings: int = 3) -> Problem:
    """An instance that brute force can go through."""
    chance = Random(seed)
    months = tuple(f"2027-{number:02}-01" for number in range(1, 5))
    known = ["data", "law", "design"]
    people = tuple(
        Champion(
            f"c{number}",
            chance.choice(["A", "B"]),
            _hours(chance, len(months), (2, 4, 6)),
            {one: chance.randint(1, 8) for one in known if chance.random() < 0.7},
            tuple(one for one in known if chance.random() < 0.2),
        )
        for number in range(champions)
    )
    roles = tuple(_opening(chance, f"o{number}", known, len(months), (2, 4), 2) for number in range(openings))
    some = [Said(one.key, other.key) for one in people for other in roles]
    held = tuple(one for one in some if chance.random() < 0.05)
    rest = [one for one in some if one not in held]
    return Problem(
        months,
        people,
        roles,
        held=held,
        conflicts=tuple(one for one in rest if chance.random() < 0.06),
        refused=tuple(one for one in rest if chance.random() < 0.06),
        wished=tuple(one for one in rest if chance.random() < 0.15),
        last=tuple(one for one in rest if chance.random() < 0.2),
        parallel=chance.choice([1, 2]),
    )


def city(seed: int = 1, *, champions: int = 300, openings: int = 80, departments: int = 40) -> Problem:
    """A city: most champions know something of a few competences and little of the rest, and openings ask for two to five of them."""
    chance = Random(seed)
    months = tuple(f"{2027 + number // 12}-{number % 12 + 1:02}-01" for number in range(12))
    known = [f"k{number}" for number in range(25)]
    people = []
    for number in range(champions):
        strong = chance.sample(known, chance.randint(3, 7))
        levels = {one: min(8, max(1, round(chance.gauss(4.6, 1.3)))) for one in strong}
        levels |= {one: chance.randint(1, 3) for one in known if one not in levels and chance.random() < 0.4}
        hours = _hours(chance, len(months), (2, 4, 4, 6, 8))
        growth = tuple(chance.sample(known, 2)) if chance.random() < 0.4 else ()
        people.append(Champion(f"c{number:03}", f"d{chance.randrange(departments):02}", hours, levels, growth))
    roles = tuple(_opening(chance, f"o{number:02}", known, len(months), (2, 3, 4, 6), 5) for number in range(openings))
    some = [Said(one.key, other.key) for one in people for other in roles]
    return Problem(
        months,
        tuple(people),
        roles,
        conflicts=tuple(one for one in some if chance.random() < 0.01),
        refused=tuple(one for one in some if chance.random() < 0.01),
        wished=tuple(one for one in some if chance.random() < 0.02),
        last=tuple(one for one in some if chance.random() < 0.005),
    )


def next_run(problem: Problem, plan: Iterable[Pair], seed: int = 1) -> Problem:
    """The same city some weeks later, nobody asked yet: a twelfth of the openings closed, one in twenty said no, some have fewer hours."""
    chance = Random(seed)
    closed = {one.key for one in chance.sample(problem.openings, len(problem.openings) // 12)}
    said_no = [Said(*pair) for pair in plan if chance.random() < 0.05]
    people = [replace(one, hours=tuple(min(hours, 2.0) for hours in one.hours)) if chance.random() < 0.06 else one for one in problem.champions]
    return replace(
        problem,
        champions=tuple(people),
        openings=tuple(one for one in problem.openings if one.key not in closed),
        refused=(*problem.refused, *said_no),
        last=tuple(Said(*pair) for pair in plan),
    )


def _hours(chance: Random, months: int, choice: tuple[int, ...]) -> tuple[float, ...]:
    agreed, appointed = float(chance.choice(choice)), chance.choice([months, months, months, months // 2])
    return tuple(agreed if month < appointed else 0.0 for month in range(months))


def _opening(chance: Random, key: str, known: list[str], months: int, hours: tuple[int, ...], most_needs: int) -> Opening:
    first = chance.randrange(months - 1)
    last = min(months - 1, first + chance.randint(1, 8))
    asked = chance.sample(known, min(len(known), chance.randint(1, most_needs)))
    needs = tuple(Need(one, chance.randint(3, 6), must=number == 0 or chance.random() < 0.6) for number, one in enumerate(asked))
    return Opening(key, float(chance.choice(hours)), chance.randint(1, 4), first, last, needs)
