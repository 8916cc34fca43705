"""XLSX files for tests, good ones and bad ones."""

import io
import zipfile
from datetime import date

import xlsxwriter


def workbook(*sheets, merged=()):
    """An XLSX file: each sheet is (name, rows); ``merged`` are (first row, first column, last row, last column, text) of the last sheet."""
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content, {"in_memory": True, "strings_to_formulas": False})
    days = book.add_format({"num_format": "yyyy-mm-dd"})
    for name, rows in sheets:
        sheet = book.add_worksheet(name)
        for at, row in enumerate(rows):
            for place, value in enumerate(row):
                if isinstance(value, date):
                    sheet.write_datetime(at, place, value, days)
                elif isinstance(value, str) and value.startswith("=="):
                    sheet.write_formula(at, place, value[1:], None, "cached")
                else:
                    sheet.write(at, place, value)
        for *area, text in merged:
            sheet.merge_range(*area, text)
    book.close()
    return content.getvalue()


def with_part(content, name, part):
    """The workbook with one part replaced or added."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            if info.filename != name:
                new.writestr(info, old.read(info))
        new.writestr(name, part)
    return out.getvalue()
