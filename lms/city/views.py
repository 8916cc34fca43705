"""The city's style sheet, logo and settings."""

from flask import Blueprint, Response

from lms.city import queries
from lms.kit.access import public

bp = Blueprint("city", __name__)

FOR_EVER = "public, max-age=31536000, immutable"


@bp.get("/brand/<short_hash>.css")
@public
def stylesheet(short_hash: str) -> Response:
    """The city's colours as CSS; its name changes with its content."""
    response = Response(queries.stylesheet(short_hash), mimetype="text/css")
    response.headers["Cache-Control"] = FOR_EVER
    return response
