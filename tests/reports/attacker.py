"""Somebody who may read every report, and wants to know of one person.

They note every figure of two months, under every filter, and solve for what the figures have in common. A figure is a sum over people of
something that only the figures tell, so what they can learn is the space that the figures' groups span. ``fewest`` looks for the smallest
group of people that any combination of figures (sums, differences, multiples) still speaks of:

- in small organisations it is found for certain: a combination that speaks of nobody outside a set exists exactly when the rows of the
  space's kernel at that set depend on each other, and all sets of fewer than ten people are tried;
- in large ones by all sums and differences of two figures, and by many of three and four.
"""

import random
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from lms.reports.disclosure.asking import may_answer, never_of, told_of
from lms.reports.disclosure.grouping import THRESHOLD, Entry, Grouping, Groups, Tree
from lms.reports.disclosure.waiting import Move, Scope, held_without, may_count, opened_by, regroup
from lms.reports.models.questions import ON_DUTY, OTHERWISE

PRIME = (1 << 61) - 1
"""Ranks are taken modulo a prime: a rank can only seem smaller that way, so nothing that depends seems not to."""

Place = tuple[int, int]
Published = Callable[[Grouping, Entry], bool]


def guarded(grouping: Grouping, entry: Entry) -> bool:
    """What the house shows."""
    return grouping.shows(entry)


def threshold_only(grouping: Grouping, entry: Entry) -> bool:
    """What a house would show that only looks at the size of each group."""
    return grouping.people[entry] >= THRESHOLD


@dataclass
class Question:
    """What concerns only some: who applied, or is on a course. By post, by grade, or by how somebody is on a course."""

    dice: random.Random
    kind_of: dict[int, str]
    """What people are told apart by: post -> kind, or of a course person -> kind."""
    concerned: set[int]
    of_a_course: bool = False
    answered: dict[int, tuple[object, tuple[int, str]]] = field(default_factory=dict)
    """Person -> (layer, place)."""
    gone: dict[int, tuple[object, tuple[int, str]]] = field(default_factory=dict)
    """The same of those who left."""
    before: dict[Entry, bool] = field(default_factory=dict)

    def a_month_passes(self, people: Sequence[int]) -> None:
        """Some join, one by one or many at once; some are not concerned any more; a post gets another grade, a course becomes a duty of some."""
        dice, others = self.dice, [one for one in people if one not in self.concerned]
        self.concerned -= {one for one in self.concerned if dice.random() < dice.choice((0.01, 0.05, 0.3))}
        self.concerned |= set(dice.sample(others, min(len(others), dice.choice((1, 4, 15, 60)))))
        if self.of_a_course:
            some = dice.choice((0.01, 0.05, 0.4))
            self.kind_of.update({one: dice.choice((ON_DUTY, OTHERWISE)) for one in people if one not in self.kind_of or dice.random() < some})
        elif dice.random() < 0.3:
            self.kind_of[dice.choice(list(self.kind_of))] = dice.choice(list(self.kind_of.values()))

    def take_roll(self, city: "Organisation", month: int, *, wait: bool) -> None:
        """Count whom it concerns, as far as the house lets it be seen."""
        seats = {one: place for one, place in city.actual.items() if place and one in self.concerned}
        now = {one: (place[0], self.kind_of[one if self.of_a_course else place[1]]) for one, place in seats.items()}
        known, moves = {**self.answered, **self.gone}, []
        for person in self.answered.keys() | now.keys():
            layer, place = known.get(person, (None, None))
            if person in self.gone or place != now.get(person):
                moves.append(Move(person, place, now.get(person), layer))
        ready = may_answer(moves, Counter(known.values()), city.tree, self.before) if wait else dict.fromkeys(moves)
        for move in ready:
            self.answered.pop(move.person, None)
            self.gone.pop(move.person, None)
            if move.after is None:
                self.gone[move.person] = ((move.layer, month), move.before)
            else:
                self.answered[move.person] = ((month, ready[move]), move.after)

    def grouping(self, tree: Tree) -> Grouping:
        """What is published of it this month."""
        never = never_of(OTHERWISE, tree) if self.of_a_course else {}
        found = told_of(tree, Counter(self.answered.values()), never | self.before, dear=ON_DUTY if self.of_a_course else None)
        self.before = never | {entry: entry in found.published for entry in found.people}
        return found

    def figures(self) -> dict[int, tuple[int, str]]:
        """Where everybody is counted."""
        return {person: place for person, (_layer, place) in self.answered.items()}


