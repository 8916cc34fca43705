"""Requests for erasure: asked for, checked and carried out by two, refused, held up by duties, and reminded of."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from lms.assessment.models import Attempt
from lms.cohorts.models.calls import Application
from lms.kit.clock import at
from lms.kit.db import db, transaction
from lms.learning.models import LessonNote
from lms.notices.models import Letter, Notice
from lms.people.models import Grant, Person, Role
from lms.privacy import workflow
from lms.privacy.jobs import remind_of_erasures
from lms.privacy.models import Erasure, ErasureMove, ErasureState
from lms.privacy.queries.requests import preview
from lms.privacy.service import erasures
from lms.schedule import SCHEDULE
from tests.factories.erasures import NAME, do, erased, request_for
from tests.factories.people import holder_of, make_department, make_person


def test_whoever_checked_does_not_carry_out(gone, hr, second):
    erasure_id = request_for(gone, hr)
    do(erasures.check, erasure_id, hr)
    with pytest.raises(erasures.FourEyes):
        do(erasures.carry_out, erasure_id, hr)
    assert db.session.get(Person, gone.id).name == NAME


def test_nobody_erases_themselves(client, second):
    erasure_id = request_for(second, second)
    with pytest.raises(erasures.FourEyes):
        do(erasures.check, erasure_id, second)
    client.sign_in(second)
    assert client.send(f"/people/erasures/{erasure_id}", f"/people/erasures/{erasure_id}/check").status_code == 403


def test_nothing_is_carried_out_that_nobody_checked(gone, hr, second):
    erasure_id = request_for(gone, hr)
    with pytest.raises(erasures.NotNow):
        do(erasures.carry_out, erasure_id, second)


def test_what_is_new_since_the_preview_is_looked_at_again(gone, hr, second):
    erasure_id = request_for(gone, hr)
    seen = preview(gone.id).fingerprint
    course_id = db.session.scalars(select(LessonNote.course_id).where(LessonNote.person_id == gone.id)).one()
    db.session.add(LessonNote(person_id=gone.id, course_id=course_id, step_key="02-how", text="more"))
    db.session.commit()
    with pytest.raises(erasures.ChangedMeanwhile):
        do(erasures.check, erasure_id, hr, seen=seen)


def _works_here(person):
    person.active = True


def _waits_for_a_mark(person):
    db.session.scalars(select(Attempt).where(Attempt.person_id == person.id)).one().state = "to_mark"


def _manages(person):
    make_person("Report").manager_id = person.id


def _is_held(person):
    row = db.session.scalars(select(Erasure).where(Erasure.person_id == person.id)).one()
    erasures.hold(row, "Case 12 of the court", by=person)


def _applies(person):
    from tests.factories.cohorts import make_cohort

    db.session.add(Application(cohort_id=make_cohort().id, person_id=person.id, motivation="x"))


@pytest.mark.parametrize(
    ("duty", "named"),
    [
        (_works_here, "still works here"),
        (_waits_for_a_mark, "not marked yet"),
        (_manages, "still reports to them"),
        (_is_held, "Case 12 of the court"),
        (_applies, "application of theirs is open"),
    ],
)
def test_an_open_duty_is_named_and_nothing_is_erased(gone, hr, second, duty, named):
    erasure_id = request_for(gone, hr)
    duty(db.session.get_one(Person, gone.id))
    db.session.commit()
    with pytest.raises(erasures.DutyOpen, match=named):
        do(erasures.check, erasure_id, hr)


def test_a_duty_that_comes_after_the_check_stops_it_too(gone, hr, second):
    erasure_id = request_for(gone, hr)
    do(erasures.check, erasure_id, hr)
    _works_here(db.session.get_one(Person, gone.id))
    db.session.commit()
    with pytest.raises(erasures.DutyOpen):
        do(erasures.carry_out, erasure_id, second)


def test_the_person_asks_and_withdraws_and_hr_is_told(client, hr):
    parks = make_department("Parks")
    ada, hana = make_person("Ada", department=parks), holder_of(Role.HR, parks)
    holder_of(Role.HR, make_department("Roads"))
    client.sign_in(ada)
    assert client.send("/account/data", "/account/data/erasure").status_code == 303
    assert set(db.session.scalars(select(Notice.person_id).where(Notice.kind == "erasure-asked"))) == {hr.id, hana.id}
    assert client.send("/account/data", "/account/data/erasure").status_code == 409
    row = db.session.scalars(select(Erasure)).one()
    assert client.send("/account/data", f"/account/data/erasure/{row.id}/withdraw").status_code == 303
    assert db.session.get(Erasure, row.id).state is ErasureState.WITHDRAWN
    assert client.send("/account/data", "/account/data/erasure").status_code == 303


def reminded_on(day):
    with at(datetime(2026, *day, 9, tzinfo=UTC)):
        remind_of_erasures()
        assert remind_of_erasures() == 0, "told twice"
    told = select(Notice.kind, Person.name).join(Person, Person.id == Notice.person_id)
    return sorted((kind, name) for kind, name in db.session.execute(told.where(Notice.kind.in_(["erasure-waits", "erasure-overdue"]))))


def test_hr_is_reminded_of_a_request_and_all_who_may_answer_are_told_when_its_month_is_over(hr, second):
    ada = make_person("Ada")
    with at(datetime(2026, 11, 2, 9, tzinfo=UTC)):
        erasure_id = request_for(ada, ada)
    assert reminded_on((11, 16)) == []
    assert reminded_on((11, 20)) == [("erasure-waits", "Hana HR")]
    assert reminded_on((12, 3)) == [("erasure-overdue", "Hana HR"), ("erasure-overdue", "Sven Second"), ("erasure-waits", "Hana HR")]
    with transaction():
        erasures.refuse(db.session.get_one(Erasure, erasure_id), "The law asks for it.", by=db.session.get_one(Person, hr.id))
    assert len(reminded_on((12, 20))) == 3


def test_whoever_checked_a_request_is_not_reminded_to_carry_it_out(hr, second):
    ada = make_person("Ada", active=False)
    with at(datetime(2026, 11, 2, 9, tzinfo=UTC)):
        do(erasures.check, request_for(ada, second), hr)
    assert reminded_on((11, 20)) == [("erasure-overdue", "Sven Second")], "nobody else of HR is there"


def test_the_reminder_of_erasures_is_scheduled():
    assert remind_of_erasures in [job.run for job in SCHEDULE]


def test_a_refusal_needs_a_reason_and_is_told(client, hr):
    ada = make_person("Ada")
    erasure_id = request_for(ada, ada)
    client.sign_in(hr)
    address = f"/people/erasures/{erasure_id}"
    assert client.send(address, f"{address}/refuse", **{"reason": " "}).status_code == 422
    assert client.send(address, f"{address}/refuse", **{"reason": "You still work here."}).status_code == 303
    told = db.session.scalars(select(Notice).where(Notice.person_id == ada.id)).one()
    assert told.facts == {"reason": "You still work here."}
    assert db.session.scalars(select(Letter.key).where(Letter.person_id == ada.id)).one().startswith("erasure-refused")


def test_two_people_carry_it_out_on_the_page(client, gone, hr, second):
    client.sign_in(hr)
    answer = client.send("/people?state=left", f"/people/{gone.id}/erasure")
    address = answer.location
    page = client.get(address).text
    assert "What would happen" in page
    seen = preview(gone.id).fingerprint
    assert client.send(address, f"{address}/check", seen=seen).status_code == 303
    assert "Erase now" not in client.get(address).text
    assert client.send(address, f"{address}/carry-out", seen=seen).status_code == 403
    client.sign_in(second)
    assert "Erase now" in client.get(address).text
    assert client.send(address, f"{address}/carry-out", seen=seen).status_code == 303
    assert client.get(address).status_code == 200
    assert "Erased person" in client.get(f"/people/{gone.id}").text
    assert client.send(f"/people/{gone.id}", f"/people/{gone.id}/reactivate").status_code == 409


def test_hr_of_another_department_and_others_see_no_request(client, gone, hr):
    erasure_id = request_for(gone, hr)
    elsewhere = make_person("Else Where")
    db.session.add(Grant(person_id=elsewhere.id, role=Role.HR, department_id=make_department("Other").id))
    db.session.commit()
    for person in (elsewhere, make_person("Nobody"), make_person("Aud", Role.AUDITOR), make_person("T", Role.TRAINER)):
        client.sign_in(person)
        assert client.get(f"/people/erasures/{erasure_id}").status_code == 403
        assert client.send("/account", f"/people/erasures/{erasure_id}/check").status_code == 403
    client.sign_in(elsewhere)
    assert NAME not in client.get("/people/erasures").text


def test_hr_handles_no_request_about_an_administrator(client, hr):
    root = make_person("Root", Role.ADMINISTRATOR, active=False)
    erasure_id = request_for(root, root)
    client.sign_in(hr)
    assert client.send("/account", f"/people/erasures/{erasure_id}/check").status_code == 403


@pytest.mark.parametrize("move", workflow.MOVES, ids=lambda move: f"{move.before}-{move.after}")
def test_every_move_leaves_a_row(move):
    assert move.before in set(ErasureState)
    assert move.after in set(ErasureState)
    assert workflow.may(move, is_person=move.who == "person", checked_it=False)
    assert not workflow.may(move, is_person=move.who != "person", checked_it=False)


def test_the_moves_are_written_down(gone, hr, second):
    erasure_id = erased(gone, hr, second)
    moves = db.session.scalars(select(ErasureMove).where(ErasureMove.erasure_id == erasure_id).order_by(ErasureMove.at)).all()
    assert [(move.before, move.after, move.by_id) for move in moves] == [
        (None, "asked", hr.id),
        ("asked", "checked", hr.id),
        ("checked", "done", second.id),
    ]


def test_a_long_list_costs_no_more_statements_than_a_short_one(client, hr, statements):
    client.sign_in(hr)
    request_for(make_person("One"), hr)
    client.get("/people/erasures")
    with statements() as few:
        client.get("/people/erasures")
    for number in range(8):
        request_for(make_person(f"Person {number}"), hr)
    with statements() as many:
        client.get("/people/erasures")
    assert len(many) == len(few)
