"""Reads of what competences of different frameworks are to each other."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload
from sqlalchemy.sql.base import ExecutableOption

from lms.competency.models import Competence, Correspondence, Relation
from lms.kit.db import db
from lms.kit.errors import NotFound
from lms.kit.i18n import gettext as _

_INVERSE = {Relation.BROADER: Relation.NARROWER, Relation.NARROWER: Relation.BROADER}


@dataclass(frozen=True, slots=True)
class Corresponding:
    """What the competence that is looked at is to another one: "this one is broader than the other"."""

    other: Competence
    relation: Relation
    note: str
    id: UUID


def _whole() -> tuple[ExecutableOption, ...]:
    return (
        joinedload(Correspondence.competence).joinedload(Competence.framework),
        joinedload(Correspondence.other).joinedload(Competence.framework),
    )


def corresponding(competence_id: UUID) -> list[Corresponding]:
    """What other frameworks name for the competence. One statement."""
    rows = db.session.scalars(
        select(Correspondence)
        .where(or_(Correspondence.competence_id == competence_id, Correspondence.other_id == competence_id))
        .options(*_whole())
    )
    found = [
        Corresponding(row.other, row.relation, row.note, row.id)
        if row.competence_id == competence_id
        else Corresponding(row.competence, _INVERSE.get(row.relation, row.relation), row.note, row.id)
        for row in rows
    ]
    return sorted(found, key=lambda one: (one.other.framework.title, one.other.code))


def same_as(competence_ids: Collection[UUID]) -> dict[UUID, list[Competence]]:
    """Competence -> those of other frameworks that are said to be the same. One statement."""
    wanted = set(competence_ids)
    rows = db.session.scalars(
        select(Correspondence)
        .where(
            Correspondence.relation == Relation.SAME,
            or_(Correspondence.competence_id.in_(list(wanted)), Correspondence.other_id.in_(list(wanted))),
        )
        .options(*_whole())
    )
    found: dict[UUID, list[Competence]] = {}
    for row in rows:
        for one, other in ((row.competence, row.other), (row.other, row.competence)):
            if one.id in wanted:
                found.setdefault(one.id, []).append(other)
    return found


def claimable_instead(competence: Competence) -> list[Competence]:
    """For a competence that was retired: those of other frameworks that are said to be the same and are not. At most one statement."""
    if competence.retired_at is None:
        return []
    return [one for one in same_as([competence.id]).get(competence.id, []) if one.retired_at is None]


def correspondences() -> list[Correspondence]:
    """All of them, by framework and code. One statement."""
    rows = db.session.scalars(select(Correspondence).options(*_whole())).all()
    return sorted(rows, key=lambda row: (row.competence.framework.title, row.competence.code, row.other.framework.title, row.other.code))


def correspondence(correspondence_id: UUID) -> Correspondence:
    """One of them.

    :raises NotFound: when there is none.
    """
    found = db.session.scalar(select(Correspondence).where(Correspondence.id == correspondence_id).options(*_whole()))
    if found is None:
        raise NotFound(_("There is no such correspondence, or it was taken away already."))
    return found
