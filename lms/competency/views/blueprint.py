"""The blueprint of the pages about competences."""

from flask import Blueprint

bp = Blueprint("competency", __name__)
