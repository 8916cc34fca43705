"""What a completion brings: certificate, competences, notice and letter, or none of them."""

import re
from contextlib import suppress
from datetime import timedelta

import pytest
from sqlalchemy import delete, func, select, update

from lms.audit.models import AuditEntry
from lms.catalogue.models import CourseVersion
from lms.competency.models import Evidence
from lms.credentials import jobs
from lms.credentials.models import Certificate
from lms.credentials.service import issuing, stopping, telling
from lms.credentials.service.refusals import IssuingNotStopped, IssuingStopped, NotEarned, ReasonNeeded
from lms.kit.clock import now
from lms.kit.db import db, publish, transaction
from lms.kit.months import months_later
from lms.learning.events import CourseCompleted
from lms.learning.models import Enrolment, HowDone, StepDone
from lms.learning.service import enrolling, steps
from lms.notices.models import Letter, Notice
from lms.people.models import Person, Role
from tests.factories.certificates import certificate_of, certified_course
from tests.factories.learning import completed, enrolled, finish, open_course
from tests.factories.looking import count
from tests.factories.people import make_person
from tests.faults import nothing_is_half_done


def count_where(condition):
    return db.session.scalar(select(func.count()).where(condition))


def all_counts():
    return {model.__name__: count(model) for model in (Certificate, Evidence, Notice, Letter)}


def deeds(thing="certificate"):
    return db.session.scalars(select(AuditEntry.deed).where(AuditEntry.thing_kind == thing).order_by(AuditEntry.number)).all()


def test_completing_a_course_brings_certificate_competences_notice_and_letter(session):
    ada = make_person()
    paper = certificate_of(ada)
    assert all_counts() == {"Certificate": 1, "Evidence": 2, "Notice": 1, "Letter": 1}
    assert re.fullmatch(r"CC-\d{4}-000001", paper.number)
    assert deeds() == ["issued"]


def test_the_certificate_keeps_what_was_true_in_words(session):
    ada = make_person("Ada Ademola")
    paper = certificate_of(ada, certified_course("open-data", certificate_months=24))
    with transaction():
        db.session.execute(update(Person).where(Person.id == ada.id).values(name="Ada Married"))
        db.session.execute(update(CourseVersion).values(title="Another title"))
    paper = session.get(Certificate, paper.id)
    assert (paper.holder_name, paper.course_title, paper.learning_points, paper.issuer) == ("Ada Ademola", "Open data", 8, "Civic Campus")
    assert paper.outcomes == ["Publish a dataset", "Choose a licence"]
    assert [(c["code"], c["level"]) for c in paper.competences] == [("1.3", 4), ("2.1", 4)]
    assert all(c["title"] and c["framework"] == "DigComp" for c in paper.competences)


def test_a_certificate_ends_with_the_completion_it_is_for(session):
    paper = certificate_of(make_person(), certified_course(certificate_months=24))
    enrolment = session.get(Enrolment, paper.enrolment_id)
    assert paper.expires_at == enrolment.expires_at == months_later(enrolment.completed_at, 24)


def test_the_evidence_dates_from_the_completion_and_ends_with_the_certificate(session):
    paper = certificate_of(make_person(), certified_course(certificate_months=12))
    enrolment = session.get(Enrolment, paper.enrolment_id)
    evidence = session.scalars(select(Evidence)).all()
    assert {(e.shown_at, e.expires_at, e.source_id, e.level) for e in evidence} == {(enrolment.completed_at, paper.expires_at, paper.id, 4)}


def test_a_course_without_certificate_brings_none(session):
    completed(make_person(), open_course())
    assert all_counts() == {"Certificate": 0, "Evidence": 0, "Notice": 0, "Letter": 0}


