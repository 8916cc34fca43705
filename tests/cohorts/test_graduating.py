"""Graduation: by the rule, against it with four eyes, many in one go; and the certificates that follow."""


import pytest
from sqlalchemy import delete, func, select, update

from lms.cohorts.events import Graduated
from lms.cohorts.jobs import ending as jobs
from lms.cohorts.models.cohorts import CohortState, Place, PlaceState
from lms.cohorts.models.ending import (
    CertifiedPlace,
    DecisionMove,
    DecisionState,
    GraduationDecision,
    GraduationRun,
    GraduationRunItem,
    ItemState,
    Outcome,
)
from lms.cohorts.models.timetable import Attendance, Presence
from lms.cohorts.queries import ending as queries
from lms.cohorts.service import graduating, runs
from lms.competency.framework_files import DIGCOMP
from lms.competency.models import Evidence
from lms.competency.service import frameworks as competency
from lms.credentials.models import Certificate
from lms.credentials.service import stopping
from lms.credentials.service.refusals import NotEarned
from lms.kit.db import db, publish, transaction
from lms.notices.models import Letter, Notice
from lms.people.models import Person, Role
from lms.schedule import SCHEDULE
from tests.factories.cohorts import join_staff
from tests.factories.people import make_person
from tests.factories.running_camps import attend, found_of, place_of, ready_camp, running_camp, sessions

YES, NO = Outcome.GRADUATED, Outcome.NOT_GRADUATED


@pytest.fixture
def frameworks(session):
    with transaction():
        competency.load_framework(DIGCOMP, by=None)


@pytest.fixture
def camp(frameworks):
    """Everybody met the rule but Participant 3, who missed a session."""
    cohort, trainer, people = ready_camp()
    db.session.execute(update(Attendance).where(Attendance.person_id == people[2].id).values(presence=Presence.ABSENT))
    db.session.commit()
    return cohort, trainer, people


def count(model, *where):
    return db.session.scalar(select(func.count()).select_from(model).where(*where))


def person(one):
    return db.session.get_one(Person, one.id)


def at_hand(cohort, one):
    return queries.candidate_at_hand(cohort.slug, place_of(cohort, one).id)


def decide(cohort, one, outcome, *, by):
    with transaction():
        found = at_hand(cohort, one)
        graduating.decide(found.found, found.candidate, outcome, by=person(by))


def propose(cohort, one, outcome, reason, *, by):
    with transaction():
        found = at_hand(cohort, one)
        graduating.propose(found.found, found.candidate, outcome, reason, by=person(by))


def state(cohort, one):
    db.session.expire_all()
    return place_of(cohort, one).state


def run_all(cohort, by):
    with transaction():
        run = runs.begin(found_of(cohort), by=person(by))
        runs.go_on(run.id)
        return run.id


def told(kind):
    return sorted(db.session.scalars(select(Person.name).join(Notice, Notice.person_id == Person.id).where(Notice.kind == kind)))


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
        graduating.confirm(at_hand(cohort, cem), by=person(trainer))
    with transaction():
        graduating.confirm(at_hand(cohort, cem), by=person(hanna))
    assert (state(cohort, cem), count(Certificate)) == (PlaceState.GRADUATED, 1)
    with pytest.raises(graduating.NothingProposed), transaction():
        graduating.confirm(at_hand(cohort, cem), by=person(second))


def test_a_rejected_exception_stays_on_record_and_the_place_is_open_again(camp):
    cohort, trainer, (*_, cem) = camp
    hanna = make_person("Hanna", Role.HR)
    propose(cohort, cem, YES, "Because.", by=trainer)
    with transaction():
        graduating.reject(at_hand(cohort, cem), "Not enough.", by=person(hanna))
    assert told("graduation-rejected") == ["Tara Trainer"]
    decide(cohort, cem, NO, by=trainer)
    assert len(queries.rejected(place_of(cohort, cem).id)) == 1


def _came_after_all(one):
    db.session.execute(update(Attendance).where(Attendance.person_id == one.id).values(presence=Presence.PRESENT))
    db.session.commit()


