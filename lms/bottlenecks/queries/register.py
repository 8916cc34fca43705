"""Reads of the register: the list with its filters, one bottleneck, and what the figures say."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from sqlalchemy import ColumnElement, Select, exists, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from lms.bottlenecks import priority, workflow
from lms.bottlenecks.models import Bottleneck, BottleneckLink, BottleneckMove, BottleneckReminder, Kind, OutsideReporter, State
from lms.bottlenecks.priority import Bar, Facts, Priority
from lms.kit.clock import today
from lms.kit.db import db
from lms.kit.errors import NotFound
from lms.kit.i18n import gettext as _
from lms.kit.i18n import local_day
from lms.people.models import Person
from lms.strategy.models.initiatives import Initiative

OPEN = [State(state) for state in workflow.OPEN]
TO_REMOVE = [state for state in OPEN if state is not State.REMOVAL_REPORTED]
"""Open, and nobody said yet that it is gone."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which bottlenecks a list shows; empty means all. ``show``: ``open``, ``unworked``, ``over`` or ``all``."""

    words: str = ""
    kind: Kind | None = None
    state: State | None = None
    department_id: UUID | None = None
    show: str = "open"
    sort: str = "priority"


@dataclass(frozen=True, slots=True)
class Line:
    """A bottleneck in a list, with its priority."""

    bottleneck: Bottleneck
    facts: Facts
    priority: Priority | None

    @property
    def owned(self) -> bool:
        """Somebody who works here removes it."""
        owner = self.bottleneck.owner
        return owner is not None and owner.active

    @property
    def unworked(self) -> bool:
        """It is to be removed, and it lacks an owner who works here, or an initiative."""
        return self.bottleneck.state in TO_REMOVE and not (self.owned and self.bottleneck.links)


def facts_of(one: Bottleneck) -> Facts:
    """What its priority is made of."""
    until = local_day(one.ended_at) if one.ended_at else today()
    return Facts(one.cost_low, one.cost_high, one.effort_low, one.effort_high, local_day(one.created_at), until, one.reach)


def _line(one: Bottleneck) -> Line:
    facts = facts_of(one)
    return Line(one, facts, priority.priority_of(facts))


def _chosen(wanted: Wanted) -> Select[Bottleneck]:
    asked = select(Bottleneck)
    for word in wanted.words.split()[:6]:
        asked = asked.where(Bottleneck.title.icontains(word, autoescape=True) | Bottleneck.text.icontains(word, autoescape=True))
    if wanted.kind:
        asked = asked.where(Bottleneck.kind == wanted.kind)
    if wanted.department_id:
        asked = asked.where(Bottleneck.department_id == wanted.department_id)
    if wanted.state:
        return asked.where(Bottleneck.state == wanted.state)
    if wanted.show in ("open", "unworked"):
        asked = asked.where(Bottleneck.state.in_(OPEN if wanted.show == "open" else TO_REMOVE))
    elif wanted.show == "over":
        asked = asked.where(Bottleneck.state.not_in(OPEN))
    return asked.where(_unworked()) if wanted.show == "unworked" else asked


def _unworked() -> ColumnElement[bool]:
    owned = exists().where(Person.id == Bottleneck.owner_id, Person.active)
    return or_(~owned, ~exists().where(BottleneckLink.bottleneck_id == Bottleneck.id))


_whole = (
    joinedload(Bottleneck.owner),
    joinedload(Bottleneck.department),
    joinedload(Bottleneck.outside),
    joinedload(Bottleneck.reported_by),
    selectinload(Bottleneck.links).joinedload(BottleneckLink.initiative),
)


def register(wanted: Wanted) -> list[Line]:
    """The bottlenecks that are wanted, the most urgent first, or the newest. Two statements."""
    rows = db.session.scalars(_chosen(wanted).options(*_whole).order_by(Bottleneck.created_at.desc(), Bottleneck.number.desc())).all()
    lines = [_line(one) for one in rows]
    if wanted.sort == "priority":
        lines.sort(key=lambda line: (line.priority is None, -(line.priority.middle if line.priority else 0)))
    return lines


@dataclass(frozen=True, slots=True)
class AtHand:
    """One bottleneck with its way."""

    line: Line
    moves: Sequence[BottleneckMove]
    reminders: int

    @property
    def bottleneck(self) -> Bottleneck:
        """The row."""
        return self.line.bottleneck

    @property
    def person_id(self) -> UUID | None:
        """Which officer reported it."""
        return self.bottleneck.reported_by_id

    @property
    def remover_id(self) -> UUID | None:
        """Who removes it."""
        return self.bottleneck.owner_id


