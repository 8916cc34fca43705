"""All pages of placements, for the application to mount."""

from lms.placements.views import conflicts, explaining, load, matching, openings, placements, writing
from lms.placements.views.blueprint import bp

__all__ = ["bp", "conflicts", "explaining", "load", "matching", "openings", "placements", "writing"]
