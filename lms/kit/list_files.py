"""A list as a download: CSV or XLSX, as the address asks."""

from collections.abc import Iterable, Sequence
from io import BytesIO

from flask import Response

from lms.kit.csv_files import csv_file
from lms.kit.errors import NotFound
from lms.kit.i18n import gettext as _
from lms.kit.workbooks import MIMETYPE, Sheet, write_workbook

Table = tuple[Sequence[str], Iterable[Sequence[object]]]
"""The words above the columns, and the rows."""


def list_file(name: str, form: str, table: Table) -> Response:
    """The list as a download ``name`` (plain ASCII, without an ending); ``form`` is csv or xlsx.

    :raises NotFound: it is something else.
    """
    header, rows = table
    if form == "csv":
        return csv_file(f"{name}.csv", header, rows)
    if form != "xlsx":
        raise NotFound(_("There is no such file."))
    content = BytesIO()
    write_workbook(content, [Sheet(name[:31], header, rows)])
    response = Response(content.getvalue(), mimetype=MIMETYPE)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
    return response
