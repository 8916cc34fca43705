"""Reads of what the rules for champions ask, and of what people have shown of it."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, bindparam, exists, func, select, true
from sqlalchemy.orm import contains_eager, joinedload

from lms.champions import eligibility
from lms.champions.eligibility import DEFAULT, Facts, Key, Overdue, Rules, Shown, Verdict
from lms.champions.models import Champion, ChampionRules, ChampionState
from lms.competency.levels.reckoning import reckon
from lms.competency.levels.rules import OWN
from lms.competency.levels.words import from_what
from lms.competency.models import Competence, Framework, Standing
from lms.competency.queries import ledger
from lms.kit.clock import now, today
from lms.kit.db import db, send
from lms.kit.i18n import local_day
from lms.learning.queries.duties import due_of
from lms.people.models import Person


@dataclass(frozen=True, slots=True)
class InForce:
    """The rules of today, and which version they are; 0: what ships with the product."""

    number: int
    rules: Rules


def rules_in_force() -> InForce:
    """One statement."""
    row = db.session.execute(select(ChampionRules.number, ChampionRules.content).order_by(ChampionRules.number.desc()).limit(1)).first()
    return InForce(row.number, eligibility.from_content(row.content)) if row else InForce(0, DEFAULT)


@dataclass(frozen=True, slots=True)
class Glance:
    """All that is needed to know whether a change of somebody's evidence may concern us: where they stand, and the rules."""

    states: tuple[ChampionState, ...]
    in_force: InForce


_person, _champion, _rules = (model.__table__.c for model in (Person, Champion, ChampionRules))
_newest = select(_rules.number, _rules.content).order_by(_rules.number.desc()).limit(1).subquery()
_GLANCE = (
    select(_person.id, _champion.state, _newest.c.number, _newest.c.content)
    .outerjoin(Champion.__table__, _champion.person_id == _person.id)
    .outerjoin(_newest, true())
    .where(_person.id == bindparam("person_id"))
)


def glance(person_id: UUID) -> Glance:
    """One statement, since each change of a level pays for it."""
    rows = send(_GLANCE, {"person_id": person_id}).all()
    content = rows[0].content if rows else None
    in_force = InForce(rows[0].number, eligibility.from_content(content)) if content else InForce(0, DEFAULT)
    return Glance(tuple(row.state for row in rows if row.state is not None), in_force)


def versions() -> Sequence[ChampionRules]:
    """Every version that the city wrote, newest first. One statement."""
    return db.session.scalars(select(ChampionRules).order_by(ChampionRules.number.desc())).all()


def verdict_of(person_id: UUID) -> Verdict:
    """What the rules of today say of one person, with the evidence named. Six statements."""
    return verdicts_of([person_id])[person_id]


def verdicts_of(person_ids: Collection[UUID], rules: Rules | None = None) -> dict[UUID, Verdict]:
    """The same for several people. Six statements, however many they are; five where the rules are given."""
    rules, day = rules or rules_in_force().rules, today()
    facts = _facts_of(list(person_ids), rules, day)
    return {person_id: eligibility.judge(rules, facts[person_id], day) for person_id in person_ids}


def _facts_of(person_ids: list[UUID], rules: Rules, today: date) -> dict[UUID, Facts]:
    shown = _shown_of(person_ids, {need.key for need in rules.needs})
    overdue: dict[UUID, list[Overdue]] = defaultdict(list)
    for due in due_of(person_ids, before=today):
        overdue[due.person_id].append(Overdue(due.slug, due.title, due.due_on))
    since = _since(person_ids)
    return {one: Facts(shown.get(one, {}), tuple(overdue[one]), since.get(one)) for one in person_ids}


