"""Essays that nobody may mark: the curators are told, who may name an author."""

from uuid import UUID

from lms.assessment.queries.waiting import unmarkable
from lms.catalogue.queries.versions import reviewer_ids
from lms.notices.service import tell


def call_curators(course_id: UUID | None = None) -> int:
    """Tell the curators of such courses (or of that one), once until the essay that waits longest has its mark; return how many were told."""
    told = 0
    for one in unmarkable(course_id):
        facts = {"about": f"{one.course_id}:{one.attempt_id}", "href": f"/teach/{one.slug}", "quiz": one.quiz, "course": one.course}
        told += sum(tell(curator_id, "marking-without-marker", **facts) for curator_id in reviewer_ids(but_not=()))
    return told
