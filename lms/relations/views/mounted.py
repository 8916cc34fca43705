"""All pages of relations, for the application to mount."""

from lms.relations.views import organisations, oversight
from lms.relations.views.blueprint import bp

__all__ = ["bp", "organisations", "oversight"]
