"""Graduation: by the rule, against it with four eyes; and the certificates that follow."""

import pytest
from sqlalchemy import select, update

from lms.cohorts.events import Graduated
from lms.cohorts.jobs import ending as jobs
from lms.cohorts.models.cohorts import CohortState, Place, PlaceState
from lms.cohorts.models.ending import (
    CertifiedPlace,
    DecisionMove,
    DecisionState,
    GraduationDecision,
)
from lms.cohorts.models.timetable import Attendance, Presence
from lms.cohorts.queries import ending as queries
from lms.cohorts.service import graduating
from lms.competency.models import Evidence
from lms.credentials.models import Certificate
from lms.credentials.service import stopping
from lms.credentials.service.refusals import NotEarned
from lms.kit.db import db, publish, transaction
from lms.notices.models import Letter, Notice
from lms.people.models import Role
from lms.schedule import SCHEDULE
from tests.factories.cohorts import join_staff
from tests.factories.competences import digcomp
from tests.factories.graduations import NO, YES, all_but_one, at_hand, decide, propose, run_all, state
from tests.factories.looking import count, told
from tests.factories.people import make_person
from tests.factories.running_camps import found_of, place_of, ready_camp
from tests.factories.work import me


@pytest.fixture
def frameworks(session):
    digcomp()


@pytest.fixture
def camp(session):
    return all_but_one()


# ── by the rule ───────────────────────────────────────────


def test_a_graduate_gets_state_decision_notice_certificate_competence_and_letter(camp):
    cohort, trainer, (ada, *_) = camp
    decide(cohort, ada, YES, by=trainer)
    assert state(cohort, ada) is PlaceState.GRADUATED
    paper = db.session.scalars(select(Certificate)).one()
    assert (paper.place_ref, paper.enrolment_id, paper.course_id) == (place_of(cohort, ada).id, None, None)
    assert (paper.holder_name, paper.course_title, paper.learning_points, paper.effort_minutes) == (ada.name, "Small camp", 30, 24 * 60)
    assert (paper.began_on, paper.completed_on) == (cohort.starts_on, cohort.ends_on)
    assert paper.outcomes == ["Change a service"]
    assert [(one["code"], one["level"], one["framework"]) for one in paper.competences] == [("5.2", 4, "DigComp")]
    evidence = db.session.scalars(select(Evidence)).one()
    assert (evidence.person_id, evidence.level, evidence.source_id) == (ada.id, 4, paper.id)
    assert told("certificate-issued") == told("camp-graduated") == [ada.name]
    assert count(Letter) == 1
    assert db.session.scalars(select(CertifiedPlace.certificate_id)).one() == paper.id


def test_the_decision_keeps_the_criteria_as_they_were(camp):
    cohort, trainer, (ada, *_) = camp
    decide(cohort, ada, YES, by=trainer)
    decision = db.session.scalars(select(GraduationDecision)).one()
    assert (decision.by_rule, decision.state) == (True, DecisionState.DECIDED)
    assert [(one["key"], one["met"]) for one in decision.criteria][:2] == [("attendance", True), ("courses", True)]
    assert [(move.before, move.after) for move in db.session.scalars(select(DecisionMove))] == [(None, DecisionState.DECIDED)]


def test_who_does_not_meet_the_rule_is_told_kindly(camp):
    cohort, trainer, (*_, cem) = camp
    decide(cohort, cem, NO, by=trainer)
    assert state(cohort, cem) is PlaceState.NOT_GRADUATED
    assert told("camp-not-graduated") == [cem.name]
    assert count(Certificate) == 0


def test_nothing_is_decided_against_the_rule_without_an_exception(camp):
    cohort, trainer, (ada, _ben, cem) = camp
    for one, outcome in ((ada, NO), (cem, YES)):
        with pytest.raises(graduating.AgainstTheRule):
            decide(cohort, one, outcome, by=trainer)


