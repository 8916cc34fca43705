"""The blueprint of the pages of the strategy."""

from flask import Blueprint

bp = Blueprint("strategy", __name__, url_prefix="/strategy")
