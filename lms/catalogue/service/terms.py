"""Terms of courses that run out: whom it waits for is reminded, and who stands above them is told once they are over."""

from collections.abc import Collection
from datetime import date, datetime

from lms.catalogue import workflow
from lms.catalogue.models import CourseVersion
from lms.catalogue.queries.versions import author_ids_of, authors_of, reviewer_ids, writer_ids_of
from lms.kit.i18n import local_day
from lms.kit.working_days import alarm_by, working_days_after
from lms.notices.service import tell_each
from lms.people.models import Role
from lms.people.queries.holders import holder_ids


def remind_of_review(version: CourseVersion, since: datetime, today: date, holidays: Collection[date]) -> int:
    """Remind the curators who may review ``version``, and tell HR once the term is over, or at once where no such curator is left."""
    days = workflow.BY_DEED["submit"].days or 0
    due_on = working_days_after(local_day(since), days, holidays)
    alarm = alarm_by(due_on, days, today, holidays)
    if not alarm:
        return 0
    about, curators = f"{version.id}:{since.isoformat()}", reviewer_ids(but_not=author_ids_of(version.course_id) | writer_ids_of(version))
    page = f"/teach/{version.course.slug}/versions/{version.number}/review"
    told = tell_each(curators, "review-waits", about=about, href=page, day=due_on, course=version.title)
    if alarm == "escalate" or not curators:
        told += tell_each(holder_ids(Role.HR), "review-overdue", about=about, href="/people?role=curator", day=due_on, course=version.title)
    return told


def remind_to_look_through(version: CourseVersion, today: date, holidays: Collection[date]) -> int:
    """Remind the authors of a published course before its review-by day, and tell the curators once it is over, or no author is left."""
    if version.review_by is None:
        return 0
    # One that was over at its publication runs from there.
    due_on = max(version.review_by, local_day(version.published_at)) if version.published_at else version.review_by
    alarm = alarm_by(due_on, workflow.LOOK_THROUGH_DAYS, today, holidays)
    if not alarm:
        return 0
    about, authors = f"{version.id}:{version.review_by}", [author.id for author in authors_of(version.course_id) if author.active]
    told = tell_each(authors, "course-review-due", about=about, href=f"/teach/{version.course.slug}", day=due_on, course=version.title)
    if alarm == "escalate" or not authors:
        page = f"/teach/{version.course.slug}"
        told += tell_each(reviewer_ids(but_not=()), "course-review-overdue", about=about, href=page, day=due_on, course=version.title)
    return told
