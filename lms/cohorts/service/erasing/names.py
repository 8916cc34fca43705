"""The name of a person in what others wrote in their boot camps: it goes, and the rest stays with who wrote it."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, select, union
from sqlalchemy.orm import InstrumentedAttribute

from lms.cohorts.models.cohorts import CohortStaff, Place
from lms.cohorts.models.ending import FollowUp, FollowUpAnswer
from lms.cohorts.models.feedback import PeerReview, WorkComment
from lms.cohorts.models.forum import Announcement, FormerText, ForumPost, ForumTopic
from lms.cohorts.models.work import HandIn, Mark, MarkAdjustment, Task, WorkDraft, WorkFile
from lms.kit.db import db
from lms.people.events import PersonErased
from lms.people.mentions import without_name
from lms.people.service.erasing import NAME


def erase(fact: PersonErased) -> None:
    """Put a dash where the full name stands, in the cohorts that the person was in."""
    words = fact.name.casefold().split()
    for column, within in _texts(fact.person_id):
        text = func.lower(column)
        naming = [text.contains(word, autoescape=True) for word in words if word.isascii()]  # whatever a database holds of the case of other letters
        for row in db.session.scalars(select(column.class_).where(within, column.is_not(None), *naming)):
            said = getattr(row, column.key)
            left = without_name(said, fact.name, NAME)
            if left != said:
                setattr(row, column.key, left)
    db.session.flush()


def _texts(person_id: UUID) -> Iterator[tuple[InstrumentedAttribute[Any], ColumnElement[bool]]]:
    """Each column with the words of others, and which of its rows belong to the person's cohorts."""
    cohorts: Select[Any] = select(
        union(
            select(Place.cohort_id).where(Place.person_id == person_id), select(CohortStaff.cohort_id).where(CohortStaff.person_id == person_id)
        ).subquery()
    )
    topics = select(ForumTopic.id).where(ForumTopic.cohort_id.in_(cohorts))
    posts = select(ForumPost.id).where(ForumPost.topic_id.in_(topics))
    tasks = select(Task.id).where(Task.cohort_id.in_(cohorts))
    work = select(HandIn.id).where(HandIn.task_id.in_(tasks))
    marks = select(Mark.id).where(Mark.hand_in_id.in_(work))
    asked = select(FollowUp.id).join(FollowUp.place).where(Place.cohort_id.in_(cohorts))
    for columns, within in (
        ((Announcement.title, Announcement.text), Announcement.cohort_id.in_(cohorts)),
        ((ForumTopic.title,), ForumTopic.id.in_(topics)),
        ((ForumPost.text, ForumPost.hidden_reason), ForumPost.id.in_(posts)),
        ((FormerText.text,), FormerText.post_id.in_(posts)),
        ((HandIn.text,), HandIn.id.in_(work)),
        ((WorkDraft.text,), WorkDraft.task_id.in_(tasks)),
        ((WorkFile.name,), WorkFile.task_id.in_(tasks)),
        ((Mark.comment,), Mark.id.in_(marks)),
        ((MarkAdjustment.reason,), MarkAdjustment.mark_id.in_(marks)),
        ((WorkComment.text,), WorkComment.hand_in_id.in_(work)),
        ((PeerReview.comment, PeerReview.report_reason), PeerReview.hand_in_id.in_(work)),
        ((FollowUpAnswer.value, FollowUpAnswer.evidence), FollowUpAnswer.follow_up_id.in_(asked)),
    ):
        for column in columns:
            yield column, within