def _shown_of(person_ids: list[UUID], asked: set[Key]) -> dict[UUID, dict[Key, Shown]]:
    """Person -> competence -> what their evidence shows, with and without self-ratings.

    What the rules name is there for everybody, so that a line can say its title.
    """
    pieces, (_number, level_rules), moment = ledger.of_people(person_ids), ledger.rules_in_force(), now()
    named = {one.id: one for one in _competences({pair[1] for pair in pieces}, {code for _framework, code in asked})}
    found: dict[UUID, dict[Key, Shown]] = {
        person_id: {_key(one): Shown(one.title, 0) for one in named.values() if _key(one) in asked} for person_id in person_ids
    }
    for (person_id, competence_id), several in pieces.items():
        competence = named[competence_id]
        without = reckon([piece for piece in several if piece.kind != OWN], level_rules, moment)
        found[person_id][_key(competence)] = Shown(
            title=competence.title,
            level=without.level,
            with_own=reckon(several, level_rules, moment).level,
            from_what=from_what([one.piece for one in without.behind], moment),
        )
    return found


def _key(competence: Competence) -> Key:
    return competence.framework.slug, competence.code


def _competences(ids: Collection[UUID], codes: Collection[str]) -> Sequence[Competence]:
    return db.session.scalars(
        select(Competence).where(Competence.id.in_(list(ids)) | Competence.code.in_(list(codes))).options(joinedload(Competence.framework))
    ).all()


def _since(person_ids: list[UUID]) -> dict[UUID, date | None]:
    house = select(func.min(Person.created_at)).where(Person.external.is_(False)).scalar_subquery()  # officers alone tell when the directory began
    rows = db.session.execute(select(Person.id, Person.created_at, house.label("house")).where(Person.id.in_(person_ids)))
    return {row.id: eligibility.in_service_since(local_day(row.created_at), local_day(row.house)) for row in rows}


def titles_of(rules: Rules) -> dict[Key, Competence]:
    """The competences that the rules name, where a framework of the house has them. One statement."""
    codes = {need.code for need in rules.needs}
    rows = db.session.scalars(
        select(Competence).join(Competence.framework).where(Competence.code.in_(codes)).options(contains_eager(Competence.framework))
    )
    asked = {need.key for need in rules.needs}
    return {_key(one): one for one in rows if _key(one) in asked}


def _may_be(rules: Rules) -> ColumnElement[bool]:
    """Whether a person's levels reach what the rules ask; self-ratings are looked at afterwards. In a statement that has Person."""
    conditions: list[ColumnElement[bool]] = []
    for need in rules.needs:
        conditions.append(
            exists()
            .where(Standing.person_id == Person.id, Standing.level >= need.level, Standing.competence_id == Competence.id)
            .where(Competence.code == need.code, Competence.framework_id == Framework.id, Framework.slug == need.framework)
            .correlate(Person)
        )
    if rules.breadth:
        reached = select(func.count()).where(Standing.person_id == Person.id, Standing.level >= rules.breadth_level).correlate(Person)
        conditions.append(reached.scalar_subquery() >= rules.breadth)
    return and_(Person.active, ~Person.external, *conditions)


def _never_named() -> ColumnElement[bool]:
    return ~exists().where(Champion.person_id == Person.id).correlate(Person)


def could_be_asked(person_id: UUID, rules: Rules) -> bool:
    """Whether a look at the evidence of this person is worth it: nobody ever put their name forward, and the levels are there. One statement."""
    return db.session.scalar(_could_be_asked(rules), {"person_id": person_id}) is not None


@lru_cache(maxsize=2)
def _could_be_asked(rules: Rules) -> Select[UUID]:
    """Put together once for the rules of today, since each better level asks it."""
    return select(Person.id).where(Person.id == bindparam("person_id"), _never_named(), _may_be(rules))


def to_be_looked_at(rules: Rules, *, after: UUID | None, limit: int) -> list[UUID]:
    """The next people of whom the same is true, by id. One statement."""
    statement = select(Person.id).where(_never_named(), _may_be(rules)).order_by(Person.id).limit(limit)
    if after is not None:
        statement = statement.where(Person.id > after)
    return list(db.session.scalars(statement))


def reaching(rules: Rules) -> int:
    """How many people's levels reach what the rules ask, champions among them. One statement."""
    return db.session.scalar(select(func.count()).select_from(Person).where(_may_be(rules))) or 0
