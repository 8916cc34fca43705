"""A list of a page as a download: the same rows as CSV or as a workbook, as the address asks."""

from collections.abc import Iterable, Sequence

from flask import Response

from lms.kit.csv_files import csv_file
from lms.kit.errors import NotFound
from lms.kit.i18n import gettext as _
from lms.kit.i18n import time_zone
from lms.kit.workbooks import Sheet, workbook_file

Table = tuple[Sequence[str], Iterable[Sequence[object]]]
"""The words above the columns, and the rows."""


def list_file(name: str, form: str, table: Table, *, title: str = "", widths: Sequence[int] = ()) -> Response:
    """The list as a download ``name`` (plain ASCII, without an ending); ``form`` is csv or xlsx.

    :raises NotFound: it is something else.
    """
    header, rows = table
    if form == "csv":
        return csv_file(f"{name}.csv", header, rows)
    if form != "xlsx":
        raise NotFound(_("There is no such file."))
    return workbook_file(f"{name}.xlsx", [Sheet(title or name[:31], header, rows, widths=widths, zone=time_zone())])
