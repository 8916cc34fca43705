"""The blueprint of the pages of development."""

from flask import Blueprint

bp = Blueprint("development", __name__)
