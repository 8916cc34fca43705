"""What a list of people would do to the directory."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from uuid import UUID

from lms.kit.i18n import gettext as _
from lms.people.import_rows.circles import circles_in
from lms.people.import_rows.headings import Columns
from lms.people.import_rows.shapes import Fault, People, PersonRow, Table
from lms.people.models import ImportKind
from lms.people.queries.scopes import Reach, within
from lms.people.service.importing.directory import Directory, Known
from lms.people.service.importing.plans import Leaver, Plan, Step

NAMED_IN_CIRCLE = 6
Complain = Callable[[PersonRow, str, str], None]


@dataclass(frozen=True, slots=True)
class Limits:
    """What the one who brings the file may do, and what the house speaks."""

    languages: frozenset[str]
    reach: Reach
    for_administrator: bool
    full_list: bool
    not_leaving: UUID | None
    """Whoever brings the file does not deactivate themselves."""


def plan_people(read: People, directory: Directory, *, table: Table, columns: Columns, limits: Limits) -> Plan:
    """Say what happens to whom, row by row, and who is missing from a list of everybody."""
    work = _Work(read.rows, directory, limits)
    faults = [*read.faults, *work.faults(columns, table)]
    steps = tuple(work.step(row) for row in work.good)
    doubts = tuple(work.step(row) for row in work.doubtful)
    leavers, staff = _leavers(read, work, steps) if limits.full_list else ((), 0)
    faults.sort(key=lambda fault: fault.line)
    return Plan(ImportKind.PEOPLE, steps, tuple(faults), leavers, staff, read.nameless, table, columns, doubts, read.left)


class _Work:
    """The rows of one file beside the directory. A person's key is their id, or the line of their row when they are new."""

    def __init__(self, rows: Iterable[PersonRow], directory: Directory, limits: Limits) -> None:
        self.directory, self.limits = directory, limits
        self.rows = list(rows)
        self.known = {row.line: self._known(row) for row in self.rows}
        self.key_of_email = {email: str(known.id) for email, known in directory.by_email.items() if not known.external}
        self.key_of_number = {number: str(known.id) for number, known in directory.by_number.items()}
        for row in self.rows:
            known = self.known[row.line]
            if known is not None and known.external:
                continue  # the row is a fault, and its address names no manager
            if row.email:
                self.key_of_email[row.email] = self.key(row)
            if row.staff_number:
                self.key_of_number[row.staff_number] = self.key(row)
        self.names = {str(known.id): known.name for known in directory.people.values()} | {self.key(row): row.name for row in self.rows}
        returning = {known.id for known in self.known.values() if known} if limits.full_list else set()
        self.gone = {str(known.id) for known in directory.people.values() if not known.active and known.id not in returning}
        self.good: list[PersonRow] = []
        self.doubtful: list[PersonRow] = []

    def _known(self, row: PersonRow) -> Known | None:
        """Whom a row means: the staff number goes first, so that somebody with a new address is found."""
        by_number = self.directory.by_number.get(row.staff_number or "")
        return by_number or self.directory.by_email.get(row.email or "")

    def key(self, row: PersonRow) -> str:
        """By what a row's person is named within the file."""
        known = self.known[row.line]
        return str(known.id) if known else f"new:{row.line}"

    def manager_key(self, row: PersonRow) -> str | None:
        """Whom a row names as manager."""
        if row.manager is None:
            return None
        return (self.key_of_email if "@" in row.manager else self.key_of_number).get(row.manager)

    def faults(self, columns: Columns, table: Table) -> list[Fault]:
        """Everything that the directory says against rows; ``good`` are those that are left, ``doubtful`` those with nothing but a doubt."""
        faults: list[Fault] = []

        def add(row: PersonRow, field: str, sentence: str) -> None:
            faults.append(Fault(row.line, columns.heading(field, table.headings), sentence))

        left: list[PersonRow] = []
        lines_of_known: dict[UUID, int] = {}
        for row in self.rows:
            wrong = [*self._wrong_in(row), *self._twice(row, lines_of_known)]
            for field, sentence in [*wrong, *self._doubt(row)]:
                add(row, field, sentence)
            if not wrong:
                left.append(row)
        left = self._without_circles(left, add)
        left = self._without_lost_managers(left, add)
        for row in left:
            (self.doubtful if self._doubt(row) else self.good).append(row)
        return faults

    def _twice(self, row: PersonRow, lines: dict[UUID, int]) -> list[tuple[str, str]]:
        known = self.known[row.line]
        if known is None:
            return []
        first = lines.setdefault(known.id, row.line)
        return [] if first == row.line else [("email", _("Row %(line)s means the same person: by address, or by staff number.", line=first))]

    def _wrong_in(self, row: PersonRow) -> list[tuple[str, str]]:
        """What the directory says against a row. Sentences are looked up for those that are wrong only: there are 20,000 rows."""
        codes = [*self._wrong_codes(row)]
        return [*self._wrong_about_whom(row, changes=bool(codes)), *codes]

    def _doubt(self, row: PersonRow) -> list[tuple[str, str]]:
        """A number that is somebody's, with the name and the address of somebody else."""
        known = self.known[row.line]
        if known is None or row.email in (None, known.email) or row.name.casefold() == known.name.casefold():
            return []
        holder = self.directory.by_email.get(row.email or "")
        if holder and holder.id != known.id:
            return []  # that is no doubt any more
        return [("staff_number", _("Somebody else has the staff number %(number)s: neither name nor address is theirs.", number=row.staff_number))]

    def _wrong_about_whom(self, row: PersonRow, *, changes: bool) -> Iterator[tuple[str, str]]:
        known = self.known[row.line]
        holder = self.directory.by_email.get(row.email or "")
        if known is None:
            if not row.email:
                yield "email", _("Nobody has this staff number yet, and a new person needs an address.")
        elif holder and holder.id != known.id:
            yield "email", _("Somebody else has this address, and the staff number is another person's.")
        if known and known.external:
            yield "email", _("This is the account of somebody from outside who sits on the leadership team; lists of officers do not change it.")
        if known and known.guarded and not self.limits.for_administrator and (changes or self.step(row).kind != "leave"):
            yield "email", _("This is an administrator's account; only administrators can change it.")
        if not self._within_reach(row, known):
            yield "department", _("Your role does not reach this department. HR of the whole city can bring this row.")

    def _wrong_codes(self, row: PersonRow) -> Iterator[tuple[str, str]]:
        if row.department and row.department.lower() not in self.directory.departments:
            yield "department", _("There is no department with the code “%(code)s”.", code=row.department)
        if row.post and row.post.lower() not in self.directory.posts:
            yield "post", _("There is no post with the code “%(code)s”.", code=row.post)
        if row.manager and self.manager_key(row) is None:
            yield "manager", self._nobody(row.manager)
        if self._names_new_manager(row) and self.manager_key(row) in self.gone:
            yield "manager", _("The manager %(address)s works here no longer.", address=row.manager)
        if row.language and row.language not in self.limits.languages:
            yield "language", _("“%(code)s” is not a language of this site.", code=row.language)

    def _names_new_manager(self, row: PersonRow) -> bool:
        known, manager = self.known[row.line], self.manager_key(row)
        return manager is not None and (known is None or _now(known, "manager") != manager)

    def _nobody(self, manager: str) -> str:
        if "@" in manager:
            return _("Nobody has the address %(address)s, here or in the file.", address=manager)
        return _("Nobody has the staff number %(number)s, here or in the file.", number=manager)

    def _within_reach(self, row: PersonRow, known: Known | None) -> bool:
        wanted = self.directory.departments.get((row.department or "").lower(), known.department_id if known else None)
        reach = self.limits.reach
        return within(reach, wanted) and (known is None or within(reach, known.department_id))

    def _without_circles(self, rows: list[PersonRow], add: Complain) -> list[PersonRow]:
        above: dict[str, str | None] = {
            str(known.id): str(known.manager_id) if known.manager_id else None for known in self.directory.people.values()
        }
        above |= {self.key(row): self.manager_key(row) for row in rows if row.manager}
        circle_of = {key: circle for circle in circles_in(above) for key in circle}
        left = []
        for row in rows:
            circle = circle_of.get(self.key(row)) if row.manager else None
            if circle is None:
                left.append(row)
                continue
            told = [self.names.get(key, key) for key in circle[:NAMED_IN_CIRCLE]] + (
                ["…"] if len(circle) > NAMED_IN_CIRCLE else [self.names.get(circle[0], "")]
            )
            add(row, "manager", _("The managers go in a circle: %(names)s.", names=" → ".join(told)))
        return left

    def _without_lost_managers(self, rows: list[PersonRow], add: Complain) -> list[PersonRow]:
        """Who would report to a new person whose row fell out, or to one who would have come back by it, falls out as well."""
        here = {str(known.id) for known in self.directory.people.values() if known.active}
        while True:
            there = {self.key(row) for row in rows if not self._doubt(row)} | here
            lost = [row for row in rows if self._names_new_manager(row) and self.manager_key(row) not in there]
            for row in lost:
                add(row, "manager", _("The row of the manager %(address)s cannot be used, so this one cannot either.", address=row.manager))
            if not lost:
                return rows
            gone = {row.line for row in lost}
            rows = [row for row in rows if row.line not in gone]

    def step(self, row: PersonRow) -> Step:
        """What happens with a good row: what the file says and the directory does not."""
        known = self.known[row.line]
        said = {
            "name": row.name,
            "email": row.email,
            "staff_number": row.staff_number,
            "department_id": self.directory.departments[row.department.lower()] if row.department else None,
            "post_id": self.directory.posts[row.post.lower()] if row.post else None,
            "manager": self.manager_key(row),
            "language": row.language,
        }
        said = {name: value for name, value in said.items() if value}
        if known is None:
            shown = {name: ("", self._word(name, value)) for name, value in said.items() if name not in ("name", "email")}
            return Step(row.line, self.key(row), None, row.name, row.email or "", "create", said, shown)
        new = {name: value for name, value in said.items() if value != _now(known, name)}
        returns = self.limits.full_list and not known.active
        kind = "return" if returns else "change" if new else "leave"
        shown = {name: (self._word(name, _now(known, name)), self._word(name, value)) for name, value in new.items()}
        return Step(row.line, self.key(row), known.id, row.name, row.email or known.email, kind, new, shown)

    def _word(self, name: str, value: object) -> str:
        """How somebody would say a fact."""
        if value is None:
            return ""
        if name == "manager":
            return self.names.get(str(value), "")  # nobody knows who an erased manager was
        return self.directory.titles[UUID(str(value))] if name in ("department_id", "post_id") else str(value)


