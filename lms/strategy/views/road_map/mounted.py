"""All pages of the road map, for the application to mount."""

from lms.strategy.views.road_map import baselines, capacity, checks, milestones, planning, promises, reading
from lms.strategy.views.road_map.blueprint import bp

__all__ = ["baselines", "bp", "capacity", "checks", "milestones", "planning", "promises", "reading"]
