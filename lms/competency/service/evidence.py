"""Commands about evidence: it is added, and withdrawn; nothing overwrites it. What it shows is kept in the same transaction."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any, cast
from uuid import UUID, uuid4

from sqlalchemy import Table, bindparam, select, update
from sqlalchemy.orm import joinedload

from lms.audit.service import record
from lms.competency.events import CompetenceAwarded
from lms.competency.models import Competence, Evidence, EvidenceKind
from lms.competency.service.refusals import NotYours, ReasonNeeded
from lms.competency.service.standing import AT_ONCE, TURN, stand_in_turn
from lms.kit.clock import now
from lms.kit.db import db, insert_into, is_sqlite, one_at_a_time, publish, put_together_once, send, turn_taken
from lms.kit.i18n import gettext as _
from lms.notices.service import tell
from lms.people.models import Person


@dataclass(frozen=True, slots=True)
class NewEvidence:
    """A piece to add. ``source_id`` is what it stands on: the same source counts once per person, competence and kind."""

    person_id: UUID
    competence_id: UUID
    level: int
    kind: EvidenceKind
    source_id: UUID
    label: str
    items: int = 1
    by_id: UUID | None = None
    note: str = ""
    shown_at: datetime = field(default_factory=now)
    expires_at: datetime | None = None


def add_evidence(pieces: Iterable[NewEvidence]) -> int:
    """Write pieces into the ledger and bring what they show up to date. Returns how many were new.

    Three statements for up to ``AT_ONCE`` pieces (insert, select, upsert), and one more when a level changes, on SQLite. On PostgreSQL a single
    piece takes its turn and notes its change along with these; several take one more for the turn.
    """
    given = list(pieces)
    added = 0
    for start in range(0, len(given), AT_ONCE):
        added += _add(given[start : start + AT_ONCE])
    return added


def _add(pieces: Sequence[NewEvidence]) -> int:
    rows = [{**_columns(piece), "id": uuid4(), "withdrawn_reason": "", "label": piece.label[:300]} for piece in pieces]
    if len(rows) == 1 and not is_sqlite():
        new = send(_one_in_turn(), {f"new_{name}": value for name, value in rows[0].items()}).all()
    else:
        one_at_a_time(TURN)
        new = send(_once_per_source(), rows if len(rows) > 1 else rows[0]).all()  # several rows ask for much more of the library
    stand_in_turn({(row.person_id, row.competence_id) for row in new}, because="evidence")
    for row in new:
        publish(CompetenceAwarded(row.person_id, row.competence_id, row.level))
    return len(new)


_NAMES = [field.name for field in fields(NewEvidence)]
_evidence = cast(Table, Evidence.__table__)


def _columns(piece: NewEvidence) -> dict[str, Any]:
    return {name: getattr(piece, name) for name in _NAMES}


@put_together_once
def _once_per_source() -> Any:
    return _unless_it_is_there(insert_into(Evidence))


@put_together_once
def _one_in_turn() -> Any:
    """A single row, by far the commonest: PostgreSQL takes the turn on the same journey."""
    names = [*_NAMES, "id", "withdrawn_reason"]
    row = select(*(bindparam(f"new_{name}", type_=_evidence.c[name].type) for name in names)).select_from(turn_taken(TURN))
    return _unless_it_is_there(insert_into(Evidence).from_select(names, row))


def _unless_it_is_there(adding: Any) -> Any:
    statement = adding.on_conflict_do_nothing(index_elements=["person_id", "competence_id", "kind", "source_id"])
    return statement.returning(_evidence.c.person_id, _evidence.c.competence_id, _evidence.c.level)


def award(
    person_id: UUID,
    competence_id: UUID,
    level: int,
    *,
    kind: EvidenceKind,
    source_id: UUID,
    label: str,
    shown_at: datetime | None = None,
    expires_at: datetime | None = None,
) -> bool:
    """Note one piece of evidence, once per source. Returns whether it was new."""
    return bool(
        add_evidence([NewEvidence(person_id, competence_id, level, kind, source_id, label, shown_at=shown_at or now(), expires_at=expires_at)])
    )


def withdraw_evidence(kind: EvidenceKind, source_id: UUID) -> None:
    """Let everything that stood on this source count no more; the rows stay."""
    one_at_a_time(TURN)
    gone = db.session.execute(
        update(Evidence)
        .where(Evidence.kind == kind, Evidence.source_id == source_id, Evidence.withdrawn_at.is_(None))
        .values(withdrawn_at=now())
        .returning(Evidence.person_id, Evidence.competence_id)
    ).all()
    stand_in_turn([(row.person_id, row.competence_id) for row in gone], because="withdrawal")


def take_back(piece: Evidence, reason: str, *, by: Person) -> None:
    """Let a rating, an observation or prior learning count no more, with a reason that stays beside it, and tell the person.

    Whoever gave it may do that; what a claim was accepted for, any second person who reviews claims: the one who accepted may have left.

    :raises NotYours: somebody else gave it and it is no prior learning, or it is one's own.
    :raises ReasonNeeded: there is no reason.
    """
    reviewed = piece.kind is EvidenceKind.PRIOR_LEARNING and piece.person_id != by.id
    if piece.by_id != by.id and not reviewed:
        raise NotYours(_("Only the person who gave a rating or noted a task takes it back."))
    if not reason.strip():
        raise ReasonNeeded(_("Say in a sentence why it counts no more. The person concerned reads it."))
    one_at_a_time(TURN)
    gone = db.session.execute(
        update(Evidence)
        .where(Evidence.id == piece.id, Evidence.withdrawn_at.is_(None))
        .values(withdrawn_at=now(), withdrawn_by_id=by.id, withdrawn_reason=reason.strip())
        .returning(Evidence.id)
    ).all()
    if gone:
        stand_in_turn([(piece.person_id, piece.competence_id)], because="withdrawal")
        record("taken-back", "evidence", piece.id, by=by.id, person=str(piece.person_id), kind=piece.kind.value)
        competence = with_framework(piece.competence_id)
        href = why_path(competence)
        tell(piece.person_id, "evidence-taken-back", about=str(piece.id), href=href, competence=competence.title, reason=reason.strip())


def with_framework(competence_id: UUID) -> Competence:
    """The competence, with its framework."""
    return db.session.scalars(select(Competence).where(Competence.id == competence_id).options(joinedload(Competence.framework))).one()


def why_path(competence: Competence) -> str:
    """The page where an officer reads what is behind a level of their own."""
    return f"/me/competences/{competence.framework.slug}/{competence.code}"
