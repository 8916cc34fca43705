"""Workbooks: what is read, and the bombs that are not."""

import io
import resource
import zipfile
from datetime import date, datetime

import pytest

from lms.kit.worker import Worker
from lms.people.import_rows.shapes import MOST_ROWS, UNSAVED, Table, Unreadable
from lms.people.import_rows.workbooks import read_workbook
from tests.factories.workbooks import with_part, workbook

HEAD = ["name", "email", "staff number"]
SHEET = "xl/worksheets/sheet1.xml"
ONE = workbook(("People", [HEAD, ["Ada", "ada@city.test", 7]]))


def test_numbers_and_days_come_as_somebody_would_type_them():
    row = ["Ada", "ada@city.test", 4711, 1.5, date(2026, 11, 22), datetime(2026, 11, 22, 8, 30), True, None, "2026-11-22"]  # noqa: DTZ001
    table = read_workbook(workbook(("S", [[*HEAD, *"abcdef"], row])), "people")
    assert table.rows == ((2, ("Ada", "ada@city.test", "4711", "1.5", "2026-11-22", "2026-11-22 08:30:00", "TRUE", "", "2026-11-22")),)


def test_a_formula_is_its_cached_value_and_is_never_computed():
    table = read_workbook(workbook(("S", [HEAD, ["==1+1", "ada@city.test", '==HYPERLINK("http://x")']])), "people")
    assert table.rows[0][1] == ("cached", "ada@city.test", "cached")


@pytest.mark.parametrize(
    ("cell", "read"),
    [
        ('<c r="C2"><f>A2</f></c>', UNSAVED),
        ('<c r="C2" s="1"><f>A2</f><v></v></c>', UNSAVED),
        ('<c r="C2"><f t="shared" si="0"/><v/></c>', UNSAVED),
        ('<c r="C2" t="e"><f>VLOOKUP(A2,D:E,2)</f><v>#N/A</v></c>', "#N/A"),
        ('<c r="C2" t="e"><v>#REF!</v></c>', "#REF!"),
        ('<c r="C2"><f>3+4</f><v>7</v></c>', "7"),
        ('<c r="C2" t="str"><f>IF(TRUE,"")</f><v></v></c>', ""),
        ('<c r="C2" s="1"/>', ""),
    ],
)
def test_a_formula_without_a_value_is_no_empty_cell(cell, read):
    head = "".join(f'<c r="{letter}1" t="inlineStr"><is><t>{word}</t></is></c>' for letter, word in zip("ABC", HEAD, strict=True))
    ada = '<c r="A2" t="inlineStr"><is><t>Ada</t></is></c><c r="B2" t="inlineStr"><is><t>a@b.c</t></is></c>'
    rows = f'<row r="1">{head}</row><row r="2">{ada}{cell}</row>'
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    content = with_part(ONE, SHEET, f'<?xml version="1.0"?><worksheet xmlns="{main}"><sheetData>{rows}</sheetData></worksheet>')
    ((_line, cells),) = read_workbook(content, "people").rows
    assert (cells[:2], "".join(cells[2:])) == (("Ada", "a@b.c"), read)


def test_the_first_sheet_with_the_headings_is_read_and_named():
    content = workbook(("Notes", [["This is a list"]]), ("Staff", [["Officers"], [], HEAD, ["Ada", "a@b.c", 1]]), ("Old", [HEAD]))
    table = read_workbook(content, "people")
    assert (table.sheet, table.heading_line, table.other_sheets) == ("Staff", 3, ("Notes", "Old"))
    assert table.rows == ((4, ("Ada", "a@b.c", "1")),)


def test_where_no_heading_is_known_the_widest_row_is_taken_for_the_headings():
    content = workbook(("Notes", [["Officers"]]), ("Staff", [["As of today"], ["Wer", "Kontakt"], ["Ada", "a@b.c"]]))
    assert read_workbook(content, "people").headings == ("Wer", "Kontakt")


