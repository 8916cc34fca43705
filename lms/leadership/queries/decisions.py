"""Reads of the leadership team's decisions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import aliased, joinedload

from lms.kit.clock import today
from lms.kit.db import db
from lms.kit.errors import NotFound
from lms.kit.i18n import gettext as _
from lms.leadership.models import AgendaItem, Decision, Result, SubjectKind


def decisions_about(kind: SubjectKind, subject_id: UUID) -> list[Decision]:
    """The decisions on a thing, the newest first, each with its item. One statement."""
    asked = select(Decision).where(Decision.subject_kind == kind, Decision.subject_id == subject_id).options(joinedload(Decision.item))
    return list(db.session.scalars(asked.order_by(Decision.decided_on.desc(), Decision.number.desc())))


@dataclass(frozen=True, slots=True)
class DecisionLine:
    """A decision in a list; ``replaced_by`` is the number of the one that took its place."""

    decision: Decision
    replaced_by: str | None
    today: date

    @property
    def open(self) -> bool:
        """Something is left to do."""
        return self.decision.result is not Result.REJECTED and self.decision.due_on is not None and not self.settled

    @property
    def settled(self) -> bool:
        """It was carried out, or another took its place."""
        return self.decision.done_on is not None or self.replaced_by is not None

    @property
    def overdue(self) -> bool:
        """Its day has passed."""
        return self.open and self.decision.due_on is not None and self.decision.due_on < self.today


_later = aliased(Decision)
_whole = joinedload(Decision.owner), joinedload(Decision.item).joinedload(AgendaItem.meeting), joinedload(Decision.replaces)


def decisions(*, only: str = "", words: str = "") -> list[DecisionLine]:
    """All decisions, the newest first; ``only`` ``open`` or ``overdue`` ones. One statement."""
    asked = select(Decision, _later.number).outerjoin(_later, _later.replaces_id == Decision.id).options(*_whole)
    for word in words.split()[:6]:
        asked = asked.where(Decision.text.icontains(word, autoescape=True) | Decision.number.contains(word, autoescape=True))
    if only:
        asked = asked.where(Decision.due_on.is_not(None), Decision.done_on.is_(None), Decision.result != Result.REJECTED)
    day = today()
    found = [DecisionLine(one, number, day) for one, number in db.session.execute(asked.order_by(Decision.number.desc()))]
    return [line for line in found if not only or (line.overdue if only == "overdue" else line.open)]


def decision(number: str) -> DecisionLine:
    """One decision by its number.

    :raises NotFound: when there is none.
    """
    asked = select(Decision, _later.number).outerjoin(_later, _later.replaces_id == Decision.id).where(Decision.number == number).options(*_whole)
    row = db.session.execute(asked).first()
    if row is None:
        raise NotFound(_("There is no decision of that number."))
    return DecisionLine(row[0], row[1], today())


def overdue() -> Sequence[DecisionLine]:
    """Open decisions whose day has passed. One statement."""
    return decisions(only="overdue")
