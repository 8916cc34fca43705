"""Decide who graduates: by the rule, or against it with a reason and a second pair of eyes."""

from collections.abc import Collection, Sequence
from uuid import UUID, uuid4

from sqlalchemy import select

from lms.audit.service import record, record_all
from lms.cohorts import graduation
from lms.cohorts.events import ClassGraduated, Graduated
from lms.cohorts.models.cohorts import Place, PlaceState
from lms.cohorts.models.ending import CertifiedPlace, DecisionMove, DecisionState, GraduationDecision, Outcome
from lms.cohorts.queries.cohorts import CohortAtHand
from lms.cohorts.queries.dates import is_over
from lms.cohorts.queries.ending import Candidate, CandidateAtHand
from lms.cohorts.queries.trainers import trainers_or_hr
from lms.kit.clock import now
from lms.kit.db import db, hold, insert_into, publish
from lms.kit.errors import DomainError
from lms.kit.i18n import gettext as _
from lms.kit.plain_json import to_plain
from lms.notices.service import tell, write_letter
from lms.people.models import Person


class TooEarly(DomainError):
    """The boot camp has not ended."""


class AlreadyDecided(DomainError):
    """Something was decided or proposed before."""


class AgainstTheRule(DomainError):
    """That is not what the rule says, so it needs a reason and a second person."""


class ByTheRule(DomainError):
    """That is what the rule says, so there is nothing to except."""


class ReasonNeeded(DomainError):
    """Such a deed says why."""

    status = 422


class FourEyes(DomainError):
    """Another person has to do that."""

    status = 403


class NothingProposed(DomainError):
    """Nothing waits for a second pair of eyes."""


class CannotReopen(DomainError):
    """It was not decided that somebody did not graduate."""


def refuse_too_early(found: CohortAtHand) -> None:
    """Let nobody decide before the boot camp is over.

    :raises TooEarly: its last day has not come.
    """
    if not is_over(found.cohort):
        raise TooEarly(_("This boot camp has not ended yet. Decide when its last day has come."))


def decide(found: CohortAtHand, candidate: Candidate, outcome: Outcome, *, by: Person) -> None:
    """Decide what the rule says.

    :raises TooEarly: the boot camp has not ended.
    :raises AgainstTheRule: the rule says otherwise.
    :raises FourEyes: it is ``by``'s own place.
    :raises AlreadyDecided: something was decided or proposed before.
    """
    _refuse(found, candidate, by, _held_open([candidate]))
    _refuse_against_rule(candidate, outcome)
    _by_the_rule(found, [candidate], outcome, by=by)


def graduate_class(found: CohortAtHand, candidates: Sequence[Candidate], *, by: Person) -> dict[UUID, DomainError]:
    """Graduate those of ``candidates`` who meet the rule, all together; return why the others do not, by place."""
    still_open, refused = _held_open(candidates), {}
    for one in candidates:
        try:
            _refuse(found, one, by, still_open)
            _refuse_against_rule(one, Outcome.GRADUATED)
        except DomainError as refusal:
            refused[one.record.place.id] = refusal
    _by_the_rule(found, [one for one in candidates if one.record.place.id not in refused], Outcome.GRADUATED, by=by)
    return refused


def _by_the_rule(found: CohortAtHand, candidates: Sequence[Candidate], outcome: Outcome, *, by: Person) -> None:
    _written(candidates, outcome, "decide", by=by)
    _conclude(found, [one.record.place for one in candidates], outcome)


def _refuse_against_rule(candidate: Candidate, outcome: Outcome) -> None:
    if candidate.meets is not (outcome is Outcome.GRADUATED):
        raise AgainstTheRule(_("That is not what the graduation rule says. Propose an exception with a reason; a second person decides."))


def _publish_graduates(places: Sequence[Place]) -> None:
    """Tell the house that the people on these places of one cohort graduated."""
    if len(places) > 1:
        publish(ClassGraduated(places[0].cohort_id, tuple(place.id for place in places)))
    for place in places:
        publish(Graduated(place.id, place.cohort_id, place.person_id))


