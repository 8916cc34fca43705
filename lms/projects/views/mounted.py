"""All pages of projects, for the application to mount."""

from lms.projects.views import files, idea_part, money, planning, portfolio, project, risks
from lms.projects.views.blueprint import bp

__all__ = ["bp", "files", "idea_part", "money", "planning", "portfolio", "project", "risks"]
