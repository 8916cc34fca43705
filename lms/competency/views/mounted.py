"""All pages about competences, for the application to mount."""

from lms.competency.views import frameworks, profile
from lms.competency.views.blueprint import bp

__all__ = ["bp", "frameworks", "profile"]
