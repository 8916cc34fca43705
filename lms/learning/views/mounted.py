"""All pages of learning, for the application to mount."""

from lms.learning.views import courses, duties, merger_part
from lms.learning.views.blueprint import bp

__all__ = ["bp", "courses", "duties", "merger_part"]