def test_nothing_is_decided_before_the_last_day(client, frameworks):
    cohort, trainer, (ada, *_) = ready_camp(begins_in=-10, state=CohortState.RUNNING)
    page = client.sign_in(trainer).get(f"/cohorts/{cohort.slug}/graduation/{place_of(cohort, ada).id}").text
    assert "This boot camp has not ended yet" in page
    assert "outcome" not in page
    with pytest.raises(graduating.TooEarly):
        decide(cohort, ada, YES, by=trainer)
    with pytest.raises(graduating.TooEarly):
        run_all(cohort, trainer)


def test_what_was_decided_stays(camp):
    cohort, trainer, (ada, *_) = camp
    decide(cohort, ada, YES, by=trainer)
    with pytest.raises(graduating.AlreadyDecided):
        decide(cohort, ada, YES, by=trainer)
    assert count(Certificate) == 1


def test_nobody_decides_on_their_own_graduation(camp):
    cohort, _trainer, (ada, *_) = camp
    ada = join_staff(cohort, ada)
    with pytest.raises(graduating.FourEyes):
        decide(cohort, ada, YES, by=ada)


# ── exceptions ────────────────────────────────────────────


def test_an_exception_needs_a_reason_and_a_second_person(camp):
    cohort, trainer, (*_, cem) = camp
    hanna = make_person("Hanna", Role.HR)
    second = join_staff(cohort, make_person("Second trainer", Role.TRAINER))
    with pytest.raises(graduating.ReasonNeeded):
        propose(cohort, cem, YES, "  ", by=trainer)
    propose(cohort, cem, YES, "The session was missed for a birth.", by=trainer)
    assert (state(cohort, cem), count(Certificate)) == (PlaceState.HELD, 0)
    assert told("graduation-proposed") == ["Second trainer"]
    with pytest.raises(graduating.FourEyes), transaction():
        graduating.confirm(at_hand(cohort, cem), by=me(trainer))
    with transaction():
        graduating.confirm(at_hand(cohort, cem), by=me(hanna))
    assert (state(cohort, cem), count(Certificate)) == (PlaceState.GRADUATED, 1)
    with pytest.raises(graduating.NothingProposed), transaction():
        graduating.confirm(at_hand(cohort, cem), by=me(second))


def test_a_rejected_exception_stays_on_record_and_the_place_is_open_again(camp):
    cohort, trainer, (*_, cem) = camp
    hanna = make_person("Hanna", Role.HR)
    propose(cohort, cem, YES, "Because.", by=trainer)
    with transaction():
        graduating.reject(at_hand(cohort, cem), "Not enough.", by=me(hanna))
    assert told("graduation-rejected") == ["Tara Trainer"]
    decide(cohort, cem, NO, by=trainer)
    assert len(queries.rejected(place_of(cohort, cem).id)) == 1


def _came_after_all(one):
    db.session.execute(update(Attendance).where(Attendance.person_id == one.id).values(presence=Presence.PRESENT))
    db.session.commit()


def reopen(cohort, one, reason, *, by):
    with transaction():
        graduating.reopen(at_hand(cohort, one), reason, by=me(by))


def test_that_somebody_did_not_graduate_is_taken_back_by_another_person_and_decided_anew(client, camp):
    cohort, trainer, (_ada, _bo, cem) = camp
    decide(cohort, cem, NO, by=trainer)
    _came_after_all(cem)
    with pytest.raises(graduating.FourEyes):
        reopen(cohort, cem, "Corrected.", by=trainer)
    hanna = make_person("Hanna", Role.HR)
    with pytest.raises(graduating.ReasonNeeded):
        reopen(cohort, cem, " ", by=hanna)
    page = f"/cohorts/{cohort.slug}/graduation/{place_of(cohort, cem).id}"
    assert "Take the decision back" not in client.sign_in(trainer).get(page).text
    client.sign_in(hanna)
    assert client.send(page, f"{page}/reopen", reason="").status_code == 422
    assert client.send(page, f"{page}/reopen", reason="Attendance was corrected.").status_code == 303
    assert state(cohort, cem) is PlaceState.HELD
    assert "taken back by Hanna" in client.get(page).text
    decide(cohort, cem, YES, by=trainer)
    assert state(cohort, cem) is PlaceState.GRADUATED
    assert count(Notice, Notice.kind == "graduation-reopened") == 1


