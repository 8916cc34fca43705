"""Whose idea an initiative was. The credit is permanent."""

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from lms.ideas.models.pitches import Idea, IdeaAuthor
from lms.kit.db import db


class Credit(NamedTuple):
    """An idea that an initiative came from, and who had it."""

    number: int
    title: str
    names: Sequence[str]


def credits_of(initiative_id: UUID) -> list[Credit]:
    """The ideas that became the initiative, with all authors who agreed, the first one first. Three statements."""
    statement = select(Idea).where(Idea.initiative_id == initiative_id).options(selectinload(Idea.authors).joinedload(IdeaAuthor.person))
    return [
        Credit(idea.number, idea.title, [one.person.name for one in sorted(idea.authors, key=lambda one: not one.first) if one.agreed_at])
        for idea in db.session.scalars(statement.order_by(Idea.number))
    ]
