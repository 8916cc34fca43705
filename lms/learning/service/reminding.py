"""Remind people of the day they planned."""

from datetime import date

from lms.kit.i18n import format_day, offered, speaking
from lms.learning.models import Enrolment
from lms.notices.service import tell, write_letter

DAYS_BEFORE = 7


def remind(enrolment: Enrolment, today: date) -> bool:
    """Tell, in the inbox and by letter, that the planned day comes or has come; each once per day planned. Returns whether it was new."""
    if enrolment.due_on is None:
        return False
    kind = "course-due" if enrolment.due_on <= today else "course-due-soon"
    with speaking(offered(enrolment.person.language)):
        facts = {"course": enrolment.version.title, "day": format_day(enrolment.due_on)}
    path = f"/courses/{enrolment.course.slug}"
    about = f"{enrolment.id}:{enrolment.due_on.isoformat()}"
    new = tell(enrolment.person_id, kind, about=about, href=path, **facts)
    return write_letter(kind, to=enrolment.person, about=about, facts={**facts, "path": path}) or new
