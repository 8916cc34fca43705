"""Placements go their way: proposed, answered, confirmed, ended. One door for every step, and nobody above their hours."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select

from lms.audit.service import record
from lms.champions.models import Champion, ChampionState
from lms.kit.clock import now, today
from lms.kit.db import db, one_at_a_time, publish
from lms.kit.i18n import format_day, local_day
from lms.kit.i18n import gettext as _
from lms.people.models import Person
from lms.placements.events import PlacementMoved
from lms.placements.hours import highest
from lms.placements.models import Opening, OpeningConflict, OpeningState, Placement, PlacementMove, PlacementState, Side
from lms.placements.queries.placements import PlacementAtHand, placement_at_hand, spans_of
from lms.placements.service import telling
from lms.placements.service.openings import confirmed_on, keep_filled, live_on
from lms.placements.service.refusals import BadDay, NeedsReason, NoSuchStep, NotPlaceable, TeamComplete, TooManyHours
from lms.placements.workflow import PLACEMENT_STEPS, Step, step_of

HELD = (PlacementState.ACCEPTED, PlacementState.CONFIRMED)
"""What counts against the hours: whoever accepted has given their word."""


@dataclass(frozen=True, slots=True)
class Said:
    """What is said with a step: why, and for an early end the last day."""

    reason: str = ""
    day: date | None = None


def propose(opening: Opening, champion: Champion, *, run_id: UUID | None = None, by: Person | None) -> Placement:
    """Ask a champion whether they would take a place on an opening.

    :raises NotPlaceable: the opening is not open, the champion is not active, declared a conflict, said no before, or is asked already.
    :raises TeamComplete: all seats are taken or asked for.
    :raises TooManyHours: they have not the hours.
    """
    _lock(opening.id, champion.id)
    starts_on, ends_on = _span(opening, champion)
    made = Placement(
        opening_id=opening.id, champion_id=champion.id, hours_per_week=opening.hours_per_week, starts_on=starts_on, ends_on=ends_on, run_id=run_id
    )
    if live_on(opening.id) >= opening.team_size:
        raise TeamComplete(_("All seats of this team are taken or asked for."))
    _check_hours(champion, made, HELD, but=None)
    db.session.add(made)
    db.session.flush()
    move = PlacementMove(placement_id=made.id, by_id=by.id if by else None, deed="propose", before=None, after=PlacementState.PROPOSED)
    db.session.add(move)
    db.session.flush()
    record("propose-placement", "placement", made.id, by=by.id if by else None)
    publish(PlacementMoved(made.id, opening.id, champion.id, move.id, "propose", "", "proposed"))
    telling.tell_proposal(placement_at_hand(made.id), str(move.id))
    return made


def _span(opening: Opening, champion: Champion) -> tuple[date, date]:
    """From when to when somebody would be on an opening, if they may be at all."""
    if opening.state is not OpeningState.OPEN:
        raise NotPlaceable(_("This opening is not open."))
    _check_placeable(opening.id, champion.id)
    before = select(Placement.id).where(Placement.opening_id == opening.id, Placement.champion_id == champion.id)
    if db.session.scalar(before.where(Placement.state != PlacementState.ENDED).limit(1)):
        raise NotPlaceable(_("This champion was asked before, or is on it already."))
    starts_on = max(opening.starts_on, today())
    ends_on = min(opening.ends_on, champion.until or opening.ends_on)
    if ends_on <= starts_on:
        raise NotPlaceable(_("Nothing is left of the opening, or of the appointment, in which both would go on."))
    return starts_on, ends_on


def _check_placeable(opening_id: UUID, champion_id: UUID) -> None:
    """Nobody is placed who rests or has ended, nor where a conflict of interest is declared. Asked at every step on the way, on fresh rows."""
    if db.session.scalar(select(Champion.state).where(Champion.id == champion_id)) is not ChampionState.ACTIVE:
        raise NotPlaceable(_("Only active champions can be placed."))
    conflict = select(OpeningConflict.id).where(OpeningConflict.opening_id == opening_id, OpeningConflict.champion_id == champion_id)
    if db.session.scalar(conflict):
        raise NotPlaceable(_("A conflict of interest is declared between this champion and the opening."))


def move(at_hand: PlacementAtHand, deed: str, said: Said | None = None, *, by: Person | None) -> PlacementMove:
    """Take the step ``deed`` with a placement; who may is asked before, by the policy. ``by`` is None where the house itself does it.

    :raises NoSuchStep: it cannot be taken from where the placement is, or not by this side.
    :raises NeedsReason: the step asks for a reason.
    :raises NotPlaceable, TooManyHours, TeamComplete, BadDay: a guard of the step says no.
    """
    placement, said = at_hand.placement, said or Said()
    _lock(placement.opening_id, placement.champion_id)
    state = db.session.scalars(select(Placement.state).where(Placement.id == placement.id)).one()
    step = step_of(PLACEMENT_STEPS, deed, state.value)
    if step is None or not _is_on(step, at_hand, by):
        raise NoSuchStep(_("This placement is not where that can be done; somebody may have been faster. Look at it again."))
    reason = said.reason.strip()[:2000]
    if step.reason and not reason:
        raise NeedsReason(_("Say why in a sentence or two: the other side reads it."))
    _guard(at_hand, deed, said, by)
    before_words = placement.end_asked_on
    _effect(placement, deed, at_hand.side_of(by.id) if by else None, said)
    placement.state = PlacementState(step.after)
    if step.after in ("declined", "refused", "ended"):
        placement.ended_on, placement.end_reason = min(today(), placement.ends_on), "" if deed == "decline" else reason
    row = PlacementMove(placement_id=placement.id, by_id=by.id if by else None, deed=deed, before=state, after=placement.state, reason=reason)
    db.session.add(row)
    db.session.flush()
    record(f"{deed}-placement", "placement", placement.id, by=by.id if by else None, until=str(before_words or ""))
    publish(PlacementMoved(placement.id, placement.opening_id, placement.champion_id, row.id, deed, state.value, step.after))
    telling.tell_of(at_hand, step, str(row.id), reason="" if deed == "decline" else reason, by=by)
    keep_filled(at_hand.found.opening)
    return row


def _lock(opening_id: UUID, champion_id: UUID) -> None:
    one_at_a_time(f"opening:{opening_id}")  # everybody takes them in this order
    one_at_a_time(f"champion-hours:{champion_id}")


def _is_on(step: Step, at_hand: PlacementAtHand, by: Person | None) -> bool:
    """Whether the step is for whoever does it: the champion's for the champion alone, the owner's for everybody whom the policy let in."""
    if by is None:
        return True
    mine = at_hand.side_of(by.id) is Side.CHAMPION
    return ("champion" in step.who) if mine else bool({"owner", "office"} & set(step.who))


def _guard(at_hand: PlacementAtHand, deed: str, said: Said, by: Person | None) -> None:
    placement = at_hand.placement
    if deed in ("accept", "confirm"):  # what was so when the champion was asked may be otherwise by now
        _check_placeable(placement.opening_id, placement.champion_id)
    if deed == "accept":
        _check_hours(placement.champion, placement, HELD, but=placement.id)
    if deed == "confirm":  # the first owner to confirm wins; what the champion accepted elsewhere waits
        _check_hours(placement.champion, placement, (PlacementState.CONFIRMED,), but=placement.id)
    if deed == "accept" and at_hand.found.opening.state is not OpeningState.OPEN:
        raise NotPlaceable(_("This opening is not open any more."))
    if deed == "confirm" and confirmed_on(placement.opening_id) >= at_hand.found.opening.team_size:
        raise TeamComplete(_("The team is complete. Somebody else was confirmed before."))
    if deed == "ask-to-end":
        _check_end(placement, said.day)
    if deed in ("agree-to-end", "keep-on"):
        _check_asked(at_hand, deed, by)


def _check_hours(champion: Champion, placement: Placement, counted: Collection[PlacementState], *, but: UUID | None) -> None:
    """Nobody is placed above the hours that the line manager agreed to. Asked under the champion's lock, on fresh rows."""
    agreed = db.session.scalar(select(Champion.hours_per_week).where(Champion.id == champion.id)) or 0
    taken = highest(spans_of(champion.id, counted, but=but), placement.starts_on, placement.ends_on)
    if taken + placement.hours_per_week > agreed:
        hours = {name: f"{float(number):g}" for name, number in (("agreed", agreed), ("taken", taken), ("more", placement.hours_per_week))}
        raise TooManyHours(
            _("That would be more than the line manager agreed to: %(taken)s of %(agreed)s hours a week are taken, and this takes %(more)s.", **hours)
        )


