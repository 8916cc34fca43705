"""Champions for tests, written straight into the rows: only what matters is said."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

from lms.champions.models import Champion, ChampionState, Nominator
from lms.champions.queries.champions import champion_at_hand
from lms.champions.service.moving import Said, move
from lms.competency.models import EvidenceKind
from lms.competency.service.evidence import NewEvidence, add_evidence
from lms.kit.clock import now, today
from lms.kit.db import db, transaction
from lms.people.models import Person
from tests.factories.competences import digcomp, ids
from tests.factories.people import make_person


def make_champion(
    person: Person | None = None,
    *,
    state: ChampionState = ChampionState.ACTIVE,
    hours: int | str | Decimal = 4,
    until: date | None = None,
    languages: tuple[str, ...] = ("en",),
    **facts: Any,
) -> Champion:
    """A champion in ``state``; an active one was appointed a month ago and has eleven months to go."""
    person = person or make_person("Carla Champion")
    given: dict[str, Any] = {"nominated_by": Nominator.SELF, "said_yes_at": now()}
    if state in (ChampionState.AGREED, ChampionState.ACTIVE, ChampionState.RESTING):
        given["hours_per_week"] = Decimal(hours)
    if state in (ChampionState.ACTIVE, ChampionState.RESTING, ChampionState.ENDED):
        given["appointed_on"] = today() - timedelta(days=30)
        given["until"] = until or today() + timedelta(days=335)
    champion = Champion(person_id=person.id, state=state, languages=list(languages), **{**given, **facts})
    db.session.add(champion)
    db.session.commit()
    return champion


def learned(person: Person, *, level: int = 4) -> None:
    """Let the evidence of ``person`` be everything that the rules that ship with the product ask for, by certificates."""
    digcomp()
    with transaction():
        shown = ids("1.3", "2.2", "3.2").values()
        add_evidence(NewEvidence(person.id, one, level, EvidenceKind.CERTIFICATE, uuid4(), "A course") for one in shown)


def with_manager(person: Person, name: str = "Mia Manager") -> Person:
    """Somebody who manages ``person`` from now on."""
    manager = make_person(name)
    person.manager_id = manager.id
    db.session.commit()
    return manager


def step(champion: Champion, deed: str, by: Person | None, reason: str = "", hours: int | None = None) -> Champion:
    """Take a step as a request does."""
    with transaction():
        who = db.session.get_one(Person, by.id) if by else None
        move(champion_at_hand(champion.id), deed, Said(reason, Decimal(hours) if hours else None), by=who)
    return db.session.get_one(Champion, champion.id)
