"""Keep what people's evidence shows in step with the ledger: the only writer of standings and of their changes."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast
from uuid import uuid4

from sqlalchemy import Table, bindparam, insert

from lms.competency.events import StandingChanged
from lms.competency.levels.reckoning import Piece, next_fall, reckon
from lms.competency.levels.rules import Rules
from lms.competency.models import Confidence, Standing, StandingChange
from lms.competency.queries import ledger
from lms.competency.queries.ledger import Pair
from lms.kit.clock import now
from lms.kit.db import insert_into, is_sqlite, one_at_a_time, publish, put_together_once, send

AT_ONCE = 200
"""Standings that are computed in one go."""
TURN = "levels"
"""What writes evidence, computes levels from it or counts them is done by one at a time, as ``one_at_a_time`` understands it."""


@dataclass(frozen=True, slots=True)
class Stood:
    """How many standings were computed, and of how many the level changed."""

    computed: int
    changed: int


def stand(pairs: Collection[Pair], *, because: str) -> Stood:
    """Compute the standing of each (person, competence) anew from all its evidence. ``because``: evidence, age, withdrawal or rules.

    Whoever else writes or counts levels waits here until we commit, and then sees what we wrote: no update is lost.
    Two statements for any number of pairs up to ``AT_ONCE``, one more when a level changes (and on PostgreSQL one for the turn).
    """
    one_at_a_time(TURN)
    return stand_in_turn(pairs, because=because)


def stand_in_turn(pairs: Collection[Pair], *, because: str) -> Stood:
    """The same where it is our turn already."""
    computed = changed = 0
    ordered = sorted(set(pairs))
    for start in range(0, len(ordered), AT_ONCE):
        some = ordered[start : start + AT_ONCE]
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
    _write(rows, changes, moment, because)
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


def _write(rows: Sequence[dict[str, Any]], changes: Iterable[tuple[Pair, int, int]], moment: datetime, because: str) -> None:
    facts = [StandingChanged(*pair, before, after) for pair, before, after in changes]
    notes = [_note(fact, moment, because) for fact in facts]
    if len(rows) == len(notes) == 1 and not is_sqlite():
        send(_kept_and_noted(), rows[0] | notes[0])  # the commonest by far: one journey to the server instead of two
    elif rows:
        send(_kept_anew(), rows)
        if notes:
            send(_NOTE_CHANGE, notes)
    for fact in facts:
        publish(fact)


@put_together_once
def _kept_anew() -> Any:
    statement = insert_into(Standing)
    anew = {name: statement.excluded[name] for name in ledger.KEPT}
    return statement.on_conflict_do_update(index_elements=["person_id", "competence_id"], set_=anew)


_changes = cast(Table, StandingChange.__table__).c
_NOTED = ("id", "person_id", "competence_id", "before", "after", "at", "because")
_NOTE_CHANGE = insert(StandingChange).values({_changes[name]: bindparam(f"note_{name}", type_=_changes[name].type) for name in _NOTED})


def _note(fact: StandingChanged, moment: datetime, because: str) -> dict[str, Any]:
    said = (uuid4(), fact.person_id, fact.competence_id, fact.before, fact.after, moment, because)
    return {f"note_{name}": value for name, value in zip(_NOTED, said, strict=True)}


@put_together_once
def _kept_and_noted() -> Any:
    return _kept_anew().add_cte(_NOTE_CHANGE.cte("noted"))