def propose(found: CohortAtHand, candidate: Candidate, outcome: Outcome, reason: str, *, by: Person) -> GraduationDecision:
    """Propose a decision against the rule; another trainer or HR confirms or rejects it.

    :raises ReasonNeeded: there is no reason.
    :raises ByTheRule: it is what the rule says.
    :raises FourEyes: it is ``by``'s own place.
    :raises AlreadyDecided: something was decided or proposed before.
    """
    if not reason.strip():
        raise ReasonNeeded(_("Say why the rule should not hold here. Whoever confirms it reads the reason."))
    _refuse(found, candidate, by, _held_open([candidate]))
    if candidate.meets is (outcome is Outcome.GRADUATED):
        raise ByTheRule(_("That is what the graduation rule says. Decide it without an exception."))
    (decision,) = _written([candidate], outcome, "propose", reason=reason.strip(), by=by)
    href = _address(found, candidate.record.place)
    for other_id in trainers_or_hr(found.cohort.id, but_not={by.id, candidate.record.person.id}):
        tell(other_id, "graduation-proposed", about=str(decision.id), href=href, person=candidate.record.person.name, camp=found.cohort.name)
    return decision


def confirm(at_hand: CandidateAtHand, *, by: Person) -> None:
    """Confirm what is against the rule.

    :raises NothingProposed: nothing waits.
    :raises FourEyes: ``by`` proposed it, or it is their own place.
    """
    decision, place = _waiting(at_hand, by)
    _move(decision, "confirm", by=by)
    record("confirmed-exception", "graduation", decision.id, by=by.id, outcome=decision.outcome.value)
    _conclude(at_hand.found, [place], decision.outcome)


def reject(at_hand: CandidateAtHand, reason: str, *, by: Person) -> None:
    """Reject what is against the rule; the place can be decided anew.

    :raises ReasonNeeded: there is no reason.
    :raises NothingProposed: nothing waits.
    :raises FourEyes: ``by`` proposed it, or it is their own place.
    """
    if not reason.strip():
        raise ReasonNeeded(_("Say why, so that whoever proposed it understands."))
    decision, place = _waiting(at_hand, by)
    _move(decision, "reject", reason=reason.strip(), by=by)
    record("rejected-exception", "graduation", decision.id, by=by.id)
    facts = {"person": at_hand.candidate.record.person.name, "reason": reason.strip()}
    tell(decision.proposed_by_id, "graduation-rejected", about=str(decision.id), href=_address(at_hand.found, place), **facts)


def reopen(at_hand: CandidateAtHand, reason: str, *, by: Person) -> None:
    """Take back that somebody did not graduate: attendance was corrected, or work passed after all. The place can be decided anew.

    :raises ReasonNeeded: there is no reason.
    :raises CannotReopen: nothing was decided, or they graduated.
    :raises FourEyes: ``by`` decided or proposed it, or it is their own place.
    """
    if not reason.strip():
        raise ReasonNeeded(_("Say why the decision is taken back: the reason stays on record."))
    decision = at_hand.candidate.decision
    if decision is not None:
        decision = hold(decision)
    if decision is None or decision.state is not DecisionState.DECIDED or decision.outcome is not Outcome.NOT_GRADUATED:
        raise CannotReopen(_("Only the decision that somebody did not graduate can be taken back. Load the page again."))
    if by.id in (decision.proposed_by_id, at_hand.person_id):
        raise FourEyes(_("A decision is taken back by somebody else than who made it, and never by whom it is about."))
    place = hold(at_hand.candidate.record.place)
    _move(decision, "reopen", reason=reason.strip(), by=by)
    place.state, place.ended_at = PlaceState.HELD, None
    db.session.flush()
    record("reopened", "graduation", decision.id, by=by.id, place=str(place.id))
    href = f"/cohorts/{at_hand.found.cohort.slug}/progress"
    tell(place.person_id, "graduation-reopened", about=str(decision.id), href=href, camp=at_hand.found.cohort.name)


def note_certificate(place_id: UUID, certificate_id: UUID) -> None:
    """Note that the certificate of a graduate was issued; told twice, it is noted once."""
    noted = {"id": uuid4(), "place_id": place_id, "certificate_id": certificate_id}
    db.session.execute(insert_into(CertifiedPlace).on_conflict_do_nothing(index_elements=["place_id"]), noted)


