"""Reads of all relations together: alarms, gaps, load and coverage."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from lms.kit.db import db
from lms.kit.i18n import local_day
from lms.people.models import Department, Person
from lms.relations import alarms
from lms.relations.alarms import Alarm, Facts, Gap, Load
from lms.relations.models import Keeper, NextAction, Organisation, Sector


@dataclass(frozen=True, slots=True)
class Overview:
    """Everything that the programme office looks at."""

    organisations: Mapping[UUID, Organisation]
    people: Mapping[UUID, Person]
    departments: list[Department]
    """Those whose officers keep any organisation, by name."""
    alarms: list[Alarm]
    gaps: list[Gap]
    loads: list[Load]
    coverage: Mapping[tuple[str, UUID | None], int]

    @property
    def dependences(self) -> list[Load]:
        """Officers on whom too much hangs alone."""
        return [load for load in self.loads if load.depends]


def overview(today: date) -> Overview:
    """Four statements, however many organisations there are."""
    organisations = {one.id: one for one in db.session.scalars(select(Organisation).where(Organisation.aside_at.is_(None)))}
    keepers = db.session.scalars(select(Keeper).where(Keeper.ended_at.is_(None)).options(joinedload(Keeper.person)).order_by(Keeper.since)).all()
    first = func.min(NextAction.due_on)
    rows = db.session.execute(select(NextAction.organisation_id, first).where(NextAction.done_on.is_(None)).group_by(NextAction.organisation_id))
    due: dict[UUID, date] = {row[0]: row[1] for row in rows}
    people = {keeper.person_id: keeper.person for keeper in keepers}
    by_organisation: dict[UUID, list[Keeper]] = defaultdict(list)
    for keeper in keepers:
        by_organisation[keeper.organisation_id].append(keeper)
    facts = [_facts_of(one, by_organisation[one.id], due.get(one.id)) for one in organisations.values()]
    coverage = alarms.coverage(facts)
    used = {department for _sector, department in coverage if department is not None}
    departments = list(db.session.scalars(select(Department).where(Department.id.in_(used)).order_by(Department.name)))
    return Overview(
        organisations,
        people,
        departments,
        alarms.alarms(facts, today),
        alarms.gaps(facts, [sector.value for sector in Sector], today),
        alarms.loads(facts),
        coverage,
    )


def _facts_of(one: Organisation, keepers: list[Keeper], due: date | None) -> Facts:
    main = next((keeper for keeper in keepers if not keeper.deputy), None)
    return Facts(
        id=one.id,
        sector=one.sector.value,
        key=one.key,
        main=main.person_id if main else None,
        deputies=tuple(keeper.person_id for keeper in keepers if keeper.deputy),
        last_contact=one.last_contact_on,
        known_since=local_day(one.made_at),
        next_due=due,
        department=main.person.department_id if main else None,
    )


def alarms_of(one: Organisation, keepers: list[Keeper], due: date | None, today: date) -> list[Alarm]:
    """What is wrong with one organisation, from rows that are at hand."""
    return alarms.alarms_of(_facts_of(one, keepers, due), today)


@dataclass(frozen=True, slots=True)
class Silent:
    """A key organisation that was silent for too long, and its main keeper."""

    organisation: Organisation
    keeper_id: UUID
    days: int


def silent(today: date) -> list[Silent]:
    """Those with a keeper, who is told."""
    found = overview(today)
    rows = db.session.execute(select(Keeper.organisation_id, Keeper.person_id).where(Keeper.ended_at.is_(None), ~Keeper.deputy))
    kept: dict[UUID, UUID] = {row[0]: row[1] for row in rows}
    return [
        Silent(found.organisations[alarm.organisation], kept[alarm.organisation], alarm.days or 0)
        for alarm in found.alarms
        if alarm.kind is alarms.Kind.SILENT and alarm.organisation in kept
    ]
