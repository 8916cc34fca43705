"""Projects: opened from what they come from, by two people who can, found in the portfolio, handed on."""

from datetime import date

import pytest

from lms.ideas.models.pitches import Idea, IdeaState
from lms.ideas.models.sponsoring import PilotDecision
from lms.ideas.queries import piloting
from lms.ideas.queries.sponsoring import charter_at_hand, idea_at_hand
from lms.ideas.service import handing_over
from lms.ideas.service.sponsoring_refusals import NotThere, WordsMissing
from lms.kit.clock import today
from lms.kit.db import db, transaction
from lms.people.models import Department, Role
from lms.people.queries.merging import merger
from lms.people.service import merging
from lms.people.service.people import deactivate
from lms.projects.models.projects import ProjectKind, ProjectMilestone
from lms.projects.queries import parts, portfolio, stored
from lms.projects.queries.origins import Origin, origin
from lms.projects.service import opening, people, refusals, risks
from tests.factories.looking import kinds
from tests.factories.people import make_department, make_person
from tests.factories.projects import again, do, make_idea, make_indicator, make_initiative, make_project, plan, project_of, running
from tests.factories.sponsoring import piloted, sponsored


def test_a_project_from_an_idea_hands_it_over_and_tells_its_people(pair):
    owner, sponsor = pair
    author, follower = make_person("Anna Author"), make_person("Fred Follower")
    idea = make_idea(author, sponsor=sponsor, follower=follower)
    slug = make_project(owner, sponsor, origin=origin(None, idea.number), by=sponsor)
    assert db.session.get_one(Idea, idea.id).state is IdeaState.HANDED_OVER
    assert project_of(slug).idea_id == idea.id
    assert all("project-opened" in kinds(person) for person in (author, follower, owner))
    with pytest.raises(refusals.CameOfIt):
        make_project(owner, sponsor, origin=origin(None, idea.number), by=sponsor)
    plan(slug, by=owner)
    assert "project-planned" in kinds(author)
    assert "project-planned" in kinds(follower)


def test_an_idea_that_was_handed_over_waits_for_its_project_and_gets_one(pair):
    owner, _sponsor = pair
    desk, other = make_person("Otto Office", Role.PROGRAMME_OFFICE), make_person("Olaf Other", Role.SPONSOR)
    charter = sponsored()
    number, sponsor = charter_at_hand(charter.id).idea.number, charter_at_hand(charter.id).sponsorship.sponsor
    do(handing_over.hand_to_project, idea_at_hand(number), learning="It saves a visit.", by=sponsor)
    assert "idea-wants-project" in kinds(desk)
    assert origin(None, number).opener_ids == {sponsor.id}
    slug = make_project(owner, other, origin=origin(None, number), by=desk)
    assert project_of(slug).idea_id == idea_at_hand(number).idea.id
    with pytest.raises(refusals.CameOfIt):
        make_project(owner, other, origin=origin(None, number), by=desk)


def test_a_project_of_an_idea_that_became_an_initiative_comes_from_the_initiative(pair):
    owner, other = pair
    charter = sponsored()
    found = charter_at_hand(charter.id)
    by = found.sponsorship.sponsor
    do(handing_over.hand_to_initiative, found.found, department_id=make_department("IT").id, learning="It is larger than a pilot.", by=by)
    with pytest.raises(refusals.CameOfIt):
        make_project(owner, other, origin=origin(None, found.idea.number), by=by)


def test_a_project_from_a_pilot_that_runs_decides_it_with_the_learning(pair):
    owner, other = pair
    desk = make_person("Otto Office", Role.PROGRAMME_OFFICE)
    number = piloted(sponsored(), results=False)
    with pytest.raises(NotThere, match="Nothing was measured"):
        make_project(owner, other, origin=origin(None, number), by=desk)
    number = piloted(sponsored(sponsor=make_person("Sue Sponsor", Role.SPONSOR)))
    with pytest.raises(WordsMissing):
        do(opening.open_project, opening.Facts(ProjectKind.DATA, "Parks", "", other.id, None, None), origin(None, number), "", by=desk)
    make_project(owner, other, origin=origin(None, number), by=desk)
    pilot = piloting.pilots_of(idea_at_hand(number).idea.id)[-1]
    assert (pilot.decision, pilot.learning) == (PilotDecision.ADOPT, "It proved itself.")
    assert idea_at_hand(number).idea.learning == "It proved itself."
    assert "idea-wants-project" not in kinds(desk)


