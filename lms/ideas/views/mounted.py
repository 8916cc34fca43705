"""All pages of ideas, for the application to mount."""

from lms.ideas.views import challenges, files, idea, pitching, screening, start
from lms.ideas.views.blueprint import bp

__all__ = ["bp", "challenges", "files", "idea", "pitching", "screening", "start"]
