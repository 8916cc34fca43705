"""Reads of what a post requires of somebody, beside what they have shown."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from lms.competency.gaps import Gap, open_gaps
from lms.competency.models import Competence, Confidence
from lms.competency.queries.mapping import same_as
from lms.competency.queries.role_profiles import profile_at_hand
from lms.competency.queries.shown import Level, levels_of
from lms.development.models import WishedPost
from lms.kit.db import db
from lms.people.models import Post


@dataclass(frozen=True, slots=True)
class Hint:
    """What is shown of a competence of another framework that is said to be the same. Told, and never counted."""

    competence: Competence
    level: int


@dataclass(frozen=True, slots=True)
class GapLine:
    """One required competence, what is shown of it, and how sure that is."""

    competence: Competence
    gap: Gap[UUID]
    confidence: Confidence | None
    hints: tuple[Hint, ...] = ()


@dataclass(frozen=True, slots=True)
class Gaps:
    """A post with everything that it requires of one person."""

    post: Post
    lines: tuple[GapLine, ...]

    @property
    def open(self) -> tuple[GapLine, ...]:
        """The lines with a gap, the widest first."""
        by_competence = {line.gap.competence: line for line in self.lines}
        return tuple(by_competence[gap.competence] for gap in open_gaps(line.gap for line in self.lines))

    @property
    def met(self) -> int:
        """How many requirements are met."""
        return len(self.lines) - len(self.open)


def gaps_to(post_id: UUID, person_id: UUID) -> Gaps:
    """Everything that the post requires, beside what the person shows. Five statements.

    :raises NotFound: when there is no such post.
    """
    found = profile_at_hand(post_id)
    shown = levels_of([person_id]).get(person_id, {})
    same = same_as(found.levels)
    lines = tuple(_line(one.competence, one.level, shown, same.get(one.competence_id, [])) for one in found.requirements)
    return Gaps(found.post, lines)


def _line(competence: Competence, required: int, shown: Mapping[UUID, Level], same: list[Competence]) -> GapLine:
    level = shown.get(competence.id)
    gap = Gap(competence.id, required, level.level if level else 0)
    hints = tuple(Hint(one, shown[one.id].level) for one in same if one.id in shown and shown[one.id].level) if gap.missing else ()
    return GapLine(competence, gap, level.confidence if level and level.level else None, hints)


def wished_post(person_id: UUID) -> Post | None:
    """The post that the person would like. One statement; asked for that person only."""
    row = db.session.scalar(select(WishedPost).where(WishedPost.person_id == person_id).options(joinedload(WishedPost.post)))
    return row.post if row else None
