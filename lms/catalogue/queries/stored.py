"""What the catalogue keeps of a person, and what must be settled before it can be erased."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import aliased

from lms.catalogue.models import Course, CourseAuthor, CourseVersion, VersionMove, VersionState, Writing
from lms.kit.db import db
from lms.kit.i18n import gettext as _
from lms.kit.i18n import lazy_gettext
from lms.kit.personal import Fate, Part, Stored, rows_of

_WORK = lazy_gettext("That somebody wrote and reviewed stays, without name: four eyes must stay provable (accountability, GDPR article 5(2)).")

STORED = (
    Stored("authorships", lazy_gettext("Courses as author"), CourseAuthor, (CourseAuthor.person_id,), Fate.KEPT, _WORK),
    Stored("writing", lazy_gettext("Versions written in"), Writing, (Writing.person_id,), Fate.KEPT, _WORK),
    Stored("reviews", lazy_gettext("Deeds in reviews"), VersionMove, (VersionMove.by_id,), Fate.KEPT, _WORK),
)


def what_is_stored(person_id: UUID) -> list[Part]:
    """Everything that the catalogue keeps of the person."""
    return rows_of(STORED, person_id)


def open_duties(person_id: UUID) -> list[str]:
    """Why the person cannot be erased yet, in sentences: a course that lives needs an author."""
    other = aliased(CourseAuthor)
    alone = (
        select(Course.slug)
        .join(CourseAuthor, CourseAuthor.course_id == Course.id)
        .where(CourseAuthor.person_id == person_id)
        .where(~select(other.id).where(other.course_id == Course.id, other.person_id != person_id).exists())
        .where(select(CourseVersion.id).where(CourseVersion.course_id == Course.id, CourseVersion.state != VersionState.WITHDRAWN).exists())
        .order_by(Course.slug)
    )
    return [_("They are the only author of the course “%(slug)s”. Name another author first.", slug=slug) for slug in db.session.scalars(alone)]