def reopen(cohort, one, reason, *, by):
    with transaction():
        graduating.reopen(at_hand(cohort, one), reason, by=person(by))


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
        graduating.confirm(at_hand(cohort, ada), by=person(second))
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
        graduating.confirm(at_hand(cohort, ada), by=person(hanna))
    assert (state(cohort, ada), count(Certificate)) == (PlaceState.NOT_GRADUATED, 0)


# ── many in one go ────────────────────────────────────────


def test_all_who_meet_the_rule_graduate_in_one_go_and_nobody_else(camp):
    cohort, trainer, (ada, ben, cem) = camp
    run_id = run_all(cohort, trainer)
    assert [state(cohort, one) for one in (ada, ben, cem)] == [PlaceState.GRADUATED, PlaceState.GRADUATED, PlaceState.HELD]
    run = db.session.get_one(GraduationRun, run_id)
    assert (run.total, run.done, run.failed, run.finished_at is not None) == (2, 2, 0, True)
    assert sorted(number[-6:] for number in db.session.scalars(select(Certificate.number))) == ["000001", "000002"]
    assert told("graduation-run-done") == ["Tara Trainer"]
    with pytest.raises(runs.NobodyMeets):
        run_all(cohort, trainer)


def test_a_long_run_goes_on_in_the_job_and_twice_is_once(frameworks, monkeypatch):
    monkeypatch.setattr(runs.go_on, "__kwdefaults__", {"at_most": 2})
    cohort, trainer, _people = ready_camp(5)
    run_id = run_all(cohort, trainer)
    run = db.session.get_one(GraduationRun, run_id)
    assert (run.done, run.finished_at) == (2, None)
    with pytest.raises(runs.RunGoesOn):
        run_all(cohort, trainer)
    assert (jobs.graduate_on(), jobs.graduate_on()) == (1, 0)
    assert (count(Certificate), count(Evidence), told("graduation-run-done")) == (5, 5, ["Tara Trainer"])


class Killed(BaseException):
    pass


def test_a_run_that_was_killed_in_the_middle_goes_on_and_does_nothing_twice(frameworks, monkeypatch):
    monkeypatch.setattr(runs.go_on, "__kwdefaults__", {"at_most": 2})
    cohort, trainer, _people = ready_camp(6)
    run_all(cohort, trainer)
    real, calls = graduating._publish_graduates, []

    def dying(places):
        calls.append(1)
        if len(calls) == 2:
            raise Killed
        real(places)

    monkeypatch.setattr(graduating, "_publish_graduates", dying)
    with pytest.raises(Killed):
        jobs.graduate_on()
    run = db.session.scalars(select(GraduationRun)).one()
    assert (run.done, count(Certificate)) == (4, 4)  # the batch that was under way left nothing
    monkeypatch.setattr(graduating, "_publish_graduates", real)
    jobs.graduate_on()
    assert (count(Certificate), count(GraduationDecision), count(Letter)) == (6, 6, 6)
    assert sorted(int(number[-6:]) for number in db.session.scalars(select(Certificate.number))) == [1, 2, 3, 4, 5, 6]


def test_one_whose_certificate_is_refused_does_not_hold_the_others_up(frameworks, monkeypatch):
    monkeypatch.setattr(runs.go_on, "__kwdefaults__", {"at_most": 1})
    cohort, trainer, _people = ready_camp(4)
    run_all(cohort, trainer)
    spoilt = db.session.scalars(
        select(GraduationRunItem.place_id).where(GraduationRunItem.state == ItemState.WAITING).order_by(GraduationRunItem.id)
    ).first()
    monkeypatch.setattr(runs.go_on, "__kwdefaults__", {"at_most": 50})
    earned = queries._earned
    monkeypatch.setattr(queries, "_earned", lambda one: one.record.place.id != spoilt and earned(one))
    jobs.graduate_on()
    run = db.session.scalars(select(GraduationRun)).one()
    assert (run.done, run.failed, run.finished_at is not None) == (3, 1, True)
    (failure,) = queries.failures(run)
    assert failure.place_id == spoilt
    assert "not met" in failure.fault
    assert db.session.get_one(Place, spoilt).state is PlaceState.HELD


