"""All pages about competences, for the application to mount."""

from lms.competency.views import framework_editing, framework_importing, frameworks, mapping, profile, role_profiles
from lms.competency.views.blueprint import bp

__all__ = ["bp", "framework_editing", "framework_importing", "frameworks", "mapping", "profile", "role_profiles"]