def _held_open(candidates: Sequence[Candidate]) -> set[UUID]:
    """The places of ``candidates`` that nobody decided on, held until we commit. Two statements."""
    ids = [one.record.place.id for one in candidates]
    places = select(Place).where(Place.id.in_(ids)).order_by(Place.id).with_for_update().execution_options(populate_existing=True)
    held = {place.id for place in db.session.scalars(places) if place.state is PlaceState.HELD}
    stands = (GraduationDecision.place_id.in_(ids), GraduationDecision.state != DecisionState.REJECTED)
    return held - set(db.session.scalars(select(GraduationDecision.place_id).where(*stands)))


def _refuse(found: CohortAtHand, candidate: Candidate, by: Person, still_open: Collection[UUID]) -> None:
    """Refuse what holds for every decision."""
    refuse_too_early(found)
    person = candidate.record.person
    if person.id == by.id:
        raise FourEyes(_("Nobody decides on their own graduation."))
    if candidate.record.place.id not in still_open:
        raise AlreadyDecided(_("Something was decided or proposed for %(name)s already. Load the page again.", name=person.name))


def _waiting(at_hand: CandidateAtHand, by: Person) -> tuple[GraduationDecision, Place]:
    decision = at_hand.candidate.decision
    if decision is not None:
        decision = hold(decision)
    if decision is None or decision.state is not DecisionState.PROPOSED:
        raise NothingProposed(_("No exception waits for a decision here."))
    if by.id in (decision.proposed_by_id, at_hand.person_id):
        raise FourEyes(_("An exception is confirmed by somebody else than who proposed it, and never by whom it is about."))
    return decision, hold(at_hand.candidate.record.place)


def _written(
    candidates: Sequence[Candidate], outcome: Outcome, deed: graduation.Deed, *, reason: str = "", by: Person
) -> list[GraduationDecision]:
    decisions = [
        GraduationDecision(
            id=uuid4(),
            place_id=one.record.place.id,
            outcome=outcome,
            by_rule=deed == "decide",
            criteria=to_plain(one.criteria),
            reason=reason,
            proposed_by_id=by.id,
            proposed_at=now(),
        )
        for one in candidates
    ]
    moves = [_moved(decision, deed, reason=reason, by=by) for decision in decisions]
    db.session.add_all(decisions)
    db.session.flush()
    db.session.add_all(moves)
    facts = ((one.id, {"place": str(one.place_id), "outcome": outcome.value}) for one in decisions)
    record_all([(f"{deed}d", "graduation", decision_id, said) for decision_id, said in facts], by=by.id)
    return decisions


def _move(decision: GraduationDecision, deed: graduation.Deed, *, reason: str = "", by: Person) -> None:
    db.session.add(_moved(decision, deed, reason=reason, by=by))
    db.session.flush()


def _moved(decision: GraduationDecision, deed: graduation.Deed, *, reason: str, by: Person) -> DecisionMove:
    """Take ``decision`` along the move that ``deed`` is; return the move, to be written down."""
    before = decision.state
    move = graduation.move_of(deed, before.value if before else None)
    if move is None or move.by_rule not in (None, decision.by_rule):
        raise AlreadyDecided(_("This was decided already. Load the page again."))
    decision.state = DecisionState(move.after)
    if move.who == "second":
        decision.second_by_id, decision.second_at = by.id, now()
    return DecisionMove(decision_id=decision.id, by_id=by.id, at=now(), before=before, after=decision.state, reason=reason)


def _conclude(found: CohortAtHand, places: Sequence[Place], outcome: Outcome) -> None:
    """Close the places with their outcome, and tell those whose they are; the house, where they graduated."""
    for place in places:
        place.state, place.ended_at = PlaceState(outcome.value), now()
    db.session.flush()
    graduated, href = outcome is Outcome.GRADUATED, f"/cohorts/{found.cohort.slug}/progress"
    notice = "camp-graduated" if graduated else "camp-not-graduated"
    for place in places:
        tell(place.person_id, notice, about=str(place.id), href=href, camp=found.cohort.name)
        if not graduated:
            person = db.session.get_one(Person, place.person_id)
            write_letter(notice, to=person, about=str(place.id), facts={"camp": found.cohort.name, "path": href})
    if graduated:
        _publish_graduates(places)


def _address(found: CohortAtHand, place: Place) -> str:
    return f"/cohorts/{found.cohort.slug}/graduation/{place.id}"
