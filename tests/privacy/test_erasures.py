"""Erasure: asked for, previewed, confirmed by two, and then nothing tells who it was; what others hold and count stays true."""

import json
from datetime import UTC, datetime

import pytest
from sqlalchemy import String, cast, func, or_, select

from lms.assessment.models import Accommodation, Answer, Attempt, ExtraAttempt
from lms.audit import service as audit
from lms.audit.models import AuditEntry
from lms.cohorts.models.calls import Application
from lms.competency.models import Evidence
from lms.credentials.models import Certificate
from lms.kit.clock import at
from lms.kit.db import db, transaction
from lms.kit.personal import rows_of
from lms.learning.models import Enrolment, LessonNote
from lms.notices.models import Letter, Notice
from lms.people.models import Grant, Person, Role, SignIn
from lms.people.service.sign_ins import begin_sign_in
from lms.privacy import workflow
from lms.privacy.jobs import remind_of_erasures
from lms.privacy.models import Erasure, ErasureMove, ErasureState
from lms.privacy.queries.requests import preview
from lms.privacy.queries.slices import SLICES
from lms.privacy.service import erasures
from lms.schedule import SCHEDULE
from tests.factories.assessment import EVERY_KIND, RIGHT, make_class, sit
from tests.factories.certificates import certificate_of
from tests.factories.people import holder_of, make_department, make_person, make_post
from tests.factories.traces import leave_traces

NAME, ADDRESS, NUMBER, WORDS = "Marker Zuckermann", "marker.person@city.test", "MARKER-4711", "Marker words of my own"
MARKS = ("Zuckermann", "marker.person", NUMBER, "Marker words", "Marker phone")


@pytest.fixture
def hr(session):
    return make_person("Hana HR", Role.HR)


@pytest.fixture
def second(session):
    return make_person("Sven Second", Role.ADMINISTRATOR)


@pytest.fixture
def gone(session, hr):
    """Somebody who left and of whom there is something everywhere."""
    person = make_person(NAME, email=ADDRESS, staff_number=NUMBER, department=make_department(), post_id=make_post().id)
    paper = certificate_of(person)
    group = make_class(items=EVERY_KIND, learner=person)
    sit(group, {**RIGHT, "essay": {"text": WORDS}})
    attempt = db.session.scalars(select(Attempt).where(Attempt.person_id == person.id)).one()
    attempt.state = "marked"
    db.session.add(LessonNote(person_id=person.id, course_id=paper.course_id, step_key="01-why", text=WORDS))
    db.session.add(Accommodation(person_id=person.id, extra_percent=25))
    db.session.add(ExtraAttempt(enrolment_id=group.enrolment.id, content_hash="x", reason=WORDS))
    db.session.add(Grant(person_id=person.id, role=Role.TRAINER))
    db.session.add(Notice(person_id=hr.id, key="other", kind="marking-waits", facts={"quiz": NAME}))
    leave_traces(person, f"{WORDS}, {NAME}", hr)
    begin_sign_in(person, device="Marker phone", hours=1)
    person.active = False
    db.session.commit()
    return person


def request_for(person, by):
    with transaction():
        return erasures.ask(db.session.get_one(Person, person.id), by=db.session.get_one(Person, by.id)).id


def do(verb, erasure_id, by, **more):
    with transaction():
        row = db.session.get_one(Erasure, erasure_id)
        if verb in (erasures.check, erasures.carry_out):
            more = {"seen": preview(row.person_id).fingerprint, **more}
        verb(row, **more, by=db.session.get_one(Person, by.id))


def erased(person, hr, second):
    erasure_id = request_for(person, hr)
    do(erasures.check, erasure_id, hr)
    do(erasures.carry_out, erasure_id, second)
    db.session.expire_all()
    return erasure_id


def tables_with(words):
    """Every column in which one of the words stands anywhere."""
    found = set()
    for table in db.metadata.sorted_tables:
        columns = [column for column in table.columns if str(column) != "blob.content"]
        tell = [func.count().filter(or_(*(cast(column, String).contains(word) for word in words))) for column in columns]
        rows = db.session.execute(select(*tell).select_from(table)).one()
        found |= {f"{table.name}.{column.name}" for column, number in zip(columns, rows, strict=True) if number}
    return found


NOT_IN_THE_SCENE = {
    *("erasures", "erasure_moves", "holds", "copies"),
    *("links", "letters_with_links", "passkeys", "imports"),
    *("authorships", "writing", "reviews"),
}


def test_the_scene_has_something_of_every_kind(gone):
    empty = {part.stored.name for one in SLICES for part in rows_of(one.stored, gone.id) if not part.rows}
    assert empty <= NOT_IN_THE_SCENE, "tests/factories/traces.py leaves nothing there, so no test sees it erased"


