"""All pages of the catalogue's workshop, for the application to mount."""

from lms.catalogue.views import courses, files, folders, media, reviews
from lms.catalogue.views.blueprint import bp

__all__ = ["bp", "courses", "files", "folders", "media", "reviews"]
