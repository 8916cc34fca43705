"""How relations answers with a workbook."""

from io import BytesIO

from flask import Response

from lms.kit.workbooks import MIMETYPE, Sheet, write_workbook


def workbook(name: str, sheets: list[Sheet]) -> Response:
    """Answer with a workbook as a download."""
    target = BytesIO()
    write_workbook(target, sheets)
    response = Response(target.getvalue(), mimetype=MIMETYPE)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
