"""Two owners confirm the same champion at once, two champions the same seat: the hours and the seats hold."""

import pytest

from lms.champions.models import Champion
from lms.kit.db import db, transaction
from lms.people.models import Person
from lms.placements.models import Placement, PlacementState
from lms.placements.queries.placements import placement_at_hand
from lms.placements.service import placing
from lms.placements.service.refusals import TeamComplete, TooManyHours
from tests.conftest import make_app
from tests.factories.people import make_person
from tests.factories.placements import make_opening, placeable, placed
from tests.factories.races import race
from tests.factories.standings import make_competences


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    """A house of its own, whose rows several connections see."""
    app = make_app(tmp_path_factory.mktemp("races"))
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def confirming(placement_id, owner_id):
    def work():
        placing.move(placement_at_hand(placement_id), "confirm", by=db.session.get_one(Person, owner_id))
        return "confirmed"

    return work


def test_two_owners_confirm_one_champion_at_once_and_the_hours_hold(house):
    with house.app_context():
        for _round in range(5):
            (data,) = make_competences(1)
            champion = placeable(hours=8, levels={data: 5})
            owners = [make_person("Olga Owner"), make_person("Oskar Owner")]
            rows = [placed(make_opening({data: 5}, owner=one), champion, PlacementState.ACCEPTED).id for one in owners]
            with transaction():
                db.session.get_one(Champion, champion.id).hours_per_week = 6  # the manager lowered them meanwhile
            works = [confirming(row, owner.id) for row, owner in zip(rows, owners, strict=True)]
            db.session.remove()
            results = race(house, works)
            assert sorted(type(one) is TooManyHours for one in results) == [False, True]
            states = sorted(db.session.get_one(Placement, row).state for row in rows)
            assert states == ["accepted", "confirmed"]
            db.session.rollback()


def test_two_are_confirmed_on_the_last_seat_at_once_and_one_gets_it(house):
    with house.app_context():
        (data,) = make_competences(1)
        owner = make_person("Olga Owner")
        opening = make_opening({data: 5}, owner=owner, team=2)
        rows = [placed(opening, placeable(levels={data: 5}), PlacementState.ACCEPTED).id for _number in range(2)]
        with transaction():
            db.session.get_one(type(opening), opening.id).team_size = 1
        works = [confirming(row, owner.id) for row in rows]
        db.session.remove()
        assert sorted(type(one) is TeamComplete for one in race(house, works)) == [False, True]
