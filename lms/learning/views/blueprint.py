"""The blueprint of the pages of learning."""

from flask import Blueprint

bp = Blueprint("learning", __name__)
