"""Tell all participants something, by inbox and mail."""

from lms.audit.service import record
from lms.cohorts.models.forum import Announcement
from lms.cohorts.queries.cohorts import CohortAtHand
from lms.cohorts.queries.forum import readers
from lms.kit.db import db
from lms.kit.errors import DomainError
from lms.kit.i18n import gettext as _
from lms.kit.markdown import learner_html
from lms.kit.text_limits import LEARNER, fitting
from lms.notices.service import tell, write_letter
from lms.people.models import Person


class NothingSaid(DomainError):
    """There is no text."""

    status = 422


def announce(found: CohortAtHand, title: str, text: str, *, by: Person) -> Announcement:
    """Keep the announcement, and tell every participant who still works here.

    :raises NothingSaid: title or text is missing.
    :raises TextTooLong: the text is longer than 20 KB.
    """
    title, text = " ".join(title.split()), fitting(text.strip(), LEARNER)
    if not title or not text:
        raise NothingSaid(_("Write a title and a text."))
    announcement = Announcement(cohort_id=found.cohort.id, title=title, text=text, by_id=by.id)
    db.session.add(announcement)
    db.session.flush()
    record("announced", "cohort", found.cohort.id, by=by.id, announcement=str(announcement.id))
    href = f"/cohorts/{found.cohort.slug}/announcements#announcement-{announcement.id}"
    facts = {"camp": found.cohort.name, "title": title}
    letter = {**facts, "trainer": by.name, "text": text, "html": learner_html(text), "path": href}
    for person in readers(found):
        tell(person.id, "cohort-announcement", about=str(announcement.id), href=href, **facts)
        write_letter("cohort-announcement", to=person, about=str(announcement.id), facts=letter)
    return announcement
