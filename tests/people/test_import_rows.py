"""Reading a list of people: pure, so tables of cases."""

import pytest

from lms.people.import_rows import MOST_ROWS, in_circles, read_rows

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
    assert found.ignored == ("Couleur",)


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
        (b"name,email,manager\nAda,a@b.c,boss\n", 2, "manager", "is not an e-mail address"),
        (b"name,email\n" + b"x" * 201 + b",a@b.c\n", 2, "name", "longer than 200"),
        (b"name,email\nA\x07da,a@b.c\n", 2, "name", "control characters"),
        (b"name,email\nAda,a@b.c\nBo,A@B.C\n", 3, "email", "stands in row 2 already"),
        (b"name,email,matricule\nAda,a@b.c,7\nBo,b@b.c,7\n", 3, "matricule", "stands in row 2 already"),
    ],
)
def test_each_fault_names_its_row_and_column(content, line, column, sentence):
    fault = read_rows(content).faults[0]
    assert (fault.line, fault.column) == (line, column)
    assert sentence in fault.sentence


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
        ({}, set()),
        ({"a": "b", "b": "c", "c": None}, set()),
        ({"a": "a"}, {"a"}),
        ({"a": "b", "b": "a"}, {"a", "b"}),
        ({"x": "a", "a": "b", "b": "c", "c": "a"}, {"a", "b", "c"}),
        ({"a": "elsewhere"}, set()),
    ],
)
def test_circles_of_managers_are_found(managers, looping):
    assert in_circles(managers) == looping


def test_a_long_chain_of_managers_is_no_circle():
    assert in_circles({str(number): str(number + 1) for number in range(5000)}) == set()
