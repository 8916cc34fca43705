"""Remind people of the day they planned, or that a duty gave them."""

from datetime import date

from lms.kit.i18n import format_day, offered, speaking
from lms.learning.models import Enrolment
from lms.notices.service import tell, write_letter

DAYS_BEFORE = 7


def remind(enrolment: Enrolment, today: date) -> bool:
    """Tell, in the inbox and by letter, that the day comes or has come; each once per day. Returns whether it was new.

    A plan of one's own is left at that; a duty is reminded each week until it is done.
    """
    if enrolment.due_on is None:
        return False
    is_duty = enrolment.duty_id is not None
    kind = ("duty-due" if is_duty else "course-due") + ("" if enrolment.due_on <= today else "-soon")
    with speaking(offered(enrolment.person.language)):
        facts = {"course": enrolment.version.title, "day": format_day(enrolment.due_on)}
    path = f"/courses/{enrolment.course.slug}"
    weeks = (today - enrolment.due_on).days // 7 if is_duty and enrolment.due_on <= today else 0
    about = f"{enrolment.id}:{enrolment.due_on.isoformat()}" + (f":{weeks}" if weeks else "")
    new = tell(enrolment.person_id, kind, about=about, href=path, **facts)
    return write_letter(kind, to=enrolment.person, about=about, facts={**facts, "path": path}) or new
