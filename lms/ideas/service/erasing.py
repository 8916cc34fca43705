"""What ideas erase of a person. Credit for an idea is permanent, without a name; what they said about others' ideas goes."""

from collections.abc import Iterable

from sqlalchemy import delete, select, update

from lms.ideas.models.pitches import CommentReport, Idea, IdeaAuthor, IdeaComment, IdeaFollow, IdeaJoin, IdeaMove, IdeaState, IdeaSupport
from lms.kit.db import db
from lms.people.events import PersonErased
from lms.people.mentions import without_name
from lms.people.service.erasing import NAME


def erase(fact: PersonErased) -> None:
    """Delete drafts that were theirs alone, support, following and questions; take words and names out of comments."""
    who = fact.person_id
    _delete_drafts(who)
    for statement in (
        update(CommentReport).where(CommentReport.by_id == who).values(reason=NAME),
        update(IdeaComment).where(IdeaComment.person_id == who, IdeaComment.hidden_at.is_not(None)).values(hidden_why=NAME),
        update(IdeaComment).where(IdeaComment.person_id == who).values(text=NAME),
        delete(IdeaSupport).where(IdeaSupport.person_id == who),
        delete(IdeaFollow).where(IdeaFollow.person_id == who),
        delete(IdeaJoin).where(IdeaJoin.person_id == who),
        delete(IdeaAuthor).where(IdeaAuthor.person_id == who, IdeaAuthor.agreed_at.is_(None)),
    ):
        db.session.execute(statement)
    for comment in db.session.scalars(select(IdeaComment).where(IdeaComment.text.contains(fact.name, autoescape=True))) if fact.name else ():
        comment.text = without_name(comment.text, fact.name, NAME)
    db.session.flush()


def _delete_drafts(who: object) -> None:
    """A draft that was submitted once has a history, and stays."""
    mine = select(IdeaAuthor.idea_id).where(IdeaAuthor.person_id == who, IdeaAuthor.agreed_at.is_not(None))
    others = select(IdeaAuthor.idea_id).where(IdeaAuthor.person_id != who, IdeaAuthor.agreed_at.is_not(None))
    moved: Iterable[object] = db.session.scalars(select(IdeaMove.idea_id).where(IdeaMove.idea_id.in_(mine)).distinct()).all()
    gone = db.session.scalars(select(Idea.id).where(Idea.id.in_(mine), Idea.id.not_in(others), Idea.state == IdeaState.DRAFT)).all()
    ids = [one for one in gone if one not in set(moved)]
    db.session.execute(delete(IdeaAuthor).where(IdeaAuthor.idea_id.in_(ids)))
    db.session.execute(delete(Idea).where(Idea.id.in_(ids)))