def at_hand(number: int) -> AtHand:
    """One bottleneck by its number. Four statements.

    :raises NotFound: when there is none.
    """
    asked = select(Bottleneck).where(Bottleneck.number == number).options(*_whole, joinedload(Bottleneck.duplicate_of))
    found = db.session.scalar(asked)
    if found is None:
        raise NotFound(_("There is no bottleneck of that number."))
    moves = select(BottleneckMove).where(BottleneckMove.bottleneck_id == found.id).options(joinedload(BottleneckMove.by))
    since = BottleneckReminder.bottleneck_id == found.id, BottleneckReminder.at > found.moved_at
    reminders = db.session.scalar(select(func.count()).select_from(BottleneckReminder).where(*since)) or 0
    return AtHand(_line(found), db.session.scalars(moves.order_by(BottleneckMove.at, BottleneckMove.id)).all(), reminders)


@dataclass(frozen=True, slots=True)
class LinkAtHand:
    """A link of a bottleneck, found through it."""

    number: int
    link: BottleneckLink


def link_at_hand(number: int, link_id: UUID) -> LinkAtHand:
    """A link of that bottleneck.

    :raises NotFound: when there is none.
    """
    asked = select(BottleneckLink).join(Bottleneck, Bottleneck.id == BottleneckLink.bottleneck_id)
    found = db.session.scalar(asked.where(BottleneckLink.id == link_id, Bottleneck.number == number))
    if found is None:
        raise NotFound(_("There is no such link."))
    return LinkAtHand(number, found)


def initiatives() -> list[tuple[UUID, str]]:
    """All initiatives by title, to choose from. One statement."""
    return [(row.id, row.title) for row in db.session.execute(select(Initiative.id, Initiative.title).order_by(Initiative.title))]


def by_number(number: int | None) -> Bottleneck | None:
    """The bottleneck of that number, if there is one."""
    return db.session.scalar(select(Bottleneck).where(Bottleneck.number == number)) if number is not None else None


def of_initiative(initiative_id: UUID) -> list[Bottleneck]:
    """The bottlenecks that are linked with an initiative, open ones first. One statement."""
    asked = select(Bottleneck).join(BottleneckLink, BottleneckLink.bottleneck_id == Bottleneck.id)
    rows = db.session.scalars(asked.where(BottleneckLink.initiative_id == initiative_id).order_by(Bottleneck.number)).all()
    return sorted(rows, key=lambda one: one.state not in OPEN)


@dataclass(frozen=True, slots=True)
class Figures:
    """What the register says as a whole."""

    open: int
    unworked: int
    causes: list[Bar[Kind]]
    """Of what is open, by the middle of the cost of delay in a month."""
    unknown_cost: int
    """Open ones whose cost nobody knows: they count as nothing in the table."""
    removed: int
    confirmed: int
    """How many of those removed the reporter confirmed."""
    came_back: int

    @property
    def confirmed_share(self) -> int | None:
        """The honest figure."""
        return priority.share(self.confirmed, self.removed)

    @property
    def recurrence(self) -> int | None:
        """How many of those closed came back within a year."""
        return priority.share(self.came_back, self.removed)


def figures() -> Figures:
    """The figures of the register. Three statements."""
    lines = register(Wanted(show="open", sort="newest"))
    sums: dict[Kind, tuple[int, Decimal]] = {}
    for line in lines:
        one = line.bottleneck
        count, amount = sums.get(one.kind, (0, Decimal(0)))
        cost = (one.cost_low + one.cost_high) / 2 if one.cost_low is not None and one.cost_high is not None else Decimal(0)
        sums[one.kind] = count + 1, amount + cost
    counted = select(BottleneckMove.deed, func.count(func.distinct(BottleneckMove.bottleneck_id))).group_by(BottleneckMove.deed)
    deeds = {row[0]: row[1] for row in db.session.execute(counted)}
    ever_closed = select(func.count(func.distinct(BottleneckMove.bottleneck_id))).where(BottleneckMove.deed.in_(["gone", "close-unanswered"]))
    return Figures(
        open=len(lines),
        unworked=sum(line.unworked for line in lines),
        causes=priority.pareto(sums),
        unknown_cost=sum(line.bottleneck.cost_low is None for line in lines),
        removed=db.session.scalar(ever_closed) or 0,
        confirmed=deeds.get("gone", 0),
        came_back=deeds.get("come-back", 0),
    )


@dataclass(frozen=True, slots=True)
class ReporterAtHand:
    """Who reported a bottleneck from outside."""

    number: int
    title: str
    reporter: OutsideReporter


def reporter_of(number: int) -> ReporterAtHand:
    """Who reported that bottleneck from outside.

    :raises NotFound: nobody did, or there is none.
    """
    asked = select(Bottleneck.title, OutsideReporter).join(OutsideReporter, Bottleneck.outside_id == OutsideReporter.id)
    found = db.session.execute(asked.where(Bottleneck.number == number)).first()
    if found is None:
        raise NotFound(_("Nobody from outside reported this."))
    return ReporterAtHand(number, *found)


