"""Long files that a job makes, and views that are kept, shared and sent."""

import io
from datetime import UTC, datetime, timedelta

import pytest
from python_calamine import CalamineWorkbook

from lms.kit.clock import at, now
from lms.kit.db import db, transaction
from lms.notices.models import Letter
from lms.people.models import Grant, Person, Role
from lms.people.service.people import withdraw_role
from lms.reports import jobs
from lms.reports.models.library import Export, ExportState, SavedView
from lms.reports.service import exports
from tests.factories.people import make_person

# ── long files ──


def ask(client, hr, **fields):
    client.sign_in(hr).send("/reports/competences/people", **fields)
    return db.session.query(Export).order_by(Export.asked_at.desc()).first()


def test_a_long_list_is_made_by_a_job_and_arrives_in_the_inbox(client, city, hr):
    wanted = ask(client, hr, department=str(city.parks.id))
    assert wanted.state is ExportState.WAITING
    assert "Waiting" in client.get("/reports/files").text
    assert jobs.make_files() == 1
    made = db.session.get_one(Export, wanted.id)
    assert (made.state, made.done, made.total) == (ExportState.READY, 16, 16)
    assert "list of 16 people" in client.get("/inbox").text
    answer = client.get(f"/reports/files/{wanted.id}")
    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.data))
    sheet = book.get_sheet_by_index(0).to_python()
    assert [row[:2] for row in sheet[1:4]] == [["Department", "Parks"], ["Post", "All"], ["Area", "All"]]
    assert len([row for row in sheet if str(row[0]).startswith("Parks")]) == 16
    assert book.sheet_names == ["People", "Definitions"]


def test_a_file_is_its_owners_alone(client, city, hr):
    wanted = ask(client, hr)
    jobs.make_files()
    client.sign_in(make_person("Henry Hr", Role.HR))
    assert client.get(f"/reports/files/{wanted.id}").status_code == 403
    client.sign_in(hr)
    assert client.get(f"/reports/files/{wanted.id}").status_code == 200


def test_a_job_that_was_killed_is_begun_again(client, city, hr, monkeypatch):
    wanted = ask(client, hr)
    with transaction():
        assert exports.claim(wanted.id)
    with transaction():
        assert not exports.claim(wanted.id), "somebody is at work"
    assert jobs.make_files() == 0
    with at(now() + timedelta(minutes=11)):
        assert jobs.make_files() == 1
    assert db.session.get_one(Export, wanted.id).state is ExportState.READY


def test_a_file_that_cannot_be_made_is_tried_three_times_and_then_told(client, city, hr, monkeypatch):
    wanted = ask(client, hr)
    monkeypatch.setattr(exports, "write_workbook", lambda *_: 1 / 0)
    for _ in range(4):
        assert jobs.make_files() == 0
    assert (db.session.get_one(Export, wanted.id).state, db.session.get_one(Export, wanted.id).tries) == (ExportState.FAILED, 3)
    assert "could not be made" in client.get("/inbox").text


def test_a_list_is_not_made_for_whom_it_was_taken_from(client, city, hr):
    wanted = ask(client, hr)
    db.session.query(Grant).filter_by(person_id=hr.id).delete()
    db.session.commit()
    jobs.make_files()
    assert db.session.get_one(Export, wanted.id).state is ExportState.FAILED


@pytest.mark.parametrize(("role", "stays"), [(Role.HR, False), (Role.TRAINER, True)])
def test_a_file_goes_when_who_made_it_may_read_less(client, city, hr, role, stays):
    db.session.add_all([Grant(person_id=hr.id, role=Role.TRAINER), Grant(person_id=hr.id, role=Role.HR, department_id=city.parks.id)])
    db.session.commit()
    wanted = ask(client, hr).id
    jobs.make_files()
    grant = db.session.query(Grant).filter_by(person_id=hr.id, role=role, department_id=None).one()
    with transaction():
        withdraw_role(db.session.get_one(Person, hr.id), grant, by=make_person("Ada", Role.ADMINISTRATOR))
    assert (db.session.get(Export, wanted) is not None) is stays
    assert client.get("/reports/files").status_code == 200, "they still read the reports of a department"


