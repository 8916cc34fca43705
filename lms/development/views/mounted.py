"""All pages of development, for the application to mount."""

from lms.development.views import gaps, plans, team, writing
from lms.development.views.blueprint import bp

__all__ = ["bp", "gaps", "plans", "team", "writing"]
