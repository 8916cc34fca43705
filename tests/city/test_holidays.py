"""The days on which the city does not work."""

from datetime import date

import pytest
from sqlalchemy import select

from lms.city.holiday_lines import read
from lms.city.models import Holiday
from lms.city.queries import holidays
from lms.people.models import Role
from tests.factories.people import make_person


@pytest.mark.parametrize(
    "line", ["2027-01-01, New Year", "2027-1-1;New Year", "1.1.2027\tNew Year", "01/01/2027 New Year", "  2027-01-01 ,  'New Year' "]
)
def test_a_line_is_read_as_people_write_it(line):
    assert read(f"\n{line}\n\n") == ({date(2027, 1, 1): "New Year"}, ())


@pytest.mark.parametrize("line", ["New Year", "2027-02-30, Nothing", "2027-01-01", "2027-01-01,  ", "99-1-1, Long ago", "=1+1"])
def test_a_line_that_is_no_day_with_a_name_is_named(line):
    days, problems = read(f"2027-12-25, Christmas\n{line}")
    assert list(days) == [date(2027, 12, 25)]
    assert [problem.line for problem in problems] == [2]


def test_a_day_that_stands_there_twice_is_named():
    assert [problem.line for problem in read("2027-01-01, One\n2027-01-01, Two")[1]] == [2]


@pytest.fixture
def admin(client):
    return client.sign_in(make_person("Ada", Role.ADMINISTRATOR))


def test_holidays_are_added_imported_and_removed(admin, session):
    page = "/settings/holidays"
    assert "No holidays yet" in admin.get(page).text
    assert admin.send(page, day="2027-05-01", name="Labour Day").status_code == 303
    again = admin.send(page, day="2027-05-01", name="May Day")
    assert again.status_code == 422
    assert "is a holiday already: Labour Day" in again.text
    assert admin.send(page, f"{page}/import", lines="2027-05-01, May Day\n2027-12-25, Christmas").status_code == 303
    assert holidays() == {date(2027, 5, 1), date(2027, 12, 25)}
    assert "May Day" in admin.get(page).text
    row = session.scalars(select(Holiday).where(Holiday.name == "Christmas")).one()
    assert admin.send(page, f"{page}/{row.id}/remove").status_code == 303
    assert admin.send(page, f"{page}/{row.id}/remove").status_code == 404
    assert holidays() == {date(2027, 5, 1)}


def test_a_list_with_a_bad_line_changes_nothing(admin):
    answer = admin.send("/settings/holidays", "/settings/holidays/import", lines="2027-05-01, May Day\n<b>soon</b>")
    assert answer.status_code == 422
    assert "Line 2:" in answer.text
    assert "<b>soon" not in answer.text
    assert not holidays()


def test_only_administrators_change_holidays(client):
    client.sign_in(make_person("Hanna", Role.HR))
    assert client.get("/settings/holidays").status_code == 403
