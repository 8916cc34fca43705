"""The blueprint of the leadership team's space."""

from flask import Blueprint

bp = Blueprint("leadership", __name__)
