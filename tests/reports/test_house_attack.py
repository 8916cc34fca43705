"""The attacker at the door of the house: every filter, page and file of two months, read as HR, then solved."""

import csv
import io
import random
from datetime import UTC, datetime
from itertools import product

import pytest
from sqlalchemy import select

from lms.kit.clock import at
from lms.kit.db import db, transaction
from lms.people.models import Person, Role
from lms.people.queries.directory import departments, with_departments_below
from lms.reports.disclosure.grouping import Grouping
from lms.reports.models.heat import CountedPlace
from lms.reports.service.rolls import take_roll
from tests.factories.people import make_department, make_person, make_post
from tests.factories.standings import make_competences, require
from tests.reports.attacker import fewest

MONTHS = (datetime(2026, 1, 1, 2, tzinfo=UTC), datetime(2026, 2, 1, 2, tzinfo=UTC))


class Town:
    """A random small one."""

    def __init__(self, seed):
        self.dice = dice = random.Random(seed)
        tops = [make_department(f"Top {n}") for n in range(2)]
        self.departments = tops + [make_department(f"Below {n}", parent=dice.choice(tops)) for n in range(4)]
        self.posts = [make_post(f"Post {n}") for n in range(3)]
        self.competences = make_competences(2)
        for number, post in enumerate(self.posts):
            require(post, dict.fromkeys(self.competences[:2 if number else 1], 3))
        for number in range(80):
            self.arrive(number)

    def arrive(self, number):
        department = self.dice.choice(self.departments)
        make_person(f"P{number}", department=department, post_id=self.dice.choices(self.posts, (6, 3, 1))[0].id)

    def a_month_passes(self):
        people = db.session.scalars(select(Person).where(Person.department_id.is_not(None))).all()
        for person in self.dice.sample(people, 3):
            person.active = False
        for person in self.dice.sample(people, 3):
            person.department_id = self.dice.choice(self.departments).id
        db.session.commit()
        for number in range(self.dice.choice((2, 25))):
            self.arrive(f"new {number}")
        require(self.posts[0], dict.fromkeys(self.competences[:self.dice.choice((1, 2))], 3))


def _lines(client, address):
    return csv.reader(io.StringIO(client.get(address).text.lstrip("\ufeff")))


def _read_everything(client, town, seen):
    """Add to ``seen`` (competence -> sets of people) every figure of every file; the pages show the same figures."""
    tree, places = departments(), db.session.execute(select(CountedPlace.person_id, CountedPlace.department_id, CountedPlace.post_id)).all()
    by_name = {branch.department.name: branch.department.id for branch in tree}
    titles = {post.title: post.id for post in town.posts}
    required = {one.title: {p.id for n, p in enumerate(town.posts)} for one in town.competences}
    for department, post, by in product([None, *town.departments], [None, *town.posts], ("departments", "posts")):
        words = "&".join(f"{k}={v.id}" for k, v in (("department", department), ("post", post)) if v) + f"&by={by}"
        for line in _lines(client, f"/reports/competences.csv?{words}"):
            if len(line) < 6 or line[2] not in required or line[3] == "held back":
                continue
            inside = department.id if department else None
            own = titles.get(line[0], post.id if post else None)
            inside = by_name.get(line[0], inside)
            seats = with_departments_below(inside, tree) if inside else {b.department.id for b in tree}
            people = [row.person_id for row in places if row.department_id in seats and own in (None, row.post_id)]
            needing = _required_posts(line[2], town)
            group = frozenset(one for one in people if _post_of(one, places) in needing)
            assert len(group) == int(line[3]), f"{line} under {words}"
            seen.setdefault(line[2], []).append(group)


def _post_of(person_id, places):
    return next(row.post_id for row in places if row.person_id == person_id)


def _required_posts(title, town):
    from lms.reports.models.heat import CountedRequirement

    competence = next(one for one in town.competences if one.title == title)
    return set(db.session.scalars(select(CountedRequirement.post_id).where(CountedRequirement.competence_id == competence.id)))


def _attack(client, seed):
    town, seen = Town(seed), {}
    client.sign_in(make_person("Hanna", Role.HR))
    for number, month in enumerate(MONTHS):
        if number:
            town.a_month_passes()
        with at(month), transaction():
            take_roll()
        _read_everything(client, town, seen)
    return seen


@pytest.mark.parametrize("seed", range(3))
def test_nobody_is_found_by_reading_everything(client, session, seed):
    seen = _attack(client, seed)
    assert seen, "the attacker was shown nothing: this test sees nothing"
    assert {title: fewest(figures) for title, figures in seen.items()} == dict.fromkeys(seen)


def test_somebody_is_found_when_only_sizes_are_looked_at(client, session, monkeypatch):
    monkeypatch.setattr(Grouping, "shows", lambda self, entry: self.people[entry] >= 10)
    assert any(fewest(figures) for figures in _attack(client, 0).values())
