"""Reads of the forum and the announcements, always through the cohort they belong to."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import aliased, contains_eager, joinedload

from lms.cohorts.models.cohorts import Place, PlaceState
from lms.cohorts.models.forum import Announcement, Digest, FormerText, ForumPost, ForumTopic, Mention, PostReport, Rhythm, TopicRead
from lms.cohorts.queries.cohorts import CohortAtHand, cohort_at_hand
from lms.kit.db import db
from lms.kit.errors import NotFound
from lms.kit.i18n import gettext as _
from lms.people.models import Person

PAGE = 30


class InCohort:
    """What the rules ask of a thing of the forum: who belongs to its cohort."""

    found: CohortAtHand

    @property
    def trainer_ids(self) -> frozenset[UUID]:
        """Trainers of the cohort."""
        return self.found.trainer_ids

    @property
    def staff_ids(self) -> frozenset[UUID]:
        """Trainers and mentors of the cohort."""
        return self.found.staff_ids

    @property
    def participant_ids(self) -> frozenset[UUID]:
        """Who has a place."""
        return self.found.participant_ids


@dataclass(frozen=True)
class TopicAtHand(InCohort):
    """A topic within its cohort."""

    found: CohortAtHand
    topic: ForumTopic


@dataclass(frozen=True)
class PostAtHand(InCohort):
    """A post within its cohort; ``person_id`` wrote it."""

    found: CohortAtHand
    topic: ForumTopic
    post: ForumPost

    @property
    def person_id(self) -> UUID:
        """Who wrote it."""
        return self.post.person_id


@dataclass(frozen=True, slots=True)
class TopicLine:
    """A topic in the list."""

    topic: ForumTopic
    posts: int
    unread: int


@dataclass(frozen=True, slots=True)
class Shown:
    """A post on the page of its topic."""

    post: ForumPost
    mentioned: list[str]
    unread: bool
    reported: bool
    """Whether the reader has reported it."""
    replies: list["Shown"] = field(default_factory=list)


def people_of(found: CohortAtHand) -> dict[UUID, str]:
    """Everybody of the cohort who still works here: id -> name, by name. One statement."""
    ids = found.participant_ids | found.staff_ids
    placed = select(Place.person_id).where(Place.cohort_id == found.cohort.id, Place.state != PlaceState.GIVEN_UP)
    statement = select(Person.id, Person.name).where(or_(Person.id.in_(placed), Person.id.in_(found.staff_ids)), Person.active)
    return {row.id: row.name for row in db.session.execute(statement.order_by(Person.name, Person.id)) if row.id in ids}


def readers(found: CohortAtHand) -> Sequence[Person]:
    """The active participants, to whom something is sent. One statement."""
    return db.session.scalars(
        select(Person)
        .join(Place, Place.person_id == Person.id)
        .where(Place.cohort_id == found.cohort.id, Place.state != PlaceState.GIVEN_UP, Person.active)
        .order_by(Person.id)
    ).all()


def announcements(found: CohortAtHand) -> Sequence[Announcement]:
    """What was announced, newest first, with who wrote it. One statement."""
    return db.session.scalars(
        select(Announcement).where(Announcement.cohort_id == found.cohort.id).options(joinedload(Announcement.by)).order_by(Announcement.at.desc())
    ).all()


def topics(found: CohortAtHand, reader_id: UUID, *, page: int) -> tuple[list[TopicLine], int]:
    """A page of the topics, last talked about first, with how many posts are new to ``reader_id``; and how many pages. Two statements."""
    count = db.session.scalar(select(func.count()).select_from(ForumTopic).where(ForumTopic.cohort_id == found.cohort.id)) or 0
    lines = (
        select(ForumTopic.id, func.count(ForumPost.id).label("posts"), func.count(ForumPost.id).filter(_is_new(reader_id)).label("new"))
        .outerjoin(ForumPost, and_(ForumPost.topic_id == ForumTopic.id, ForumPost.hidden_at.is_(None)))
        .outerjoin(TopicRead, and_(TopicRead.topic_id == ForumTopic.id, TopicRead.person_id == reader_id))
        .where(ForumTopic.cohort_id == found.cohort.id)
        .group_by(ForumTopic.id)
        .subquery()
    )
    rows = db.session.execute(
        select(ForumTopic, lines.c.posts, lines.c.new)
        .join(lines, lines.c.id == ForumTopic.id)
        .options(joinedload(ForumTopic.by))
        .order_by(ForumTopic.last_at.desc(), ForumTopic.id)
        .limit(PAGE)
        .offset((page - 1) * PAGE)
    )
    return [TopicLine(row[0], row[1], row[2]) for row in rows], max(1, -(-count // PAGE))


def _is_new(reader_id: UUID) -> ColumnElement[bool]:
    return and_(ForumPost.person_id != reader_id, or_(TopicRead.read_at.is_(None), ForumPost.at > TopicRead.read_at))


def topic_at_hand(slug: str, topic_id: UUID) -> TopicAtHand:
    """A topic of that cohort.

    :raises NotFound: when there is none in it.
    """
    found = cohort_at_hand(slug)
    topic = db.session.scalar(
        select(ForumTopic).where(ForumTopic.id == topic_id, ForumTopic.cohort_id == found.cohort.id).options(joinedload(ForumTopic.by))
    )
    if topic is None:
        raise NotFound(_("There is no such topic."))
    return TopicAtHand(found, topic)


def post_at_hand(slug: str, topic_id: UUID, post_id: UUID) -> PostAtHand:
    """A post of that topic of that cohort.

    :raises NotFound: when there is none in it.
    """
    at_hand = topic_at_hand(slug, topic_id)
    post = db.session.scalar(
        select(ForumPost).where(ForumPost.id == post_id, ForumPost.topic_id == at_hand.topic.id).options(joinedload(ForumPost.person))
    )
    if post is None:
        raise NotFound(_("There is no such post."))
    return PostAtHand(at_hand.found, at_hand.topic, post)


def posts(at_hand: TopicAtHand, reader_id: UUID) -> list[Shown]:
    """The posts of a topic, oldest first, each with its replies; hidden ones too, whose text only staff may be shown. Four statements."""
    rows = db.session.scalars(
        select(ForumPost)
        .join(ForumPost.person)
        .where(ForumPost.topic_id == at_hand.topic.id)
        .options(contains_eager(ForumPost.person))
        .order_by(ForumPost.at, ForumPost.id)
    ).all()
    names: dict[UUID, list[str]] = defaultdict(list)
    said = select(Mention.post_id, Person.name).join(Mention.person).join(ForumPost, ForumPost.id == Mention.post_id)
    for row in db.session.execute(said.where(ForumPost.topic_id == at_hand.topic.id).order_by(Person.name)):
        names[row.post_id].append(row.name)
    read_at = db.session.scalar(select(TopicRead.read_at).where(TopicRead.topic_id == at_hand.topic.id, TopicRead.person_id == reader_id))
    mine = select(PostReport.post_id).join(PostReport.post).where(ForumPost.topic_id == at_hand.topic.id, PostReport.by_id == reader_id)
    reported = set(db.session.scalars(mine))
    shown = {one.id: Shown(one, names[one.id], _new_to(one, reader_id, read_at), one.id in reported) for one in rows}
    for one in rows:
        if one.parent_id is not None:
            shown[one.parent_id].replies.append(shown[one.id])
    return [shown[one.id] for one in rows if one.parent_id is None]


def _new_to(post: ForumPost, reader_id: UUID, read_at: datetime | None) -> bool:
    return post.person_id != reader_id and (read_at is None or post.at > read_at)


def former_texts(post: ForumPost) -> Sequence[FormerText]:
    """What a post said before its edits, newest first."""
    return db.session.scalars(select(FormerText).where(FormerText.post_id == post.id).order_by(FormerText.until.desc())).all()


@dataclass(frozen=True, slots=True)
class Reported:
    """A report that waits for the staff."""

    report: PostReport
    topic_id: UUID
    author: str
    reporter: str


def open_reports(found: CohortAtHand) -> list[Reported]:
    """The reports that nobody settled yet, oldest first, with their posts. One statement."""
    author, reporter = aliased(Person), aliased(Person)
    rows = db.session.execute(
        select(PostReport, ForumTopic.id, author.name, reporter.name)
        .join(PostReport.post)
        .join(ForumPost.topic)
        .join(author, author.id == ForumPost.person_id)
        .join(reporter, reporter.id == PostReport.by_id)
        .where(ForumTopic.cohort_id == found.cohort.id, PostReport.settled_at.is_(None))
        .options(contains_eager(PostReport.post))
        .order_by(PostReport.at)
    )
    return [Reported(row[0], row[1], row[2], row[3]) for row in rows]


def open_report_count(found: CohortAtHand) -> int:
    """How many reports wait."""
    statement = select(func.count(PostReport.id)).join(PostReport.post).join(ForumPost.topic)
    return db.session.scalar(statement.where(ForumTopic.cohort_id == found.cohort.id, PostReport.settled_at.is_(None))) or 0


def rhythm_of(found: CohortAtHand, person_id: UUID) -> Rhythm:
    """How often the person wants the forum's news by mail."""
    chosen = db.session.scalar(select(Digest.rhythm).where(Digest.cohort_id == found.cohort.id, Digest.person_id == person_id))
    return chosen or Rhythm.WEEKLY
