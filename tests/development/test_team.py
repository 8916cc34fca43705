"""A line manager's page: what is on it, and what is not."""

import re
from datetime import timedelta

from sqlalchemy import select

from lms.assessment.service.accommodations import give
from lms.cohorts.models.calls import Application
from lms.cohorts.models.cohorts import CohortState, Place, PlaceState
from lms.credentials.models import Certificate
from lms.development.queries.team import team_of
from lms.kit.clock import at, now, today
from lms.kit.db import db, transaction
from lms.learning.jobs import keep_duties
from lms.learning.models import Enrolment
from lms.people.models import Person, Post, Role
from tests.factories.certificates import certificate_of, certified_course
from tests.factories.cohorts import make_cohort, seat
from tests.factories.competences import required, shows
from tests.factories.learning import open_course, set_duty
from tests.factories.people import make_people, make_person
from tests.factories.plans import agreed, proposed


def team(size, sofia):
    post = required({"1.3": 4, "2.1": 3})
    people = make_people((f"Member {number:02}" for number in range(size)), manager_id=sofia.id, post_id=post.id)
    for one in people:
        shows(one, {"1.3": 4})
    return people


def test_gaps_are_told_by_person_and_competence(client, session):
    sofia = make_person("Sofia")
    team(2, sofia)
    found = team_of(sofia.id)
    assert [(one.person.name, one.met, len(one.gaps)) for one in found.members] == [("Member 00", 1, 2), ("Member 01", 1, 2)]
    client.sign_in(sofia)
    page = client.get("/my-team").text
    assert "1 of 2" in page
    assert "2.1 Interacting through and with digital technologies" in page


def test_overdue_duties_and_expiring_certificates_are_told(client, session):
    sofia = make_person("Sofia")
    ada = team(1, sofia)[0]
    duty = open_course("privacy", title="Data protection")
    set_duty(duty, make_person("Hanna", Role.HR), db.session.get_one(Post, ada.post_id))
    keep_duties()
    session.scalars(select(Enrolment).where(Enrolment.person_id == ada.id)).one().due_on = today() - timedelta(days=3)
    session.commit()
    with at(now() - timedelta(days=320)):
        certificate_of(ada, certified_course("first-aid", title="First aid", certificate_months=12))
    assert session.scalars(select(Certificate)).one().expires_at
    member = team_of(sofia.id).members[0]
    assert [due.title for due in member.overdue] == ["Data protection"]
    assert [(paper.title, paper.within) for paper in member.expiring] == [("First aid", 60)]


def test_plans_and_applications_wait_for_the_manager(client, session):
    sofia = make_person("Sofia")
    ada, bob = team(2, sofia)
    plan = proposed(ada)
    cohort = make_cohort()
    session.add(Application(cohort_id=cohort.id, person_id=bob.id, manager_id=sofia.id, motivation="My reasons"))
    session.commit()
    client.sign_in(sofia)
    page = client.get("/my-team").text
    assert f"/plans/{plan}" in page
    application = session.scalars(select(Application)).one()
    assert f"/cohorts/applications/{application.id}" in page
    db.session.get_one(Person, bob.id).manager_id = make_person("Another").id
    session.commit()
    assert team_of(sofia.id).applications == ()


def test_nobody_manages_themselves_and_leavers_are_out(session):
    sofia = make_person("Sofia")
    ada = team(1, sofia)[0]
    db.session.get_one(Person, sofia.id).manager_id = sofia.id
    db.session.get_one(Person, ada.id).active = False
    session.commit()
    assert team_of(sofia.id).members == ()


def test_reports_of_reports_and_other_teams_are_not_on_the_page(client, session):
    sofia, rival = make_person("Sofia"), make_person("Rival")
    ada = team(1, sofia)[0]
    make_person("Grandchild", manager_id=ada.id)
    make_person("Of another", manager_id=rival.id)
    assert [one.person.name for one in team_of(sofia.id).members] == ["Member 00"]


def test_no_health_and_no_answers_are_on_the_page(client, session):
    sofia = make_person("Sofia")
    ada = team(1, sofia)[0]
    agreed(ada, sofia)
    with transaction():
        give(ada.email, 73, by=make_person("Hanna", Role.HR))
    client.sign_in(sofia)
    main = client.get("/my-team").text.split("<main")[1].split("</main")[0]
    assert "73" not in re.sub("<[^>]+>", " ", main)  # addresses hold digits, too


def test_of_boot_camps_the_manager_sees_only_how_they_ended(client, session):
    sofia = make_person("Sofia")
    people = team(3, sofia)
    ended = make_cohort(name="Buying digital services", state=CohortState.ENDED)
    going = make_cohort(name="Still going", state=CohortState.RUNNING)
    seat(ended, people)
    seat(going, people[:1])
    for person, state in zip(people, (PlaceState.GRADUATED, PlaceState.NOT_GRADUATED, PlaceState.GIVEN_UP), strict=True):
        session.scalars(select(Place).where(Place.person_id == person.id, Place.cohort_id == ended.id)).one().state = state
    session.commit()
    assert [[(camp.camp, camp.outcome) for camp in one.camps] for one in team_of(sofia.id).members] == [
        [("Buying digital services", PlaceState.GRADUATED)],
        [("Buying digital services", PlaceState.NOT_GRADUATED)],
        [],
    ]
    client.sign_in(sofia)
    page = client.get("/my-team").text
    assert "Buying digital services" in page
    assert "Not graduated" in page
    assert "Still going" not in page


def test_my_team_is_in_the_header_of_managers_only(client, session):
    sofia = make_person("Sofia")
    ada = team(1, sofia)[0]
    client.sign_in(sofia)
    assert 'href="/my-team"' in client.get("/courses").text
    client.sign_in(ada)
    assert 'href="/my-team"' not in client.get("/courses").text
    assert "Nobody reports to you" in client.get("/my-team").text


def test_thirty_people_ask_as_much_as_three(client, session, statements):
    sofia = make_person("Sofia")
    first = team(3, sofia)
    agreed(first[0], sofia)
    client.sign_in(sofia)

    def asked():
        with statements() as seen:
            client.get("/my-team")
        return len(seen)

    few = asked()
    team(27, sofia)
    assert len(team_of(sofia.id).members) == 30
    assert asked() == few
