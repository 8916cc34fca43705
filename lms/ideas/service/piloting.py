"""An idea is tried: hypothesis and measure before, results meanwhile, a decision with the learning at the end."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from lms.audit.service import record
from lms.ideas.models.pitches import IdeaState
from lms.ideas.models.sponsoring import Pilot, PilotAmendment, PilotDecision
from lms.ideas.queries import piloting as queries
from lms.ideas.queries.piloting import PilotAtHand
from lms.ideas.service.moving import move
from lms.ideas.service.sponsoring_refusals import DatesWrong, NotThere, WordsMissing
from lms.kit.clock import now, today
from lms.kit.db import db, one_at_a_time
from lms.kit.i18n import gettext as _
from lms.people.models import Person

LONGEST = 4000
MOST_RESULTS = 500
AMENDABLE = ("hypothesis", "measure", "ends_on")
"""What can be changed while it runs, each time with a reason."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What is tried, and how one will know."""

    hypothesis: str
    measure: str
    starts_on: date
    ends_on: date


def _locked(at_hand: PilotAtHand, *states: IdeaState) -> PilotAtHand:
    one_at_a_time(f"idea:{at_hand.idea.id}")
    found = queries.pilot_at_hand(at_hand.idea.number)
    if found.idea.state not in states:
        raise NotThere(_("This idea is not where that can be done; somebody may have been faster. Look at it again."))
    return found


def design(at_hand: PilotAtHand, plan: Plan, *, by: Person) -> Pilot:
    """Write down what will be tried, or write it again before it runs.

    :raises NotThere: the idea has no sponsor, or the pilot runs already.
    :raises WordsMissing: hypothesis or measure is missing.
    :raises DatesWrong: it would end before it starts.
    """
    found = _locked(at_hand, IdeaState.SPONSORED, IdeaState.PILOT_DESIGNED)
    if not plan.hypothesis.strip() or not plan.measure.strip():
        raise WordsMissing(_("A pilot needs a hypothesis, and a measure by which you will know whether it holds."))
    if plan.ends_on <= plan.starts_on:
        raise DatesWrong(_("The pilot ends after it starts."))
    unfrozen = found.open if found.open is not None and found.open.frozen_at is None else None  # what ran under a lost sponsor stays as it was
    row = unfrozen or Pilot(idea_id=found.idea.id, number=len(found.pilots) + 1)
    row.hypothesis, row.measure = plan.hypothesis.strip()[:LONGEST], plan.measure.strip()[:LONGEST]
    row.starts_on, row.ends_on = plan.starts_on, plan.ends_on
    db.session.add(row)
    db.session.flush()
    record("design-pilot", "pilot", row.id, by=by.id, number=found.idea.number)
    if found.idea.state is IdeaState.SPONSORED:
        move(found.idea, "design", by=by)
    return row


def run(at_hand: PilotAtHand, *, by: Person) -> None:
    """Begin; from here on hypothesis and measure stand.

    :raises NotThere: no pilot is designed.
    """
    found = _locked(at_hand, IdeaState.PILOT_DESIGNED)
    if found.open is None:
        raise NotThere(_("Design the pilot first: its hypothesis, and its measure."))
    found.open.frozen_at = now()
    move(found.idea, "run", by=by)


def amend(at_hand: PilotAtHand, what: str, after: str, why: str, *, by: Person) -> PilotAmendment:
    """Change something of a pilot that runs; what stood before stays, and is shown.

    :raises NotThere: it does not run.
    :raises WordsMissing: the new words, or the reason, are missing.
    :raises DatesWrong: it would end before it started.
    """
    found = _locked(at_hand, IdeaState.PILOT_RUNNING)
    pilot = found.open
    if pilot is None or what not in AMENDABLE:
        raise NotThere(_("That cannot be changed in a pilot that runs."))
    after = after.strip()[:LONGEST]
    if not after or not why.strip():
        raise WordsMissing(_("Write what it shall be, and why it changes: both stand with the results."))
    before = str(getattr(pilot, what))
    setattr(pilot, what, _end(after, pilot) if what == "ends_on" else after)
    row = PilotAmendment(pilot_id=pilot.id, what=what, before=before, after=after, why=why.strip()[:LONGEST], by_id=by.id)
    db.session.add(row)
    db.session.flush()
    record("amend-pilot", "pilot", pilot.id, by=by.id, number=found.idea.number, what=what)
    return row


def _end(words: str, pilot: Pilot) -> date:
    try:
        day = date.fromisoformat(words)
    except ValueError:
        raise DatesWrong(_("Write the day as year, month and day: 2026-11-22.")) from None
    if day <= pilot.starts_on:
        raise DatesWrong(_("The pilot ends after it starts."))
    return day


def enter_result(at_hand: PilotAtHand, on: date, value: str, note: str, *, by: Person) -> None:
    """Enter what was measured. Nothing is taken back: a correction is one more line.

    :raises NotThere: the pilot does not run, or has too many lines.
    :raises WordsMissing: no value is given.
    :raises DatesWrong: the day is to come, or was before the pilot.
    """
    found = _locked(at_hand, IdeaState.PILOT_RUNNING)
    pilot = found.open
    if pilot is None or len(pilot.results) >= MOST_RESULTS:
        raise NotThere(_("Nothing more can be entered here."))
    if not value.strip():
        raise WordsMissing(_("Write what was measured."))
    if not pilot.starts_on <= on <= today():
        raise DatesWrong(_("The day lies between the start of the pilot and today."))
    line = {"on": on.isoformat(), "value": value.strip()[:100], "note": note.strip()[:1000]}
    pilot.results = sorted([*pilot.results, line], key=lambda one: str(one["on"]))
    db.session.flush()
    record("enter-result", "pilot", pilot.id, by=by.id, number=found.idea.number, on=on.isoformat())


_STEPS: Mapping[PilotDecision, str] = {PilotDecision.ADOPT: "adopt", PilotDecision.ADAPT: "adapt", PilotDecision.STOP: "stop"}


def decide(at_hand: PilotAtHand, decision: PilotDecision, learning: str, *, by: Person) -> None:
    """End the pilot: adopt it as routine, adapt it and try again, or stop. What was learnt stays in each case.

    :raises NotThere: it does not run, or nothing was measured.
    :raises WordsMissing: the learning is missing.
    """
    close(at_hand, decision, learning, by=by)
    move(at_hand.idea, _STEPS[decision], learning, by=by)


def close(at_hand: PilotAtHand, decision: PilotDecision, learning: str, *, by: Person) -> None:
    """Write decision and learning into the pilot that runs; the idea's move is the caller's.

    :raises NotThere: it does not run, or nothing was measured.
    :raises WordsMissing: the learning is missing.
    """
    found = _locked(at_hand, IdeaState.PILOT_RUNNING)
    pilot = found.open
    if pilot is None:
        raise NotThere(_("This pilot is decided already."))
    if not learning.strip():
        raise WordsMissing(_("Write what you learnt: it counts as much as a success, and others read it."))
    if decision is not PilotDecision.STOP and not pilot.results:
        raise NotThere(_("Nothing was measured yet. Enter a result before you decide, or stop."))
    pilot.decision, pilot.decided_by_id, pilot.decided_at = decision, by.id, now()
    pilot.learning = found.idea.learning = learning.strip()[:LONGEST]
    db.session.flush()
    record("decide-pilot", "pilot", pilot.id, by=by.id, number=found.idea.number, decision=decision.value)
