"""Workbooks: typed, defused, streamed, in every script."""

import io
from datetime import UTC, date, datetime

import pytest
from python_calamine import CalamineWorkbook

from lms.kit.bands import share
from lms.kit.workbooks import Sheet, write_workbook

HOSTILE = ["=1+1", "+SUM(A1)", "-2+3", "@cmd", "\t=1", "\r=1", "＝1+1", '=HYPERLINK("http://x")', "=cmd|' /C calc'!A0"]


def _read(sheets: list[Sheet]) -> list[list[list[object]]]:
    target = io.BytesIO()
    write_workbook(target, sheets)
    book = CalamineWorkbook.from_filelike(io.BytesIO(target.getvalue()))
    return [book.get_sheet_by_index(number).to_python() for number in range(len(book.sheet_names))]


@pytest.mark.parametrize("word", HOSTILE)
def test_no_cell_is_a_formula(word):
    target = io.BytesIO()
    write_workbook(target, [Sheet("A", [word], [[word]], above=[[word]])])
    import zipfile

    page = zipfile.ZipFile(io.BytesIO(target.getvalue())).read("xl/worksheets/sheet1.xml")
    assert b"<f>" not in page
    (rows,) = _read([Sheet("A", ["x"], [[word]])])
    assert str(rows[1][0]).strip() == word.strip(), "as it was written, without a sign of ours before it"


def test_shares_are_numbers_and_those_near_an_end_are_words():
    (rows,) = _read([Sheet("A", ["share", "few"], [[share(13, 50), share(1, 50)]])])
    assert rows[1] == [0.26, "10% or less"]


def test_dates_numbers_and_instants_keep_their_type():
    moment = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
    (rows,) = _read([Sheet("A", ["day", "number", "moment"], [[date(2026, 11, 22), 3.5, moment]], zone="Europe/Brussels")])
    assert rows[1] == [date(2026, 11, 22), 3.5, datetime(2026, 11, 22, 10, 30)]  # noqa: DTZ001


@pytest.mark.parametrize("name", ["Łucja Ördög", "山田 太郎", "محمد", "Ωμέγα 🌍", "נועה", "a\x00b\x1fc"])
def test_names_in_every_script_come_back(name):
    (rows,) = _read([Sheet("A", ["name"], [[name]])])
    assert rows[1] == [name.replace("\0", "").replace("\x1f", "")]


def test_names_of_sheets_are_what_excel_takes_and_differ():
    target = io.BytesIO()
    write_workbook(target, [Sheet(name, ["a"], []) for name in ("People: [all]/x", "x" * 40, "x" * 40, "History", "")])
    names = CalamineWorkbook.from_filelike(io.BytesIO(target.getvalue())).sheet_names
    assert len({name.lower() for name in names}) == 5
    assert all(0 < len(name) <= 31 for name in names)


def test_rows_are_read_one_at_a_time_and_counted():
    seen = []

    def rows():
        for number in range(50):
            seen.append(number)
            yield [number]

    assert write_workbook(io.BytesIO(), [Sheet("A", ["n"], rows())]) == 50
    assert seen == list(range(50))
