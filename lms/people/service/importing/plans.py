"""What carrying a file out would do, as values."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import Any
from uuid import UUID

from lms.people.import_rows.headings import Columns
from lms.people.import_rows.shapes import Fault, Table
from lms.people.models import ImportKind

LEAVERS_PERCENT = 5
"""A file that would deactivate a larger share than this stops and asks."""


@dataclass(frozen=True, slots=True)
class Step:
    """What happens with one row: ``kind`` is ``create``, ``change``, ``leave`` (as it is) or ``return`` (works here again).

    ``values`` are the facts that are new, ``shown`` the words for what they were and will be. ``known`` is the row of the directory; ``key``
    names it, or the new one, within the file.
    """

    line: int
    key: str
    known: UUID | None
    name: str
    detail: str
    kind: str
    values: Mapping[str, Any]
    shown: Mapping[str, tuple[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Leaver:
    """Somebody whom a file of everybody does not name."""

    id: UUID
    name: str
    email: str
    reports: int
    """How many active people would be without a manager."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a file would do, and the rows that cannot be used."""

    kind: ImportKind
    steps: tuple[Step, ...] = ()
    faults: tuple[Fault, ...] = ()
    leavers: tuple[Leaver, ...] = ()
    staff: int = 0
    """How many work here and could be deactivated by the file at all."""
    nameless: int = 0
    """Bad rows that nobody can be recognised in; while there are any, a full list deactivates nobody."""
    table: Table | None = None
    columns: Columns | None = None
    doubts: tuple[Step, ...] = ()
    """Rows whose staff number is somebody's, and neither name nor address is: a marriage, or a number that was given away again. Each is
    a fault until somebody says that it is the same person."""
    left: int = 0
    """Rows that say that the person left: they count as not being in the file."""

    @property
    def fingerprint(self) -> str:
        """Changes when anything changes that the plan would do."""
        return sha256(repr((self.kind.value, self.steps, self.faults, self.leavers, self.doubts)).encode()).hexdigest()

    def confirmed(self, lines: Collection[int]) -> "Plan":
        """The plan once somebody said of these doubtful rows that they mean the same person."""
        sure = {step.line: step for step in self.doubts if step.line in lines}
        faults = tuple(fault for fault in self.faults if fault.line not in sure)
        return replace(self, steps=(*self.steps, *sure.values()), faults=faults, doubts=tuple(step for step in self.doubts if step.line not in sure))

    @property
    def bad_lines(self) -> list[int]:
        """The rows that cannot be used."""
        return sorted({fault.line for fault in self.faults})

    def only(self, lines: Collection[int]) -> "Plan":
        """What the plan would do with these rows alone; nobody leaves."""
        return replace(
            self,
            steps=tuple(step for step in self.steps if step.line in lines),
            faults=tuple(fault for fault in self.faults if fault.line in lines),
            doubts=tuple(step for step in self.doubts if step.line in lines),
            leavers=(),
        )

    def count(self, kind: str) -> int:
        """How many rows are of that kind."""
        return sum(step.kind == kind for step in self.steps)

    @property
    def asks_for_number(self) -> bool:
        """Whether so many would be deactivated that somebody has to type how many."""
        return len(self.leavers) * 100 > self.staff * LEAVERS_PERCENT

    @property
    def does_something(self) -> bool:
        """Whether anything would change, or could."""
        return bool(self.leavers or self.doubts) or any(step.kind != "leave" for step in self.steps)
