"""Revoking, reminding, renewing."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select, update

from lms.audit.models import AuditEntry
from lms.competency.queries import standings
from lms.credentials import jobs, queries
from lms.credentials.models import Certificate
from lms.credentials.papers import State
from lms.credentials.service import revoking, telling
from lms.credentials.service.refusals import AlreadyRevoked, ReasonNeeded
from lms.kit.clock import now
from lms.kit.db import db, transaction
from lms.learning.models import Enrolment
from lms.notices.models import Letter, Notice
from lms.notices.sentences import sentence
from lms.people.models import Person, Role
from lms.schedule import SCHEDULE
from tests.credentials.test_issuing import count, renewed
from tests.factories.certificates import certificate_of, certified_course
from tests.factories.people import make_person


def revoke(paper, reason="The exam was sat by somebody else."):
    hanna = make_person("Hanna", Role.HR)
    with transaction():
        revoking.revoke(db.session.get_one(Certificate, paper.id), reason, by=hanna)


def told(kind):
    return db.session.scalars(select(Notice).where(Notice.kind == kind)).all()


def letters(name):
    return db.session.scalars(select(Letter).where(Letter.key.startswith(f"{name}:"))).all()


def ends_in(paper, **left):
    """Let the certificate run out after so long, as if it had been issued long ago."""
    with transaction():
        end = now() + timedelta(**left)
        db.session.execute(update(Certificate).where(Certificate.id == paper.id).values(expires_at=end, issued_at=end - timedelta(days=720)))
        db.session.execute(update(Enrolment).where(Enrolment.id == paper.enrolment_id).values(expires_at=end))


def test_revoking_takes_the_competences_back_and_tells_the_holder_why(session):
    ada = make_person()
    paper = certificate_of(ada)
    revoke(paper)
    assert queries.state_of(session.get(Certificate, paper.id)) is State.REVOKED
    assert standings.profile_of(ada.id) == []
    (notice,) = told("certificate-revoked")
    (letter,) = letters("certificate-revoked")
    assert "sat by somebody else" in sentence(notice.kind, notice.facts)
    assert "sat by somebody else" in letter.text_body
    assert "sat by somebody else" in letter.html_body


def test_revoking_is_in_the_audit_trail_without_the_reason(session):
    paper = certificate_of(make_person())
    revoke(paper)
    entry = session.scalars(select(AuditEntry).where(AuditEntry.deed == "revoked")).one()
    assert (entry.thing_id, entry.facts) == (str(paper.id), {"number": paper.number})


def test_a_certificate_is_revoked_once_and_the_first_reason_stands(session):
    paper = certificate_of(make_person())
    revoke(paper, "First.")
    with pytest.raises(AlreadyRevoked):
        revoke(paper, "Second.")
    assert session.get(Certificate, paper.id).revoked_reason == "First."
    assert len(told("certificate-revoked")) == len(letters("certificate-revoked")) == 1


@pytest.mark.parametrize("reason", ["", "   ", "\n\t"])
def test_revoking_needs_a_reason(session, reason):
    paper = certificate_of(make_person())
    with pytest.raises(ReasonNeeded):
        revoke(paper, reason)
    assert session.get(Certificate, paper.id).revoked_at is None


def test_revoking_one_certificate_leaves_the_competences_of_another(session):
    ada = make_person()
    certificate_of(ada, certified_course(codes=("1.3",)))
    spoilt = certificate_of(ada, certified_course(codes=("1.3", "2.1")))
    revoke(spoilt)
    assert [shown.competence.code for shown in standings.profile_of(ada.id)] == ["1.3"]


@pytest.mark.parametrize(("days_left", "times"), [(61, 0), (60, 1), (30, 1), (7, 1), (0.01, 1), (-1, 0)])
def test_a_reminder_comes_once_however_often_the_job_runs(session, days_left, times):
    paper = certificate_of(make_person(), certified_course(certificate_months=24, renewal_days=90))
    ends_in(paper, days=days_left)
    assert (jobs.remind_of_expiry(), jobs.remind_of_expiry()) == (times, 0)
    assert len(told("certificate-expiring")) == len(letters("certificate-expiring")) == times


def test_each_of_the_three_reminders_comes_in_its_time(session):
    paper = certificate_of(make_person(), certified_course(certificate_months=24, renewal_days=90))
    for days in range(70, -3, -1):
        ends_in(paper, days=days)
        jobs.remind_of_expiry()
    assert sorted(notice.key.split(":")[2] for notice in told("certificate-expiring")) == ["30", "60", "7"]


def test_who_cannot_renew_yet_is_told_from_when(session):
    paper = certificate_of(make_person(), certified_course(certificate_months=24, renewal_days=14))
    ends_in(paper, days=30)
    jobs.remind_of_expiry()
    assert (len(told("certificate-expiring")), len(told("certificate-expiring-later"))) == (0, 1)
    assert "You can renew it from" in letters("certificate-expiring")[0].text_body


def test_the_reminder_speaks_the_language_of_its_reader(session):
    paper = certificate_of(make_person(language="fr"), certified_course(certificate_months=24))
    with transaction():
        db.session.execute(update(Certificate).values(expires_at=datetime(2031, 1, 15, 12, tzinfo=UTC)))
    with transaction():
        telling.tell_expiry(queries.with_holders([paper.id])[0], 60)
    assert [notice.facts["day"] for notice in told("certificate-expiring-later")] == ["15 janvier 2031"]


def _revoked(paper, ada, course):
    revoke(paper)


def _renewed(paper, ada, course):
    renewed(ada, course)


def _left(paper, ada, course):
    with transaction():
        db.session.execute(update(Person).where(Person.id == ada.id).values(active=False))


def _erased(paper, ada, course):
    with transaction():
        db.session.execute(update(Certificate).values(person_id=None))


@pytest.mark.parametrize("what", [_revoked, _renewed, _left, _erased])
def test_nobody_is_reminded_of_what_matters_no_more(session, what):
    ada, course = make_person(), certified_course(certificate_months=24)
    paper = certificate_of(ada, course)
    what(paper, ada, course)
    ends_in(paper, days=20)
    assert jobs.remind_of_expiry() == 0


def test_a_month_long_certificate_is_not_announced_to_expire_at_its_issue(session):
    certificate_of(make_person(), certified_course(certificate_months=1))
    assert jobs.remind_of_expiry() == 0


def test_a_revoked_renewal_does_not_silence_the_reminders_of_the_former(session):
    ada, course = make_person(), certified_course(certificate_months=24)
    former = certificate_of(ada, course)
    revoke(renewed(ada, course))
    ends_in(former, days=20)
    assert jobs.remind_of_expiry() == 1


def test_many_reminders_are_told_in_several_transactions(session, monkeypatch):
    monkeypatch.setattr(jobs, "REMINDED_AT_ONCE", 2)
    course = certified_course(certificate_months=24)
    for _ in range(5):
        ends_in(certificate_of(make_person(), course), days=20)
    assert (jobs.remind_of_expiry(), jobs.remind_of_expiry()) == (5, 0)


def test_the_jobs_are_on_the_schedule():
    assert {"issue-waiting-certificates", "remind-of-expiry"} <= {job.name for job in SCHEDULE}


def test_a_revoked_certificate_stays_in_the_list_of_its_holder(session):
    ada = make_person()
    paper = certificate_of(ada)
    revoke(paper)
    assert [held.certificate.number for held in queries.held_by(ada.id)] == [paper.number]
    assert count(Certificate) == db.session.scalar(select(func.count(Certificate.revoked_at))) == 1


@pytest.mark.parametrize(("days_left", "renewable"), [(61, False), (59, True), (-10, True)])
def test_a_certificate_is_renewable_within_its_window_and_after_its_end(session, days_left, renewable):
    ada = make_person()
    paper = certificate_of(ada, certified_course(certificate_months=24, renewal_days=60))
    ends_in(paper, days=days_left)
    assert [held.renewable for held in queries.held_by(ada.id)] == [renewable]


def test_what_was_renewed_is_not_renewable_again(session):
    ada, course = make_person(), certified_course(certificate_months=24)
    certificate_of(ada, course)
    renewed(ada, course)
    assert [held.renewable for held in queries.held_by(ada.id)] == [False, False]
