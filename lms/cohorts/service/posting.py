"""Talk in the forum of a cohort: topics, posts, replies, edits, and what was read."""

from collections.abc import Collection
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select

from lms.cohorts.models.forum import Digest, FormerText, ForumPost, ForumTopic, Mention, Rhythm, TopicRead
from lms.cohorts.queries.cohorts import CohortAtHand
from lms.cohorts.queries.forum import PostAtHand, TopicAtHand, people_of
from lms.kit import limits
from lms.kit.clock import now
from lms.kit.db import db, hold, one_at_a_time
from lms.kit.errors import DomainError
from lms.kit.i18n import gettext as _
from lms.kit.text_limits import LEARNER, fitting
from lms.notices.service import tell
from lms.people import mentions
from lms.people.models import Person

MOST_POSTS, POSTING_WINDOW = 20, timedelta(minutes=10)
"""So many posts may somebody write within that time."""


class NothingWritten(DomainError):
    """There is no text."""

    status = 422


class TopicLocked(DomainError):
    """Nobody may post here any more."""


class NoReplyHere(DomainError):
    """The post cannot be replied to."""


class StrangerMentioned(DomainError):
    """Somebody was mentioned who is not of the cohort."""

    status = 422


def open_topic(found: CohortAtHand, title: str, text: str, mention: Collection[UUID] = (), *, by: Person) -> ForumTopic:
    """Begin to talk about something.

    :raises NothingWritten: title or text is missing.
    """
    title = " ".join(title.split())
    if not title:
        raise NothingWritten(_("Give the topic a title."))
    topic = ForumTopic(cohort_id=found.cohort.id, title=title, by_id=by.id, at=now(), last_at=now())
    db.session.add(topic)
    db.session.flush()
    _write(TopicAtHand(found, topic), text, mention, parent=None, by=by)
    return topic


def post(at_hand: TopicAtHand, text: str, mention: Collection[UUID] = (), *, parent: ForumPost | None = None, by: Person) -> ForumPost:
    """Write into a topic, or reply to ``parent``. Whoever is mentioned is told, and so is whoever is replied to.

    :raises TopicLocked: the topic is locked.
    :raises NoReplyHere: ``parent`` is of another topic, a reply itself, or hidden.
    :raises TooOften: too many posts within a short time.
    """
    topic = hold(at_hand.topic)
    if topic.locked_at is not None:
        raise TopicLocked(_("This topic is locked, so nobody can post in it. Begin a new topic."))
    if parent is not None and (parent.topic_id != topic.id or parent.parent_id is not None or parent.hidden_at is not None):
        raise NoReplyHere(_("This post cannot be replied to. Write into the topic instead."))
    written = _write(at_hand, text, mention, parent=parent, by=by)
    topic.last_at = written.at
    db.session.flush()
    if parent is not None and parent.person_id != by.id and parent.person_id in people_of(at_hand.found):
        tell(parent.person_id, "forum-reply", about=str(written.id), href=_address(at_hand, written), who=by.name, topic=topic.title)
    return written


def _write(at_hand: TopicAtHand, text: str, mention: Collection[UUID], *, parent: ForumPost | None, by: Person) -> ForumPost:
    people = people_of(at_hand.found)
    if not set(mention) <= people.keys():
        raise StrangerMentioned(_("You can mention people of this boot camp only."))
    text = _fitting(mentions.naming(text.strip(), [people[one] for one in people if one in mention]) if text.strip() else "")
    posts = limits.Limit(f"forum:{by.id}", MOST_POSTS, POSTING_WINDOW)
    limits.refuse_beyond(posts)
    limits.count(posts)
    written = ForumPost(topic_id=at_hand.topic.id, parent_id=parent.id if parent else None, person_id=by.id, text=text, at=now())
    db.session.add(written)
    db.session.flush()
    _mention(at_hand, written, mentions.mentioned(text, people), by=by)
    _read(at_hand.topic.id, by.id)
    return written


def _fitting(text: str) -> str:
    if not text:
        raise NothingWritten(_("Write something first."))
    return fitting(text, LEARNER)


def _address(at_hand: TopicAtHand | PostAtHand, written: ForumPost) -> str:
    return f"/cohorts/{at_hand.found.cohort.slug}/forum/{at_hand.topic.id}#post-{written.id}"


def _mention(at_hand: TopicAtHand | PostAtHand, written: ForumPost, meant: Collection[UUID], *, by: Person) -> None:
    known = set(db.session.scalars(select(Mention.person_id).where(Mention.post_id == written.id)))
    for person_id in sorted(set(meant) - known):
        db.session.add(Mention(post_id=written.id, person_id=person_id))
        if person_id != by.id:
            tell(
                person_id, "forum-mention", about=str(written.id), href=_address(at_hand, written), who=by.name, topic=at_hand.topic.title
            )
    db.session.flush()


def edit(at_hand: PostAtHand, text: str, *, by: Person) -> None:
    """Change what one wrote. The former text is kept for moderators, and the page says that it was edited.

    :raises TopicLocked: the topic is locked.
    :raises NoReplyHere: staff hid the post.
    """
    text = _fitting(text.strip())
    post = hold(at_hand.post)
    if at_hand.topic.locked_at is not None:
        raise TopicLocked(_("This topic is locked, so its posts cannot be changed any more."))
    if post.hidden_at is not None:
        raise NoReplyHere(_("The staff hid this post, so it cannot be changed."))
    if text == post.text:
        return
    db.session.add(FormerText(post_id=post.id, text=post.text, until=now()))
    post.text, post.edited_at = text, now()
    db.session.flush()
    _mention(at_hand, post, mentions.mentioned(text, people_of(at_hand.found)), by=by)


def read_topic(at_hand: TopicAtHand, *, by: Person) -> None:
    """Note that ``by`` has read everything in the topic until now."""
    _read(at_hand.topic.id, by.id)


def read_forum(found: CohortAtHand, *, by: Person) -> None:
    """Note that ``by`` has read every topic until now."""
    for topic_id in db.session.scalars(select(ForumTopic.id).where(ForumTopic.cohort_id == found.cohort.id)).all():
        _read(topic_id, by.id)


def _read(topic_id: UUID, person_id: UUID) -> None:
    one_at_a_time(f"read:{topic_id}:{person_id}")
    row = db.session.scalar(select(TopicRead).where(TopicRead.topic_id == topic_id, TopicRead.person_id == person_id))
    if row is None:
        db.session.add(TopicRead(topic_id=topic_id, person_id=person_id, read_at=now()))
    else:
        row.read_at = now()
    db.session.flush()


def choose_rhythm(found: CohortAtHand, rhythm: Rhythm, *, by: Person) -> None:
    """Choose how often the forum's news come by mail."""
    one_at_a_time(f"digest:{found.cohort.id}:{by.id}")
    row = db.session.scalar(select(Digest).where(Digest.cohort_id == found.cohort.id, Digest.person_id == by.id))
    if row is None:
        db.session.add(Digest(cohort_id=found.cohort.id, person_id=by.id, rhythm=rhythm, told_until=now()))
    else:
        row.rhythm = rhythm
    db.session.flush()
