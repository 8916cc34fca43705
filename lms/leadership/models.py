"""The leadership team: its mandate, seats and terms, meetings, declared interests, votes and numbered decisions."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, event, inspect
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.kit.clock import now
from lms.kit.db import Base
from lms.people.models import Person


class Sector(StrEnum):
    """Whom a seat speaks for."""

    ADMINISTRATION = "administration"
    BUSINESS = "business"
    RESEARCH = "research"
    CITIZENS = "citizens"


class Mandate(Base):
    """What the team is there for, in one text with its quorum. Append-only: the newest is in force."""

    __tablename__ = "mandate"
    __table_args__ = (CheckConstraint("quorum >= 1", name="some_quorum"),)
    text: Mapped[str] = mapped_column(Text)
    quorum: Mapped[int]
    """Members with a vote who must be present for a decision."""
    from_day: Mapped[date]
    made_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    made_at: Mapped[datetime] = mapped_column(default=now)


class Seat(Base):
    """A seat of the team: it outlives whoever holds it."""

    __tablename__ = "leadership_seat"
    sector: Mapped[Sector]
    title: Mapped[str] = mapped_column(String(200), unique=True)
    chairs: Mapped[bool] = mapped_column(default=False)
    closed_at: Mapped[datetime | None]


class SeatTerm(Base):
    """A person on a seat from a day to a day, or their alternate. Members from outside hold accounts that are ``external``."""

    __tablename__ = "leadership_term"
    __table_args__ = (CheckConstraint("until_day >= from_day", name="ends_after_start"),)
    seat_id: Mapped[UUID] = mapped_column(ForeignKey("leadership_seat.id", ondelete="RESTRICT"), index=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="RESTRICT"), index=True)
    organisation: Mapped[str] = mapped_column(String(200), default="")
    alternate: Mapped[bool] = mapped_column(default=False)
    from_day: Mapped[date]
    until_day: Mapped[date]
    ended_at: Mapped[datetime | None]
    """When it was ended before its last day; from then on it opens nothing."""

    seat: Mapped[Seat] = relationship(lazy="raise_on_sql")
    person: Mapped[Person] = relationship(lazy="raise_on_sql")


class MeetingState(StrEnum):
    """Where a meeting stands; ``workflow`` holds the moves."""

    PLANNED = "planned"
    INVITED = "invited"
    HELD = "held"
    MINUTED = "minuted"
    """The minutes were approved."""
    CANCELLED = "cancelled"


class Meeting(Base):
    """A meeting of the team with agenda and minutes."""

    __tablename__ = "leadership_meeting"
    title: Mapped[str] = mapped_column(String(200))
    starts_at: Mapped[datetime]
    place: Mapped[str] = mapped_column(String(200), default="")
    state: Mapped[MeetingState] = mapped_column(default=MeetingState.PLANNED)
    lasts_minutes: Mapped[int] = mapped_column(default=120, server_default="120")
    sequence: Mapped[int] = mapped_column(default=0, server_default="0")
    """Of its calendar object: counts each change that the invited are told of."""
    minutes: Mapped[str] = mapped_column(Text, default="")
    approved_in_id: Mapped[UUID | None] = mapped_column(ForeignKey("leadership_meeting.id", ondelete="RESTRICT"))
    """The later meeting that approved the minutes."""
    created_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))

    items: Mapped[list["AgendaItem"]] = relationship(lazy="raise_on_sql", order_by="AgendaItem.position", back_populates="meeting")
    approved_in: Mapped["Meeting | None"] = relationship(lazy="raise_on_sql", remote_side="Meeting.id")


class MeetingMove(Base):
    """One move of a meeting through its workflow. Append-only."""

    __tablename__ = "leadership_meeting_move"
    meeting_id: Mapped[UUID] = mapped_column(ForeignKey("leadership_meeting.id", ondelete="CASCADE"), index=True)
    by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    at: Mapped[datetime] = mapped_column(default=now)
    before: Mapped[MeetingState | None]
    after: Mapped[MeetingState]
    reason: Mapped[str] = mapped_column(Text, default="")

    by: Mapped[Person | None] = relationship(lazy="raise_on_sql")


class Attendance(Base):
    """A member or alternate was at a meeting."""

    __tablename__ = "leadership_attendance"
    __table_args__ = (UniqueConstraint("meeting_id", "person_id"),)
    meeting_id: Mapped[UUID] = mapped_column(ForeignKey("leadership_meeting.id", ondelete="CASCADE"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="RESTRICT"), index=True)


class SubjectKind(StrEnum):
    """What an agenda item, and the decision on it, is about. The team stands below what it decides on, so the link is a kind and an id."""

    STRATEGY = "strategy"
    INITIATIVE = "initiative"
    MILESTONE = "milestone"
    BOTTLENECK = "bottleneck"
    PROJECT = "project"
    IDEA = "idea"
    NOTHING = "nothing"


class AgendaItem(Base):
    """A point of the agenda, about a thing of the house or about nothing in it. Without a meeting it waits for the next one to be planned."""

    __tablename__ = "leadership_item"
    __table_args__ = (UniqueConstraint("meeting_id", "position"), Index(None, "subject_kind", "subject_id"))
    meeting_id: Mapped[UUID | None] = mapped_column(ForeignKey("leadership_meeting.id", ondelete="CASCADE"))
    position: Mapped[int]
    title: Mapped[str] = mapped_column(String(200))
    text: Mapped[str] = mapped_column(Text, default="")
    notes: Mapped[str] = mapped_column(Text, default="")
    """What was said, for the minutes."""
    subject_kind: Mapped[SubjectKind] = mapped_column(default=SubjectKind.NOTHING)
    subject_id: Mapped[UUID | None]
    subject_path: Mapped[str] = mapped_column(String(400), default="", server_default="")
    """Where its page is, as its own slice says."""
    subject_version: Mapped[int | None]
    """Of a thing with versions: which of them the team votes on, so that a vote does not carry over to a later text."""
    asked_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    asked_at: Mapped[datetime] = mapped_column(default=now)

    meeting: Mapped[Meeting | None] = relationship(lazy="raise_on_sql", back_populates="items")


class InterestDeclaration(Base):
    """A member declared an interest in an item: no vote on it, and the minutes say so."""

    __tablename__ = "leadership_interest"
    __table_args__ = (UniqueConstraint("item_id", "person_id"),)
    item_id: Mapped[UUID] = mapped_column(ForeignKey("leadership_item.id", ondelete="CASCADE"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="RESTRICT"), index=True)
    interest: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(default=now)

    person: Mapped[Person] = relationship(lazy="raise_on_sql")


class Choice(StrEnum):
    """How a member voted."""

    FOR = "for"
    AGAINST = "against"
    ABSTAINED = "abstained"


class Vote(Base):
    """The vote of a seat on an item. One per seat; recorded by name."""

    __tablename__ = "leadership_vote"
    __table_args__ = (UniqueConstraint("item_id", "seat_id"),)
    item_id: Mapped[UUID] = mapped_column(ForeignKey("leadership_item.id", ondelete="RESTRICT"))
    seat_id: Mapped[UUID] = mapped_column(ForeignKey("leadership_seat.id", ondelete="RESTRICT"), index=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="RESTRICT"), index=True)
    choice: Mapped[Choice]
    at: Mapped[datetime] = mapped_column(default=now)


class Result(StrEnum):
    """What a decision says."""

    APPROVED = "approved"
    REJECTED = "rejected"
    NOTED = "noted"


class Decision(Base):
    """A numbered decision on an item, with an owner and a due date. Never changed; a later decision may replace it."""

    __tablename__ = "leadership_decision"
    __table_args__ = (UniqueConstraint("item_id"), UniqueConstraint("replaces_id"), Index(None, "subject_kind", "subject_id"))
    number: Mapped[str] = mapped_column(String(20), unique=True)
    """Year and running number, as 2026-014."""
    item_id: Mapped[UUID] = mapped_column(ForeignKey("leadership_item.id", ondelete="RESTRICT"))
    subject_kind: Mapped[SubjectKind]
    subject_id: Mapped[UUID | None]
    text: Mapped[str] = mapped_column(Text)
    result: Mapped[Result]
    votes_for: Mapped[int] = mapped_column(default=0)
    votes_against: Mapped[int] = mapped_column(default=0)
    abstained: Mapped[int] = mapped_column(default=0)
    decided_on: Mapped[date]
    owner_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    due_on: Mapped[date | None]
    done_on: Mapped[date | None]
    done_note: Mapped[str] = mapped_column(Text, default="")
    replaces_id: Mapped[UUID | None] = mapped_column(ForeignKey("leadership_decision.id", ondelete="RESTRICT"))

    item: Mapped[AgendaItem] = relationship(lazy="raise_on_sql")
    owner: Mapped[Person | None] = relationship(lazy="raise_on_sql")
    replaces: Mapped["Decision | None"] = relationship(lazy="raise_on_sql", remote_side="Decision.id")


_VOTES = ("votes_for", "votes_against", "abstained")
DECIDED = ("number", "item_id", "subject_kind", "subject_id", "text", "result", *_VOTES, "decided_on", "replaces_id")
"""What of a decision stands for ever; only that it was carried out is added later, or who does it after somebody left."""


class DecisionsStand(RuntimeError):
    """Something wanted to change a decision that was made."""


@event.listens_for(Decision, "before_update")
def _stand(_mapper: object, _connection: object, decision: Decision) -> None:
    state = inspect(decision)
    if any(state.attrs[name].history.has_changes() for name in DECIDED):
        raise DecisionsStand(decision.number)
