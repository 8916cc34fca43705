"""All pages of champions, for the application to mount."""

from lms.champions.views import desk, directory, mine, moving
from lms.champions.views.blueprint import bp

__all__ = ["bp", "desk", "directory", "mine", "moving"]
