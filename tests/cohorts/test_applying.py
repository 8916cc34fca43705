"""From the call to a place: applying, the manager's agreement, screening."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from lms.cohorts.jobs import calls as jobs
from lms.cohorts.models.calls import ApplicationMove, ApplicationState
from lms.cohorts.models.cohorts import CohortState
from lms.cohorts.models.programmes import ProgrammeDuty
from lms.cohorts.queries import calls
from lms.cohorts.service import agreeing, applying, screening
from lms.cohorts.service.refusals import (
    CallClosed,
    CannotApply,
    CriteriaOpen,
    NeedsReason,
    NoSuchStep,
    NotAsked,
)
from lms.cohorts.service.screening import Verdict
from lms.kit.clock import at, now
from lms.kit.db import db, transaction
from lms.notices.models import Letter
from lms.people.models import Person, Role
from lms.people.service import people
from tests.factories.camps import accepted, agreed, applied, at_hand, camp, do, found, letters, officer, row, told, waiting
from tests.factories.people import holder_of, make_department, make_person, make_post

ALL_MET = {"need": Verdict(True, "Runs the permits")}


def facts_of(person, **changes):
    names = people.CHANGEABLE
    return people.Facts(**{**{name: getattr(person, name) for name in names}, **changes})


def test_an_application_asks_the_manager_by_inbox_and_letter(session):
    cohort, _trainer = camp()
    manager = make_person("Mia Manager")
    one = row(applied(cohort, officer("Olu", manager=manager)))
    assert (one.state, one.manager_id) == (ApplicationState.SUBMITTED, manager.id)
    assert (told(manager), letters(manager)) == (["application-asks"], ["camp-agreement"])
    assert [move.after for move in calls.moves_of(one.id)] == ["submitted"]


def test_the_letter_speaks_the_language_of_whoever_is_asked(session):
    cohort, _trainer = camp()
    manager = make_person("Mia", language="de")
    applied(cohort, officer("Olu", manager=manager))
    page = db.session.scalars(select(Letter.html_body).where(Letter.person_id == manager.id)).one()
    assert 'lang="de"' in page


def test_without_a_manager_hr_is_asked(session):
    cohort, _trainer = camp()
    hanna = make_person("Hanna", Role.HR)
    one = at_hand(applied(cohort, make_person("Olu")))
    assert (one.asked_id, one.hr_answers) == (None, True)
    assert told(hanna) == ["application-asks-hr"]
    do(lambda: agreeing.agree(one, by=hanna))
    assert row(one.application.id).state is ApplicationState.AGREED


def test_hr_of_the_applicants_department_is_asked_too_and_may_answer(client):
    cohort, _trainer = camp()
    parks = make_department("Parks")
    hana, elsewhere = holder_of(Role.HR, parks), holder_of(Role.HR, make_department("Roads"))
    one = at_hand(applied(cohort, make_person("Olu", department=make_department("Trees", parent=parks))))
    assert (told(hana), told(elsewhere)) == (["application-asks-hr"], [])
    with pytest.raises(NotAsked):
        do(lambda: agreeing.agree(one, by=elsewhere))
    page = f"/cohorts/applications/{one.application.id}"
    assert client.sign_in(elsewhere).get(page).status_code == 403
    assert client.sign_in(hana).send(page, f"{page}/agree").status_code == 303
    assert row(one.application.id).state is ApplicationState.AGREED


def test_a_manager_who_left_is_nobody_to_ask(session):
    cohort, _trainer = camp()
    make_person("Hanna", Role.HR)
    one = at_hand(applied(cohort, officer(manager=make_person("Mia", active=False))))
    assert (one.application.manager_id, one.hr_answers) == (None, True)


@pytest.mark.parametrize("state", [CohortState.PLANNED, CohortState.CALL_CLOSED, CohortState.RUNNING, CohortState.CANCELLED])
def test_nobody_applies_outside_of_the_call(session, state):
    cohort, _trainer = camp(state=state)
    with pytest.raises(CallClosed):
        applying.apply(found(cohort), "Because.", by=officer())


def test_the_clock_of_the_server_closes_the_call_to_the_second(session):
    cohort, _trainer = camp()
    until = cohort.apply_until
    with at(until), pytest.raises(CallClosed):
        applying.apply(found(cohort), "Because.", by=officer())
    with at(until - timedelta(seconds=1)):
        assert applied(cohort)


def test_one_application_lives_per_person(session):
    cohort, _trainer = camp()
    olu = officer()
    applied(cohort, olu)
    with pytest.raises(CannotApply):
        applied(cohort, olu)


def test_after_withdrawing_somebody_may_apply_again(session):
    cohort, _trainer = camp()
    olu = officer()
    first = applied(cohort, olu)
    do(lambda: applying.withdraw(at_hand(first), by=olu))
    assert row(first).state is ApplicationState.WITHDRAWN
    assert applied(cohort, olu) != first


def test_whoever_runs_the_camp_does_not_apply(session):
    cohort, trainer = camp()
    with pytest.raises(CannotApply):
        applied(cohort, trainer)


@pytest.mark.parametrize("words", ["", "   ", "x" * 4001])
def test_a_motivation_is_needed_and_has_an_end(session, words):
    cohort, _trainer = camp()
    with pytest.raises(CannotApply):
        applied(cohort, motivation=words)


def test_a_duty_of_the_post_is_kept_with_the_application(session):
    cohort, _trainer = camp()
    post = make_post("Buyer")
    programme_id = found(cohort).cohort.version.programme_id
    db.session.add(ProgrammeDuty(programme_id=programme_id, post_id=post.id))
    db.session.commit()
    assert row(applied(cohort, officer(post_id=post.id))).mandatory
    assert not row(applied(cohort, officer())).mandatory


def test_agreement_moves_the_application_to_the_trainers(session):
    cohort, trainer = camp()
    olu = officer()
    one = row(agreed(cohort, olu))
    assert one.state is ApplicationState.AGREED
    assert one.agreed_at
    assert told(trainer) == ["application-to-screen"]
    assert told(olu) == ["application-agreed"]


def test_a_refusal_needs_a_reason_which_the_applicant_reads(session):
    cohort, _trainer = camp()
    olu = officer()
    one = at_hand(applied(cohort, olu))
    manager = db.session.get_one(Person, one.asked_id)
    with pytest.raises(NeedsReason):
        agreeing.refuse(one, "  ", by=manager)
    do(lambda: agreeing.refuse(at_hand(one.application.id), "Two of us are on leave then.", by=manager))
    assert row(one.application.id).state is ApplicationState.REFUSED
    assert "Two of us" in db.session.scalars(select(Letter.text_body).where(Letter.person_id == olu.id)).one()


@pytest.mark.parametrize("who", ["another manager", "the applicant", "a trainer", "hr while a manager is asked"])
def test_nobody_else_agrees(session, who):
    cohort, trainer = camp()
    olu = officer()
    one = at_hand(applied(cohort, olu))
    by = {
        "another manager": make_person("Max"),
        "the applicant": olu,
        "a trainer": trainer,
        "hr while a manager is asked": make_person("Hanna", Role.HR),
    }[who]
    with pytest.raises(NotAsked):
        agreeing.agree(one, by=by)


def test_hr_without_a_manager_does_not_agree_to_the_own_application(session):
    cohort, _trainer = camp()
    hanna = make_person("Hanna", Role.HR)
    one = at_hand(applied(cohort, hanna))
    with pytest.raises(NotAsked):
        agreeing.agree(one, by=hanna)


def test_a_second_answer_is_refused(session):
    cohort, _trainer = camp()
    one = at_hand(agreed(cohort))
    with pytest.raises(NoSuchStep):
        agreeing.refuse(one, "After all not.", by=db.session.get_one(Person, one.asked_id))


def test_a_new_manager_is_asked_and_the_former_is_out_at_once(session):
    cohort, _trainer = camp()
    mia, nora, admin = make_person("Mia"), make_person("Nora"), make_person("Ada", Role.ADMINISTRATOR)
    olu = officer(manager=mia)
    application_id = applied(cohort, olu)
    with transaction():
        person = db.session.get_one(Person, olu.id)
        people.edit(person, facts_of(person, manager_id=nora.id), by=admin)
    one = at_hand(application_id)
    assert (one.asked_id, one.application.manager_id) == (nora.id, nora.id)
    assert told(nora) == ["application-asks"]
    with pytest.raises(NotAsked):
        agreeing.agree(one, by=mia)
    do(lambda: agreeing.agree(at_hand(application_id), by=nora))


def test_when_the_manager_leaves_hr_is_asked(session):
    cohort, _trainer = camp()
    mia, hanna = make_person("Mia"), make_person("Hanna", Role.HR)
    application_id = applied(cohort, officer(manager=mia))
    with transaction():
        people.deactivate(db.session.get_one(Person, mia.id), by=hanna)
    assert at_hand(application_id).hr_answers
    assert told(hanna) == ["application-asks-hr"]


def test_a_silent_manager_is_reminded_once_then_hr_may_answer(session):
    cohort, _trainer = camp()
    mia, hanna = make_person("Mia"), make_person("Hanna", Role.HR)
    application_id = applied(cohort, officer(manager=mia))
    with at(now() + timedelta(days=6)):
        assert [jobs.ask_for_agreements(), jobs.ask_for_agreements()] == [1, 0]
    assert told(mia) == ["application-asks"] * 2
    with at(now() + timedelta(days=11)):
        assert [jobs.ask_for_agreements(), jobs.ask_for_agreements()] == [1, 0]
        assert told(hanna) == ["application-asks-hr"]
        do(lambda: agreeing.agree(at_hand(application_id), by=hanna))


def test_hr_reads_why_it_is_asked_and_is_reminded_where_there_is_no_manager(session):
    cohort, _trainer = camp()
    hanna = make_person("Hanna", Role.HR)
    applied(cohort, make_person("Nobody's Report"))
    with at(now() + timedelta(days=6)):
        assert [jobs.ask_for_agreements(), jobs.ask_for_agreements()] == [1, 0]
    assert told(hanna) == ["application-asks-hr"] * 2
    applied(cohort, officer("Olu"))
    with at(now() + timedelta(days=6)):
        jobs.ask_for_agreements()
    with at(now() + timedelta(days=11)):
        jobs.ask_for_agreements()
    said = db.session.scalars(select(Letter.text_body).where(Letter.person_id == hanna.id).order_by(Letter.created_at)).all()
    assert ["There is no manager" in one for one in said] == [True, True, False]
    assert "has not answered in ten days" in said[-1]


def test_a_change_of_manager_by_a_nightly_file_is_noticed_by_the_job(session):
    cohort, _trainer = camp()
    nora = make_person("Nora")
    olu = officer()
    application_id = applied(cohort, olu)
    db.session.get_one(Person, olu.id).manager_id = nora.id
    db.session.commit()
    assert jobs.ask_for_agreements() == 1
    assert row(application_id).manager_id == nora.id


def test_screening_keeps_the_verdicts_and_offers_a_free_seat_at_once(session):
    cohort, trainer = camp(offer_days=5)
    olu = officer()
    application_id = agreed(cohort, olu)
    do(lambda: screening.find_suitable(at_hand(application_id), ALL_MET, by=trainer))
    one = row(application_id)
    assert (one.state, one.screened_by_id) == (ApplicationState.OFFERED, trainer.id)
    assert one.screening == {"need": {"met": True, "note": "Runs the permits"}}
    assert timedelta(days=4, hours=23) < one.offer_until - now() <= timedelta(days=5)
    assert letters(olu) == ["camp-offer"]


def test_suitable_means_that_each_criterion_is_met(session):
    cohort, trainer = camp()
    application_id = agreed(cohort)
    for verdicts in ({}, {"need": Verdict(False)}):
        with pytest.raises(CriteriaOpen):
            screening.find_suitable(at_hand(application_id), verdicts, by=trainer)
        db.session.rollback()


def test_unsuitable_needs_a_reason_and_ends_the_application(session):
    cohort, trainer = camp()
    olu = officer()
    application_id = agreed(cohort, olu)
    with pytest.raises(NeedsReason):
        screening.find_unsuitable(at_hand(application_id), {"need": Verdict(False)}, "", by=trainer)
    db.session.rollback()
    do(lambda: screening.find_unsuitable(at_hand(application_id), {"need": Verdict(False)}, "No service of your own yet.", by=trainer))
    assert row(application_id).state is ApplicationState.UNSUITABLE
    assert letters(olu) == ["camp-answer"]


def test_what_no_manager_agreed_to_is_not_screened(session):
    cohort, trainer = camp()
    with pytest.raises(NoSuchStep):
        screening.find_suitable(at_hand(applied(cohort)), ALL_MET, by=trainer)


def test_each_move_has_a_row_that_says_who_from_where_to_where(session):
    cohort, trainer = camp()
    olu = officer()
    application_id = accepted(cohort, olu)
    manager_id = row(application_id).manager_id
    rows = db.session.execute(
        select(ApplicationMove.before, ApplicationMove.after, ApplicationMove.by_id).order_by(ApplicationMove.at)
    ).all()
    assert [tuple(one) for one in rows] == [
        (None, "submitted", olu.id),
        ("submitted", "agreed", manager_id),
        ("agreed", "waiting", trainer.id),
        ("waiting", "offered", None),
        ("offered", "accepted", olu.id),
    ]


SCRIPTS = ("Зоя Іванівна", "محمد عبد الله", "王小明", "Ελένη Παπαδοπούλου", "תמר לוי", "नीलम शर्मा", "O’Brien-Ångström", "😀 Smile", "<b>Bold</b>")


@pytest.mark.parametrize("name", SCRIPTS)
def test_names_of_every_script_go_all_the_way(session, name):
    cohort, _trainer = camp()
    manager = make_person("Mia")
    accepted(cohort, officer(name, manager=manager))
    letter = db.session.scalars(select(Letter).where(Letter.person_id == manager.id)).one()
    assert name in letter.text_body
    assert "<b>Bold" not in letter.html_body


def test_the_list_of_applications_costs_one_statement(session, statements):
    cohort, _trainer = camp(seats=3)
    for number in range(6):
        waiting(cohort, officer(f"Officer {number}"))
    cohort_id = cohort.id
    with statements() as seen:
        assert len(calls.applications_of(cohort_id)) == 6
    assert len(seen) == 1
