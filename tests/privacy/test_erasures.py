"""After an erasure nothing tells who it was, and what others hold and count stays true."""

import json

import pytest
from sqlalchemy import String, cast, func, or_, select

from lms.assessment.models import Answer, Attempt
from lms.audit import service as audit
from lms.audit.models import AuditEntry
from lms.competency.models import Evidence
from lms.credentials.models import Certificate
from lms.kit.db import db
from lms.kit.personal import rows_of
from lms.learning.models import Enrolment, LessonNote
from lms.notices.models import Letter, Notice
from lms.people.models import Grant, Person, SignIn
from lms.privacy.models import Erasure, ErasureState
from lms.privacy.queries.requests import preview
from lms.privacy.queries.slices import SLICES
from lms.privacy.service import erasures
from tests.factories.erasures import ADDRESS, NAME, NUMBER, WORDS, do, erased, request_for

MARKS = ("Zuckermann", "marker.person", NUMBER, "Marker words", "Marker phone")


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
