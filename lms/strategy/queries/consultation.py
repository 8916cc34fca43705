"""Reads of consultations: who was asked, who spoke, what became of it, and who speaks for whom."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import exists, select
from sqlalchemy.orm import joinedload

from lms.kit.db import db
from lms.kit.errors import NotFound
from lms.kit.i18n import gettext as _
from lms.people.models import Department, Grant, Person, Role
from lms.people.queries.directory import Branch, department, departments_with_people, with_departments_below
from lms.people.queries.scopes import reach_of, within
from lms.strategy.models.strategies import ConsultedDepartment, Contribution, Strategy, StrategyState
from lms.strategy.queries.strategies import strategy_at_hand
from lms.strategy.workflow import CONSULTED


@dataclass(frozen=True, slots=True)
class Voice:
    """A department that is asked, with all it said."""

    row: ConsultedDepartment
    contributions: tuple[Contribution, ...] = ()
    heads: tuple[Person, ...] = ()
    """Who may speak for it today; nobody, when its head left."""

    @property
    def has_signed(self) -> bool:
        """Whether it signed that it has nothing to add."""
        return self.row.signed_at is not None

    @property
    def is_silent(self) -> bool:
        """Whether it neither contributed nor signed."""
        return not self.contributions and not self.has_signed

    @property
    def unanswered(self) -> int:
        """How many of its contributions wait for an answer."""
        return sum(one.outcome is None for one in self.contributions)


@dataclass(frozen=True, slots=True)
class Consultation:
    """A consultation with everybody who is asked."""

    strategy: Strategy
    voices: tuple[Voice, ...] = field(default=())

    @property
    def silent(self) -> tuple[Voice, ...]:
        """Who has not spoken."""
        return tuple(voice for voice in self.voices if voice.is_silent)

    @property
    def unanswered(self) -> int:
        """How many contributions wait for an answer."""
        return sum(voice.unanswered for voice in self.voices)

    @property
    def contributions(self) -> int:
        """How many there are in all."""
        return sum(len(voice.contributions) for voice in self.voices)


def consultation_of(strategy: Strategy) -> Consultation:
    """Who is asked, by name of the department, with all they said and who may speak. Three statements, however many there are."""
    asked = (
        select(ConsultedDepartment)
        .join(ConsultedDepartment.department)
        .where(ConsultedDepartment.strategy_id == strategy.id)
        .options(joinedload(ConsultedDepartment.department), joinedload(ConsultedDepartment.signed_by))
        .order_by(Department.name, Department.code)
        .execution_options(populate_existing=True)
    )
    rows = list(db.session.scalars(asked))
    said: dict[UUID, list[Contribution]] = defaultdict(list)
    written = (
        select(Contribution)
        .where(Contribution.strategy_id == strategy.id)
        .options(joinedload(Contribution.person))  # the objectives were loaded with the strategy
        .order_by(Contribution.at, Contribution.id)
        .execution_options(populate_existing=True)
    )
    for one in db.session.scalars(written):
        said[one.department_id].append(one)
    heads = heads_of([row.department_id for row in rows]) if strategy.state.value in CONSULTED else {}
    return Consultation(strategy, tuple(Voice(row, tuple(said[row.department_id]), tuple(heads.get(row.department_id, ()))) for row in rows))


def heads_of(department_ids: Collection[UUID]) -> dict[UUID, list[Person]]:
    """Department -> those who hold the role of its head, for itself, and work here. One statement."""
    found: dict[UUID, list[Person]] = defaultdict(list)
    rows = db.session.execute(
        select(Grant.department_id, Person)
        .join(Person, Person.id == Grant.person_id)
        .where(Grant.role == Role.DEPARTMENT_HEAD, Grant.department_id.in_(list(department_ids)), Person.active)
        .order_by(Person.name, Person.id)
    )
    for department_id, person in rows:
        if department_id is not None:
            found[department_id].append(person)
    return found


def silent_ids(strategy_id: UUID) -> list[UUID]:
    """The rows of the departments that have not spoken. One statement."""
    spoke = exists().where(Contribution.strategy_id == strategy_id, Contribution.department_id == ConsultedDepartment.department_id)
    asked = select(ConsultedDepartment.id).where(
        ConsultedDepartment.strategy_id == strategy_id, ConsultedDepartment.signed_at.is_(None), ~spoke
    )
    return list(db.session.scalars(asked))


def open_consultations() -> list[Strategy]:
    """Strategies in which departments may still speak. One statement."""
    return list(db.session.scalars(select(Strategy).where(Strategy.state.in_([StrategyState(state) for state in CONSULTED]))))


@dataclass(frozen=True, slots=True)
class VoiceAtHand:
    """A department within a consultation, for those who speak for it or read it."""

    strategy: Strategy
    voice: Voice

    @property
    def department_id(self) -> UUID:
        """Which department."""
        return self.voice.row.department_id

    @property
    def department(self) -> Department:
        """The department itself."""
        return self.voice.row.department


def voice_at_hand(slug: str, department_id: UUID) -> VoiceAtHand:
    """A department that is asked about that strategy.

    :raises NotFound: when it is not asked.
    """
    strategy = strategy_at_hand(slug)
    voice = next((one for one in consultation_of(strategy).voices if one.row.department_id == department_id), None)
    if voice is None:
        raise NotFound(_("This department is not asked about this strategy."))
    return VoiceAtHand(strategy, voice)


@dataclass(frozen=True, slots=True)
class ContributionAtHand:
    """A contribution, found through its strategy."""

    strategy: Strategy
    contribution: Contribution


def contribution_at_hand(slug: str, contribution_id: UUID) -> ContributionAtHand:
    """A contribution to that strategy.

    :raises NotFound: when there is none.
    """
    strategy = strategy_at_hand(slug)
    loaded = (joinedload(Contribution.department), joinedload(Contribution.person))
    asked = select(Contribution).where(Contribution.strategy_id == strategy.id, Contribution.id == contribution_id)
    found = db.session.scalar(asked.options(*loaded).execution_options(populate_existing=True))
    if found is None:
        raise NotFound(_("There is no such contribution to this strategy."))
    return ContributionAtHand(strategy, found)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A consultation that waits for a department for which somebody speaks."""

    strategy: Strategy
    department: Department
    has_spoken: bool


