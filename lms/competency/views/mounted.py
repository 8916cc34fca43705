"""All pages about competences, for the application to mount."""

from lms.competency.views import assessing, claims, frameworks, profile, ratings, rules
from lms.competency.views.blueprint import bp

__all__ = ["assessing", "bp", "claims", "frameworks", "profile", "ratings", "rules"]
