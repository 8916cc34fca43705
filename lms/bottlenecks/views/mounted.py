"""All pages of bottlenecks, for the application to mount."""

from lms.bottlenecks.views import handling, outside, register
from lms.bottlenecks.views.blueprint import bp

__all__ = ["bp", "handling", "outside", "register"]
