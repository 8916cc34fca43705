"""The pages and files of reports: figures, drill-down, what is held back, who sees what, and that it is noted."""

import csv
import io
import re
from datetime import UTC, datetime, timedelta

import pytest
from python_calamine import CalamineWorkbook

from lms.audit.models import Form, ReportView
from lms.kit.clock import at, now
from lms.kit.db import db, transaction
from lms.people.models import Grant, Person, Role
from lms.people.service.people import withdraw_role
from lms.reports import jobs
from lms.reports.models.library import Export, ExportState, SavedView
from lms.reports.service import exports
from lms.reports.service.rolls import take_roll
from tests.factories.people import make_department, make_people, make_person, make_post
from tests.factories.standings import make_competences, require, stand


class City:
    """Parks (12 clerks, 4 gardeners) and Roads (11 clerks) below Works; Harbour (10 clerks) and Archive (3 clerks) beside it."""

    def __init__(self):
        self.works, self.archive, self.harbour = (make_department(name) for name in ("Works", "Archive", "Harbour"))
        self.parks, self.roads = make_department("Parks", parent=self.works), make_department("Roads", parent=self.works)
        self.clerk, self.gardener = make_post("Clerk"), make_post("Gardener")
        self.data, self.safety = make_competences(2)
        require(self.clerk, {self.data: 3, self.safety: 5})
        require(self.gardener, {self.safety: 2})
        places = [(self.parks, self.clerk, 12), (self.parks, self.gardener, 4), (self.roads, self.clerk, 11)]
        places += [(self.archive, self.clerk, 3), (self.harbour, self.clerk, 10)]
        self.people = {}
        for department, post, number in places:
            names = (f"{department.name} {post.title} {n}" for n in range(number))
            self.people[department.name, post.title] = make_people(names, department=department, post_id=post.id)
        with at(datetime(2026, 1, 1, 2, tzinfo=UTC)), transaction():
            take_roll()


@pytest.fixture
def city(session):
    city = City()
    for clerk in city.people["Parks", "Clerk"][:6]:
        stand(clerk, city.data, 3)
    return city


@pytest.fixture
def hr(city):
    return make_person("Hanna Hr", Role.HR)


def rows(page):
    """The rows of the first table with figures, as texts."""
    body = page.text.split("<tbody>")[1].split("</tbody>")[0]
    cells = (re.findall(r"<t[hd].*?</t[hd]>", row, re.DOTALL) for row in body.split("</tr>")[:-1])
    return [[" ".join(re.sub(r"<[^>]+>", " ", cell).split()) for cell in row] for row in cells]


def test_the_heat_map_says_share_gap_and_people(client, city, hr):
    page = client.sign_in(hr).get(f"/reports/competences?department={city.works.id}")
    table = {row[0]: row[1:] for row in rows(page)}
    # 23 clerks in Works, 6 at level 3: 26 per cent; 17 lack 3 levels each: 2.2 on average
    assert table["Works in all"][0] == "26 % gap 2.2 23 people"
    assert table["Parks"][0] == "50 % gap 1.5 12 people"
    assert table["Roads"][0] == "10 % or less 11 people", "near an end only the side is told, and no gap"


def test_a_small_group_is_held_back_and_so_is_what_would_tell_of_it(client, city, hr):
    client.sign_in(hr)
    table = {row[0]: row[1:] for row in rows(client.get("/reports/competences"))}
    assert table["Archive"][0] == "held back"
    assert table["Harbour"][0] == "held back", "all less Works and Harbour would be the three of the Archive"
    assert table["Works"][0].endswith("23 people")
    assert table["All departments"][0].endswith("36 people")
    parks = {row[0]: row[1:] for row in rows(client.get(f"/reports/competences?department={city.parks.id}"))}
    assert parks["Gardener (people)"][1] == "held back"


