"""The blueprint of boot camps."""

from flask import Blueprint

bp = Blueprint("cohorts", __name__)

COHORT = "/cohorts/<slug>"
"""Beginning of the addresses of a cohort's workspace."""