def waiting_for(person: Person) -> list[Waiting]:
    """Open consultations of the departments for which the person speaks, the silent ones first. Three statements at most; none for others."""
    if not person.holds(Role.DEPARTMENT_HEAD):
        return []
    reach = reach_of(person, Role.DEPARTMENT_HEAD)
    found = []
    for strategy in open_consultations():
        silent = set(silent_ids(strategy.id))
        asked = select(ConsultedDepartment).where(ConsultedDepartment.strategy_id == strategy.id)
        for row in db.session.scalars(asked.options(joinedload(ConsultedDepartment.department))):
            if within(reach, row.department_id):
                found.append(Waiting(strategy, row.department, row.id not in silent))
    return sorted(found, key=lambda one: (one.has_spoken, one.department.name))


@dataclass(frozen=True, slots=True)
class Askable:
    """A department that can be asked, with how many people work in it and below, and whether it is asked unless the office says otherwise."""

    branch: Branch
    people: int
    by_default: bool


def askable() -> list[Askable]:
    """All departments as a tree. By default those at the top that have people are asked; below a single root, those just below it."""
    tree = departments_with_people()
    roots = sum(branch.depth == 0 for branch in tree)
    top = 1 if roots == 1 and len(tree) > 1 else 0
    return [Askable(branch, people := _people(branch, tree), branch.depth == top and people > 0) for branch in tree]


def unasked(there: Collection[UUID]) -> list[str]:
    """The names of the departments that are asked by default and are not ``there``. Two statements."""
    return [one.branch.department.name for one in askable() if one.by_default and one.branch.department.id not in there]


def _people(branch: Branch, tree: Sequence[Branch]) -> int:
    below = with_departments_below(branch.department.id, tree)
    return sum(one.people for one in tree if one.department.id in below)


def department_named(department_id: UUID) -> Department:
    """One department.

    :raises NotFound: when there is none.
    """
    return department(department_id)
