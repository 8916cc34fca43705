"""The offices that reports are counted by hand for, and a city whose pages are read."""

from datetime import UTC, datetime

import pytest

from lms.kit.clock import at
from lms.kit.db import transaction
from lms.people.models import Role
from lms.reports.service.rolls import take_roll
from tests.factories.people import make_department, make_people, make_person, make_post
from tests.factories.standings import make_competences, require, stand


@pytest.fixture
def office(session):
    """Twenty clerks at Home, eleven in the Yard, and four guards Away, whose figures are held back, and with them those of the Yard."""
    home, away, yard = make_department("Home"), make_department("Away"), make_department("Yard")
    clerk, guard = make_post("Clerk"), make_post("Guard")
    people = make_people((f"Officer {n}" for n in range(20)), department=home, post_id=clerk.id)
    few = make_people((f"Guard {n}" for n in range(4)), department=away, post_id=guard.id)
    few += make_people((f"Yard {n}" for n in range(11)), department=yard, post_id=clerk.id)
    return home, clerk, people, few


@pytest.fixture
def counted(office):
    """The same after a roll."""
    with transaction():
        take_roll()
    return office


class City:
    """Parks (12 clerks, 4 gardeners) and Roads (11 clerks) below Works; Harbour (10 clerks) and Archive (3 clerks) beside it."""

    def __init__(self):
        self.works, self.archive, self.harbour = (make_department(name) for name in ("Works", "Archive", "Harbour"))
        self.parks, self.roads = make_department("Parks", parent=self.works), make_department("Roads", parent=self.works)
        self.clerk, self.gardener = make_post("Clerk"), make_post("Gardener")
        self.data, self.safety = make_competences(2)
        require(self.clerk, {self.data: 3, self.safety: 5})
        require(self.gardener, {self.safety: 2})
        places = [(self.parks, self.clerk, 12), (self.parks, self.gardener, 4), (self.roads, self.clerk, 11)]
        places += [(self.archive, self.clerk, 3), (self.harbour, self.clerk, 10)]
        self.people = {}
        for department, post, number in places:
            names = (f"{department.name} {post.title} {n}" for n in range(number))
            self.people[department.name, post.title] = make_people(names, department=department, post_id=post.id)
        with at(datetime(2026, 1, 1, 2, tzinfo=UTC)), transaction():
            take_roll()


@pytest.fixture
def city(session):
    city = City()
    for clerk in city.people["Parks", "Clerk"][:6]:
        stand(clerk, city.data, 3)
    return city


@pytest.fixture
def hr(city):
    return make_person("Hanna Hr", Role.HR)
