"""What is wrong with the city's relations: silence, dependence on one officer, gaps. Functions over plain values."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from uuid import UUID

SILENT_DAYS = 90
"""A key organisation without contact for longer raises an alarm; a sector without contact for longer is a gap."""
ALONE = 3
"""So many key organisations that one officer keeps without any deputy are a dependence on that officer."""


class Kind(StrEnum):
    """What an alarm says."""

    ORPHANED = "orphaned"
    """Nobody keeps the contact."""
    SILENT = "silent"
    """A key organisation without contact for 90 days."""
    OVERDUE = "overdue"
    """The next action is late."""
    NO_DEPUTY = "no_deputy"
    """A key organisation hangs on one officer."""


ORDER = tuple(Kind)


@dataclass(frozen=True, slots=True)
class Facts:
    """One organisation as the alarms see it."""

    id: UUID
    sector: str
    key: bool
    main: UUID | None
    deputies: tuple[UUID, ...] = ()
    last_contact: date | None = None
    known_since: date | None = None
    next_due: date | None = None
    department: UUID | None = None
    """Of the main keeper."""


@dataclass(frozen=True, slots=True)
class Alarm:
    """Something about one organisation."""

    organisation: UUID
    kind: Kind
    days: int | None = None
    """Of silence, or of delay."""


def alarms(facts: Iterable[Facts], today: date) -> list[Alarm]:
    """Everything that is wrong, the gravest kind first, then the longest."""
    found = [alarm for one in facts for alarm in alarms_of(one, today)]
    return sorted(found, key=lambda alarm: (ORDER.index(alarm.kind), -(alarm.days or 0), str(alarm.organisation)))


def alarms_of(one: Facts, today: date) -> list[Alarm]:
    """What is wrong with one organisation."""
    found = []
    if one.main is None and not one.deputies:
        found.append(Alarm(one.id, Kind.ORPHANED))
    quiet = silence(one, today)
    if one.key and quiet is not None and quiet > SILENT_DAYS:
        found.append(Alarm(one.id, Kind.SILENT, quiet))
    if one.next_due is not None and one.next_due < today:
        found.append(Alarm(one.id, Kind.OVERDUE, (today - one.next_due).days))
    if one.key and one.main is not None and not one.deputies:
        found.append(Alarm(one.id, Kind.NO_DEPUTY))
    return found


def silence(one: Facts, today: date) -> int | None:
    """Days since the last contact, or since the organisation is known where there was none; None where neither is known."""
    since = one.last_contact or one.known_since
    return (today - since).days if since is not None else None


@dataclass(frozen=True, slots=True)
class Load:
    """What one officer carries."""

    person: UUID
    main: int
    key: int
    """Key organisations among those."""
    deputy: int
    alone: int
    """Key organisations that no deputy stands in for."""

    @property
    def depends(self) -> bool:
        """So much hangs on this officer alone that their absence would be felt at once."""
        return self.alone >= ALONE


def loads(facts: Sequence[Facts]) -> list[Load]:
    """What each officer carries, the heaviest first."""
    main, key, deputy, alone = Counter[UUID](), Counter[UUID](), Counter[UUID](), Counter[UUID]()
    for one in facts:
        deputy.update(one.deputies)
        if one.main is None:
            continue
        main[one.main] += 1
        key[one.main] += one.key
        alone[one.main] += one.key and not one.deputies
    people = set(main) | set(deputy)
    found = [Load(person, main[person], key[person], deputy[person], alone[person]) for person in people]
    return sorted(found, key=lambda load: (-load.alone, -load.key, -load.main, -load.deputy, str(load.person)))


@dataclass(frozen=True, slots=True)
class Gap:
    """A sector that the city does not reach."""

    sector: str
    organisations: int
    """0: the city knows nobody there."""


def gaps(facts: Collection[Facts], sectors: Sequence[str], today: date) -> list[Gap]:
    """Sectors in which there was no contact with anybody for 90 days, in the order of ``sectors``."""
    counted = Counter(one.sector for one in facts)
    recent = {one.sector for one in facts if one.last_contact is not None and today - one.last_contact <= timedelta(days=SILENT_DAYS)}
    return [Gap(sector, counted[sector]) for sector in sectors if sector not in recent]


def coverage(facts: Iterable[Facts]) -> dict[tuple[str, UUID | None], int]:
    """(sector, department of the main keeper) -> organisations; None for those that nobody keeps."""
    found: dict[tuple[str, UUID | None], int] = defaultdict(int)
    for one in facts:
        found[(one.sector, one.department)] += 1
    return dict(found)
