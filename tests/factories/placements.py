"""Champions who can be placed, initiatives that offer openings, and openings: only what matters is said."""

from datetime import timedelta
from decimal import Decimal
from itertools import count

from sqlalchemy import select

from lms.champions.models import Champion, ChampionState, Nominator
from lms.competency.models import Competence
from lms.kit.clock import today
from lms.kit.db import db, transaction
from lms.people.models import Person, Role
from lms.placements.models import Opening, OpeningNeed, OpeningState, Placement, PlacementState
from lms.placements.queries.openings import opening_at_hand
from lms.placements.queries.placements import placement_at_hand
from lms.placements.service import placing
from lms.placements.service.placing import Said
from lms.strategy.models.initiatives import Initiative, InitiativeState
from tests.factories.people import make_department, make_person
from tests.factories.standings import stand

_numbers = count(1)


def placeable(person: Person | None = None, *, hours: int | str = 6, days: int = 300, levels: dict[Competence, int] | None = None) -> Champion:
    """An active champion for ``days`` more, who shows ``levels``; somebody who is one already, or a new one."""
    person = person or make_person(f"Carla Champion {next(_numbers)}", department=make_department("Libraries"))
    made = db.session.scalar(select(Champion).where(Champion.person_id == person.id)) or Champion(person_id=person.id, nominated_by=Nominator.SELF)
    made.state, made.hours_per_week, made.languages = ChampionState.ACTIVE, Decimal(hours), ["en"]
    made.appointed_on, made.until = today() - timedelta(days=30), today() + timedelta(days=days)
    db.session.add(made)
    db.session.commit()
    for competence, level in (levels or {}).items():
        stand(person, competence, level)
    return db.session.scalars(select(Champion).where(Champion.id == made.id)).one()


def make_initiative(owner: Person | None = None, *, title: str = "Open parking data") -> Initiative:
    """A running initiative, owned by ``owner``."""
    department = make_department("Mobility")
    made = Initiative(
        slug=f"offering-{next(_numbers)}",
        title=title,
        summary="What it is for.",
        state=InitiativeState.RUNNING,
        department_id=department.id,
        owner_id=owner.id if owner else None,
    )
    db.session.add(made)
    db.session.commit()
    return made


def make_opening(
    needs: dict[Competence, int] | None = None,
    *,
    initiative: Initiative | None = None,
    owner: Person | None = None,
    may: dict[Competence, int] | None = None,
    hours: int | str = 4,
    team: int = 1,
    begins: int = 0,
    days: int = 150,
    state: OpeningState = OpeningState.OPEN,
    title: str = "Data steward of the parking data",
) -> Opening:
    """An opening from ``begins`` days from today on, for so many days."""
    initiative = initiative or make_initiative(owner)
    made = Opening(
        initiative_id=initiative.id,
        title=title,
        summary="Describe, clean and publish the data.",
        state=state,
        hours_per_week=Decimal(hours),
        team_size=team,
        starts_on=today() + timedelta(days=begins),
        ends_on=today() + timedelta(days=begins + days),
    )
    db.session.add(made)
    db.session.flush()
    for must, some in ((True, needs or {}), (False, may or {})):
        db.session.add_all(OpeningNeed(opening_id=made.id, competence_id=one.id, level=level, must=must) for one, level in some.items())
    db.session.commit()
    return made


def office() -> Person:
    """Somebody of the programme office."""
    return make_person("Nora Office", Role.PROGRAMME_OFFICE)


def placed(opening: Opening, champion: Champion, state: PlacementState = PlacementState.CONFIRMED) -> Placement:
    """A placement in ``state``, by the steps that lead there."""
    by, person = office(), db.session.get_one(Person, champion.person_id)
    with transaction():
        given = db.session.get_one(Opening, opening.id), db.session.get_one(Champion, champion.id)
        key = placing.propose(*given, by=db.session.get_one(Person, by.id)).id
    if state is not PlacementState.PROPOSED:
        step(key, "accept", person)
    if state is PlacementState.CONFIRMED:
        owner_id = opening_at_hand(opening.id).owner_id
        step(key, "confirm", db.session.get_one(Person, owner_id) if owner_id else by)
    return db.session.get_one(Placement, key)


def step(placement_id, deed: str, by: Person | None, reason: str = "", day=None) -> None:
    """Take a step with a placement."""
    with transaction():
        who = db.session.get_one(Person, by.id) if by else None
        placing.move(placement_at_hand(placement_id), deed, Said(reason, day), by=who)
