"""What colleagues say to an idea: comments in three stances, mentions, support, and following."""

from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID

from sqlalchemy import delete, select

from lms.ideas.models.pitches import Idea, IdeaComment, IdeaFollow, IdeaSupport, Stance
from lms.ideas.queries.authors import author_ids
from lms.ideas.queries.ideas import IdeaAtHand
from lms.ideas.service.refusals import NothingWritten, NotYours
from lms.ideas.service.telling import page_of
from lms.kit import limits
from lms.kit.clock import now
from lms.kit.db import db, insert_into, lowered
from lms.kit.i18n import gettext as _
from lms.kit.text_limits import LEARNER, fitting
from lms.notices.service import tell
from lms.people.mentions import may_be_meant, mentioned
from lms.people.models import Person

MOST_COMMENTS, WINDOW = 20, timedelta(minutes=10)
"""So many comments may somebody write within that time."""


def comment(found: IdeaAtHand, text: str, stance: Stance, *, by: Person) -> IdeaComment:
    """Say something to an idea. Authors are told, and so is whoever is mentioned.

    :raises NothingWritten: there is no text.
    :raises TooOften: too many comments within a short time.
    """
    text = text.strip()
    if not text:
        raise NothingWritten(_("Write something first."))
    text = fitting(text, LEARNER)
    often = limits.Limit(f"idea-comments:{by.id}", MOST_COMMENTS, WINDOW)
    limits.refuse_beyond(often)
    limits.count(often)
    written = IdeaComment(idea_id=found.idea.id, person_id=by.id, stance=stance, text=text, at=now())
    db.session.add(written)
    db.session.flush()
    _tell(found.idea, written, by=by)
    return written


def _tell(idea: Idea, written: IdeaComment, *, by: Person) -> None:
    href = f"{page_of(idea.number)}#comment-{written.id}"
    meant = mentioned(written.text, _colleagues_named(written.text)) - {by.id}
    for person_id in sorted(meant):
        tell(person_id, "idea-mention", about=str(written.id), href=href, who=by.name, idea=idea.title)
    for person_id in sorted(author_ids(idea.id) - meant - {by.id}):
        tell(person_id, "idea-comment", about=str(written.id), href=href, idea=idea.title)


def _colleagues_named(text: str) -> Mapping[UUID, str]:
    names = may_be_meant(text)
    if not names:
        return {}
    same = lowered(Person.name).in_({name.lower() for name in names})
    rows = db.session.execute(select(Person.id, Person.name).where(same, Person.active, ~Person.external))
    return {row.id: row.name for row in rows}


def support(found: IdeaAtHand, *, by: Person) -> None:
    """Stand for an idea of others; once, however often it is said.

    :raises NotYours: it is one's own.
    """
    if by.id in found.author_ids:
        raise NotYours(_("You are an author of this idea, so your support is understood."))
    db.session.execute(_once(IdeaSupport, found.idea.id, by.id))
    follow(found, by=by)


def withdraw_support(found: IdeaAtHand, *, by: Person) -> None:
    """Stand for it no longer."""
    db.session.execute(delete(IdeaSupport).where(IdeaSupport.idea_id == found.idea.id, IdeaSupport.person_id == by.id))


def follow(found: IdeaAtHand, *, by: Person) -> None:
    """Be told what becomes of it."""
    db.session.execute(_once(IdeaFollow, found.idea.id, by.id))


def unfollow(found: IdeaAtHand, *, by: Person) -> None:
    """Be told no longer."""
    db.session.execute(delete(IdeaFollow).where(IdeaFollow.idea_id == found.idea.id, IdeaFollow.person_id == by.id))


def _once(model: type[IdeaSupport] | type[IdeaFollow], idea_id: UUID, person_id: UUID):  # type: ignore[no-untyped-def]  # an Insert of either dialect
    return insert_into(model).values(idea_id=idea_id, person_id=person_id, at=now()).on_conflict_do_nothing(index_elements=["idea_id", "person_id"])
