"""Champions for tests, written straight into the rows: only what matters is said."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from lms.champions.models import Champion, ChampionState, Nominator
from lms.kit.clock import now, today
from lms.kit.db import db
from lms.people.models import Person
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
