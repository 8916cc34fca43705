"""Reading a list of people: pure, so tables of cases."""

import pytest

from lms.people.import_rows.circles import circles_in
from lms.people.import_rows.headings import columns_of, is_guarded, mark_of, missing
from lms.people.import_rows.people import read_people
from lms.people.import_rows.shapes import MOST_ROWS, Fault, People, Unreadable
from lms.people.import_rows.tables import read_csv, sentence_of


def read_rows(content):
    table = read_csv(content, "people")
    if isinstance(table, Unreadable):
        return People((), (Fault(1, "", sentence_of(table.problem)),))
    columns = columns_of("people", table.headings, {})
    lacking = missing("people", columns.place_of)
    return People((), (Fault(1, "", f"no column for {lacking}"),)) if lacking else read_people(table, columns)


def test_a_sign_that_our_own_files_put_before_a_formula_is_taken_away():
    assert read_csv(b"code,title,grade\n1,Clerk,'+A2\n2,O'Neill,'B\n", "posts").rows == ((2, ("1", "Clerk", "+A2")), (3, ("2", "O'Neill", "'B")))


ONE = "name,email\nZoë Šimić,zoe@city.test\n"


@pytest.mark.parametrize(
    "content",
    [
        ONE.encode(),
        ONE.encode("utf-8-sig"),
        ONE.replace(",", ";").encode(),
        ONE.replace(",", "\t").encode(),
        ONE.replace("\n", "\r\n").encode(),
        ONE.replace("Š", "S").replace("ć", "c").encode("windows-1252"),
    ],
)
def test_files_of_all_spreadsheets_are_read(content):
    (row,) = read_rows(content).rows
    assert row.name.startswith("Zoë")
    assert row.email == "zoe@city.test"
    assert row.line == 2


@pytest.mark.parametrize(
    "headings",
    [
        "name,email",
        "Name,E-mail",
        " NAME , Email Address ",
        "Nom,Courriel",
        "nom complet,adresse e-mail",
        "full_name,e-mail_address",
        '"name","email"',
    ],
)
def test_headings_are_understood_in_english_and_french(headings):
    assert len(read_rows(f"{headings}\nAda Ademola,ada@city.test\n".encode()).rows) == 1


def test_first_and_last_name_may_stand_apart():
    (row,) = read_rows(b"first name;last name;email\nAda;Ademola;ADA@city.test\n").rows
    assert (row.name, row.email) == ("Ada Ademola", "ada@city.test")


def test_all_columns_are_read_and_strange_ones_are_told():
    content = "Nom;Courriel;Matricule;Service;Fonction;Responsable;Langue;Couleur\nAda;ada@city.test;7;PARK;CLERK;Bo@city.test;FR;red\n"
    found = read_rows(content.encode())
    (row,) = found.rows
    assert (row.staff_number, row.department, row.post, row.manager, row.language) == ("7", "PARK", "CLERK", "bo@city.test", "fr")
    assert columns_of("people", read_csv(content.encode(), "people").headings, {}).unknown == ("Couleur",)


@pytest.mark.parametrize(
    ("content", "line", "column", "sentence"),
    [
        (b"", 1, "", "is empty"),
        (b"\n\n", 1, "", "is empty"),
        (b"name\nAda\n", 1, "", "column"),
        (b"email\nada@city.test\n", 1, "", "column"),
        (b"\xff\xfen\0a\0m\0e\0", 1, "", "UTF-8"),
        (b"name,email\nA\0da,ada@city.test\n", 1, "", "UTF-8"),
        (b"name,email\n,ada@city.test\n", 2, "name", "name is missing"),
        (b"name,email\nAda,\n", 2, "email", "address is missing"),
        (b"name,email\nAda\n", 2, "email", "address is missing"),
        (b"name,E-Mail\nAda,not an address\n", 2, "E-Mail", "is not an e-mail address"),
        (b"name,email\nAda,a@b@c\n", 2, "email", "is not an e-mail address"),
        (b"name,email\nAda,<a@b.c>\n", 2, "email", "is not an e-mail address"),
        (b"name,email,manager\nAda,a@b.c,a@b@c\n", 2, "manager", "is not an e-mail address"),
        (b"name,email\n" + b"x" * 201 + b",a@b.c\n", 2, "name", "longer than 200"),
        (b"name,email\nA\x07da,a@b.c\n", 2, "name", "control characters"),
        (b"name,email\nA\xc2\x9bda,a@b.c\n", 2, "name", "control characters"),
        (b"name,email,department\nAda,a@b.c,#N/A\n", 2, "department", "holds no value"),
        (b"name,email,department\nAda,a@b.c,#NV\n", 2, "department", "holds no value"),
        (b"name,email\nAda,a@b.c\nBo,A@B.C\n", 3, "email", "stands in row 2 already"),
        (b"name,email,matricule\nAda,a@b.c,7\nBo,b@b.c,7\n", 3, "matricule", "stands in row 2 already"),
    ],
)
def test_each_fault_names_its_row_and_column(content, line, column, sentence):
    fault = read_rows(content).faults[0]
    assert (fault.line, fault.column) == (line, column)
    assert sentence in fault.sentence


