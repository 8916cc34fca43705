"""Reads of the versions of the rules, and of whom a change would touch."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from lms.competency.levels.reckoning import reckon
from lms.competency.levels.rules import Rules, rules_from
from lms.competency.models import Competence, LevelRules, Standing
from lms.competency.queries.ledger import of_people, rules_in_force
from lms.kit.clock import now
from lms.kit.db import db
from lms.kit.errors import NotFound
from lms.kit.i18n import gettext as _

LOOKED_AT = 1000
"""People whose levels a preview computes; in a larger city they are a sample, and the page says so."""
FEWEST = 10
"""A count of fewer people is not told."""


@dataclass(frozen=True, slots=True)
class Touched:
    """How a change of the rules would move the levels of one competence; None: fewer than ten people, so not told."""

    competence: Competence
    up: int | None
    down: int | None


@dataclass(frozen=True, slots=True)
class Effect:
    """Whom a change would touch, as counts."""

    people: int
    """Whose levels were computed."""
    of: int
    """People with a level or evidence in all."""
    rows: list[Touched]

    @property
    def is_sample(self) -> bool:
        """Whether not everybody was looked at."""
        return self.people < self.of


def versions() -> Sequence[LevelRules]:
    """All versions that were or are in force, newest first. One statement."""
    return db.session.scalars(
        select(LevelRules).where(LevelRules.in_force_at.is_not(None)).options(joinedload(LevelRules.made_by)).order_by(LevelRules.number.desc())
    ).all()


def version_of_rules(number: int) -> LevelRules:
    """One version or draft. One statement.

    :raises NotFound: there is none.
    """
    found = db.session.scalar(select(LevelRules).where(LevelRules.number == number).options(joinedload(LevelRules.made_by)))
    if found is None:
        raise NotFound(_("There is no such version of the rules."))
    return found


def content_of(row: LevelRules) -> Rules:
    """The rules that the row holds."""
    return rules_from(row.content)


def effect(rules: Rules) -> Effect:
    """Whom ``rules`` would touch if they replaced those in force: the levels of everybody, or of a sample of ``LOOKED_AT`` people."""
    of = db.session.scalar(select(func.count(Standing.person_id.distinct()))) or 0
    people = list(db.session.scalars(select(Standing.person_id).distinct().order_by(Standing.person_id).limit(LOOKED_AT)))
    _number, today = rules_in_force()
    moment = now()
    up: Counter[UUID] = Counter()
    down: Counter[UUID] = Counter()
    for (_person_id, competence_id), pieces in of_people(people).items():
        before, after = (reckon(pieces, these, moment).level for these in (today, rules))
        up[competence_id] += after > before
        down[competence_id] += after < before
    competences = db.session.scalars(select(Competence).order_by(Competence.code)).all()
    rows = [Touched(one, told(up[one.id]), told(down[one.id])) for one in competences if up[one.id] or down[one.id]]
    return Effect(len(people), of, rows)


def told(count: int) -> int | None:
    """``count``, unless so few people are behind it that one of them could be guessed."""
    return count if count >= FEWEST else None