def _check_end(placement: Placement, day: date | None) -> None:
    if placement.end_asked_on is not None:
        raise NoSuchStep(_("An early end is asked for already. It waits for the other side."))
    if day is None or not max(today(), placement.starts_on) <= day < placement.ends_on:
        span = {"first": format_day(max(today(), placement.starts_on)), "last": format_day(placement.ends_on)}
        raise BadDay(_("Choose a last day from %(first)s on and before %(last)s.", **span))


def _check_asked(at_hand: PlacementAtHand, deed: str, by: Person | None) -> None:
    asked_by = at_hand.placement.end_asked_by
    if asked_by is None:
        raise NoSuchStep(_("Nobody asks for an early end any more."))
    if deed == "agree-to-end" and (by is None or at_hand.side_of(by.id) is asked_by):
        raise NoSuchStep(_("The other side has to agree. You asked for it."))


def _effect(placement: Placement, deed: str, side: Side | None, said: Said) -> None:
    if deed == "ask-to-end":
        placement.end_asked_by, placement.end_asked_on = side, said.day
    elif deed == "agree-to-end" and placement.end_asked_on is not None:
        placement.ends_on = placement.end_asked_on
        placement.end_asked_by = placement.end_asked_on = None
    elif deed == "keep-on":
        placement.end_asked_by = placement.end_asked_on = None


def end_those_over() -> int:
    """End placements whose last day is over; return how many. One transaction's worth of work."""
    over = db.session.scalars(select(Placement.id).where(Placement.state == PlacementState.CONFIRMED, Placement.ends_on < today())).all()
    for placement_id in over:
        move(placement_at_hand(placement_id), "run-out", by=None)
    return len(over)


def waits_since(placement_id: UUID) -> date:
    """The day of the last step."""
    at = db.session.scalar(select(PlacementMove.at).where(PlacementMove.placement_id == placement_id).order_by(PlacementMove.at.desc()).limit(1))
    return local_day(at or now())
