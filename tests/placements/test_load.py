"""What champions have left beside their placements, and what they change."""

from datetime import timedelta

from lms.champions.models import Champion, ChampionState
from lms.kit.clock import today
from lms.kit.db import db
from lms.placements.effect import Turnover
from lms.placements.models import PlacementState
from lms.placements.queries.effect import effect_of
from lms.placements.queries.load import champion_loads
from lms.strategy.models.initiatives import Milestone
from tests.factories.people import make_person
from tests.factories.placements import make_initiative, make_opening, office, placeable, placed


def test_the_directory_counts_what_champions_are_placed_with_today(client, session):
    champion = placeable(make_person("Carla Champion"), hours=7)
    placed(make_opening(hours=4), champion)
    placed(make_opening(hours=2, begins=60), champion)
    placed(make_opening(hours=1), champion, PlacementState.PROPOSED)
    client.sign_in(make_person("Olu Officer"))
    assert "3 of 7 hours a week free" in " ".join(client.get("/champions").text.split())


def late(initiative, number):
    """A milestone that was reached so many days after the first agreed date."""
    day = today() - timedelta(days=60)
    facts = {"promised_on": day, "baseline_on": day, "reached_on": day + timedelta(days=number)}
    db.session.add(Milestone(initiative_id=initiative.id, title="Done", **facts))
    db.session.commit()


def test_slip_of_work_with_champions_stands_beside_that_of_work_without(client, session, statements):
    for number in range(4):
        late(make_initiative(), 30 + number)
    for number in range(5):
        initiative = make_initiative(title=f"Carried {number}")
        late(initiative, number)
        placed(make_opening(hours=1, initiative=initiative), placeable(hours=7))
    asked = make_initiative(title="Only asked")
    late(asked, 40)
    placed(make_opening(hours=1, initiative=asked), placeable(hours=7), PlacementState.PROPOSED)
    gone = placeable()
    gone.state, gone.appointed_on, gone.ended_on = ChampionState.ENDED, today() - timedelta(days=400), today() - timedelta(days=9)
    db.session.commit()
    loads = champion_loads(today())
    with statements() as seen:
        found = effect_of(loads, today())
    assert len(seen) == 4
    assert (found.slip.pairs, found.slip.theirs, found.slip.is_clear) == (5, 2, True)
    assert found.turnover == Turnover(1, 1, db.session.query(Champion).count() - 1)
    assert 0 < found.gini < 1
    page = " ".join(client.sign_in(office()).get("/placements/load").text.split())
    assert "more than chance" in page
    assert "Gini" in page


def test_of_few_comparisons_nothing_is_said(client, session):
    placeable()
    page = " ".join(client.sign_in(office()).get("/placements/load").text.split())
    assert "cannot be said yet: 0 comparisons" in page
    assert "nobody is placed this month" in page
