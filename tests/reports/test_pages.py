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
from lms.reports import jobs
from lms.reports.service.rolls import take_roll
from tests.factories.people import make_department, make_person
from tests.factories.standings import stand


def rows(page):
    """The rows of the first table with figures, as texts."""
    body = page.text.split("<tbody>")[1].split("</tbody>")[0]
    cells = (re.findall(r"<t[hd].*?</t[hd]>", row, re.DOTALL) for row in body.split("</tr>")[:-1])
    return [[" ".join(re.sub(r"<[^>]+>", " ", cell).split()) for cell in row] for row in cells]


def test_the_heat_map_says_share_gap_and_people(client, city, hr):
    page = client.sign_in(hr).get(f"/reports/competences?department={city.works.id}")
    table = {row[0]: row[1:] for row in rows(page)}
    # 23 clerks in Works, 6 at level 3: 26 per cent; 17 lack 3 levels each: 2.2 on average
    assert table["Works in all"][0] == "26% gap 2.2 23 people"
    assert table["Parks"][0] == "50% gap 1.5 12 people"
    assert table["Roads"][0] == "10% or less 11 people", "near an end only the side is told, and no gap"


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
    assert {row[0]: row[1] for row in rows(client.get(address + "2026-04"))}["Roads"].startswith("55% gap 1.4 +19 points")
    assert {row[0]: row[1] for row in rows(client.get(address + "2026-03"))}["Roads"].startswith("55% gap 1.4 up")


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
        ("csv", (4, 3), ["11", "55%", "1.4", "19"]),
        ("xlsx", (4, 3), [11, 0.55, 1.4, 19]),
        ("csv", (4, 1), ["11", "18%", "2.3", "-18"]),
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
