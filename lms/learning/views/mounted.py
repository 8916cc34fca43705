"""All pages of learning, for the application to mount."""

from lms.learning.views import courses, duties
from lms.learning.views.blueprint import bp

__all__ = ["bp", "courses", "duties"]
