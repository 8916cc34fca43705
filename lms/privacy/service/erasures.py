"""Ask for an erasure, look at what it would do, and let a second person carry it out."""

from sqlalchemy import delete, update

from lms.audit.service import record
from lms.kit.clock import now
from lms.kit.db import db, one_at_a_time, publish
from lms.kit.errors import DomainError
from lms.kit.i18n import gettext as _
from lms.people.events import PersonErased
from lms.people.models import Person
from lms.privacy import workflow
from lms.privacy.events import ErasureAsked, ErasureChecked, ErasureDone, ErasureRefused
from lms.privacy.models import DataCopy, Erasure, ErasureMove, ErasureState, LegalHold
from lms.privacy.queries.requests import open_duties, open_erasure_of, preview


class AskedAlready(DomainError):
    """A request of the person is open."""


class NotNow(DomainError):
    """The request does not stand where this can be done."""


class FourEyes(DomainError):
    """Nobody erases themselves, and whoever checked does not carry out."""

    status = 403


class DutyOpen(DomainError):
    """Something must be settled before the person can be erased; the message names it."""


class ReasonNeeded(DomainError):
    """A refusal or a hold says why."""


class ChangedMeanwhile(DomainError):
    """There is more, or less, to erase than the preview showed."""


def ask(person: Person, *, by: Person) -> Erasure:
    """Ask that ``person`` be erased; by the person, or by whoever in HR takes the request in.

    :raises AskedAlready: while a request is open, or when all is done.
    """
    one_at_a_time(f"erasure:{person.id}")
    if person.erased_at is not None or open_erasure_of(person.id) is not None:
        raise AskedAlready(_("A request for this person is open already, or was carried out."))
    row = Erasure(person_id=person.id, asked_by_id=by.id)
    db.session.add(row)
    db.session.flush()
    _note(row, None, ErasureState.ASKED, by)
    publish(ErasureAsked(row.id, person.id))
    return row


def _note(row: Erasure, before: ErasureState | None, after: ErasureState, by: Person) -> None:
    row.state = after
    db.session.add(ErasureMove(erasure_id=row.id, by_id=by.id, before=before, after=after))
    db.session.flush()
    record(f"erasure-{after.value}", "person", row.person_id, by=by.id, erasure=str(row.id))


def _step(name: str, row: Erasure, by: Person, reason: str = "") -> ErasureState:
    """The state after the move ``name``, or a refusal that says why it cannot be made."""
    db.session.refresh(row, with_for_update={"of": Erasure})
    move = workflow.move_from(name, row.state.value)
    if move is None:
        raise NotNow(_("The request does not wait for this any more. Load the page again."))
    if not workflow.may(move, is_person=by.id == row.person_id, checked_it=by.id == row.checked_by_id):
        raise FourEyes(_("Two people are needed: nobody erases themselves, and whoever checked the request does not carry it out."))
    if move.reason and not reason.strip():
        raise ReasonNeeded(_("Write why, in words for the person."))
    duties = open_duties(row.person_id) if move.settled else ()
    if duties:
        raise DutyOpen(_("This cannot be erased yet. %(duties)s", duties=" ".join(duties)))
    return ErasureState(move.after)


def check(row: Erasure, *, seen: str, by: Person) -> None:
    """Confirm, as the first of two, that what the preview showed shall go.

    :raises DutyOpen: while something must be settled first.
    :raises ChangedMeanwhile: when the preview is out of date.
    """
    after = _step("check", row, by)
    _refuse_unseen(row, seen)
    before, row.checked_by_id = row.state, by.id
    _note(row, before, after, by)
    publish(ErasureChecked(row.id, by.id))


def carry_out(row: Erasure, *, seen: str, by: Person) -> None:
    """Erase, as the second of two. Every slice takes its own away in this transaction, or nothing is done.

    :raises FourEyes: when ``by`` checked it, or is the person.
    :raises DutyOpen: while something must be settled first.
    """
    after = _step("carry-out", row, by)
    _refuse_unseen(row, seen)
    person = db.session.get_one(Person, row.person_id)
    before, row.done_by_id, row.ended_at = row.state, by.id, now()
    _note(row, before, after, by)
    publish(PersonErased(person.id, person.name, person.email))
    publish(ErasureDone(row.id, person.email, person.name, person.language))


def _refuse_unseen(row: Erasure, seen: str) -> None:
    if preview(row.person_id).fingerprint != seen:
        raise ChangedMeanwhile(_("What is stored changed since you looked. Look at the preview again, and confirm."))


def refuse(row: Erasure, reason: str, *, by: Person) -> None:
    """Refuse the request, with a reason that the person is told.

    :raises ReasonNeeded: without one.
    """
    after = _step("refuse", row, by, reason)
    before, row.refusal, row.ended_at = row.state, reason.strip(), now()
    _note(row, before, after, by)
    publish(ErasureRefused(row.id, row.person_id))


def withdraw(row: Erasure, *, by: Person) -> None:
    """Take one's own request back."""
    after = _step("withdraw", row, by)
    before, row.ended_at = row.state, now()
    _note(row, before, after, by)


def hold(row: Erasure, reason: str, *, by: Person) -> LegalHold:
    """Keep everything of the person for a reason in law, until the hold is lifted.

    :raises ReasonNeeded: without one.
    """
    if not reason.strip():
        raise ReasonNeeded(_("Write which law or procedure asks for it."))
    held = LegalHold(person_id=row.person_id, reason=reason.strip(), set_by_id=by.id)
    db.session.add(held)
    db.session.flush()
    record("hold-set", "person", row.person_id, by=by.id, hold=str(held.id))
    return held


def lift(held: LegalHold, *, by: Person) -> None:
    """End a hold; once."""
    if held.lifted_at is None:
        held.lifted_at, held.lifted_by_id = now(), by.id
        record("hold-lifted", "person", held.person_id, by=by.id, hold=str(held.id))


def erase(fact: PersonErased) -> None:
    """What this slice itself keeps of the person: copies go, and the reasons of refusals and holds."""
    db.session.execute(delete(DataCopy).where(DataCopy.person_id == fact.person_id))
    db.session.execute(update(LegalHold).where(LegalHold.person_id == fact.person_id).values(reason=""))
    db.session.execute(update(Erasure).where(Erasure.person_id == fact.person_id).values(refusal=""))