def test_whoever_gave_the_place_up_or_fell_below_the_rule_meanwhile_fails_with_the_reason(frameworks, monkeypatch):
    cohort, trainer, (ada, ben, _cem) = ready_camp()
    with transaction():
        run_id = runs.begin(found_of(cohort), by=person(trainer)).id
    place_of(cohort, ada).state = PlaceState.GIVEN_UP
    db.session.execute(delete(Attendance).where(Attendance.person_id == ben.id))
    db.session.commit()
    with transaction():
        runs.go_on(run_id)
    run = db.session.get_one(GraduationRun, run_id)
    assert (run.done, run.failed) == (1, 2)
    assert {item.fault.split(".")[0] for item in queries.failures(run)} == {
        "The place was given up meanwhile",
        "That is not what the graduation rule says",
    }


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
        stopping.stop_issuing("A name was wrong.", by=person(hanna))
    run_all(cohort, trainer)
    assert count(Certificate) == 0
    assert queries.uncertified_count(found_of(cohort)) == 2
    jobs.ask_for_certificates()
    assert count(Certificate) == 0
    with transaction():
        stopping.lift_stop(by=person(hanna))
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


# ── pages ─────────────────────────────────────────────────


def test_the_page_shows_reasons_first_and_decides_afterwards(client, camp):
    cohort, trainer, (_ada, _ben, _cem) = camp
    page = f"/cohorts/{cohort.slug}/graduation"
    client.sign_in(trainer)
    text = client.get(page).text
    assert "Graduate all 2 who meet the rule" in text
    assert "Attendance: 0 %: 0 of 2" in text
    answer = client.send(page, f"{page}/all")
    assert answer.status_code == 303
    progress = client.get(answer.location)
    assert "2 of 2 done" in progress.text
    assert "Every certificate is issued." in progress.text
    assert client.get(answer.location, headers={"HX-Request": "true"}).text.lstrip().startswith("<div id=\"run-progress\"")


def test_an_exception_goes_through_two_hands_on_the_pages(client, camp):
    cohort, trainer, (*_, cem) = camp
    hanna = make_person("Hanna", Role.HR)
    page = f"/cohorts/{cohort.slug}/graduation/{place_of(cohort, cem).id}"
    client.sign_in(trainer)
    assert client.send(page, f"{page}/decide", outcome="graduated").status_code == 422
    assert client.send(page, f"{page}/decide", outcome="graduated", reason="A birth.").status_code == 303
    assert client.send("/account", f"{page}/confirm").status_code == 403
    client.sign_in(hanna)
    assert "A birth." in client.get(page).text
    assert client.send(page, f"{page}/reject", reason="").status_code == 422
    assert client.send(page, f"{page}/confirm").status_code == 303
    assert "confirmed by Hanna" in client.get(page).text


def test_a_place_of_another_cohort_is_not_found_under_this_one(client, camp):
    cohort, _trainer, (ada, *_) = camp
    other, second, _people = running_camp()
    client.sign_in(second)
    assert client.get(f"/cohorts/{other.slug}/graduation/{place_of(cohort, ada).id}").status_code == 404


def test_participants_do_not_see_who_graduates(client, camp):
    cohort, _trainer, (ada, *_) = camp
    client.sign_in(ada)
    for path in ("graduation", f"graduation/{place_of(cohort, ada).id}", "report", "report.pdf", "follow-up"):
        assert client.get(f"/cohorts/{cohort.slug}/{path}").status_code == 403


def test_attendance_that_is_still_open_is_named(client, frameworks):
    cohort, trainer, people = ready_camp()
    attend(sessions(cohort, 1, closed=False, key="last", title="Last meeting")[0], people)
    assert "Last meeting" in client.sign_in(trainer).get(f"/cohorts/{cohort.slug}/graduation").text