def test_issued_eight_times_there_is_one_row_one_number_and_one_letter(session):
    paper = certificate_of(make_person())
    enrolment = session.get(Enrolment, paper.enrolment_id)
    fact = CourseCompleted(enrolment.id, enrolment.person_id, enrolment.course_id, enrolment.version_id)
    for _ in range(8):
        with transaction():
            telling.issue_certificate(fact)
        with transaction():
            assert issuing.issue(paper.enrolment_id).number == paper.number
    assert all_counts() == {"Certificate": 1, "Evidence": 2, "Notice": 1, "Letter": 1}
    assert deeds() == ["issued"]


def test_what_follows_from_a_certificate_may_be_told_twice(session):
    ada = make_person()
    paper = certificate_of(ada)
    fact = telling.CertificateIssued(paper.id, ada.id)
    with transaction():
        telling.award_competences(fact)
        telling.tell_certificate(fact)
    assert all_counts() == {"Certificate": 1, "Evidence": 2, "Notice": 1, "Letter": 1}


def test_numbers_have_no_gaps_even_after_a_failure(session):
    course = certified_course()
    numbers = [certificate_of(make_person(), course).number]
    failing = enrolled(make_person(), course, done=["01-why", "02-how"])
    with suppress(ZeroDivisionError), transaction():
        steps.complete_step(session.get(Enrolment, failing.id), "03-when", HowDone.READ, by=session.get(Person, failing.person_id))
        assert issuing.issue(failing.id).number.endswith("000002")
        raise ZeroDivisionError
    numbers += [certificate_of(make_person(), course).number for _ in range(2)]
    assert [number[-6:] for number in numbers] == ["000001", "000002", "000003"]


def _not_completed(enrolment):
    db.session.execute(update(Enrolment).where(Enrolment.id == enrolment.id).values(completed_at=None))


def _a_step_missing(enrolment):
    db.session.execute(delete(StepDone).where(StepDone.enrolment_id == enrolment.id, StepDone.step_key == "02-quiz"))


def _a_step_of_another_text(enrolment):
    db.session.execute(update(StepDone).where(StepDone.enrolment_id == enrolment.id, StepDone.step_key == "02-quiz").values(content_hash="0" * 64))


def _a_quiz_only_read(enrolment):
    db.session.execute(update(StepDone).where(StepDone.enrolment_id == enrolment.id, StepDone.step_key == "02-quiz").values(how=HowDone.READ))


def _no_certificate(enrolment):
    db.session.execute(update(CourseVersion).where(CourseVersion.id == enrolment.version_id).values(gives_certificate=False))


@pytest.mark.parametrize("broken", [_not_completed, _a_step_missing, _a_step_of_another_text, _a_quiz_only_read, _no_certificate])
def test_each_criterion_is_checked_again_when_issuing(session, broken):
    paper = certificate_of(make_person(), certified_course(steps=("01-why", "02-quiz", "03-when")))
    enrolment = session.get(Enrolment, paper.enrolment_id)
    with transaction():
        db.session.execute(delete(Certificate))
        broken(enrolment)
    with pytest.raises(NotEarned, match=r"\.$"), transaction():
        issuing.issue(enrolment.id)
    assert count(Certificate) == 0


def forge_completion(enrolment_id):
    with transaction():
        row = db.session.get_one(Enrolment, enrolment_id)
        row.completed_at = now()
        db.session.flush()
        publish(CourseCompleted(row.id, row.person_id, row.course_id, row.version_id))


def test_a_completion_that_was_forged_is_undone_by_its_own_reaction(session):
    enrolment = enrolled(make_person(), certified_course(), done=["01-why"])
    with pytest.raises(NotEarned):
        forge_completion(enrolment.id)
    assert session.get(Enrolment, enrolment.id).completed_at is None


def _watched(enrolment, person):
    with transaction():
        steps.complete_step(db.session.get_one(Enrolment, enrolment.id), "03-when", HowDone.READ, by=db.session.get_one(Person, person.id))


