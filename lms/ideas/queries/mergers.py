"""Mergers of ideas, and whether they can still be undone."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from lms.ideas.models.pitches import IdeaMerger
from lms.ideas.queries.ideas import IdeaAtHand, idea_at_hand
from lms.kit.db import db
from lms.kit.errors import NotFound
from lms.kit.i18n import gettext as _


@dataclass(frozen=True, slots=True)
class MergerAtHand(IdeaAtHand):
    """A merger into an idea; the rest is of the idea that took the other in."""

    merger: IdeaMerger


def merger_at_hand(number: int, merger_id: UUID) -> MergerAtHand:
    """A merger, loaded through the idea that took the other in.

    :raises NotFound: nothing was merged there so.
    """
    found = idea_at_hand(number)
    wanted = select(IdeaMerger).where(IdeaMerger.id == merger_id, IdeaMerger.into_id == found.idea.id)
    merger = db.session.scalars(wanted.options(joinedload(IdeaMerger.merged))).one_or_none()
    if merger is None:
        raise NotFound(_("Nothing was merged into this idea so."))
    return MergerAtHand(found.idea, found.author_ids, found.asked_ids, merger)


def undoable(idea_id: UUID, now: datetime, *, days: int) -> list[IdeaMerger]:
    """The mergers into the idea that stand and can still be undone, newest first, with what was merged."""
    standing = select(IdeaMerger).where(IdeaMerger.into_id == idea_id, IdeaMerger.undone_at.is_(None), IdeaMerger.at > now - timedelta(days=days))
    return list(db.session.scalars(standing.options(joinedload(IdeaMerger.merged)).order_by(IdeaMerger.at.desc())))
