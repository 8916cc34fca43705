"""Who wrote an idea, and who is told of it."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from lms.ideas.models.pitches import IdeaAuthor, IdeaFollow
from lms.kit.db import db
from lms.kit.i18n import gettext as _
from lms.people.models import Person


@dataclass(frozen=True, slots=True)
class Byline:
    """An author as the reader may know them; ``name`` is a word for somebody where they are masked."""

    person_id: UUID | None
    name: str
    department: str
    first: bool
    agreed: bool
    masked: bool


def author_ids(idea_id: UUID) -> frozenset[UUID]:
    """Those who are authors: they pitched it, or agreed to be co-authors."""
    return frozenset(db.session.scalars(select(IdeaAuthor.person_id).where(IdeaAuthor.idea_id == idea_id, IdeaAuthor.agreed_at.is_not(None))))


def active_authors(idea_id: UUID) -> list[Person]:
    """The authors who still work here, in the order in which they came."""
    found = select(Person).join(IdeaAuthor, IdeaAuthor.person_id == Person.id)
    return list(
        db.session.scalars(
            found.where(IdeaAuthor.idea_id == idea_id, IdeaAuthor.agreed_at.is_not(None), Person.active).order_by(IdeaAuthor.since, IdeaAuthor.id)
        )
    )


def follower_ids(idea_id: UUID) -> frozenset[UUID]:
    """Those who follow the idea and still work here."""
    found = select(IdeaFollow.person_id).join(Person, Person.id == IdeaFollow.person_id)
    return frozenset(db.session.scalars(found.where(IdeaFollow.idea_id == idea_id, Person.active)))


def bylines(authors: Collection[IdeaAuthor], *, knows: bool) -> list[Byline]:
    """How the authors are named; ``knows``: the reader may know who is masked. Persons with departments are loaded."""
    return [_byline(author, knows=knows) for author in authors]


def _byline(author: IdeaAuthor, *, knows: bool) -> Byline:
    agreed = author.agreed_at is not None
    if author.masked and not knows:
        return Byline(None, _("Somebody who stays unnamed until screening"), "", author.first, agreed, True)
    person = author.person
    return Byline(person.id, person.name, person.department.name if person.department else "", author.first, agreed, author.masked)
