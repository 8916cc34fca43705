"""Compute every standing from the ledger, and say where what was kept is another: the proof that kept figures are right."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from lms.competency.queries import ledger
from lms.competency.service.standing import facts_of, stand
from lms.kit.clock import now

PEOPLE_AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class Compared:
    """One portion: the last person of it (None: nobody was left), how many standings were compared, and which are another."""

    last: UUID | None
    compared: int
    due: list[ledger.Pair]
    """Those that age or new rules may have changed, and that a job has not come to yet: no mistake."""
    different: list[ledger.Pair]


def compare(after: UUID | None, *, mend: bool) -> Compared:
    """Compare the standings of the people that follow ``after``, and with ``mend`` put right what differs."""
    people = ledger.people_after(after, limit=PEOPLE_AT_ONCE)
    number, rules = ledger.rules_in_force()
    pieces, kept, moment = ledger.of_people(people), ledger.kept_of(people), now()
    other = [
        pair
        for pair in sorted(pieces.keys() | kept.keys())
        if not _same(kept.get(pair), facts_of(pieces.get(pair, ()), rules, number, moment))
    ]
    due = [pair for pair in other if _is_due(kept.get(pair), number, moment)]
    different = [pair for pair in other if pair not in due]
    if mend:
        stand(due, because="age")
        stand(different, because="rules")
    return Compared(people[-1] if people else None, len(pieces.keys() | kept.keys()), due, different)


def _is_due(kept: Mapping[str, Any] | None, number: int, moment: datetime) -> bool:
    return kept is not None and (kept["rules_number"] < number or (kept["recheck_at"] is not None and kept["recheck_at"] <= moment))


def _same(kept: Mapping[str, Any] | None, facts: Mapping[str, Any]) -> bool:
    return kept is not None and all(kept[name] == value for name, value in facts.items())
