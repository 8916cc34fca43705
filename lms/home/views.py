"""The start page, and the pages that belong to no slice."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue

from lms.kit.access import public
from lms.kit.web import safe_target

bp = Blueprint("home", __name__)


@bp.get("/")
@public
def start() -> ResponseReturnValue:
    """What is mine today; for visitors, what this is."""
    return render_template("home/start.html")
