"""Who evaluates an idea: those with the fewest open evaluations, from at least two departments, the author's own never in the majority.

The limits are caps on departments, and on the author's departments together. Caps like these form a laminar matroid, on which taking the
least loaded first gives the least load in all; so the simple way is also the best one.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Literal
from uuid import UUID

EVALUATORS = 3
DEPARTMENTS = 2

Why = Literal["author", "took-part", "department-full", "own-department-full", "busier"]
"""Why somebody was not chosen: an author; asked before; enough come from their department, or from the author's; others had less to do."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who may evaluate."""

    id: UUID
    department_id: UUID | None
    load: int
    """Evaluations that wait for them now."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What came out, and why."""

    chosen: tuple[Candidate, ...]
    left_out: dict[UUID, Why]
    missing: int
    """How many evaluators could not be found."""


def allocate(
    candidates: Sequence[Candidate],
    *,
    authors: Collection[UUID],
    own_departments: Collection[UUID],
    taking_part: Sequence[Candidate] = (),
    asked_before: Collection[UUID] = (),
    wanted: int = EVALUATORS,
    seed: str,
) -> Choice:
    """Choose as many as are missing to ``wanted``. Those with equal load are drawn by ``seed``, so that the same run gives the same people."""
    departments = Counter(one.department_id for one in taking_part)
    own = sum(one.department_id in own_departments for one in taking_part)
    size = max(wanted, len(taking_part))
    most_of_one, most_own = size - (DEPARTMENTS - 1), size // 2
    chosen: list[Candidate] = []
    left_out: dict[UUID, Why] = {}
    for one in sorted(candidates, key=lambda one: (one.load, _lot(seed, one.id))):
        if one.id in authors:
            left_out[one.id] = "author"
        elif one.id in asked_before or any(one.id == other.id for other in taking_part):
            left_out[one.id] = "took-part"
        elif len(taking_part) + len(chosen) >= size:
            left_out[one.id] = "busier"
        elif one.department_id in own_departments and own >= most_own:
            left_out[one.id] = "own-department-full"
        elif departments[one.department_id] >= most_of_one:
            left_out[one.id] = "department-full"
        else:
            chosen.append(one)
            departments[one.department_id] += 1
            own += one.department_id in own_departments
    return Choice(tuple(chosen), left_out, size - len(taking_part) - len(chosen))


def _lot(seed: str, candidate: UUID) -> str:
    return sha256(f"{seed}:{candidate}".encode()).hexdigest()


Short = Literal["people", "departments", "own-majority"]


def shortfall(departments: Sequence[UUID | None], own_departments: Collection[UUID]) -> Short | None:
    """Why evaluators from these departments are not enough for a result; None when they are."""
    if len(departments) < EVALUATORS:
        return "people"
    if len(set(departments)) < DEPARTMENTS:
        return "departments"
    if sum(one in own_departments for one in departments) * 2 > len(departments):
        return "own-majority"
    return None
