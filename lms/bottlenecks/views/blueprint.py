"""The blueprint of the pages of bottlenecks."""

from flask import Blueprint

bp = Blueprint("bottlenecks", __name__)
