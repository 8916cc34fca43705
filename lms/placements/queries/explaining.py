"""Reads of answers of the matching, with the names that stand in them."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from lms.champions.models import Champion
from lms.competency.models import Competence
from lms.kit.db import db
from lms.kit.errors import NotFound
from lms.kit.i18n import gettext as _
from lms.kit.plain_json import from_plain
from lms.placements.matching.explaining import Answer
from lms.placements.models import MatchAnswer, Opening


def champion(champion_id: UUID) -> Champion:
    """One champion with the person. One statement.

    :raises NotFound: when there is none.
    """
    found = db.session.scalar(select(Champion).where(Champion.id == champion_id).options(joinedload(Champion.person)))
    if found is None:
        raise NotFound(_("There is no such champion."))
    return found


def read(row: MatchAnswer) -> Answer:
    """The answer as it was found."""
    return from_plain(Answer, row.answer)


@dataclass(frozen=True, slots=True)
class Names:
    """What the ids of an answer are called."""

    competences: dict[str, Competence]
    openings: dict[str, Opening]


def names_in(answer: Answer) -> Names:
    """The competences and openings that an answer names. Two statements."""
    competences = {
        *(one.competence for one in answer.brings),
        *(one.competence for one in answer.holes),
        *(one.competence for one in answer.changes if one.competence),
    }
    openings = {*(one.opening for one in answer.holes), *(one.opening for one in answer.changes if one.opening)}
    return Names(
        {str(one.id): one for one in db.session.scalars(select(Competence).where(Competence.id.in_([UUID(key) for key in competences])))},
        {str(one.id): one for one in db.session.scalars(select(Opening).where(Opening.id.in_([UUID(key) for key in openings])))},
    )
