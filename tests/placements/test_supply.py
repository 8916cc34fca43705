"""Who there is to help the road map: counts and hours, no names."""

from datetime import timedelta
from decimal import Decimal

import pytest

from lms.champions.models import Champion, ChampionState, Nominator
from lms.competency.models import Standing
from lms.kit.clock import today
from lms.people.models import Person
from lms.placements.models import Opening, Placement, PlacementState
from lms.placements.queries.supply import supply
from lms.projects.models.projects import Project, ProjectKind
from lms.strategy.network.timeline import later_month
from tests.factories.competences import ids
from tests.factories.people import make_department, make_person

NEXT = later_month(today().replace(day=1), 1)
A_MONTH = 4 * 52 / 12


def _champion(session, **facts) -> Champion:
    person = make_person("Marco Champion", active=facts.pop("active", True))
    span = {"appointed_on": today() - timedelta(days=40), "until": today() + timedelta(days=300)}
    whole = {"state": ChampionState.ACTIVE, "hours_per_week": Decimal(4), **span}
    made = Champion(person_id=person.id, nominated_by=Nominator.SELF, **{**whole, **facts})
    session.add(made)
    session.commit()
    return made


def _project(session) -> Project:
    made = Project(slug="p1", title="Data hub", kind=ProjectKind.DATA, department_id=make_department().id)
    session.add(made)
    session.commit()
    return made


def _place(session, champion, *, state=PlacementState.CONFIRMED) -> None:
    facts = {"hours_per_week": Decimal(3), "starts_on": today() - timedelta(days=40), "ends_on": today() + timedelta(days=90)}
    opening = Opening(title="Help", project_id=_project(session).id, **facts)
    session.add(opening)
    session.flush()
    session.add(Placement(opening_id=opening.id, champion_id=champion.id, state=state, **facts))
    session.commit()


def test_without_champions_nothing_is_said_of_their_hours(session):
    assert supply().champion_hours == {}


def test_the_agreed_hours_of_active_champions_are_there_and_go_on_when_an_appointment_ends(session):
    champion = _champion(session)
    _champion(session, state=ChampionState.RESTING)
    _champion(session, active=False)
    found = supply()
    assert found.champion_hours[NEXT] == pytest.approx(A_MONTH, abs=0.1)
    after = later_month(champion.until.replace(day=1), 1)
    assert found.champion_hours[after] == pytest.approx(A_MONTH, abs=0.1)
    assert found.renewed_from == champion.until


def test_hours_placed_on_projects_are_not_there_for_initiatives(session):
    champion = _champion(session)
    _place(session, champion)
    assert supply().champion_hours[NEXT] == pytest.approx(A_MONTH / 4, abs=0.1)


def test_hours_that_are_only_proposed_are_still_there(session):
    _place(session, _champion(session), state=PlacementState.PROPOSED)
    assert supply().champion_hours[NEXT] == pytest.approx(A_MONTH, abs=0.1)


def test_people_are_counted_by_the_level_that_their_evidence_shows(session):
    competence = ids("1.3")["1.3"]
    champion = _champion(session)
    gone = make_person("Gone", active=False)
    for person_id, level in ((champion.person_id, 5), (make_person().id, 3), (make_person().id, 3), (gone.id, 8)):
        session.add(Standing(person_id=person_id, competence_id=competence, level=level))
    session.commit()
    found = supply()
    assert found.people[str(competence)] == {5: 1, 3: 2}
    assert found.hours[str(competence)][5][NEXT] == pytest.approx(A_MONTH, abs=0.1)
    assert set(found.hours[str(competence)]) == {5}
    (group,) = found.groups
    assert (group.levels, group.hours) == ({str(competence): 5}, found.hours[str(competence)][5])
    name = session.get_one(Person, champion.person_id).name
    assert name not in found.model_dump_json()


def test_supply_costs_the_same_for_one_champion_and_for_many(session, statements):
    def ask():
        with statements() as seen:
            supply()
        return len(seen)

    _champion(session)
    few = ask()
    for _ in range(5):
        _champion(session)
    assert ask() == few
