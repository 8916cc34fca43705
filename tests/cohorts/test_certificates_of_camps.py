"""A boot camp's certificate is one like any other: page, paper, verification, register, revocation, expiry."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from lms.cohorts.models.ending import Outcome
from lms.cohorts.programme_files.shapes import CertificatePlan
from lms.cohorts.queries import ending as queries
from lms.cohorts.service import graduating
from lms.competency.framework_files import DIGCOMP
from lms.competency.queries.standings import standings_of
from lms.competency.service import frameworks as competency
from lms.credentials import jobs
from lms.credentials.models import Certificate
from lms.credentials.service import drawing
from lms.kit.clock import now
from lms.kit.db import db, transaction
from lms.notices.models import Letter, Notice
from lms.people.models import Person, Role
from tests.factories.certificates import certificate_of
from tests.factories.cohorts import PLAN
from tests.factories.people import make_person
from tests.factories.running_camps import place_of, ready_camp


def graduate_one(plan=PLAN):
    with transaction():
        competency.load_framework(DIGCOMP, by=None)
    cohort, trainer, (ada, *_) = ready_camp(1, plan)
    with transaction():
        at_hand = queries.candidate_at_hand(cohort.slug, place_of(cohort, ada).id)
        graduating.decide(at_hand.found, at_hand.candidate, Outcome.GRADUATED, by=db.session.get_one(Person, trainer.id))
    return ada, db.session.scalars(select(Certificate).where(Certificate.person_id == ada.id)).one()


def test_the_holder_sees_it_and_anybody_can_check_it(client, session):
    ada, paper = graduate_one()
    client.sign_in(ada)
    assert client.get("/me").status_code == 200
    for path in ("/me/certificates", f"/certificates/{paper.id}", f"/certificates/{paper.id}/print", f"/verify/{paper.code}"):
        page = client.get(path)
        assert page.status_code == 200
        assert paper.course_title in page.text
    assert "has graduated from the boot camp" in page.text
    assert "Renew" not in client.get("/me/certificates").text


def test_the_paper_says_title_dates_name_organisation_points_outcomes_and_competences(session):
    ada, paper = graduate_one()
    page = drawing.page_of(paper, drawing.city_look())
    for word in (paper.number, "Small camp", ada.name, paper.issuer, "30", "Change a service", "5.2", "4 of 8", "24 h"):
        assert word in page
    assert "has graduated from the boot camp" in page


def test_hr_finds_both_kinds_in_the_register_and_revokes(client, session):
    ada, paper = graduate_one()
    certificate_of(make_person("Other"))
    client.sign_in(make_person("Hanna", Role.HR))
    page = client.get("/certificates").text
    assert page.count("CC-") >= 2
    assert client.get("/certificates.csv").status_code == 200
    assert client.send(f"/certificates/{paper.id}/revoke", reason="A mistake.").status_code == 303
    assert not any(standings_of([ada.id]).values())
    assert "revoked" in client.get(f"/verify/{paper.code}").text.lower()


@pytest.mark.parametrize("days", [60, 30, 7])
def test_its_expiry_is_told_without_a_renewal(session, days):
    plan = replace(PLAN, certificate=CertificatePlan(30, 24, (), ()))
    _ada, paper = graduate_one(plan)
    assert paper.expires_at is not None
    end = now() + timedelta(days=days)
    with transaction():
        db.session.execute(update(Certificate).values(expires_at=end, issued_at=end - timedelta(days=700)))
    assert (jobs.remind_of_expiry(), jobs.remind_of_expiry()) == (1, 0)
    kinds = db.session.scalars(select(Notice.kind).where(Notice.kind.startswith("certificate-expiring"))).all()
    assert kinds == ["certificate-expiring-camp"]
    letter = db.session.scalars(select(Letter).where(Letter.key.startswith("certificate-expiring"))).one()
    assert "A boot camp is not renewed" in letter.text_body


@pytest.mark.parametrize("change", [{"place_ref": None}, {"course_id": "other"}])
def test_the_database_keeps_the_two_kinds_apart(session, change):
    _ada, paper = graduate_one()
    other = certificate_of(make_person("Other"))
    values = {name: other.course_id if value == "other" else value for name, value in change.items()}
    with pytest.raises(IntegrityError), session.begin_nested():
        session.execute(update(Certificate).where(Certificate.id == paper.id).values(**values))


def test_a_competence_that_no_framework_holds_is_left_out(session):
    plan = replace(PLAN, certificate=CertificatePlan(30, None, (), (("digcomp", "9.9", 4), ("nowhere", "5.2", 4))))
    _ada, paper = graduate_one(plan)
    assert paper.competences == []
