"""Pages of competency."""

from flask import Blueprint

bp = Blueprint("competency", __name__)
