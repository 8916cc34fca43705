"""Tell the forum's news by mail, as often as each person chose."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from textwrap import shorten

from sqlalchemy import select

from lms.cohorts.models.cohorts import Cohort
from lms.cohorts.models.forum import Digest, ForumPost, Rhythm
from lms.cohorts.queries.digests import Subscriber
from lms.kit.db import db
from lms.kit.i18n import local_day
from lms.notices.service import write_letter

WEEKDAY = 0
"""Weekly digests come on Mondays."""
EXCERPT, MOST_POSTS = 180, 12
LONGEST = timedelta(days=14)
"""What is older is no news."""


def is_turn(one: Subscriber, at: datetime) -> bool:
    """Whether the person is told at ``at``, by the rhythm that they chose."""
    return one.rhythm is Rhythm.DAILY or local_day(at).weekday() == WEEKDAY


def since(one: Subscriber, at: datetime) -> datetime:
    """From when on posts are news to the person."""
    return max(one.told_until or one.joined_at, at - LONGEST)


def tell_news(cohort: Cohort, one: Subscriber, posts: Sequence[ForumPost], at: datetime) -> bool:
    """Write the letter, unless nothing is new, and note until when the person was told. Returns whether there was a letter."""
    fresh = [post for post in posts if post.at > since(one, at) and post.person_id != one.person.id]
    if not fresh:
        return False
    _note(cohort, one, at)
    facts = {
        "camp": cohort.name,
        "count": len(fresh),
        "posts": [
            {"topic": post.topic.title, "who": post.person.name, "text": shorten(post.text, EXCERPT, placeholder=" …")} for post in fresh[:MOST_POSTS]
        ],
        "more": max(0, len(fresh) - MOST_POSTS),
        "path": f"/cohorts/{cohort.slug}/forum",
        "choose_path": f"/cohorts/{cohort.slug}/forum/mail",
    }
    return write_letter("forum-digest", to=one.person, about=f"{cohort.id}:{local_day(at).isoformat()}", facts=facts)


def _note(cohort: Cohort, one: Subscriber, at: datetime) -> None:
    row = db.session.scalar(select(Digest).where(Digest.cohort_id == cohort.id, Digest.person_id == one.person.id).with_for_update())
    if row is None:
        row = Digest(cohort_id=cohort.id, person_id=one.person.id)
        db.session.add(row)
    row.told_until = at
    db.session.flush()