def test_the_change_since_a_month_is_told(client, city, hr):
    before = datetime(2026, 3, 5, tzinfo=UTC)
    with at(before):
        for clerk in city.people["Roads", "Clerk"][:4]:
            stand(clerk, city.data, 4)
    with at(datetime(2026, 4, 5, tzinfo=UTC)):
        for clerk in city.people["Roads", "Clerk"][4:6]:
            stand(clerk, city.data, 3)
    client.sign_in(hr)
    address = f"/reports/competences?department={city.works.id}&since="
    # 6 of 11 today (55 per cent); 4 of 11 before April (36); none before March
    assert {row[0]: row[1] for row in rows(client.get(address + "2026-04"))}["Roads"].startswith("55 % gap 1.4 +19 points")
    assert {row[0]: row[1] for row in rows(client.get(address + "2026-03"))}["Roads"].startswith("55 % gap 1.4 up")


def test_filters_that_name_nothing_are_said(client, city, hr):
    page = client.sign_in(hr).get("/reports/competences?department=x&post=00000000-0000-0000-0000-000000000000&since=2099-01&by=shoes&area=1")
    assert page.status_code == 200
    for sentence in ("names no department", "The post in the address is not there", "lies in the future", "asks for something else"):
        assert sentence in page.text, sentence


def test_every_report_opens_for_hr_and_auditors_and_for_nobody_else(client, city, hr):
    keys = ("competences", "talent-gap", "completion", "learning", "cohorts", "after", "courses")
    for reader in (hr, make_person("Axel", Role.AUDITOR)):
        client.sign_in(reader)
        assert client.get("/reports").status_code == 200
        assert [client.get(f"/reports/{key}").status_code for key in keys] == [200] * 7
    for reader in (make_person("Ada", Role.ADMINISTRATOR), make_person("Theo", Role.TRAINER), make_person("Otto")):
        client.sign_in(reader)
        assert {client.get(f"/reports/{key}").status_code for key in (*keys, "competences.csv", "competences/people", "files")} == {403}


@pytest.mark.parametrize(
    ("form", "levels", "told"),
    [
        ("csv", (4, 3), ["11", "55 %", "1.4", "19"]),
        ("xlsx", (4, 3), [11, 0.55, 1.4, 19]),
        ("csv", (4, 1), ["11", "18 %", "2.3", "-18"]),
        ("xlsx", (4, 1), [11, 0.18, 2.3, -18]),
    ],
)
def test_files_can_be_reckoned_with(client, city, hr, form, levels, told):
    clerks = city.people["Roads", "Clerk"]
    for month, level, chosen in zip((3, 4), levels, (clerks[:4], clerks[4:6] if levels[1] == 3 else clerks[:2]), strict=True):
        with at(datetime(2026, month, 5, tzinfo=UTC)):
            for clerk in chosen:
                stand(clerk, city.data, level)
    lines = _lines(client.sign_in(hr).get(f"/reports/competences.{form}?department={city.works.id}&since=2026-04"), form)
    assert [line[3:7] for line in lines if line and line[0] == "Roads" and line[2] == "Competence 1"] == [told]


def _lines(answer, form):
    if form == "csv":
        return list(csv.reader(io.StringIO(answer.text.lstrip("\ufeff"))))
    return CalamineWorkbook.from_filelike(io.BytesIO(answer.data)).get_sheet_by_index(0).to_python()


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_files_hold_back_what_the_page_does(client, city, hr, form):
    answer = client.sign_in(hr).get(f"/reports/competences.{form}")
    assert answer.status_code == 200
    lines = [[str(value) for value in line] for line in _lines(answer, form)]
    archive = [line for line in lines if line and line[0] == "Archive"]
    assert {tuple(line[3:6]) for line in archive} == {("held back",) * 3}
    whole = [line for line in lines if line and line[0] == "All departments" and line[2] == "Competence 1"]
    assert whole[0][3] in {"36", "36.0"}
    assert any("Department" in line for line in lines)


def test_a_file_names_filters_day_and_definitions(client, city, hr):
    text = client.sign_in(hr).get(f"/reports/competences.csv?department={city.works.id}&since=2026-01").text
    assert "Department,Works" in text
    assert "Change since" in text
    assert "Who works where was counted on 1 January 2026." in text
    assert "Held back," in text


def test_names_of_departments_are_no_formulas_in_files(client, city, hr):
    city.parks.name = '=HYPERLINK("http://evil.test")'
    db.session.commit()
    text = client.sign_in(hr).get(f"/reports/competences.csv?department={city.works.id}").text
    assert "'=HYPERLINK" in text
    assert not re.search(r'(^|,)"?=', text, re.M)


