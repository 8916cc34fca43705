"""The blueprint of the workshop's pages."""

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue
from werkzeug.utils import redirect

from lms.catalogue.queries.versions import VersionAtHand

bp = Blueprint("catalogue", __name__)

VERSION = "/teach/<slug>/versions/<int(max=100000):number>"
"""Beginning of the addresses of a version's pages."""


def to_version(at_hand: VersionAtHand) -> ResponseReturnValue:
    """Go to the page of the version."""
    return redirect(url_for("catalogue.version", slug=at_hand.slug, number=at_hand.number), 303)


def to_file(slug: str, number: int, path: str) -> ResponseReturnValue:
    """Go to the editor of a file."""
    return redirect(url_for("catalogue.edit", slug=slug, number=number, path=path), 303)
