"""Essays without a mark: the curators are told where nobody may mark, and a new author of what waits already."""

from uuid import UUID

from lms.assessment.queries.waiting import oldest_for, unmarkable
from lms.catalogue.events import AuthorNamed
from lms.catalogue.queries.versions import reviewer_ids
from lms.notices.service import tell


def call_curators(course_id: UUID | None = None) -> int:
    """Tell the curators of such courses (or of that one), once until the essay that waits longest has its mark; return how many were told."""
    told = 0
    for one in unmarkable(course_id):
        facts = {"about": f"{one.course_id}:{one.attempt_id}", "href": f"/teach/{one.slug}", "quiz": one.quiz, "course": one.course}
        told += sum(tell(curator_id, "marking-without-marker", **facts) for curator_id in reviewer_ids(but_not=()))
    return told


def call_new_author(fact: AuthorNamed) -> None:
    """Tell a new author, once, of the essays that they may mark from now on and that waited before they were named."""
    oldest = oldest_for(fact.person_id, fact.course_id)
    if oldest:
        attempt_id, course = oldest
        tell(fact.person_id, "marking-waits-already", about=f"{fact.course_id}:{attempt_id}", href="/marking", course=course)