def test_nothing_in_any_table_tells_who_it_was(gone, hr, second):
    assert len(tables_with(MARKS)) > 50, "the marks are gone: this test sees nothing"
    erased(gone, hr, second)
    assert tables_with(MARKS) <= {"letter.address", "letter.text_body", "letter.html_body"}, "the last letter alone still knows the address"
    letter = db.session.scalars(select(Letter).where(Letter.address == ADDRESS)).one()
    assert letter.key.startswith("erasure-done")
    assert letter.person_id is None
    others = db.session.scalars(select(Letter).where(Letter.address != ADDRESS)).all()
    assert not [mark for mark in MARKS for one in others if mark in one.subject + one.text_body + one.html_body]


def test_the_account_is_dead(client, gone, hr, second):
    client.sign_in(gone)
    erased(gone, hr, second)
    row = db.session.get(Person, gone.id)
    assert (row.active, row.password, row.staff_number, row.tf_totp_secret, row.post_id) == (False, None, None, None, None)
    assert row.erased_at
    assert not db.session.scalars(select(SignIn).where(SignIn.person_id == gone.id)).all()
    assert not db.session.scalars(select(Grant).where(Grant.person_id == gone.id)).all()
    assert client.get("/account").status_code == 302


def test_the_paper_is_still_checked_by_number_date_and_title_but_without_the_name(client, gone, hr, second):
    paper = db.session.scalars(select(Certificate).where(Certificate.person_id == gone.id)).one()
    facts = (paper.number, paper.code, paper.course_title, paper.completed_on)
    erased(gone, hr, second)
    page = client.get(f"/verify/{facts[1]}")
    assert page.status_code == 200
    assert "This certificate is valid" in page.text
    assert facts[0] in page.text
    assert facts[2] in page.text
    assert "erased at their request" in page.text
    assert NAME not in page.text
    row = db.session.scalars(select(Certificate).where(Certificate.number == facts[0])).one()
    assert (row.number, row.code, row.course_title, row.completed_on, row.holder_name) == (*facts, "")


def test_an_erased_paper_is_still_listed_and_can_be_revoked(client, gone, hr, second):
    paper_id = db.session.scalars(select(Certificate.id).where(Certificate.person_id == gone.id)).one()
    erased(gone, hr, second)
    client.sign_in(hr)
    assert client.get("/certificates").status_code == 200
    assert client.get(f"/certificates/{paper_id}").status_code == 200
    assert client.send(f"/certificates/{paper_id}/revoke", reason="A mistake").status_code == 303


def test_statistics_and_the_chain_stay_true(gone, hr, second):
    before = [len(db.session.scalars(select(model.id)).all()) for model in (Enrolment, Attempt, Answer, Evidence, Certificate)]
    erased(gone, hr, second)
    assert [len(db.session.scalars(select(model.id)).all()) for model in (Enrolment, Attempt, Answer, Evidence, Certificate)] == before
    assert audit.first_break() is None
    assert db.session.get(Person, gone.id).department_id == gone.department_id
    responses = db.session.scalars(select(Answer.response).join(Attempt).where(Attempt.person_id == gone.id)).all()
    assert any("option" in response for response in responses)
    assert not any("text" in response for response in responses)


def test_no_name_or_address_stands_in_the_trail(gone, hr, second):
    erased(gone, hr, second)
    told = json.dumps([entry.facts for entry in db.session.scalars(select(AuditEntry))])
    assert not [mark for mark in MARKS if mark in told]
    deeds = db.session.scalars(select(AuditEntry.deed).where(AuditEntry.thing_id == str(gone.id))).all()
    assert deeds[-4:] == ["erasure-asked", "erasure-checked", "erasure-done", "erased"]


def test_names_in_what_others_were_told_go_too(gone, hr, second):
    erased(gone, hr, second)
    assert db.session.scalars(select(Notice.facts).where(Notice.key == "other")).one() == {"quiz": "—"}


def test_the_preview_counts_what_then_happens(gone, hr, second):
    before = {count.stored.name: (count.number, count.stored.fate.value) for _t, counts in preview(gone.id).parts for count in counts}
    assert before["notes"] == (1, "deleted")
    assert before["certificates"] == (1, "anonymised")
    assert (before["enrolments"][1], before["steps"][1]) == ("anonymised", "kept")
    erased(gone, hr, second)
    for one in SLICES:
        for part in rows_of(one.stored, gone.id):
            if part.stored.fate.value == "deleted":
                assert not part.rows, part.stored.name


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


def test_a_fault_in_the_middle_erases_nothing(gone, hr, second, monkeypatch):
    from lms.people.service import erasing

    erasure_id = request_for(gone, hr)
    do(erasures.check, erasure_id, hr)
    monkeypatch.setattr(erasing, "NAME", None)  # the last step of all fails
    with pytest.raises(Exception, match=r"(?i)null"):
        do(erasures.carry_out, erasure_id, second)
    assert db.session.get(Person, gone.id).name == NAME
    assert db.session.scalars(select(LessonNote).where(LessonNote.person_id == gone.id)).one().text == WORDS
    assert db.session.get(Erasure, erasure_id).state is ErasureState.CHECKED


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