def test_a_project_from_an_initiative_tells_its_owner(pair):
    owner, sponsor = pair
    boss = make_person("Ina Initiative")
    slug = make_project(owner, sponsor, origin=origin(make_initiative(boss).slug, None))
    assert "project-opened" in kinds(boss)
    assert project_of(slug).initiative_id


def test_two_projects_of_one_name_have_two_addresses(pair):
    slugs = {make_project(*pair, title="Open Daten für Bäume") for _ in range(3)}
    assert slugs == {"open-daten-fur-baume", "open-daten-fur-baume-2", "open-daten-fur-baume-3"}
    assert make_project(*pair, title="New") == "new-2"
    assert make_project(*pair, title="東京") == "project"


def test_owner_and_sponsor_are_two_people_who_can(session):
    sponsor = make_person("Sven", Role.SPONSOR)
    with pytest.raises(refusals.WrongPerson, match="two people"):
        make_project(sponsor, sponsor)
    with pytest.raises(refusals.WrongPerson, match="budget"):
        make_project(make_person("A"), make_person("B"))
    with pytest.raises(refusals.WrongPerson, match="only officers"):
        make_project(make_person("C", external=True), sponsor)


def test_the_portfolio_costs_the_same_for_twenty_projects_as_for_two(pair, statements):
    owner, sponsor = pair

    def asked():
        db.session.expire_all()
        with statements() as seen:
            rows = portfolio.portfolio(portfolio.Wanted(), today())
            assert all(row.project.department.name and row.project.owner.name for row in rows)
        return len(seen), len(rows)

    for _ in range(2):
        running(owner, sponsor)
    few, _count = asked()
    for _ in range(18):
        running(owner, sponsor)
    assert asked() == (few, 20)


def test_the_portfolio_finds_what_is_asked_for(pair):
    owner, sponsor = pair
    mine, other = running(owner, sponsor, title="Tree register"), make_project(make_person("Otto"), sponsor, title="Fibre ring")
    project = project_of(mine)
    do(risks.note_risk, project, risks.Weighing("The list is old", 4, 5, ""), by=owner)
    do(risks.note_risk, project, risks.Weighing("Rain", 2, 2, ""), by=owner)
    db.session.get_one(ProjectMilestone, parts.milestones_of(project.id)[0].milestone.id).due_on = date(2026, 1, 1)
    db.session.commit()
    today = date(2026, 6, 1)

    def found(**wanted):
        return {row.project.slug for row in portfolio.portfolio(portfolio.Wanted(**wanted), today)}

    assert found() == {mine, other}
    assert found(words="tree REG") == {mine}
    assert found(person_id=owner.id) == {mine}
    assert found(late=True) == {mine}
    assert found(state="proposed") == {other}
    assert found(departments=frozenset({project_of(other).department_id})) == {other}
    assert found(standing="over") == set()
    (row,) = portfolio.portfolio(portfolio.Wanted(words="tree"), today)
    assert (row.risk.title, row.late_milestones) == ("The list is old", 1)


def test_the_office_is_told_when_an_owner_leaves(pair):
    owner, sponsor = pair
    office = make_person("Olaf Office", Role.PROGRAMME_OFFICE)
    slug, other = running(owner, sponsor), make_person("Nina New")
    with transaction():
        deactivate(again(owner), by=again(office))
    assert "project-lost-owner" in kinds(office)
    assert stored.open_duties(owner.id)
    do(people.name_people, project_of(slug), again(other), again(sponsor), by=office)
    assert "project-people" in kinds(other)
    assert not stored.open_duties(owner.id)


def test_projects_follow_a_merged_department(pair):
    owner, sponsor = pair
    slug = running(owner, sponsor)
    department, other = project_of(slug).department_id, make_department("Bigger")
    clerk = make_person("Hanna", Role.HR)
    with transaction():
        row, into = db.session.get_one(Department, department), db.session.get_one(Department, other.id)
        merging.merge(row, into, seen=merger(row, into).fingerprint, by=again(clerk))
    assert project_of(slug).department_id == other.id


def test_an_indicator_of_the_strategy_in_force_can_be_chosen(session):
    made = make_indicator()
    assert made.id in dict(parts.indicators())
    assert opening.RESERVED
    assert Origin().opener_ids == frozenset()
