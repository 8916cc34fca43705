"""The blueprint of the road map, the promise tracker and the checks of realism."""

from flask import Blueprint, url_for

from lms.kit.i18n import gettext as _
from lms.strategy.models.initiatives import Initiative

bp = Blueprint("road_map", __name__)


def trail_of(initiative: Initiative) -> list[tuple[str, str]]:
    """What stands above a page of an initiative's plan."""
    plan = url_for("road_map.initiative_plan", slug=initiative.slug)
    return [(_("Strategy"), url_for("strategy.start")), (_("Road map"), url_for("road_map.road_map")), (initiative.title, plan)]
