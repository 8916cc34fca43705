"""Pages of departments."""

from flask import Blueprint

bp = Blueprint("departments", __name__)
