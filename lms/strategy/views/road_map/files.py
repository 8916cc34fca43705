"""A list of the road map as a file."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from flask import Response

from lms.kit.csv_files import csv_file
from lms.kit.workbooks import Sheet, workbook_file


@dataclass(frozen=True, slots=True)
class Sheetful:
    """A list: its name, the words above the columns, its rows."""

    name: str
    header: Sequence[str]
    rows: Iterable[Sequence[object]]


def as_file(name: str, form: str, sheets: Sequence[Sheetful]) -> Response:
    """The first of ``sheets`` as CSV, or all of them as a workbook."""
    if form == "csv":
        return csv_file(f"{name}.csv", sheets[0].header, sheets[0].rows)
    return workbook_file(f"{name}.xlsx", [Sheet(sheet.name, sheet.header, sheet.rows, (), (32, 32)) for sheet in sheets])
