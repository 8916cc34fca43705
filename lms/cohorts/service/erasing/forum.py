"""What boot camps erase of what a person said, and their name in what others said."""

from sqlalchemy import delete, select, update

from lms.cohorts.models.forum import Digest, FormerText, ForumPost, ForumTopic, Mention, PostReport, TopicRead
from lms.kit.clock import now
from lms.kit.db import db
from lms.people.events import PersonErased
from lms.people.service.erasing import NAME


def erase(fact: PersonErased) -> None:
    """Delete the texts; that somebody wrote stays where others replied. Reports about texts that are gone are settled."""
    who = fact.person_id
    posts = select(ForumPost.id).where(ForumPost.person_id == who)
    for statement in (
        delete(FormerText).where(FormerText.post_id.in_(posts)),
        update(PostReport).where(PostReport.post_id.in_(posts), PostReport.settled_at.is_(None)).values(settled_at=now()),
        update(PostReport).where(PostReport.post_id.in_(posts)).values(reason=NAME),
        update(PostReport).where(PostReport.by_id == who).values(reason=NAME),
        update(ForumPost).where(ForumPost.person_id == who, ForumPost.hidden_at.is_not(None)).values(hidden_reason=NAME),
        update(ForumPost).where(ForumPost.person_id == who).values(text=NAME),
        update(ForumTopic).where(ForumTopic.by_id == who).values(title=NAME),
    ):
        db.session.execute(statement)
    for model in (Mention, TopicRead, Digest):
        db.session.execute(delete(model).where(model.person_id == who))
