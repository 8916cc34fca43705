"""The blueprint of openings, placements and the matching."""

from flask import Blueprint

bp = Blueprint("placements", __name__)
