"""A bottleneck goes its way: one door for every step, whoever takes it."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from lms.audit.service import record
from lms.bottlenecks import workflow
from lms.bottlenecks.events import BottleneckMoved
from lms.bottlenecks.models import Bottleneck, BottleneckMove, BottleneckReminder, State
from lms.bottlenecks.service.reaching import tell_leadership
from lms.bottlenecks.service.refusals import NeedsOther, NeedsOwner, NeedsReason, NoSuchStep, StillUnanswered, TooLate
from lms.bottlenecks.service.telling import tell_owner, tell_reporter
from lms.bottlenecks.workflow import Step, Who
from lms.kit.clock import now
from lms.kit.db import db, one_at_a_time, publish
from lms.kit.i18n import gettext as _
from lms.people.models import Person

LONGEST_REASON = 2000


@dataclass(frozen=True, slots=True)
class Said:
    """What goes with a step: words, and for some steps who, where, or which other one."""

    reason: str = ""
    owner: Person | None = None
    department_id: UUID | None = None
    duplicate_of: Bottleneck | None = None
    raised_to: str = ""


@dataclass(frozen=True, slots=True)
class Mover:
    """Who takes a step: an officer, a reporter from outside, or the house itself; and as what."""

    roles: tuple[Who, ...]
    person: Person | None = None
    outside: bool = False


HOUSE = Mover(("house",))
OUTSIDE = Mover(("reporter",), outside=True)
_NOTHING: Said = Said()


def move(bottleneck: Bottleneck, deed: str, said: Said = _NOTHING, *, by: Mover) -> BottleneckMove:
    """Take the step ``deed``, if it is ``by``'s to take and the bottleneck is where it can be taken.

    :raises NoSuchStep: it is not, perhaps since somebody was faster.
    :raises NeedsReason, NeedsOwner, NeedsOther: the step asks for more.
    :raises StillUnanswered: closed without the reporter's word before two reminders, two weeks apart, stayed unanswered.
    :raises TooLate: what returns was closed more than a year ago.
    """
    one_at_a_time(f"bottleneck:{bottleneck.id}")
    state = db.session.scalars(select(Bottleneck.state).where(Bottleneck.id == bottleneck.id)).one()
    step = workflow.step_of(deed, state.value)
    if step is None or not set(step.who) & set(by.roles):
        raise NoSuchStep(_("This bottleneck is not where that can be done; somebody may have been faster. Look at it again."))
    reason = said.reason.strip()[:LONGEST_REASON]
    if step.reason and not reason:
        raise NeedsReason(_("Say it in a sentence or two: whoever reported it reads that."))
    _prepare(bottleneck, step, said)
    bottleneck.state, bottleneck.moved_at = State(step.after), now()
    bottleneck.ended_at = bottleneck.moved_at if step.after in workflow.ENDS else None
    person_id = by.person.id if by.person else None
    row = BottleneckMove(bottleneck_id=bottleneck.id, by_id=person_id, deed=deed, before=state, after=bottleneck.state, reason=reason)
    row.by_outside = by.outside
    db.session.add(row)
    db.session.flush()
    record(f"{deed}-bottleneck", "bottleneck", bottleneck.id, by=person_id, number=bottleneck.number, outside=by.outside)
    if deed == "confirm":
        tell_leadership(bottleneck)
    tell_reporter(bottleneck, row, by_person_id=person_id, by_outside=by.outside)
    tell_owner(bottleneck, row)
    publish(BottleneckMoved(bottleneck.id, row.id, deed))
    return row


def _prepare(bottleneck: Bottleneck, step: Step, said: Said) -> None:
    """What a step needs besides the step itself."""
    prepare = _PREPARE.get(step.deed)
    if prepare is not None:
        prepare(bottleneck, said)


def _own(bottleneck: Bottleneck, said: Said) -> None:
    if said.owner is None or not said.owner.active or said.owner.external:
        raise NeedsOwner(_("Name somebody who works here and removes it."))
    bottleneck.owner_id = said.owner.id
    bottleneck.department_id = said.department_id or said.owner.department_id


def _be_duplicate(bottleneck: Bottleneck, said: Said) -> None:
    other = said.duplicate_of
    if other is None or other.id == bottleneck.id or other.state is State.DUPLICATE:
        raise NeedsOther(_("Give the number of the other bottleneck. It must not be a duplicate itself."))
    bottleneck.duplicate_of_id = other.id
    other.blocked = sorted({*other.blocked, *bottleneck.blocked})
    other.reach = max(other.reach, len(other.blocked))
    if other.state not in (State.REPORTED, State.TRIAGED):
        tell_leadership(other)


def _raise(bottleneck: Bottleneck, said: Said) -> None:
    if not said.raised_to.strip():
        raise NeedsOther(_("Say to whom it was raised: the region, the state, the Union, a company."))
    bottleneck.raised_to = said.raised_to.strip()[:200]


def _close_unanswered(bottleneck: Bottleneck, _said: Said) -> None:
    asked = select(BottleneckReminder.at).where(BottleneckReminder.bottleneck_id == bottleneck.id, BottleneckReminder.at > bottleneck.moved_at)
    if not workflow.may_close_unanswered(db.session.scalars(asked).all(), now()):
        raise StillUnanswered(_("It closes with the answer of whoever reported it, or after two reminders, two weeks apart, without one."))


def _come_back(bottleneck: Bottleneck, _said: Said) -> None:
    if not workflow.comes_back_in_time(bottleneck.moved_at, now()):
        raise TooLate(_("It was closed more than a year ago. Report it anew, and name its number."))


_PREPARE = {
    "own": _own,
    "duplicate": _be_duplicate,
    "raise": _raise,
    "close-unanswered": _close_unanswered,
    "come-back": _come_back,
}


def move_as_reporter(bottleneck: Bottleneck, deed: str, reason: str = "") -> BottleneckMove:
    """The reporter from outside answers: ``gone``, ``not-gone``, or ``come-back``."""
    return move(bottleneck, deed, Said(reason), by=OUTSIDE)