def test_whichever_statement_fails_nothing_is_half_done(session, statements):
    course = certified_course()

    def about_to_complete():
        ada = make_person()
        enrolment = enrolled(ada, course, done=["01-why", "02-how"])
        return lambda: _watched(enrolment, ada)

    def completions():
        return count_where(Enrolment.completed_at.is_not(None))

    writes = {"step_done", "certificate", "evidence", "notice", "letter", "audit_entry", "enrolment"}
    nothing_is_half_done(statements, about_to_complete, writes=writes, also=completions)


def stop(reason="A question was wrong."):
    with transaction():
        stopping.stop_issuing(reason, by=make_person("Hanna", Role.HR))


def lift():
    with transaction():
        return stopping.lift_stop(by=make_person("Hanna", Role.HR))


def test_while_issuing_is_stopped_completions_are_kept_and_get_nothing(session):
    course = certified_course()
    stop()
    enrolment = completed(make_person(), course)
    assert enrolment.completed_at is not None
    assert all_counts() == {"Certificate": 0, "Evidence": 0, "Notice": 0, "Letter": 0}
    with pytest.raises(IssuingStopped), transaction():
        issuing.issue(enrolment.id)


def test_lifting_the_stop_issues_those_waiting_in_the_order_of_completion(session):
    course = certified_course()
    stop()
    people = [make_person(f"Person {number}") for number in range(3)]
    for person in people:
        completed(person, course)
    assert lift() == stopping.Lifted(issued=3, waiting=0)
    papers = session.scalars(select(Certificate).order_by(Certificate.number)).all()
    assert [paper.person_id for paper in papers] == [person.id for person in people]
    assert all_counts() == {"Certificate": 3, "Evidence": 6, "Notice": 3, "Letter": 3}
    assert deeds("issuing") == ["stopped", "lifted-stop"]


def test_what_one_transaction_does_not_issue_the_job_does_and_twice_is_once(session, monkeypatch):
    monkeypatch.setattr(issuing, "AT_ONCE", 2)
    monkeypatch.setattr(jobs, "AT_ONCE", 2)
    course = certified_course()
    stop()
    for _ in range(5):
        completed(make_person(), course)
    assert jobs.issue_those_waiting() == 0
    assert lift() == stopping.Lifted(issued=2, waiting=3)
    assert (jobs.issue_those_waiting(), jobs.issue_those_waiting()) == (3, 0)
    assert all_counts() == {"Certificate": 5, "Evidence": 10, "Notice": 5, "Letter": 5}


def test_a_completion_that_was_not_earned_does_not_hold_the_others_up(session):
    course = certified_course()
    stop()
    spoilt, fine = completed(make_person(), course), completed(make_person(), course)
    with transaction():
        db.session.execute(delete(StepDone).where(StepDone.enrolment_id == spoilt.id))
    assert lift() == stopping.Lifted(issued=1, waiting=1)
    assert session.scalars(select(Certificate.enrolment_id)).all() == [fine.id]


def test_a_stop_needs_a_reason(session):
    with pytest.raises(ReasonNeeded):
        stop("   ")


def test_there_is_one_stop_at_a_time(session):
    stop()
    with pytest.raises(IssuingStopped):
        stop()


def test_only_a_stop_can_be_lifted(session):
    with pytest.raises(IssuingNotStopped):
        lift()


def renewed(person, course):
    with transaction():
        db.session.execute(update(Enrolment).where(Enrolment.person_id == person.id).values(expires_at=now() + timedelta(days=10)))
    with transaction():
        cycle = enrolling.renew(db.session.get_one(Person, person.id), course, by=person).id
    finish(person, db.session.get_one(Enrolment, cycle), "01-why", "02-how", "03-when")
    return db.session.scalars(select(Certificate).where(Certificate.enrolment_id == cycle)).one()


def test_a_renewal_brings_a_certificate_of_its_own_and_keeps_the_former(session):
    ada, course = make_person(), certified_course(certificate_months=12)
    first = certificate_of(ada, course)
    second = renewed(ada, course)
    assert second.renews_id == first.id
    assert second.number > first.number
    assert (count(Certificate), first.revoked_at) == (2, None)
