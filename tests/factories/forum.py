"""Topics and posts in the forum of a boot camp, for tests."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select

from lms.cohorts.models.cohorts import Cohort
from lms.cohorts.models.forum import ForumPost
from lms.cohorts.queries import forum as queries
from lms.cohorts.service import posting
from lms.kit.db import db, transaction
from lms.people.models import Person
from tests.factories.running_camps import found_of
from tests.factories.work import me


def open_topic(cohort: Cohort, by: Person, title: str = "Coffee", text: str = "Who knows a good one?", mention: Collection[UUID] = ()) -> UUID:
    """Begin a topic with its first post."""
    with transaction():
        return posting.open_topic(found_of(cohort), title, text, mention, by=me(by)).id


def write(cohort: Cohort, topic_id: UUID, by: Person, text: str = "Here.", mention: Collection[UUID] = (), parent: UUID | None = None) -> UUID:
    """Write a post into a topic, or below another one."""
    with transaction():
        above = queries.post_at_hand(cohort.slug, topic_id, parent).post if parent else None
        return posting.post(queries.topic_at_hand(cohort.slug, topic_id), text, mention, parent=above, by=me(by)).id


def first_post(topic_id: UUID) -> UUID:
    """The post that the topic began with."""
    return db.session.scalars(select(ForumPost.id).where(ForumPost.topic_id == topic_id).order_by(ForumPost.at)).first()
