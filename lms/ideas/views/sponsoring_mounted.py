"""All pages of evaluation, sponsorship, money, pilots and culture, for the application to mount."""

from lms.ideas.views import culture, evaluating, funds, piloting, sponsoring, sponsoring_parts
from lms.ideas.views.sponsoring_blueprint import bp

__all__ = ["bp", "culture", "evaluating", "funds", "piloting", "sponsoring", "sponsoring_parts"]