def test_merged_cells_say_the_same_in_each_row():
    content = workbook(("S", [["name", "email", "department"], ["A", "a@b.c"], ["B", "b@b.c"], ["C", "c@b.c"]]), merged=[(1, 2, 3, 2, "ENV")])
    assert [cells[2] for _line, cells in read_workbook(content, "people").rows] == ["ENV", "ENV", "ENV"]


def test_a_hundred_columns_are_read_and_too_many_are_refused():
    wide = [*HEAD, *(f"more {number}" for number in range(97))]
    assert len(read_workbook(workbook(("S", [wide, ["A", "a@b.c", 1]])), "people").headings) == 100
    assert read_workbook(workbook(("S", [[*wide, *wide, *wide]])), "people") == Unreadable("many_columns")


@pytest.mark.parametrize("name", ["Žofie Nováková", "李小龍", "محمد علي", "Ὀδυσσεύς", "🙂 Ada", "O'Brien-Smith"])
def test_names_of_every_script_are_read(name):
    assert read_workbook(workbook(("S", [HEAD, [name, "a@b.c", 1]])), "people").rows[0][1][0] == name


def test_too_many_rows_are_refused():
    rows = [HEAD, *(["A", f"a{number}@b.c", number] for number in range(MOST_ROWS + 1))]
    assert read_workbook(workbook(("S", rows)), "people") == Unreadable("many_rows")


BOMBS = {
    "a document type": (with_part(ONE, SHEET, '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]><worksheet>&a;</worksheet>'), "broken"),
    "a document type in UTF-16": (with_part(ONE, SHEET, '<?xml version="1.0"?><!DOCTYPE x><worksheet/>'.encode("utf-16")), "broken"),
    "a cell in the last corner": (
        with_part(ONE, SHEET, '<worksheet><sheetData><row r="1"><c r="A1"><v>1</v></c><c r="XFD1"><v>1</v></c></row></sheetData></worksheet>'),
        "many_columns",
    ),
    "a row far below": (
        with_part(ONE, SHEET, '<worksheet><sheetData><row r="1048576"><c r="A1048576"><v>1</v></c></row></sheetData></worksheet>'),
        "many_rows",
    ),
    "a zip that unpacks to much": (with_part(ONE, "xl/media/zeros.bin", b"\0" * (210 * 1024 * 1024)), "too_large"),
    "not a zip at all": (b"PK\x03\x04 nothing", "broken"),
    "a zip without a workbook": (with_part(ONE, "[Content_Types].xml", ""), None),
}


@pytest.mark.parametrize("kind", BOMBS)
def test_bombs_are_refused_before_anything_is_built(kind):
    content, problem = BOMBS[kind]
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    found = read_workbook(content, "people")
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    assert problem is None or found == Unreadable(problem)
    assert grown < 300, f"{grown} MB"


def test_a_zip_whose_parts_are_longer_than_they_say_is_refused():
    content = bytearray(with_part(ONE, "xl/extra.xml", "x" * 5000))
    with zipfile.ZipFile(io.BytesIO(bytes(content))) as archive:
        said = archive.getinfo("xl/extra.xml").file_size.to_bytes(4, "little")
    lying = bytes(content).replace(said, (10).to_bytes(4, "little"))
    assert read_workbook(lying, "people") == Unreadable("broken")


def test_many_parts_are_refused():
    out = io.BytesIO(ONE)
    with zipfile.ZipFile(out, "a") as archive:
        for number in range(600):
            archive.writestr(f"xl/x{number}", "")
    assert read_workbook(out.getvalue(), "people") == Unreadable("too_large")


def test_one_long_text_said_a_thousand_times_is_refused():
    rows = [HEAD, *(["y" * 30000, f"a{number}@b.c", 1] for number in range(2000))]
    assert read_workbook(workbook(("S", rows)), "people") == Unreadable("too_large")


def test_a_worker_reads_what_the_function_reads():
    worker = Worker("lms.people.import_rows.workbooks:read_workbook", seconds=40, memory_mb=1500)
    try:
        table = worker(ONE, "people")
    finally:
        worker.stop()
    assert isinstance(table, Table)
    assert table.rows == ((2, ("Ada", "ada@city.test", "7")),)
