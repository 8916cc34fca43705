"""Walk the thread from one thing in both directions. The number of statements does not depend on how much there is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from lms.kit.errors import NotFound
from lms.kit.i18n import gettext as _
from lms.thread.queries.links import AHEAD_OF_A_CHAMPION, BACKWARD, BEHIND_A_CHAMPION, FORWARD, follow
from lms.thread.queries.things import Thing, things
from lms.thread.queries.worth import Change, Worth, benefits, changes
from lms.thread.stations import AT, STATIONS, Kind, Side, Station, nearest, way_of


@dataclass(frozen=True, slots=True)
class Column:
    """A station with what stands there."""

    station: Station
    things: Sequence[Thing]
    total: int
    here: bool = False


@dataclass(frozen=True, slots=True)
class Walk:
    """The thread through a thing."""

    thing: Thing
    columns: Sequence[Column]
    changes: Mapping[UUID, Change]
    worth: Sequence[Worth]
    sides: tuple[Sequence[Side], Sequence[Side]] = field(default=((), ()))
    """What the box shows: the nearest behind, the nearest ahead."""

    @property
    def euros(self) -> Sequence[Change]:
        """The indicators whose change has a figure in euros."""
        return [one for one in self.changes.values() if one.euros is not None]


def walk(kind: Kind, thing_id: UUID) -> Walk:
    """The thread through one thing. At most forty statements, however large the city is.

    :raises NotFound: there is no such thing, or it is a draft.
    """
    itself, _one = things(kind, {thing_id})
    if not itself:
        raise NotFound(_("There is no such thing on the thread."))
    champion = kind is Kind.CHAMPION
    ahead = follow(AHEAD_OF_A_CHAMPION if champion else FORWARD, kind, {thing_id})
    behind = follow(BEHIND_A_CHAMPION if champion else BACKWARD, kind, {thing_id})
    found = _placed(kind, ahead, behind)
    own, others = found[AT[kind]]
    found[AT[kind]] = ([itself[0], *own], others + 1)
    columns = [Column(one, *found[one], here=one is AT[kind]) for one in way_of(kind) if one is not Station.EUROS]
    ends_in_work = STATIONS.index(AT[kind]) <= STATIONS.index(Station.WORK)  # what stands behind a milestone is not what came of it
    projects = {thing.id for thing in found[Station.WORK][0] if thing.kind is Kind.PROJECT and ends_in_work}
    indicators = {thing.id for thing in found[Station.INDICATORS][0]}
    return Walk(itself[0], columns, changes(indicators), benefits(projects), _sides(columns))


def _placed(kind: Kind, ahead: Mapping[Kind, set[UUID]], behind: Mapping[Kind, set[UUID]]) -> dict[Station, tuple[list[Thing], int]]:
    """The things of each station: those behind it before, those ahead of it after; at its own both."""
    found: dict[Station, tuple[list[Thing], int]] = {station: ([], 0) for station in STATIONS}
    here = STATIONS.index(AT[kind])
    for one in Kind:
        place = STATIONS.index(AT[one])
        ids = behind[one] if place < here else ahead[one] if place > here else ahead[one] | behind[one]
        listed, number = things(one, ids)
        found[AT[one]] = (found[AT[one]][0] + listed, found[AT[one]][1] + number)
    return found


def _sides(columns: Sequence[Column]) -> tuple[Sequence[Side], Sequence[Side]]:
    here = next(place for place, column in enumerate(columns) if column.here)
    said = [(column.station, [(thing.title, thing.href) for thing in column.things], column.total) for column in columns]
    own = said[here]
    others = [(own[0], own[1][1:], own[2] - 1)] if len(own[1]) > 1 else []
    return nearest(reversed(said[:here])), nearest([*others, *said[here + 1 :]])