def _now(known: Known, name: str) -> object:
    if name == "manager":
        return str(known.manager_id) if known.manager_id else None
    return getattr(known, name)


def _leavers(read: People, work: _Work, steps: Iterable[Step]) -> tuple[tuple[Leaver, ...], int]:
    """Who works here and stands in no row, not even in a bad one; and how many could have been meant."""
    limits, directory = work.limits, work.directory
    staff = [
        known
        for known in directory.people.values()
        if known.active
        and not known.external
        and within(limits.reach, known.department_id)
        and known.id != limits.not_leaving
        and (limits.for_administrator or not known.guarded)
    ]
    if read.nameless:
        return (), len(staff)
    named = {known.id for known in work.known.values() if known}
    named |= {directory.by_email[email].id for email in read.bad_emails if email in directory.by_email}
    named |= {directory.by_number[number].id for number in read.bad_numbers if number in directory.by_number}
    gone = [one for one in staff if one.id not in named]
    reports = _reports_afterwards(directory, steps, {str(one.id) for one in gone})
    return tuple(Leaver(one.id, one.name, one.email, reports[str(one.id)]) for one in sorted(gone, key=lambda one: (one.name, one.email))), len(staff)


def _reports_afterwards(directory: Directory, steps: Iterable[Step], gone: set[str]) -> Counter[str]:
    """How many of those who stay each person would manage."""
    managers = {str(known.id): str(known.manager_id) for known in directory.people.values() if known.active and known.manager_id}
    managers |= {step.key: str(step.values["manager"]) for step in steps if "manager" in step.values}
    return Counter(manager for key, manager in managers.items() if key not in gone)
