"""Remember the post that somebody would like, for nobody but them."""

from sqlalchemy import delete, select

from lms.development.models import WishedPost
from lms.kit.clock import now
from lms.kit.db import db, one_at_a_time
from lms.people.models import Person, Post


def wish_for(post: Post, *, by: Person) -> None:
    """Remember ``post``, in place of what was wished before. No audit entry: nobody else may know."""
    one_at_a_time(f"wish:{by.id}")
    row = db.session.scalar(select(WishedPost).where(WishedPost.person_id == by.id))
    if row is None:
        db.session.add(WishedPost(person_id=by.id, post_id=post.id))
    else:
        row.post_id, row.chosen_at = post.id, now()
    db.session.flush()


def forget_wish(*, by: Person) -> None:
    """Remember none any more."""
    db.session.execute(delete(WishedPost).where(WishedPost.person_id == by.id))
