"""A trainer who leaves the administration leaves no boot camp without somebody who knows."""

from sqlalchemy import select

from lms.cohorts.models.cohorts import CohortState, StaffKind
from lms.cohorts.queries.cohorts import cohort_at_hand
from lms.cohorts.service import planning
from lms.kit.db import db, transaction
from lms.notices.models import Notice
from lms.people.models import Person, Role
from lms.people.service import people
from tests.factories.cohorts import make_cohort
from tests.factories.people import make_person


def leave(person_id, hr):
    with transaction():
        people.deactivate(db.session.get_one(Person, person_id), by=db.session.get_one(Person, hr))


def told():
    return set(db.session.scalars(select(Notice.person_id).where(Notice.kind == "trainer-left")))


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
