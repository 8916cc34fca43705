"""Openings are made, changed and taken through their ways."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import delete, func, select

from lms.audit.service import record
from lms.competency.models import Competence
from lms.kit.clock import now, today
from lms.kit.db import db, one_at_a_time, publish
from lms.kit.i18n import gettext as _
from lms.people.models import Person
from lms.placements.events import OpeningMoved
from lms.placements.models import Opening, OpeningMove, OpeningNeed, OpeningState, Placement, PlacementState
from lms.placements.queries.openings import LIVE, Offering, OpeningAtHand
from lms.placements.service.refusals import NeedsReason, NoSuchStep, OpeningRefused
from lms.placements.workflow import OPENING_STEPS, step_of

LONGEST_MONTHS = 24
MOST_NEEDS = 12


@dataclass(frozen=True, slots=True)
class OpeningText:
    """What an opening says. ``needs``: competence -> level and whether it must be there."""

    title: str
    summary: str
    hours_per_week: Decimal
    team_size: int
    starts_on: date
    ends_on: date
    needs: Mapping[UUID, tuple[int, bool]]


def make_opening(offering: Offering, written: OpeningText, *, by: Person) -> Opening:
    """Write a draft of an opening for an initiative or a project.

    :raises OpeningRefused: the initiative or project is over, or the figures make no sense.
    """
    if offering.is_over:
        raise OpeningRefused(_("“%(thing)s” is over and offers nothing any more.", thing=offering.thing.title))
    _check(written)
    key = {"initiative_id": offering.thing.id} if offering.kind == "initiative" else {"project_id": offering.thing.id}
    made = Opening(**key, **_facts(written), created_by_id=by.id)
    db.session.add(made)
    db.session.flush()
    _write_needs(made, written)
    _note(made, "write", None, "", by)
    record("write-opening", "opening", made.id, by=by.id)
    return made


def edit_opening(found: OpeningAtHand, written: OpeningText, *, by: Person) -> None:
    """Change what an opening says. Those who are on it keep their hours and days; the next run matches what is new.

    :raises OpeningRefused: it is closed, the figures make no sense, or the team would be smaller than those who are on it.
    """
    opening = found.opening
    one_at_a_time(f"opening:{opening.id}")
    if opening.state is OpeningState.CLOSED:
        raise OpeningRefused(_("This opening is closed. Write a new one."))
    _check(written)
    if live_on(opening.id) > written.team_size:
        raise OpeningRefused(_("More people are on this opening already than the team would have. End a placement first, by consent."))
    for name, value in _facts(written).items():
        setattr(opening, name, value)
    db.session.execute(delete(OpeningNeed).where(OpeningNeed.opening_id == opening.id))
    db.session.expire(opening, ["needs"])
    _write_needs(opening, written)
    record("edit-opening", "opening", opening.id, by=by.id)
    keep_filled(opening)


def _facts(written: OpeningText) -> dict[str, object]:
    return {name: getattr(written, name) for name in ("title", "summary", "hours_per_week", "team_size", "starts_on", "ends_on")}


def _check(written: OpeningText) -> None:
    if written.ends_on <= written.starts_on:
        raise OpeningRefused(_("The last day has to come after the first."))
    if (written.ends_on - written.starts_on).days > LONGEST_MONTHS * 31:
        raise OpeningRefused(_("An opening lasts two years at most. Write the second part as an opening of its own."))
    if len(written.needs) > MOST_NEEDS:
        raise OpeningRefused(_("Name twelve competences at most; a team that needs more is two openings."))
    known = set(db.session.scalars(select(Competence.id).where(Competence.id.in_(written.needs))))
    if set(written.needs) - known:
        raise OpeningRefused(_("One of the competences is not in any framework. Choose it from the list."))


def _write_needs(opening: Opening, written: OpeningText) -> None:
    for competence_id, (level, must) in written.needs.items():
        db.session.add(OpeningNeed(opening_id=opening.id, competence_id=competence_id, level=level, must=must))
    db.session.flush()


def move_opening(found: OpeningAtHand, deed: str, reason: str = "", *, by: Person | None) -> None:
    """Take a step with an opening; who may is asked before, by the policy. ``by`` is None where the house itself does it.

    :raises NoSuchStep: it cannot be taken from where the opening is.
    :raises NeedsReason: the step asks for a reason.
    :raises OpeningRefused: what is opened has no competence that must be there, or its last day is over; what is closed has people on it.
    """
    opening = found.opening
    one_at_a_time(f"opening:{opening.id}")
    state = db.session.scalars(select(Opening.state).where(Opening.id == opening.id)).one()
    step = step_of(OPENING_STEPS, deed, state.value)
    if step is None or (by is not None and step.who == ("house",)):
        raise NoSuchStep(_("This opening is not where that can be done; somebody may have been faster. Look at it again."))
    reason = reason.strip()[:2000]
    if step.reason and not reason:
        raise NeedsReason(_("Say why in a sentence: champions who asked for it read it."))
    _guard(opening, deed, by)
    opening.state = OpeningState(step.after)
    if deed in ("open", "reopen"):
        opening.opened_at = opening.opened_at or now()
    if deed == "close":
        opening.closed_at, opening.close_reason = now(), reason
    _note(opening, deed, state, reason, by)
    record(f"{deed}-opening", "opening", opening.id, by=by.id if by else None)
    publish(OpeningMoved(opening.id, deed, state.value, step.after))


def _guard(opening: Opening, deed: str, by: Person | None) -> None:
    if deed in ("open", "reopen") and opening.ends_on <= today():
        raise OpeningRefused(_("Its last day is over. Change the days first."))
    if deed == "open" and not db.session.scalar(select(func.count()).where(OpeningNeed.opening_id == opening.id, OpeningNeed.must)):
        raise OpeningRefused(_("Name at least one competence that somebody on the team must have; without one nobody can be matched."))
    if deed == "close" and by is not None and live_on(opening.id):
        raise OpeningRefused(
            _("Champions are on this opening, or asked. Nobody is taken off without consent: end the placements, or take the proposals back.")
        )
    if deed == "reopen" and by is not None and confirmed_on(opening.id) >= opening.team_size:
        raise OpeningRefused(_("The team is complete. Make the team larger if you need more people."))


def keep_filled(opening: Opening) -> None:
    """Let the state follow the team: full when all seats are confirmed, open again when one is free. The house does it."""
    full = confirmed_on(opening.id) >= opening.team_size
    if (opening.state is OpeningState.OPEN and full) or (opening.state is OpeningState.FILLED and not full and opening.ends_on > today()):
        before, deed = opening.state, "fill" if full else "reopen"
        opening.state = OpeningState.FILLED if full else OpeningState.OPEN
        _note(opening, deed, before, "", None)
        publish(OpeningMoved(opening.id, deed, before.value, opening.state.value))


def live_on(opening_id: UUID) -> int:
    """How many placements on an opening live."""
    return db.session.scalar(select(func.count()).where(Placement.opening_id == opening_id, Placement.state.in_(LIVE))) or 0


def confirmed_on(opening_id: UUID) -> int:
    """How many are confirmed on an opening."""
    return db.session.scalar(select(func.count()).where(Placement.opening_id == opening_id, Placement.state == PlacementState.CONFIRMED)) or 0


def _note(opening: Opening, deed: str, before: OpeningState | None, reason: str, by: Person | None) -> None:
    db.session.add(OpeningMove(opening_id=opening.id, by_id=by.id if by else None, deed=deed, before=before, after=opening.state, reason=reason))
    db.session.flush()
