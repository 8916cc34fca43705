"""The blueprint of the road map, the promise tracker and the checks of realism."""

from flask import Blueprint

bp = Blueprint("road_map", __name__)
