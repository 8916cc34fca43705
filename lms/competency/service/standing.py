"""Keep what people's evidence shows in step with the ledger: the only writer of standings and of their changes."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast
from uuid import uuid4

from sqlalchemy import Table, insert

from lms.competency.events import StandingChanged
from lms.competency.levels.reckoning import Piece, next_fall, reckon
from lms.competency.levels.rules import Rules
from lms.competency.models import Confidence, Standing, StandingChange
from lms.competency.queries import ledger
from lms.competency.queries.ledger import Pair
from lms.kit.clock import now
from lms.kit.db import each_one_at_a_time, insert_into, publish, put_together_once, send

AT_ONCE = 200
"""Standings that are computed in one go."""


@dataclass(frozen=True, slots=True)
class Stood:
    """How many standings were computed, and of how many the level changed."""

    computed: int
    changed: int


def stand(pairs: Collection[Pair], *, because: str) -> Stood:
    """Compute the standing of each (person, competence) anew from all its evidence. ``because``: evidence, age, withdrawal or rules.

    Whoever writes evidence of the same person waits here until we commit, and then sees what we wrote: no update is lost.
    Two statements for any number of pairs up to ``AT_ONCE``, one more when a level changes (and on PostgreSQL one for the lock).
    """
    computed = changed = 0
    ordered = sorted(set(pairs))
    for start in range(0, len(ordered), AT_ONCE):
        some = ordered[start : start + AT_ONCE]
        each_one_at_a_time(f"standing:{person_id}" for person_id, _competence_id in some)
        changed += _keep(some, ledger.of_pairs(some), now(), because)
        computed += len(some)
    return Stood(computed, changed)


def _keep(pairs: Sequence[Pair], found: ledger.Found, moment: datetime, because: str) -> int:
    rows, changes = [], []
    for pair in pairs:
        facts = facts_of(found.pieces.get(pair, ()), found.rules, found.number, moment)
        rows.append({"id": uuid4(), "person_id": pair[0], "competence_id": pair[1], **facts})
        before = found.levels.get(pair, 0)
        if before != facts["level"]:
            changes.append((pair, before, facts["level"]))
    _write(rows)
    _tell(changes, moment, because)
    return len(changes)


def facts_of(pieces: Collection[Piece], rules: Rules, rules_number: int, moment: datetime) -> dict[str, Any]:
    """What a standing keeps of what its evidence shows at ``moment``."""
    reckoned = reckon(pieces, rules, moment)
    fall = next_fall(reckoned, rules)
    dates = [one.piece.shown_at for one in reckoned.counting]
    return {
        "level": reckoned.level,
        "confidence": Confidence(reckoned.confidence),
        "pieces": len(dates),
        "oldest_at": min(dates, default=None),
        "newest_at": max(dates, default=None),
        "recheck_at": reckoned.recheck_at,
        "falls_at": fall.at if fall else None,
        "falls_to": fall.level if fall else None,
        "rules_number": rules_number,
    }


def _write(rows: Sequence[Mapping[str, Any]]) -> None:
    if rows:
        send(_kept_anew(), rows)


@put_together_once
def _kept_anew() -> Any:
    statement = insert_into(Standing)
    anew = {name: statement.excluded[name] for name in ledger.KEPT}
    return statement.on_conflict_do_update(index_elements=["person_id", "competence_id"], set_=anew)


_NOTE_CHANGE = insert(cast(Table, StandingChange.__table__))


def _tell(changes: Iterable[tuple[Pair, int, int]], moment: datetime, because: str) -> None:
    rows = [
        {"id": uuid4(), "person_id": pair[0], "competence_id": pair[1], "at": moment, "before": before, "after": after, "because": because}
        for pair, before, after in changes
    ]
    if rows:
        send(_NOTE_CHANGE, rows)
    for row in rows:
        publish(StandingChanged(row["person_id"], row["competence_id"], row["before"], row["after"]))  # type: ignore[arg-type]
