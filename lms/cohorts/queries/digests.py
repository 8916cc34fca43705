"""Reads for the digest mail of the forum: whose turn it is, and what is new to them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select, union
from sqlalchemy.orm import contains_eager

from lms.cohorts.models.cohorts import Cohort, CohortStaff, Place, PlaceState
from lms.cohorts.models.forum import Digest, ForumPost, ForumTopic, Rhythm
from lms.kit.db import db
from lms.people.models import Person


@dataclass(frozen=True, slots=True)
class News:
    """The new posts of one topic."""

    topic: ForumTopic
    posts: list[ForumPost]


@dataclass(frozen=True, slots=True)
class Subscriber:
    """Somebody of a cohort, and how they want to be told."""

    person: Person
    rhythm: Rhythm
    told_until: datetime | None
    joined_at: datetime


def talking_since(moment: datetime) -> Sequence[Cohort]:
    """The cohorts in whose forum something was written since."""
    written = select(ForumTopic.cohort_id).where(ForumTopic.last_at > moment)
    return db.session.scalars(select(Cohort).where(Cohort.id.in_(written)).order_by(Cohort.slug)).all()


def subscribers(cohort: Cohort) -> list[Subscriber]:
    """Everybody of the cohort who still works here and wants a digest. One statement."""
    placed = select(Place.person_id, Place.taken_at.label("since")).where(Place.cohort_id == cohort.id, Place.state != PlaceState.GIVEN_UP)
    staff = select(CohortStaff.person_id, Cohort.created_at.label("since")).join(CohortStaff.cohort).where(Cohort.id == cohort.id, CohortStaff.acts)
    joined = union(placed, staff).subquery()
    since = select(joined.c.person_id, func.min(joined.c.since).label("since")).group_by(joined.c.person_id).subquery()
    rows = db.session.execute(
        select(Person, Digest.rhythm, Digest.told_until, since.c.since)
        .join(since, since.c.person_id == Person.id)
        .outerjoin(Digest, (Digest.person_id == Person.id) & (Digest.cohort_id == cohort.id))
        .where(Person.active)
        .order_by(Person.id)
    )
    people = [Subscriber(row[0], row[1] or Rhythm.WEEKLY, row[2], row[3]) for row in rows]
    return [one for one in people if one.rhythm is not Rhythm.NEVER]


def news(cohort_id: UUID, since: datetime, until: datetime) -> list[ForumPost]:
    """What was written in that time and is not hidden, oldest first, with author and topic. One statement."""
    return list(
        db.session.scalars(
            select(ForumPost)
            .join(ForumPost.topic)
            .join(ForumPost.person)
            .where(ForumTopic.cohort_id == cohort_id, ForumPost.at > since, ForumPost.at <= until, ForumPost.hidden_at.is_(None))
            .options(contains_eager(ForumPost.topic), contains_eager(ForumPost.person))
            .order_by(ForumPost.at, ForumPost.id)
        )
    )
