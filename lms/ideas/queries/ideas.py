"""One idea with all that its page shows."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import exists, func, select
from sqlalchemy.orm import joinedload, selectinload

from lms.city.queries import holidays
from lms.ideas import workflow
from lms.ideas.models.pitches import (
    Challenge,
    CommentReport,
    Idea,
    IdeaAuthor,
    IdeaComment,
    IdeaFile,
    IdeaFollow,
    IdeaJoin,
    IdeaMerger,
    IdeaState,
    IdeaSupport,
    Stance,
)
from lms.ideas.queries.authors import Byline, bylines
from lms.kit.db import db
from lms.kit.errors import NotFound
from lms.kit.i18n import gettext as _
from lms.kit.i18n import local_day
from lms.people.models import Person, Role


@dataclass(frozen=True, slots=True)
class IdeaAtHand:
    """An idea, and who may do what with it."""

    idea: Idea
    author_ids: frozenset[UUID]
    """Those who agreed to be authors."""
    asked_ids: frozenset[UUID]
    """Those who are asked to be co-authors."""

    @property
    def is_draft(self) -> bool:
        """Nobody but its authors may see it."""
        return self.idea.state is IdeaState.DRAFT

    @property
    def masked_ids(self) -> frozenset[UUID]:
        """Authors whose names are kept back."""
        return frozenset(author.person_id for author in self.idea.authors if author.masked)

    def knows_authors(self, person: Person) -> bool:
        """Whether ``person`` may know who the masked authors are: the programme office and the authors themselves."""
        return person.id in self.author_ids | self.asked_ids or person.has(Role.PROGRAMME_OFFICE)


def idea_at_hand(number: int) -> IdeaAtHand:
    """The idea of that number with its authors, objective, challenge and department.

    :raises NotFound: there is none.
    """
    wanted = select(Idea).where(Idea.number == number)
    idea = db.session.scalars(
        wanted.options(
            selectinload(Idea.authors).joinedload(IdeaAuthor.person).joinedload(Person.department),
            joinedload(Idea.objective),
            joinedload(Idea.challenge).joinedload(Challenge.department),
            joinedload(Idea.department),
            joinedload(Idea.initiative),
            joinedload(Idea.merged_into),
        )
    ).one_or_none()
    if idea is None:
        raise NotFound(_("There is no idea with this number."))
    agreed = frozenset(author.person_id for author in idea.authors if author.agreed_at)
    return IdeaAtHand(idea, agreed, frozenset(author.person_id for author in idea.authors) - agreed)


@dataclass(frozen=True, slots=True)
class ShownComment:
    """A comment as the reader sees it."""

    comment: IdeaComment
    origin: int | None
    """Number of the idea it was written under, where a merger brought it here."""
    reported: bool
    """Reports of it wait for the office (only told to the office)."""


@dataclass(frozen=True, slots=True)
class IdeaPage:
    """What the page of an idea shows besides its own text."""

    bylines: list[Byline]
    masked: bool
    files: list[IdeaFile]
    supporters: int
    followers: int
    supports: bool
    """The reader supports it."""
    follows: bool
    comments: list[ShownComment]
    stances: Mapping[Stance, int]
    """How many comments stand where; hidden ones do not count."""
    term: workflow.Term | None
    joins: list[IdeaJoin]
    """Who asks to join; the authors see it."""
    asked_to_join: bool
    """The reader asked to join and waits for the answer."""
    merged_here: list[Idea]


def idea_page(at_hand: IdeaAtHand, reader: Person, *, today: date) -> IdeaPage:
    """Load the page for ``reader``: the same number of statements for any number of comments and authors."""
    idea = at_hand.idea
    counts = _counts(idea.id, reader.id)
    comments = _comments(idea.id, office=reader.has(Role.PROGRAMME_OFFICE))
    is_author = reader.id in at_hand.author_ids
    return IdeaPage(
        bylines=bylines(idea.authors, knows=at_hand.knows_authors(reader)),
        masked=bool(at_hand.masked_ids),
        files=list(db.session.scalars(select(IdeaFile).where(IdeaFile.idea_id == idea.id).order_by(IdeaFile.at, IdeaFile.id))),
        supporters=counts["supporters"],
        followers=counts["followers"],
        supports=bool(counts["supports"]),
        follows=bool(counts["follows"]),
        comments=comments,
        stances=Counter(one.comment.stance for one in comments if one.comment.hidden_at is None),
        term=workflow.term_of(idea.state.value, local_day(idea.moved_at), today, holidays()),
        joins=_joins(idea.id) if is_author else [],
        asked_to_join=bool(counts["asked"]),
        merged_here=_merged_here(idea.id),
    )


def _counts(idea_id: UUID, reader_id: UUID) -> Mapping[str, int]:
    supporters = select(func.count()).select_from(IdeaSupport).where(IdeaSupport.idea_id == idea_id).scalar_subquery()
    followers = select(func.count()).select_from(IdeaFollow).where(IdeaFollow.idea_id == idea_id).scalar_subquery()
    supports = exists().where(IdeaSupport.idea_id == idea_id, IdeaSupport.person_id == reader_id)
    follows = exists().where(IdeaFollow.idea_id == idea_id, IdeaFollow.person_id == reader_id)
    waits = exists().where(IdeaJoin.idea_id == idea_id, IdeaJoin.person_id == reader_id, IdeaJoin.answered_at.is_(None))
    columns = {"supporters": supporters, "followers": followers, "supports": supports, "follows": follows, "asked": waits}
    return dict(db.session.execute(select(*(column.label(name) for name, column in columns.items()))).one()._mapping)


def _comments(idea_id: UUID, *, office: bool) -> list[ShownComment]:
    waits = exists().where(CommentReport.comment_id == IdeaComment.id, CommentReport.settled_at.is_(None))
    origin = select(Idea.number).where(Idea.id == IdeaComment.origin_id).scalar_subquery()
    found = select(IdeaComment, origin, waits).where(IdeaComment.idea_id == idea_id).options(joinedload(IdeaComment.person))
    rows = db.session.execute(found.order_by(IdeaComment.at, IdeaComment.id))
    return [ShownComment(comment, number, bool(reported) and office) for comment, number, reported in rows]


def _joins(idea_id: UUID) -> list[IdeaJoin]:
    found = select(IdeaJoin).where(IdeaJoin.idea_id == idea_id, IdeaJoin.answered_at.is_(None))
    return list(db.session.scalars(found.options(joinedload(IdeaJoin.person)).order_by(IdeaJoin.asked_at, IdeaJoin.id)))


def _merged_here(idea_id: UUID) -> list[Idea]:
    standing = select(IdeaMerger.merged_id).where(IdeaMerger.into_id == idea_id, IdeaMerger.undone_at.is_(None))
    return list(db.session.scalars(select(Idea).where(Idea.id.in_(standing)).order_by(Idea.number)))


def end_of_mergers(idea: Idea) -> int:
    """The number of the idea that holds what was merged, however often it was merged on."""
    number, seen = idea.number, {idea.id}
    into = idea.merged_into_id
    while into is not None and into not in seen:
        seen.add(into)
        row = db.session.execute(select(Idea.number, Idea.merged_into_id).where(Idea.id == into)).one()
        number, into = row.number, row.merged_into_id
    return number


@dataclass(frozen=True, slots=True)
class FileAtHand(IdeaAtHand):
    """A file of an idea."""

    file: IdeaFile


def file_at_hand(number: int, file_id: UUID) -> FileAtHand:
    """A file, loaded through its idea.

    :raises NotFound: the idea has no such file.
    """
    found = idea_at_hand(number)
    file = db.session.scalars(select(IdeaFile).where(IdeaFile.id == file_id, IdeaFile.idea_id == found.idea.id)).one_or_none()
    if file is None:
        raise NotFound(_("This idea has no such file."))
    return FileAtHand(found.idea, found.author_ids, found.asked_ids, file)


@dataclass(frozen=True, slots=True)
class CommentAtHand(IdeaAtHand):
    """A comment on an idea."""

    comment: IdeaComment


def comment_at_hand(number: int, comment_id: UUID) -> CommentAtHand:
    """A comment, loaded through its idea.

    :raises NotFound: the idea has no such comment.
    """
    found = idea_at_hand(number)
    wanted = select(IdeaComment).where(IdeaComment.id == comment_id, IdeaComment.idea_id == found.idea.id)
    comment = db.session.scalars(wanted.options(joinedload(IdeaComment.person))).one_or_none()
    if comment is None:
        raise NotFound(_("This idea has no such comment."))
    return CommentAtHand(found.idea, found.author_ids, found.asked_ids, comment)
