"""At the table: who is there, who declares an interest, how the seats vote, and what is decided. A decision never changes."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import delete, func, select

from lms.audit.service import record
from lms.kit.clock import today
from lms.kit.db import db, one_at_a_time, publish
from lms.kit.i18n import gettext as _
from lms.kit.i18n import local_day
from lms.leadership import voting
from lms.leadership.events import DecisionMade
from lms.leadership.models import AgendaItem, Attendance, Choice, Decision, InterestDeclaration, Meeting, MeetingState, Result, Vote
from lms.leadership.queries import seats
from lms.leadership.queries.meetings import present_at
from lms.leadership.service.refusals import (
    AlreadyDecided,
    DeclaredAlready,
    MayNotVote,
    NeedsOwner,
    NeedsReason,
    NoMandate,
    NoQuorum,
    NoSuchStep,
    NotInOffice,
    ReplacedAlready,
)
from lms.notices.service import tell
from lms.people.models import Person


@dataclass(frozen=True, slots=True)
class Wording:
    """What a decision says, who carries it out, and by when."""

    text: str
    owner_id: UUID | None = None
    due_on: date | None = None
    replaces: Decision | None = None


def note_presence(meeting: Meeting, present: Collection[UUID], *, by: Person) -> int:
    """Write down who is there; return how many. May be said again until the minutes are approved.

    :raises NoSuchStep: the meeting is not being held.
    :raises NotInOffice: somebody of them holds no seat that day.
    """
    _refuse_not_held(meeting)
    team = {term.person_id for term in seats.terms_on(local_day(meeting.starts_at))}
    if not set(present) <= team:
        raise NotInOffice(_("Somebody whom you named holds no seat on the day of this meeting. Load the page again."))
    db.session.execute(delete(Attendance).where(Attendance.meeting_id == meeting.id))
    db.session.add_all(Attendance(meeting_id=meeting.id, person_id=person_id) for person_id in set(present))
    db.session.flush()
    record("note-presence", "leadership-meeting", meeting.id, by=by.id, present=len(set(present)))
    return len(set(present))


def declare(item: AgendaItem, meeting: Meeting, member: Person, interest: str, *, by: Person) -> None:
    """Record that ``member`` has an interest in an item: no vote on it, and the minutes say so. It cannot be taken back.

    :raises NotInOffice: they hold no seat on the day of the meeting.
    :raises DeclaredAlready: it stands there already.
    :raises AlreadyDecided: the item was decided.
    :raises NeedsReason: the minutes say which interest.
    """
    one_at_a_time(f"leadership-item:{item.id}")
    if not interest.strip():
        raise NeedsReason(_("Say which interest it is: the minutes record it."))
    if member.id not in {term.person_id for term in seats.terms_on(local_day(meeting.starts_at))}:
        raise NotInOffice(_("%(name)s holds no seat on the day of this meeting.", name=member.name))
    _refuse_decided(item)
    known = select(InterestDeclaration.id).where(InterestDeclaration.item_id == item.id, InterestDeclaration.person_id == member.id)
    if db.session.scalar(known):
        raise DeclaredAlready(_("This interest is recorded already."))
    db.session.add(InterestDeclaration(item_id=item.id, person_id=member.id, interest=interest.strip()[:2000]))
    db.session.flush()
    record("declare-interest", "agenda-item", item.id, by=by.id, member=str(member.id))


def write_notes(item: AgendaItem, notes: str, meeting: Meeting, *, by: Person) -> None:
    """Write down what was said on an item.

    :raises NoSuchStep: the meeting is not being held.
    """
    _refuse_not_held(meeting)
    item.notes = notes.strip()


def voters_on(item: AgendaItem, meeting: Meeting) -> dict[UUID, voting.Voter]:
    """Seat -> who votes for it on the item, from who is there and who declared an interest. Three statements."""
    declared = db.session.scalars(select(InterestDeclaration.person_id).where(InterestDeclaration.item_id == item.id))
    team = seats.taken(seats.terms_on(local_day(meeting.starts_at)))
    return voting.voters(team, present=present_at(meeting.id), declared=set(declared))


def decide(item: AgendaItem, meeting: Meeting, wording: Wording, votes: Mapping[UUID, Choice], *, by: Person) -> Decision:
    """Record what the seats voted and what follows from it. Of two secretaries who record one item at once, one does.

    :raises NoSuchStep: the meeting is not being held.
    :raises AlreadyDecided: somebody was faster.
    :raises MayNotVote: a seat voted that has no vote on this item: nobody is there for it, or whoever is declared an interest.
    :raises NoQuorum, NoMandate: too few seats can vote, or no mandate says how many are enough.
    :raises NeedsReason: the decision says nothing.
    :raises NeedsOwner: it is approved, and nobody carries it out, or by no day. What is rejected or noted needs neither.
    """
    one_at_a_time(f"leadership-item:{item.id}")
    _refuse_not_held(meeting)
    _refuse_decided(item)
    if not wording.text.strip():
        raise NeedsReason(_("Write what was decided."))
    voting_seats = voters_on(item, meeting)
    if voting.without_vote(voting_seats, votes):
        raise MayNotVote(_("A seat has no vote on this item: nobody is there for it, or an interest was declared. Load the page again."))
    _refuse_too_few(meeting, len(voting_seats))
    counted = voting.tally(choice.value for choice in votes.values())
    if counted.approved and (wording.owner_id is None or wording.due_on is None):
        raise NeedsOwner(_("Name who carries out what was approved, by an address that is known here, and the day by which it is done."))
    for seat_id, choice in votes.items():
        db.session.add(Vote(item_id=item.id, seat_id=seat_id, person_id=voting_seats[seat_id].person_id, choice=choice))
    return _write(item, meeting, wording, Result.APPROVED if counted.approved else Result.REJECTED, counted, by)


def note(item: AgendaItem, meeting: Meeting, wording: Wording, *, by: Person) -> Decision:
    """Record that the team took note: a decision without votes. Refuses as ``decide``, but asks for no quorum."""
    one_at_a_time(f"leadership-item:{item.id}")
    _refuse_not_held(meeting)
    _refuse_decided(item)
    if not wording.text.strip():
        raise NeedsReason(_("Write what was noted."))
    return _write(item, meeting, wording, Result.NOTED, voting.Tally(0, 0, 0), by)


def _write(item: AgendaItem, meeting: Meeting, wording: Wording, result: Result, counted: voting.Tally, by: Person) -> Decision:
    day = local_day(meeting.starts_at)
    made = Decision(
        number=_next_number(day.year),
        item_id=item.id,
        subject_kind=item.subject_kind,
        subject_id=item.subject_id,
        text=wording.text.strip(),
        result=result,
        votes_for=counted.votes_for,
        votes_against=counted.against,
        abstained=counted.abstained,
        decided_on=day,
        owner_id=wording.owner_id,
        due_on=wording.due_on,
        replaces_id=_replaced(wording.replaces),
    )
    db.session.add(made)
    db.session.flush()
    record("decide", "leadership-decision", made.id, by=by.id, number=made.number, result=result.value)
    if made.owner_id is not None:
        path = f"/leadership/decisions/{made.number}/mine"
        tell(made.owner_id, "decision-owned", about=str(made.id), href=path, number=made.number, item=item.title)
    publish(DecisionMade(made.id, made.number, made.subject_kind.value, made.subject_id, result.value, made.due_on))
    return made


def _next_number(year: int) -> str:
    """The next number of the year, as 2026-014; nobody else takes one until this transaction ends."""
    one_at_a_time(f"decision-number:{year}")
    longest_first = func.length(Decision.number).desc(), Decision.number.desc()  # 2026-1000 comes after 2026-999
    last = db.session.scalar(select(Decision.number).where(Decision.number.like(f"{year}-%")).order_by(*longest_first).limit(1))
    return f"{year}-{int(last.partition('-')[2]) + 1 if last else 1:03d}"


def _replaced(old: Decision | None) -> UUID | None:
    if old is None:
        return None
    if db.session.scalar(select(Decision.id).where(Decision.replaces_id == old.id)):
        raise ReplacedAlready(_("Decision %(number)s was replaced already. Name the one that is in force.", number=old.number))
    return old.id


def carry_out(decision: Decision, note: str, *, by: Person) -> None:
    """Say that a decision was carried out, and how.

    :raises NoSuchStep: it is said already, or there was nothing to carry out.
    :raises NeedsReason: without a word on how.
    """
    one_at_a_time(f"decision:{decision.id}")
    db.session.refresh(decision, ["done_on"])
    if decision.done_on is not None or decision.result is Result.REJECTED:
        raise NoSuchStep(_("There is nothing left to do for this decision."))
    if not note.strip():
        raise NeedsReason(_("Say in a sentence what was done."))
    decision.done_on, decision.done_note = today(), note.strip()[:2000]
    record("carry-out", "leadership-decision", decision.id, by=by.id, number=decision.number)


def _refuse_not_held(meeting: Meeting) -> None:
    if db.session.scalars(select(Meeting.state).where(Meeting.id == meeting.id)).one() is not MeetingState.HELD:
        raise NoSuchStep(_("This is recorded while the meeting is held, until its minutes are approved."))


def _refuse_decided(item: AgendaItem) -> None:
    number = db.session.scalar(select(Decision.number).where(Decision.item_id == item.id))
    if number is not None:
        raise AlreadyDecided(_("This item was decided: %(number)s. A decision never changes; a later one may replace it.", number=number))


def _refuse_too_few(meeting: Meeting, voting_seats: int) -> None:
    mandate = seats.mandate_on(local_day(meeting.starts_at))
    if mandate is None:
        raise NoMandate(_("No mandate was in force on that day. Write the mandate first: it says how many are enough."))
    if voting_seats < mandate.quorum:
        needed = mandate.quorum
        raise NoQuorum(_("%(there)s seats can vote on this, and %(needed)s are needed. Put it on a later agenda.", there=voting_seats, needed=needed))