@dataclass
class Organisation:
    """Departments, posts, people, what some competences are required of, and what else is asked."""

    dice: random.Random
    tree: Tree
    posts: int
    actual: dict[int, Place | None]
    first: dict[int, Place]
    """Where they were at the beginning."""
    since: list[dict[int, int]]
    """Of each competence: since which month a post requires it."""
    counted: dict[int, tuple[object, Place]] = field(default_factory=dict)
    """Person -> (layer, place)."""
    gone: dict[int, tuple[object, Place]] = field(default_factory=dict)
    """The same of those who left."""
    before: list[dict[Entry, bool]] = field(default_factory=list)
    told: list[set[Entry]] = field(default_factory=list)
    """Of each competence: what has been published at any time."""
    shown: list[set[Entry]] = field(default_factory=list)
    dropped: dict[int, int] = field(default_factory=dict)
    """Posts that the last competence was required of, and is not any more."""
    questions: list[Question] = field(default_factory=list)


def organisation(seed: int, *, small: bool) -> Organisation:
    """A random one: a tree of departments of very different size, some posts common and some rare."""
    dice = random.Random(seed)
    departments = dice.randint(3, 8) if small else dice.randint(25, 70)
    tops = max(1, departments // 8)
    above = {n: None if n < tops else (dice.randrange(tops) if dice.random() < 0.8 else dice.randrange(n)) for n in range(departments)}
    posts = dice.randint(2, 4) if small else dice.randint(5, 12)
    people = dice.randint(60, 180) if small else dice.choice((1_500, 3_000, 6_000))
    sizes = [dice.random() ** 2 + 0.05 for _ in range(departments)]
    kinds = [1 / (k + 1) for k in range(posts)]
    actual = {n: (dice.choices(range(departments), sizes)[0], dice.choices(range(posts), kinds)[0]) for n in range(people)}
    since = [{post: 0 for post in range(posts) if number == 0 or dice.random() < 0.7} for number in range(2 if small else 3)]
    city = Organisation(dice, Tree(above), posts, dict(actual), actual, since)
    city.before, city.told, city.shown = ([kind() for _competence in since] for kind in (dict, set, set))
    city.questions = _questions(seed, posts, people, small=small)
    return city


def _questions(seed: int, posts: int, people: int, *, small: bool) -> list[Question]:
    """One by post or by grade, one of a course; of large organisations only one of them."""
    dice = random.Random(seed + 7_000)
    kinds = dict(enumerate(map(str, range(posts)))) if dice.random() < 0.5 else {post: f"B{post // 2}" for post in range(posts)}
    many = dice.choice((0, 0.5, 0.9, 1))
    duties = {one: ON_DUTY if dice.random() < many else OTHERWISE for one in range(people)}
    made = []
    for kind_of in (kinds, duties):
        some = dice.choice((0.15, 0.4, 0.8, 1))
        made.append(Question(dice, kind_of, {one for one in range(people) if dice.random() < some}, kind_of is duties))
    return made if small else [made[seed % 2]]


def a_month_passes(city: Organisation, month: int) -> None:
    """People come, leave and move: here and there, and some departments at once; some come back; a role profile changes."""
    dice, departments = city.dice, list(city.tree.above)
    for person, place in list(city.actual.items()):
        chance = dice.random()
        if chance < 0.02:
            city.actual[person] = None
        elif chance < 0.04 and place:
            city.actual[person] = (dice.choice(departments), place[1])
    if dice.random() < 0.6:
        _many_go(city, dice.choice(departments))
    first = max(city.actual) + 1
    arriving = dice.choice((1, 3, 12, 40))
    together = dice.choice(departments)
    for person in range(first, first + arriving):
        where = together if dice.random() < 0.6 else dice.choice(departments)
        city.actual[person] = (where, dice.choices(range(city.posts), [1 / (k + 1) for k in range(city.posts)])[0])
    _role_profiles_change(city, month)
    for question in city.questions:
        question.a_month_passes([person for person, place in city.actual.items() if place])


def _role_profiles_change(city: Organisation, month: int) -> None:
    """The last competence is required of one post more, or of one less. What is required once more later is beyond the guard."""
    dice, since = city.dice, city.since[-1]
    if dice.random() < 0.3 and (post := dice.randrange(city.posts)) not in city.dropped:
        since.setdefault(post, month)
    if dice.random() < 0.15 and (post := dice.randrange(city.posts)) in since:
        _drop(city, post)


def _drop(city: Organisation, post: int) -> None:
    """Its people go at once, as requirements count at once."""
    city.dropped[post] = city.since[-1].pop(post)
    going = {place for _layer, place in city.counted.values() if place[1] == post}
    city.before[-1] |= dict.fromkeys(held_without(going, city.tree, city.shown[-1]), False)


def _many_go(city: Organisation, here: int) -> None:
    """Of a department most leave, or move elsewhere, or to another post; of those who left, or moved, most come back."""
    dice, departments = city.dice, list(city.tree.above)
    there = {person: place for person, place in city.actual.items() if place and place[0] == here and dice.random() < 0.8}
    match dice.choice(("leave", "move", "post", "back")):
        case "leave":
            city.actual.update(dict.fromkeys(there))
        case "move":
            where = dice.choice(departments)
            city.actual.update({person: (where, place[1]) for person, place in there.items()})
        case "post":
            post = dice.randrange(city.posts)
            city.actual.update({person: (place[0], post) for person, place in there.items()})
        case "back":
            city.actual.update({person: city.first[person] for person in city.actual if person in city.first and dice.random() < 0.7})


def take_roll(city: Organisation, month: int, *, wait: bool = True) -> None:
    """Count people where they are, as far as the house lets it be seen."""
    known, moves = {**city.counted, **city.gone}, []
    for person, place in city.actual.items():
        layer, now = known.get(person, (None, None))
        if place != (None if person in city.gone else now):
            moves.append(Move(person, now, place, layer))
    counted = Counter(known.values())
    if city.counted and wait:
        scopes = [
            Scope(Groups(city.tree, told | opened_by(moves, city.tree, before)), since)
            for before, told, since in zip(city.before, city.told, [*city.since[:-1], city.since[-1] | city.dropped], strict=True)
        ]
        ready = may_count(moves, counted, scopes)
    else:
        ready = dict.fromkeys(moves)
    for move in sorted(ready, key=str):
        city.counted.pop(move.person, None)
        city.gone.pop(move.person, None)
        if move.after is None:
            city.gone[move.person] = ((move.layer, month), move.before)
        else:
            city.counted[move.person] = ((month, ready[move]), move.after)


def groupings(city: Organisation, month: int) -> list[Grouping]:
    """What is published of each competence this month."""
    counted = Counter(city.counted.values())
    found = []
    for number, since in enumerate(city.since):
        grouping = regroup(city.tree, counted, since, city.before[number])
        city.before[number] = {entry: entry in grouping.published for entry in grouping.people}
        city.told[number] |= grouping.published
        city.shown[number] = {entry for entry in grouping.people if grouping.shows(entry)}
        found.append(grouping)
    return found


@dataclass
class Seen:
    """Everything that was shown of one competence, or of one question: each figure as the set of people it sums over."""

    figures: list[frozenset[int]] = field(default_factory=list)
    visible: int = 0
    large: int = 0
    """Cells of ten people or more, shown or not."""


def two_months(city: Organisation, publish: Published = guarded, *, wait: bool = True, months: int = 2) -> tuple[list[Seen], list[Seen]]:
    """Read every figure of two months (or more): of competences, and of questions."""
    seen, answers = [Seen() for _ in city.since], [Seen() for _ in city.questions]
    for month in range(months):
        if month:
            a_month_passes(city, month)
        take_roll(city, month, wait=wait)
        for number, grouping in enumerate(groupings(city, month)):
            places = {person: place for person, (_layer, place) in city.counted.items() if place[1] in city.since[number]}
            _read(city.tree, grouping, places, seen[number], publish)
        for question, read in zip(city.questions, answers, strict=True):
            question.take_roll(city, month, wait=wait)
            _read(city.tree, question.grouping(city.tree), question.figures(), read, publish)
    return seen, answers


def _read(tree: Tree, grouping: Grouping, places: Mapping[int, tuple[int, int | str]], seen: Seen, publish: Published) -> None:
    members: dict[Entry, set[int]] = {}
    for person, (department, kind) in places.items():
        for node in tree.way_up(department):
            members.setdefault(Entry(node, None), set()).add(person)
            if kind != OTHERWISE:
                members.setdefault(Entry(node, kind), set()).add(person)
    for entry, people in members.items():
        shown = publish(grouping, entry)
        seen.large += len(people) >= THRESHOLD
        seen.visible += shown and len(people) >= THRESHOLD
        if shown:
            seen.figures.append(frozenset(people))


def _alike(figures: Sequence[frozenset[int]]) -> tuple[list[list[int]], list[int]]:
    """The figures over groups of people that no figure tells apart, and how many people each group has."""
    signs: Counter[tuple[int, ...]] = Counter()
    of: dict[int, list[int]] = {}
    for number, people in enumerate(figures):
        for person in people:
            of.setdefault(person, []).append(number)
    for numbers in of.values():
        signs[tuple(numbers)] += 1
    groups = sorted(signs)
    rows = [[1 if number in group else 0 for group in map(set, groups)] for number in range(len(figures))]
    return rows, [signs[group] for group in groups]


def _kernel(rows: list[list[int]], width: int) -> list[list[int]]:
    """For each column its row in a matrix whose columns are orthogonal to every row."""
    rows, pivots = [row[:] for row in rows], []
    for column in range(width):
        pivot = next((row for row in range(len(pivots), len(rows)) if rows[row][column] % PRIME), None)
        if pivot is None:
            continue
        here = len(pivots)
        rows[here], rows[pivot] = rows[pivot], rows[here]
        inverse = pow(rows[here][column], -1, PRIME)
        rows[here] = [value * inverse % PRIME for value in rows[here]]
        for other in range(len(rows)):
            if other != here and (factor := rows[other][column]):
                rows[other] = [(a - factor * b) % PRIME for a, b in zip(rows[other], rows[here], strict=True)]
        pivots.append(column)
    free = [column for column in range(width) if column not in pivots]
    kernel = [[0] * len(free) for _ in range(width)]
    for place, column in enumerate(free):
        kernel[column][place] = 1
        for row, pivot in enumerate(pivots):
            kernel[pivot][place] = -rows[row][column] % PRIME
    return kernel


def fewest(figures: Sequence[frozenset[int]], least: int = THRESHOLD) -> int | None:
    """The smallest number of people under ``least`` that some combination of the figures speaks of alone; None when there is none."""
    if not figures:
        return None
    rows, sizes = _alike(list(dict.fromkeys(figures)))
    kernel = _kernel(rows, len(sizes))
    return min(_depending(kernel, sizes, least), default=None)


def _depending(kernel: list[list[int]], sizes: list[int], least: int) -> Iterator[int]:
    small = sorted((n for n, size in enumerate(sizes) if size < least), key=lambda n: sizes[n])

    def extend(start: int, people: int, steps: list[tuple[int, list[int]]]) -> Iterator[int]:
        for place in range(start, len(small)):
            total = people + sizes[small[place]]
            if total >= least:
                break
            row = kernel[small[place]]
            for pivot, step in steps:
                if factor := row[pivot]:
                    row = [(a - factor * b) % PRIME for a, b in zip(row, step, strict=True)]
            pivot = next((n for n, value in enumerate(row) if value), None)
            if pivot is None:
                yield total
                continue
            inverse = pow(row[pivot], -1, PRIME)
            yield from extend(place + 1, total, [*steps, (pivot, [value * inverse % PRIME for value in row])])

    yield from extend(0, 0, [])


def fewest_tried(figures: Sequence[frozenset[int]], dice: random.Random, tries: int = 4_000) -> int | None:
    """The same by trying: every sum and difference of two figures, and ``tries`` of three or four with signs."""
    distinct = list(dict.fromkeys(figures))
    near = ((a, b) for a, b in combinations(distinct, 2) if abs(len(a) - len(b)) < THRESHOLD)
    found = [size for a, b in near if 0 < (size := len(a ^ b)) < THRESHOLD]
    for _ in range(tries if len(distinct) > 4 else 0):
        total: Counter[int] = Counter()
        for people in dice.sample(distinct, dice.choice((3, 4))):
            sign = dice.choice((1, -1))
            for person in people:
                total[person] += sign
        size = sum(1 for value in total.values() if value)
        found += [size] if 0 < size < THRESHOLD else []
    return min(found, default=None)
