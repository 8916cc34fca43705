"""Reads of the ledger as the rules see it: pieces, grouped by person and competence."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Table, and_, bindparam, func, select, tuple_, union

from lms.competency.levels.reckoning import Piece
from lms.competency.levels.rules import DEFAULT, Rules, rules_from
from lms.competency.models import Evidence, LevelRules, Standing
from lms.kit.clock import now
from lms.kit.db import db, send

Pair = tuple[UUID, UUID]
"""A person and a competence."""

_read: dict[UUID, Rules] = {}
"""Rules by the id of their row, which is written once: reading them again would cost each writer a statement."""
_evidence, _standing, _rules = (cast(Table, model.__table__).c for model in (Evidence, Standing, LevelRules))
_IN_FORCE = select(_rules.id).where(_rules.in_force.is_(True)).scalar_subquery()
_NUMBER = select(_rules.number).where(_rules.in_force.is_(True)).scalar_subquery()
_PIECE = tuple(_evidence[name] for name in ("id", "kind", "level", "shown_at", "items", "by_id", "expires_at", "withdrawn_at"))
KEPT = ("level", "confidence", "pieces", "oldest_at", "newest_at", "recheck_at", "falls_at", "falls_to", "rules_number")
"""What a standing keeps of what its evidence shows."""
_PAIR = (_evidence.person_id, _evidence.competence_id)
_OF_PAIRS = (
    select(*_PIECE, _standing.level.label("stood"), _IN_FORCE.label("rules"), _NUMBER.label("number"))
    .select_from(Evidence.__table__)
    .outerjoin(Standing.__table__, and_(_standing.person_id == _evidence.person_id, _standing.competence_id == _evidence.competence_id))
)
_OF_SEVERAL = _OF_PAIRS.add_columns(*_PAIR).where(tuple_(*_PAIR).in_(bindparam("pairs", expanding=True)))
_OF_ONE = _OF_PAIRS.where(_evidence.person_id == bindparam("person_id"), _evidence.competence_id == bindparam("competence_id"))
"""The commonest by far: each piece of evidence that somebody gets asks it."""


@dataclass(frozen=True, slots=True)
class Found:
    """The evidence of some pairs, the level that stood so far, and the rules in force."""

    pieces: dict[Pair, list[Piece]]
    levels: dict[Pair, int]
    rules: Rules
    number: int


def of_pairs(pairs: Sequence[Pair]) -> Found:
    """Everything that is needed to compute these standings, in one statement (two when the rules are new to this process)."""
    if len(pairs) == 1:
        rows = send(_OF_ONE, dict(zip(("person_id", "competence_id"), pairs[0], strict=True))).all()
        keyed = [(pairs[0], row) for row in rows]
    else:
        rows = send(_OF_SEVERAL, {"pairs": list(pairs)}).all()
        keyed = [((row.person_id, row.competence_id), row) for row in rows]
    found: dict[Pair, list[Piece]] = {}
    levels: dict[Pair, int] = {}
    for pair, row in keyed:
        found.setdefault(pair, []).append(_piece(row))
        levels[pair] = row.stood or 0
    number, rules = (rows[0].number or 0, rules_of(rows[0].rules)) if rows else rules_in_force()
    return Found(found, levels, rules, number)


def _piece(row: Any) -> Piece:
    return Piece._make(row[: len(_PIECE)])


def rules_of(rules_id: UUID | None) -> Rules:
    """The rules of that row; without a row, those that ship with the product."""
    if rules_id is None:
        return DEFAULT
    if rules_id not in _read:
        _read[rules_id] = rules_from(db.session.scalars(select(LevelRules.content).where(LevelRules.id == rules_id)).one())
    return _read[rules_id]


def rules_in_force() -> tuple[int, Rules]:
    """The number of the version in force, and the rules."""
    row = db.session.execute(select(LevelRules.id, LevelRules.number).where(LevelRules.in_force.is_(True))).first()
    return (row.number, rules_of(row.id)) if row else (0, DEFAULT)


def due(*, limit: int) -> list[Pair]:
    """Standings that may have changed by age or expiry. One statement."""
    rows = db.session.execute(
        select(Standing.person_id, Standing.competence_id).where(Standing.recheck_at <= now()).order_by(Standing.recheck_at).limit(limit)
    )
    return [(row[0], row[1]) for row in rows]


def behind(*, limit: int) -> list[Pair]:
    """Standings that were computed by rules of before. One statement."""
    rows = db.session.execute(
        select(Standing.person_id, Standing.competence_id).where(Standing.rules_number < func.coalesce(_NUMBER, 0)).limit(limit)
    )
    return [(row[0], row[1]) for row in rows]


def progress_of_rules() -> tuple[int, int]:
    """How many standings were computed by the rules in force, and how many there are. One statement."""
    up_to_date = func.count().filter(Standing.rules_number >= func.coalesce(_NUMBER, 0))
    done, total = db.session.execute(select(up_to_date, func.count()).select_from(Standing)).one()
    return done, total


def people_after(person_id: UUID | None, *, limit: int) -> list[UUID]:
    """The next people of whom there is evidence or a standing, by id: to go through the whole ledger in portions."""
    both = union(select(Evidence.person_id), select(Standing.person_id)).subquery()
    statement = select(both.c.person_id).order_by(both.c.person_id).limit(limit)
    if person_id is not None:
        statement = statement.where(both.c.person_id > person_id)
    return list(db.session.scalars(statement))


def of_people(person_ids: Collection[UUID]) -> dict[Pair, list[Piece]]:
    """All evidence of these people. One statement."""
    rows = db.session.execute(select(*_PIECE, *_PAIR).where(Evidence.person_id.in_(person_ids)))
    found: dict[Pair, list[Piece]] = {}
    for row in rows:
        found.setdefault((row.person_id, row.competence_id), []).append(_piece(row))
    return found


def kept_of(person_ids: Collection[UUID]) -> dict[Pair, dict[str, Any]]:
    """What the standings of these people hold. One statement."""
    columns = (Standing.__table__.c[name] for name in KEPT)
    rows = db.session.execute(select(Standing.person_id, Standing.competence_id, *columns).where(Standing.person_id.in_(person_ids)))
    return {(row.person_id, row.competence_id): dict(row._mapping) for row in rows}