def test_a_list_in_the_making_is_not_kept_for_whom_a_part_was_taken_from(client, city, hr, monkeypatch):
    wanted = ask(client, hr)
    written = exports.write_workbook

    def meanwhile(*given):
        written(*given)
        with transaction():
            db.session.query(Grant).filter_by(person_id=hr.id).update({"department_id": city.parks.id})

    monkeypatch.setattr(exports, "write_workbook", meanwhile)
    assert jobs.make_files() == 0
    assert db.session.get_one(Export, wanted.id).state is ExportState.FAILED


def test_files_go_after_a_week(client, city, hr):
    wanted = ask(client, hr)
    jobs.make_files()
    with at(now() + timedelta(days=8)):
        jobs.forget()
    assert db.session.get(Export, wanted.id) is None
    assert client.get(f"/reports/files/{wanted.id}").status_code == 404


# ── saved views ──


def keep(client, city, **fields):
    filters = {"department": str(city.works.id), "since": "2026-03"}
    given = {"name": "Works in spring", "report": "competences", "shared_with": "", "rhythm": "never", **filters, **fields}
    return client.send(f"/reports/views/new?report=competences&department={city.works.id}&since=2026-03", "/reports/views/new", **given)


def test_a_view_is_kept_with_its_filters_and_opened_again(client, city, hr):
    client.sign_in(hr)
    assert keep(client, city).status_code == 303
    assert f"/reports/competences?department={city.works.id}&amp;since=2026-03" in client.get("/reports").text


def test_a_name_is_taken_once(client, city, hr):
    client.sign_in(hr)
    keep(client, city)
    again = keep(client, city)
    assert again.status_code == 422
    assert "You have a view with this name already" in again.text


def test_a_view_is_shown_to_the_role_it_is_shared_with_and_to_nobody_else(client, city, hr):
    client.sign_in(hr)
    keep(client, city, shared_with="auditor")
    view = db.session.query(SavedView).one()
    auditor, other = make_person("Axel", Role.AUDITOR), make_person("Henry", Role.HR)
    assert "Works in spring" in client.sign_in(auditor).get("/reports").text
    assert client.get(f"/reports/views/{view.id}").status_code == 403, "seeing is not editing"
    assert "Works in spring" not in client.sign_in(other).get("/reports").text


def test_a_view_with_a_rhythm_is_sent_without_figures_and_once(client, city, hr):
    client.sign_in(hr)
    keep(client, city, rhythm="weekly")
    monday = db.session.query(SavedView).one().next_on
    assert monday.weekday() == 0
    with at(datetime.combine(monday, datetime.min.time(), UTC) + timedelta(hours=6)):
        assert (jobs.send_views(), jobs.send_views()) == (1, 0)
    letter = db.session.query(Letter).filter(Letter.key.startswith("report-ready")).one()
    assert "Works in spring" in letter.subject
    assert "/reports/competences?department=" in letter.text_body
    assert "%" not in letter.text_body
    assert db.session.query(SavedView).one().next_on == monday + timedelta(days=7)


@pytest.mark.parametrize("leaves", [True, False])
def test_who_reads_no_reports_any_more_gets_no_mail_and_shows_no_view(client, city, hr, leaves):
    client.sign_in(hr)
    keep(client, city, rhythm="weekly", shared_with="hr")
    if leaves:
        db.session.get_one(Person, hr.id).active = False
    else:
        db.session.query(Grant).filter_by(person_id=hr.id).delete()
    db.session.commit()
    with at(now() + timedelta(days=8)):
        assert jobs.send_views() == 0
    assert "Works in spring" not in client.sign_in(make_person("Henry", Role.HR)).get("/reports").text


def test_a_view_is_changed_and_deleted_by_its_owner(client, city, hr):
    client.sign_in(hr)
    keep(client, city)
    view = db.session.query(SavedView).one()
    assert client.send(f"/reports/views/{view.id}", name="Works", shared_with="hr", rhythm="monthly").status_code == 303
    assert (db.session.query(SavedView).one().name, db.session.query(SavedView).one().next_on.day) == ("Works", 2)
    assert client.send(f"/reports/views/{view.id}", f"/reports/views/{view.id}/delete").status_code == 303
    assert not db.session.query(SavedView).count()
