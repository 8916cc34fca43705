"""Pages of importing."""

from flask import Blueprint

bp = Blueprint("people_import", __name__)
