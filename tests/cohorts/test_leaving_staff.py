"""A trainer who leaves the administration, or loses the role, leaves no boot camp without somebody who knows."""

import pytest
from sqlalchemy import select

from lms.cohorts.models.cohorts import CohortState, StaffKind
from lms.cohorts.queries.cohorts import cohort_at_hand
from lms.cohorts.service import planning, running
from lms.cohorts.service.refusals import NotOnTheStaff, NotReady
from lms.kit.db import db, transaction
from lms.notices.models import Notice
from lms.people.models import Person, Role
from lms.people.service import people
from tests.factories.cohorts import join_staff, make_cohort, seat
from tests.factories.people import make_person


def leave(person_id, hr):
    with transaction():
        people.deactivate(db.session.get_one(Person, person_id), by=db.session.get_one(Person, hr))


def told(kind="trainer-left"):
    return set(db.session.scalars(select(Notice.person_id).where(Notice.kind == kind)))


def test_the_other_trainers_are_told_and_hr_where_nobody_is_left(session):
    tara, olu, hanna = make_person("Tara", Role.TRAINER).id, make_person("Olu", Role.TRAINER).id, make_person("Hanna", Role.HR).id
    slug = make_cohort(trainer=db.session.get_one(Person, tara), state=CohortState.RUNNING).slug
    with transaction():
        by = db.session.get_one(Person, tara)
        planning.name_staff(cohort_at_hand(slug).cohort, db.session.get_one(Person, olu), StaffKind.TRAINER, by=by)
    leave(tara, hanna)
    assert told() == {olu}
    leave(olu, hanna)
    assert told() == {olu, hanna}


def test_hr_names_a_trainer_where_none_is_left(client, session):
    tara, olu, hanna = make_person("Tara", Role.TRAINER), make_person("Olu", Role.TRAINER), make_person("Hanna", Role.HR)
    slug, olus, address = make_cohort(trainer=tara, state=CohortState.RUNNING).slug, olu.id, olu.email
    leave(tara.id, hanna.id)
    client.sign_in(db.session.get_one(Person, hanna.id))
    assert "left" in client.get(f"/cohorts/{slug}/people").text
    assert client.send(f"/cohorts/{slug}/people", email=address, kind="trainer").status_code == 303
    assert olus in cohort_at_hand(slug).trainer_ids


def test_whoever_lost_the_role_of_a_trainer_opens_nothing_more_and_the_others_are_told(client, session):
    tara, olu = make_person("Tara", Role.TRAINER), make_person("Olu", Role.TRAINER)
    admin, ada = make_person("Adam", Role.ADMINISTRATOR), make_person("Ada")
    cohort = make_cohort(trainer=tara, state=CohortState.RUNNING)
    join_staff(cohort, olu)
    seat(cohort, [ada])
    pages = [f"/cohorts/{cohort.slug}{rest}" for rest in ("/care", f"/care/{ada.id}", "/people", "/attendance")]
    client.sign_in(tara)
    assert {client.get(page).status_code for page in pages} == {200}
    take_role(tara.id, admin.id)
    assert {client.get(page).status_code for page in pages} == {403}
    assert told("trainer-lost-role") == {olu.id}
    assert "no trainer any more" in client.sign_in(olu).get(pages[2]).text
    take_role(olu.id, admin.id)
    assert cohort_at_hand(cohort.slug).trainer_ids == frozenset()


def test_whoever_left_or_lost_the_role_is_no_trainer_who_is_left(session):
    tara, olu, hanna = make_person("Tara", Role.TRAINER), make_person("Olu", Role.TRAINER), make_person("Hanna", Role.HR)
    cohort = make_cohort(trainer=tara, state=CohortState.PLANNED)
    join_staff(cohort, olu)
    leave(olu.id, hanna.id)
    with pytest.raises(NotOnTheStaff), transaction():
        planning.remove_staff(cohort_at_hand(cohort.slug).cohort, tara.id, by=db.session.get_one(Person, hanna.id))
    leave(tara.id, hanna.id)
    with pytest.raises(NotReady), transaction():
        running.open_call(cohort_at_hand(cohort.slug), by=db.session.get_one(Person, hanna.id))


def take_role(person_id, admin_id):
    with transaction():
        person = db.session.get_one(Person, person_id)
        people.withdraw_role(person, person.grants[0], by=db.session.get_one(Person, admin_id))
