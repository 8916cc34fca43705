"""All pages of the strategy, for the application to mount."""

from lms.strategy.views import consultation, indicators, initiatives, initiatives_writing, objectives, start, strategies, versions
from lms.strategy.views.blueprint import bp

__all__ = ["bp", "consultation", "indicators", "initiatives", "initiatives_writing", "objectives", "start", "strategies", "versions"]