@pytest.mark.parametrize(
    "name",
    [
        *("Žofie Nováková", "李小龍", "محمد علي", "Ὀδυσσεύς", "🙂 Ada", "O'Brien-Smith", "Жанна Д’Арк", "ესმა", "Սարգսյան", "ชัยวัฒน์"),
        *("نیک\u200cنام", "ශ්\u200dරී", "क\u094d\u200dष", "ന\u0d4d\u200d", "\u200fדוד\u200e", "\u2067سارة\u2069"),
    ],
)
def test_names_of_every_script_are_people(name):
    (row,) = read_rows(f"name,email\n{name},a@b.c\n".encode()).rows
    assert row.name == name


def test_a_file_that_is_not_in_utf_8_is_a_guess_and_said_to_be_one():
    assert read_csv("name,email\nЖанна,a@b.c\n".encode("windows-1251"), "people").guessed
    assert not read_csv("name,email\nЖанна,a@b.c\n".encode(), "people").guessed


def test_a_bad_row_keeps_no_other_row_from_being_read():
    found = read_rows(b"name,email\nAda,a@b.c\n,\nBad,bad\nBo,b@b.c\n")
    assert [row.name for row in found.rows] == ["Ada", "Bo"]
    assert [fault.line for fault in found.faults] == [4]


def test_a_name_over_two_lines_counts_the_lines_of_the_file():
    found = read_rows(b'name,email\n"Ada\nAdemola",a@b.c\nBo,bad\n')
    assert found.faults[0].line == 4


def test_twenty_thousand_rows_are_enough():
    content = b"name,email\n" + b"".join(b"A,a%d@b.c\n" % number for number in range(MOST_ROWS + 1))
    assert "more than 20,000" in read_rows(content).faults[0].sentence


@pytest.mark.parametrize(
    ("managers", "looping"),
    [
        ({}, []),
        ({"a": "b", "b": "c", "c": None}, []),
        ({"a": "a"}, [["a"]]),
        ({"a": "b", "b": "a"}, [["a", "b"]]),
        ({"x": "a", "a": "b", "b": "c", "c": "a"}, [["a", "b", "c"]]),
        ({"a": "b", "b": "a", "c": "d", "d": "c"}, [["a", "b"], ["c", "d"]]),
        ({"a": "elsewhere"}, []),
    ],
)
def test_circles_of_managers_are_found_in_their_order(managers, looping):
    assert circles_in(managers) == looping


def test_a_long_chain_of_managers_is_no_circle():
    assert circles_in({str(number): str(number + 1) for number in range(5000)}) == []


@pytest.mark.parametrize("heading", ["role", "Roles", "is_admin", "Administrator", "password", "Mot de passe", "active", "user rights"])
def test_no_heading_about_access_means_anything(heading):
    assert is_guarded(heading)
    columns = columns_of("people", ("name", "email", heading), {heading.lower(): "department"})
    assert columns.guarded == (heading,)
    assert set(columns.place_of) == {"name", "email"}


@pytest.mark.parametrize("heading", ["administration", "department", "Right bank", "post"])
def test_a_heading_that_only_sounds_like_access_is_read(heading):
    assert not is_guarded(heading)


def test_what_somebody_said_of_a_column_goes_before_what_is_known():
    columns = columns_of("people", ("Name", "Mail", "Unit"), {"unit": "department", "mail": "email", "name": "name"})
    assert columns.place_of == {"name": 0, "email": 1, "department": 2}
    assert columns_of("people", ("Name", "Mail", "Unit"), {"unit": ""}).left_out == ("Unit",)


def test_the_same_headings_in_another_order_are_the_same():
    assert mark_of(("Name", "E_Mail")) == mark_of(("e mail", " name "))
    assert mark_of(("Name",)) != mark_of(("Name", "E-Mail"))


def test_a_title_above_the_headings_is_passed_over():
    found = read_rows(b"List of officers,,\n,,\nname,email\nAda,a@b.c\nBo,bad\n")
    assert [row.line for row in found.rows] == [4]
    assert found.faults[0].line == 5


def test_bad_rows_say_whom_they_mean_as_far_as_that_can_be_told():
    found = read_rows(b"name,email,staff number\n,a@b.c,\n,,7\nNobody,,\nLost,,#N/A\n")
    assert (found.bad_emails, found.bad_numbers, found.nameless) == ({"a@b.c"}, {"7"}, 2)
