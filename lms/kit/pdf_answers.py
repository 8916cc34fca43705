"""A PDF as the answer to a request, or, where it cannot be drawn just now, a page that says so."""

from collections.abc import Callable

from flask import Response
from flask.typing import ResponseReturnValue

from lms.kit.access import me, read_again
from lms.kit.pdf import PdfUnavailable
from lms.kit.worker import TooSlow, WorkerDied

UNDRAWN = (PdfUnavailable, TooSlow, WorkerDied)


def pdf_file(name: str, content: bytes) -> Response:
    """The PDF as a download ``name`` (plain ASCII, ending in .pdf)."""
    response = Response(content, mimetype="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def drawn_or_told(name: str, draw: Callable[[], bytes], tell: Callable[[str], str]) -> ResponseReturnValue:
    """What ``draw`` makes as a download; where it cannot, the page that ``tell`` makes of the sentence that says why, as a 503.

    Drawing lets go of the database: the reader is read again for the page, and whatever else ``tell`` needs of rows is taken before.
    """
    reader_id = me().id
    try:
        content = draw()
    except UNDRAWN as refusal:
        read_again(reader_id)
        return tell(str(refusal)), 503
    return pdf_file(name, content)
