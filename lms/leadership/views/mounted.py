"""All pages of the leadership team, for the application to mount."""

from lms.leadership.views import decisions, meetings, table, team
from lms.leadership.views.blueprint import bp

__all__ = ["bp", "decisions", "meetings", "table", "team"]
