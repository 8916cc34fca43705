"""Teams by hand and balanced; a team that has work keeps it."""

import pytest
from sqlalchemy import func, select

from lms.cohorts.models.work import HandIn, Team, TeamMember
from lms.cohorts.queries.cohorts import cohort_at_hand
from lms.cohorts.queries.teams import board, proposal
from lms.cohorts.service import teams
from lms.cohorts.service.teams import NameRefused, NoPlace, TeamHasWork
from lms.competency.framework_files import DIGCOMP
from lms.competency.models import Competence, Standing
from lms.competency.service import frameworks as competency
from lms.kit.db import db, transaction
from lms.kit.errors import Forbidden, NotFound
from lms.people.models import Person
from tests.factories.people import make_department, make_person
from tests.factories.work import camp, hand_in, plan, team_up

TEAM = plan({"by_team": True})


def do(deed, made, *args, by=None):
    with transaction():
        return deed(cohort_at_hand(made.slug), *args, by=db.session.get_one(Person, (by or made.trainer).id))


def members(session, team_id):
    return set(session.scalars(select(TeamMember.person_id).where(TeamMember.team_id == team_id)))


def test_people_are_moved_by_hand_and_are_in_one_team(session):
    made = camp(TEAM, people=3)
    ada, bo, _cem = made.people
    first, second = team_up(made, [ada, bo], [])
    do(teams.move, made, bo.id, second)
    assert (members(session, first), members(session, second)) == ({ada.id}, {bo.id})
    do(teams.move, made, bo.id, None)
    assert members(session, second) == set()


def test_moves_that_make_no_sense_are_refused(session):
    made, other = camp(TEAM), camp(TEAM)
    (team_id,) = team_up(other, other.people)
    with pytest.raises(NotFound):
        do(teams.move, made, made.people[0].id, team_id)
    with pytest.raises(NoPlace):
        do(teams.move, made, other.people[0].id, None)
    with pytest.raises(Forbidden):
        do(teams.make_team, made, "Mine", by=made.people[0])
    with pytest.raises(NotFound):
        do(teams.rename_team, made, team_id, "Mine")


@pytest.mark.parametrize("name", ["", "   ", "x" * 121, "Team  1"])
def test_a_team_needs_a_name_of_its_own(session, name):
    made = camp(TEAM)
    team_up(made, [])
    with pytest.raises(NameRefused):
        do(teams.make_team, made, name)


def test_a_team_with_work_is_not_taken_away(session):
    made = camp(TEAM)
    first, second = team_up(made, made.people, [])
    hand_in(made, made.people[0])
    with pytest.raises(TeamHasWork):
        do(teams.remove_team, made, first)
    do(teams.remove_team, made, second)
    assert session.scalars(select(Team.id)).all() == [first]


def _city(session):
    with transaction():
        competency.load_framework(DIGCOMP, by=None)
    found = session.scalars(select(Competence).where(Competence.code == "5.2")).one()
    people = []
    for name in ("Parks", "Mobility", "Culture"):
        department = make_department(name)
        for level in (1, 3, 5):
            person = make_person(f"{name} {level}", department=department)
            session.add(Standing(person_id=person.id, competence_id=found.id, level=level))
            people.append(person)
    session.commit()
    return people


def test_balanced_teams_spread_departments_and_levels(session):
    made = camp(TEAM, people=_city(session))
    found = cohort_at_hand(made.slug)
    shown = proposal(found, 3, "s")
    assert (shown.balance.same_department, shown.balance.level_gap) == (0, 0)
    assert shown.by_chance.same_department > 0 < shown.by_chance.level_gap
    do(teams.balance, made, 3, "s")
    now = board(cohort_at_hand(made.slug))
    assert [[seat.person.name for seat in row.seats] for row in now.teams] == [sorted(seat.person.name for seat in team) for team in shown.teams]
    assert not now.alone
    assert [row.mean for row in now.teams] == [3, 3, 3]


def test_the_page_warns_of_teams_only_where_there_are_some(client, session):
    made = camp(TEAM, people=5)
    page = f"/cohorts/{made.slug}/teams/balance"
    text = client.sign_in(made.trainer).get(page).text
    assert "5 people make one team." in text
    assert "This replaces" not in text
    assert "How even they are" not in text
    do(teams.balance, made, 2, "s")
    text = client.get(f"{page}?size=2&seed=s").text
    assert "This replaces" in text
    assert "How even they are" in text


def test_balancing_again_keeps_the_work_of_the_teams_before(session):
    made = camp(TEAM, people=4)
    first, _second = team_up(made, made.people[:2], made.people[2:])
    hand_in_id = hand_in(made, made.people[0])
    do(teams.balance, made, 2, "s")
    assert session.get(HandIn, hand_in_id).team_id == first
    assert members(session, first) == set()
    assert sorted(session.scalars(select(Team.name))) == ["Team 1", "Team 2", "Team 3"]
    assert session.scalar(select(func.count()).select_from(TeamMember)) == 4


def test_the_board_costs_the_same_for_two_and_for_twenty(session, statements):
    counts = []
    for people in (2, 20):
        made = camp(TEAM, people=people, seats=30)
        do(teams.balance, made, 2, "s")
        found = cohort_at_hand(made.slug)
        with statements() as seen:
            board(found)
        counts.append(len(seen))
    assert counts[0] == counts[1]
