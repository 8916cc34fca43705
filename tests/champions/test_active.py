"""Who may be placed on a day."""

from datetime import timedelta

import pytest

from lms.champions.models import ChampionState
from lms.champions.queries.champions import active_on
from lms.kit.clock import now, today
from lms.kit.db import db
from tests.factories.champions import make_champion
from tests.factories.people import make_department, make_person


def test_an_active_champion_is_there_with_hours_department_and_languages(session):
    parks = make_department()
    champion = make_champion(make_person(department=parks), hours="3.5", languages=("en", "it"))
    (found,) = active_on(today())
    assert (found.champion_id, found.department_id, str(found.hours_per_week), found.languages, found.lapsed) == (
        champion.id,
        parks.id,
        "3.5",
        ("en", "it"),
        False,
    )


@pytest.mark.parametrize("state", [state for state in ChampionState if state is not ChampionState.ACTIVE])
def test_nobody_else_is(session, state):
    make_champion(state=state)
    assert not active_on(today())


def test_the_term_ends_by_its_day(session):
    champion = make_champion()
    assert active_on(champion.until)
    assert not active_on(champion.until + timedelta(days=1))
    assert not active_on(champion.appointed_on - timedelta(days=1))


def test_whoever_left_is_not_placed_and_lapsed_evidence_is_told(session):
    person = make_person()
    make_champion(person, lapsed_since=now())
    assert active_on(today())[0].lapsed
    person.active = False
    db.session.commit()
    assert not active_on(today())


def test_however_many_there_are_it_is_one_statement(session, statements):
    for _number in range(5):
        make_champion(make_person())
    with statements() as seen:
        assert len(active_on(today())) == 5
    assert len(seen) == 1