def test_a_confirmed_exception_can_be_taken_back_and_a_graduation_cannot(camp):
    cohort, trainer, (ada, bo, _cem) = camp
    second, hanna = join_staff(cohort, make_person("Sam Second")), make_person("Hanna", Role.HR)
    propose(cohort, ada, NO, "Copied.", by=trainer)
    with transaction():
        graduating.confirm(at_hand(cohort, ada), by=me(second))
    reopen(cohort, ada, "She did not.", by=hanna)
    decide(cohort, ada, YES, by=trainer)
    decide(cohort, bo, YES, by=trainer)
    for one in (ada, bo):
        with pytest.raises(graduating.CannotReopen):
            reopen(cohort, one, "No.", by=hanna)


def test_who_meets_the_rule_is_refused_by_two_people_only(camp):
    cohort, trainer, (ada, *_) = camp
    hanna = make_person("Hanna", Role.HR)
    with pytest.raises(graduating.ByTheRule):
        propose(cohort, ada, YES, "Because.", by=trainer)
    propose(cohort, ada, NO, "The work was copied.", by=trainer)
    with transaction():
        graduating.confirm(at_hand(cohort, ada), by=me(hanna))
    assert (state(cohort, ada), count(Certificate)) == (PlaceState.NOT_GRADUATED, 0)


# ── certificates ──────────────────────────────────────────


def forge(place_id, cohort_id, person_id):
    with transaction():
        db.session.get_one(Place, place_id).state = PlaceState.GRADUATED
        db.session.flush()
        publish(Graduated(place_id, cohort_id, person_id))


def test_a_graduation_that_was_forged_is_undone_by_its_own_reaction(camp):
    cohort, _trainer, (ada, *_) = camp
    place = place_of(cohort, ada)
    with pytest.raises(NotEarned):
        forge(place.id, cohort.id, ada.id)
    assert state(cohort, ada) is PlaceState.HELD


def test_the_fact_told_eight_times_is_one_certificate_one_number_and_one_letter(camp):
    cohort, trainer, (ada, *_) = camp
    decide(cohort, ada, YES, by=trainer)
    place = place_of(cohort, ada)
    for _ in range(8):
        with transaction():
            publish(Graduated(place.id, cohort.id, ada.id))
    assert (count(Certificate), count(Letter), count(CertifiedPlace)) == (1, 1, 1)


def test_while_issuing_is_stopped_graduates_wait_and_are_served_afterwards(camp):
    cohort, trainer, _people = camp
    hanna = make_person("Hanna", Role.HR)
    with transaction():
        stopping.stop_issuing("A name was wrong.", by=me(hanna))
    run_all(cohort, trainer)
    assert count(Certificate) == 0
    assert queries.uncertified_count(found_of(cohort)) == 2
    jobs.ask_for_certificates()
    assert count(Certificate) == 0
    with transaction():
        stopping.lift_stop(by=me(hanna))
    assert (jobs.ask_for_certificates(), jobs.ask_for_certificates()) == (2, 0)
    assert count(Certificate) == 2


def test_the_jobs_are_on_the_schedule():
    assert {jobs.graduate_on, jobs.ask_for_certificates, jobs.follow_up} <= {job.run for job in SCHEDULE}


def test_a_preview_of_three_and_of_thirty_costs_the_same(frameworks, statements):
    counts = []
    for size in (3, 30):
        cohort, _trainer, _people = ready_camp(size)
        found = found_of(cohort)
        with statements() as seen:
            assert len(queries.candidates(found)) == size
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 15
