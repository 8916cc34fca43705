"""All pages about competences, for the application to mount."""

from lms.competency.views import (
    assessing,
    claims,
    framework_editing,
    framework_importing,
    frameworks,
    mapping,
    profile,
    ratings,
    role_profiles,
    rules,
)
from lms.competency.views.blueprint import bp

__all__ = [
    "assessing",
    "bp",
    "claims",
    "framework_editing",
    "framework_importing",
    "frameworks",
    "mapping",
    "profile",
    "ratings",
    "role_profiles",
    "rules",
]
