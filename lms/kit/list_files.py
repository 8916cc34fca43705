"""A list of a page as a file: the same rows as CSV or as a workbook."""

from collections.abc import Iterable, Sequence

from flask import Response

from lms.kit.clock import today
from lms.kit.csv_files import csv_file
from lms.kit.i18n import time_zone
from lms.kit.workbooks import Sheet, workbook_file


def list_file(stem: str, form: str, title: str, header: Sequence[str], rows: Iterable[Sequence[object]], widths: Sequence[int] = ()) -> Response:
    """Answer with the list ``title`` as a download of today: ``form`` is ``csv`` or ``xlsx``, ``stem`` the plain beginning of its name."""
    zone = time_zone()
    name = f"{stem}-{today(zone):%Y-%m-%d}.{form}"
    if form == "csv":
        return csv_file(name, header, rows)
    return workbook_file(name, [Sheet(title, header, rows, widths=widths, zone=zone)])
