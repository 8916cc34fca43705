"""Who hears of what becomes of a champion: in the inbox, and by mail where a decision is asked for or one's own thing changed its state."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from lms.champions.models import Champion, ChampionMove, Nominator
from lms.champions.queries.champions import ChampionAtHand
from lms.champions.queries.outreach import Totals, totals_of
from lms.champions.workflow import Step, Told
from lms.kit.db import db
from lms.kit.i18n import format_day, offered, speaking
from lms.notices.service import tell, write_letter
from lms.people.models import Person, Role
from lms.people.queries.holders import holders

MINE = "/me/champion"


def hours_text(hours: Decimal | None) -> str:
    """``3.5``, and ``4`` rather than ``4.0``."""
    return "" if hours is None else format(Decimal(hours).normalize(), "f")


def page_path(champion: Champion) -> str:
    """Where the others see them."""
    return f"/champions/{champion.id}"


def hours_path(champion: Champion) -> str:
    """Where the line manager answers."""
    return f"/champions/{champion.id}/hours"


def tell_step(found: ChampionAtHand, step: Step, row: ChampionMove, *, by: Person | None) -> None:
    """Tell everybody whom the table of steps names; nobody is told of what they did themselves."""
    for role, kind in step.tells:
        for person in _people(found, role):
            if (by is None or person.id != by.id) or (role == "person" and kind in step.letters):
                _tell_one(found, person, kind, role, str(row.id), row.reason, by, letter=kind in step.letters)


def _people(found: ChampionAtHand, role: Told) -> Iterable[Person]:
    if role == "person":
        return [found.person]
    if role == "office":
        return [one for one in holders(Role.PROGRAMME_OFFICE) if one.id != found.person_id]
    if role == "nominator":
        nominator = db.session.get(Person, found.champion.nominated_by_id) if found.champion.nominated_by is Nominator.MANAGER else None
        return [nominator] if nominator is not None and nominator.active else []
    if not found.has_manager:
        return [one for one in holders(Role.PROGRAMME_OFFICE) if one.id != found.person_id]
    return [one for one in (found.person.manager,) if one is not None]


_FOR_HOURS = frozenset({"champion-hours-asked", "champion-renewal-asked", "champion-new-manager"})


def _path(found: ChampionAtHand, kind: str, role: Told) -> str:
    if role == "person":
        return MINE
    return hours_path(found.champion) if kind in _FOR_HOURS else page_path(found.champion)


def _tell_one(found: ChampionAtHand, person: Person, kind: str, role: Told, about: str, reason: str, by: Person | None, *, letter: bool) -> None:
    with speaking(offered(person.language)):
        facts = facts_of(found, reason, by)
    path = _path(found, kind, role)
    tell(person.id, kind, about=about, href=path, **facts)
    if letter:
        write_letter(kind, to=person, about=about, facts={**facts, "officer": found.person.name, "path": path})


def facts_of(found: ChampionAtHand, reason: str = "", by: Person | None = None) -> dict[str, Any]:
    """What the sentences and letters are filled with, in the reader's language."""
    champion = found.champion
    done = totals_of(champion.id) if champion.ended_on else Totals()
    return {
        "officer": found.person.name,
        "by": by.name if by else "",
        "hours": hours_text(champion.renewal_hours or champion.hours_per_week),
        "day": format_day(champion.until),
        "reason": reason,
        "times": done.times,
        "reached": done.reached,
    }


def tell_lapse(found: ChampionAtHand, missing: str) -> None:
    """The champion and the office hear that evidence is not there any more, and that a rest is proposed; once per lapse."""
    about = f"{found.champion.id}:{found.champion.lapsed_since}"
    _tell_one(found, found.person, "champion-lapsed", "person", about, missing, None, letter=True)
    for person in _people(found, "office"):
        _tell_one(found, person, "champion-lapsed-office", "office", about, missing, None, letter=False)


def tell_restored(found: ChampionAtHand, since: object) -> None:
    """The champion and the office hear that the evidence is there again."""
    about = f"{found.champion.id}:{since}:restored"
    _tell_one(found, found.person, "champion-restored", "person", about, "", None, letter=False)
    for person in _people(found, "office"):
        _tell_one(found, person, "champion-restored-office", "office", about, "", None, letter=False)


def remind_of_end(found: ChampionAtHand, days: int) -> bool:
    """The champion is asked whether they want another year, once for each of the days before the end. Returns whether it was new."""
    champion = found.champion
    about = f"{champion.id}:{champion.until}:{days}"
    with speaking(offered(found.person.language)):
        facts = facts_of(found)
    new = tell(found.person_id, "champion-ends-soon", about=about, href=MINE, **facts)
    return write_letter("champion-ends-soon", to=found.person, about=about, facts={**facts, "path": MINE}) or new


def tell_new_manager(found: ChampionAtHand, change: str) -> None:
    """Whoever manages the champion from now on hears what was agreed, or what waits for them."""
    for person in _people(found, "manager"):
        waiting = found.champion.state.value == "eligible"
        kind = "champion-hours-asked" if waiting else "champion-new-manager"
        _tell_one(found, person, kind, "manager", f"{found.champion.id}:{change}", "", None, letter=waiting)