def test_the_pdf_holds_the_figures(client, city, hr):
    answer = client.sign_in(hr).get(f"/reports/competences.pdf?department={city.works.id}")
    assert answer.status_code == 200
    assert answer.data.startswith(b"%PDF")


def test_each_showing_is_noted_and_only_auditors_read_it(client, city, hr):
    client.sign_in(hr)
    client.get(f"/reports/competences?department={city.works.id}&nonsense=1")
    client.get("/reports/completion.csv")
    noted = db.session.query(ReportView).order_by(ReportView.at).all()
    assert [(one.person_id, one.report, one.form, one.filters) for one in noted] == [
        (hr.id, "competences", Form.PAGE, {"department": str(city.works.id)}),
        (hr.id, "completion", Form.CSV, {}),
    ]
    assert client.get("/reports/log").status_code == 403
    assert "Hanna Hr" in client.sign_in(make_person("Axel", Role.AUDITOR)).get("/reports/log").text


def test_notes_are_kept_for_four_hundred_days(city, hr):
    db.session.add_all([ReportView(person_id=hr.id, report="learning", form=Form.PAGE, filters={}, at=now() - timedelta(days=d)) for d in (399, 401)])
    db.session.commit()
    assert jobs.forget() == 1
    assert jobs.forget() == 0


# ── people ──


def test_people_are_shown_with_level_and_requirement(client, city, hr):
    page = client.sign_in(hr).get(f"/reports/competences/people?department={city.parks.id}&post={city.clerk.id}")
    first = rows(page)[0]
    assert first[0] == "Parks Clerk 0"
    assert first[2] == "3 of 3"
    assert first[3] == "0 of 5 gap 5"
    assert "Gardener" not in " ".join(row[0] for row in rows(page))


def of_parks(city, role):
    person = make_person("Paula")
    db.session.add(Grant(person_id=person.id, role=role, department_id=city.parks.id))
    db.session.commit()
    return person


@pytest.mark.parametrize("role", [Role.HR, Role.AUDITOR])
def test_hr_and_auditors_of_a_department_see_its_people_and_figures_only(client, city, hr, role):
    with transaction():
        take_roll()
    client.sign_in(hr)
    assert [path for path in ("competences", "learning") if not _tells_of_all(client, path)] == []
    client.sign_in(of_parks(city, role))
    people = client.get("/reports/competences/people").text
    assert "Parks Clerk 1" in people
    assert "Roads Clerk" not in people
    figures = client.get("/reports/competences").text
    assert ("Parks" in figures, "Roads" in figures, "Competence 1" in figures) == (True, False, True)
    for path in ("competences", "competences.csv", "competences/people", "completion", "talent-gap"):
        assert client.get(f"/reports/{path}?department={city.roads.id}").status_code == 403
    for path in ("competences", "talent-gap", "completion", "learning", "cohorts", "after", "courses"):
        assert not _tells_of_all(client, path)


def _tells_of_all(client, path):
    rows = re.findall(r'<th scope="row"[^>]*>(.*?)</th>', client.get(f"/reports/{path}").text, re.DOTALL)
    return "All departments" in [row.strip() for row in rows]


def test_who_left_is_not_among_the_people(client, city, hr):
    db.session.get_one(Person, city.people["Parks", "Gardener"][0].id).active = False
    db.session.commit()
    assert "Parks Gardener 0" not in client.sign_in(hr).get(f"/reports/competences/people?department={city.parks.id}").text


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
    from lms.notices.models import Letter

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


def test_the_page_costs_the_same_for_few_and_many_departments(client, city, hr, statements):
    client.sign_in(hr)
    client.get("/reports/competences")
    with statements() as few:
        client.get("/reports/competences")
    for number in range(5):
        department = make_department(f"More {number}", parent=city.works)
        for n in range(3):
            make_person(f"M{number}{n}", department=department, post_id=city.clerk.id)
    with at(datetime(2026, 2, 1, 2, tzinfo=UTC)), transaction():
        take_roll()
    with statements() as many:
        client.get("/reports/competences")
    assert len(few) == len(many) <= 20
