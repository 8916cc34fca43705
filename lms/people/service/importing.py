"""Bring a list of people in: say first what would happen, then do exactly that."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import exists, select

from lms.audit.models import AuditEntry
from lms.audit.service import record, record_all
from lms.kit import blobs
from lms.kit.db import db, one_at_a_time, publish
from lms.kit.errors import DomainError
from lms.kit.i18n import gettext as _
from lms.people.events import PersonMoved
from lms.people.import_rows import Fault, Row, in_circles, read_rows
from lms.people.models import Department, Grant, Person, Post, Role

FIELDS = ("name", "staff_number", "department_id", "post_id", "manager", "language")


class ChangedMeanwhile(DomainError):
    """The directory is not as it was when the file was looked through."""


class HasFaults(DomainError):
    """All or nothing was asked for, and some rows are bad."""


@dataclass(frozen=True, slots=True)
class Known:
    """A person as the directory has them; ``manager`` is an address."""

    id: UUID
    name: str
    staff_number: str | None
    department_id: UUID | None
    post_id: UUID | None
    manager: str | None
    language: str
    guarded: bool
    """Whether only administrators may change the account."""


@dataclass(frozen=True, slots=True)
class Step:
    """What happens with one row: ``kind`` is ``create``, ``change`` or ``leave``; ``values`` are the facts that are new."""

    line: int
    email: str
    name: str
    kind: str
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Plan:
    """What carrying the file out would do, and the rows that cannot be."""

    digest: str
    steps: tuple[Step, ...]
    faults: tuple[Fault, ...]
    ignored: tuple[str, ...]

    @property
    def fingerprint(self) -> str:
        """Changes when anything changes that the plan would do."""
        return sha256(repr([asdict(step) for step in self.steps] + [asdict(fault) for fault in self.faults]).encode()).hexdigest()

    def count(self, kind: str) -> int:
        """How many rows are of that kind."""
        return sum(step.kind == kind for step in self.steps)


def keep_file(content: bytes) -> str:
    """Keep the file so that exactly what was looked through is carried out; return its hash."""
    return blobs.keep(content)


def plan(digest: str, *, languages: Iterable[str], by: Person) -> Plan:
    """Say what carrying the file ``digest`` out would do. Reads only."""
    read = read_rows(blobs.read(digest))
    people = _directory()
    departments = {code.lower(): id_ for id_, code in db.session.execute(select(Department.id, Department.code))}
    posts = {code.lower(): id_ for id_, code in db.session.execute(select(Post.id, Post.code))}
    holders = {known.staff_number: email for email, known in people.items() if known.staff_number}
    judge = _Judge(
        people, holders, departments, posts, frozenset(languages), frozenset(row.email for row in read.rows), by.has(Role.ADMINISTRATOR)
    )
    faults = list(read.faults)
    good: list[Row] = []
    for row in read.rows:
        wrong = judge.faults_of(row)
        faults += wrong
        good += [] if wrong else [row]
    good, wrong = _without_circles(good, people)
    while True:  # who reports to a row that fell out falls out as well
        faults += wrong
        good, wrong = _without_lost_managers(good, people)
        if not wrong:
            break
    faults.sort(key=lambda fault: fault.line)
    return Plan(digest, tuple(judge.step(row) for row in good), tuple(faults), read.ignored)


def _directory() -> dict[str, Known]:
    manager = select(Person.id, Person.email).subquery()
    administers = exists().where(Grant.person_id == Person.id, Grant.role == Role.ADMINISTRATOR)
    columns = (Person.id, Person.email, Person.name, Person.staff_number, Person.department_id, Person.post_id, Person.language)
    rows = db.session.execute(
        select(*columns, manager.c.email.label("boss"), administers.label("guarded")).outerjoin(manager, manager.c.id == Person.manager_id)
    )
    return {r.email: Known(r.id, r.name, r.staff_number, r.department_id, r.post_id, r.boss, r.language, bool(r.guarded)) for r in rows}


def _without_circles(rows: list[Row], people: Mapping[str, Known]) -> tuple[list[Row], list[Fault]]:
    manager_of = {email: known.manager for email, known in people.items()} | {row.email: row.manager for row in rows if row.manager}
    looping = in_circles(manager_of)
    bad = [row for row in rows if row.manager and row.email in looping]
    faults = [Fault(row.line, "manager", _("The managers go in a circle: somebody would be above and below themselves.")) for row in bad]
    lines = {row.line for row in bad}
    return [row for row in rows if row.line not in lines], faults


def _without_lost_managers(rows: list[Row], people: Mapping[str, Known]) -> tuple[list[Row], list[Fault]]:
    there = set(people) | {row.email for row in rows}
    lost = [row for row in rows if row.manager and row.manager not in there]
    faults = [
        Fault(row.line, "manager", _("The row of the manager %(address)s cannot be used, so this one cannot either.", address=row.manager))
        for row in lost
    ]
    lines = {row.line for row in lost}
    return [row for row in rows if row.line not in lines], faults


@dataclass(frozen=True, slots=True)
class _Judge:
    people: Mapping[str, Known]
    holders: Mapping[str, str]
    departments: Mapping[str, UUID]
    posts: Mapping[str, UUID]
    languages: frozenset[str]
    in_file: frozenset[str]
    for_administrator: bool

    def faults_of(self, row: Row) -> list[Fault]:
        """What the directory says against a row."""
        known = self.people.get(row.email)
        number_holder = self.holders.get(row.staff_number) if row.staff_number else None
        checks = (
            (
                "department",
                row.department and row.department.lower() not in self.departments,
                _("There is no department with the code “%(code)s”.", code=row.department),
            ),
            ("post", row.post and row.post.lower() not in self.posts, _("There is no post with the code “%(code)s”.", code=row.post)),
            (
                "manager",
                row.manager and row.manager not in self.people and row.manager not in self.in_file,
                _("Nobody has the address %(address)s, here or in the file.", address=row.manager),
            ),
            (
                "language",
                row.language and row.language not in self.languages,
                _("“%(code)s” is not a language of this site.", code=row.language),
            ),
            (
                "staff number",
                number_holder not in (None, row.email),
                _("Somebody else has the staff number %(number)s.", number=row.staff_number),
            ),
            (
                "e-mail",
                known and known.guarded and not self.for_administrator,
                _("This is an administrator's account; only administrators can change it."),
            ),
        )
        return [Fault(row.line, column, sentence) for column, wrong, sentence in checks if wrong]

    def step(self, row: Row) -> Step:
        """What happens with a good row: what the file says and the directory does not."""
        department = self.departments[row.department.lower()] if row.department else None
        post = self.posts[row.post.lower()] if row.post else None
        said = {
            "name": row.name,
            "staff_number": row.staff_number,
            "department_id": department,
            "post_id": post,
            "manager": row.manager,
            "language": row.language,
        }
        known = self.people.get(row.email)
        if known is None:
            return Step(row.line, row.email, row.name, "create", {name: value for name, value in said.items() if value})
        new = {name: value for name, value in said.items() if value and getattr(known, name) != value}
        return Step(row.line, row.email, row.name, "change" if new else "leave", new)


def was_carried_out(key: str) -> bool:
    """Whether the import that was begun under ``key`` was carried out."""
    return db.session.scalar(select(AuditEntry.id).where(AuditEntry.thing_kind == "import", AuditEntry.thing_id == key)) is not None


def carry_out(seen: str, found: Plan, *, key: str, good_rows_only: bool, by: Person) -> bool:
    """Do what the plan says, once per ``key``; return whether this call did it.

    :raises ChangedMeanwhile: when ``seen``, the fingerprint that the person saw, is not the plan's.
    :raises HasFaults: when rows are bad and not only the good ones were asked for.
    """
    if was_carried_out(key):
        return False
    if found.fingerprint != seen:
        raise ChangedMeanwhile(
            _("The directory changed since you looked through the file. Please look at what would happen now, and confirm again.")
        )
    if found.faults and not good_rows_only:
        raise HasFaults(_("Some rows are bad, so nothing was imported. Correct the file, or choose “good rows only”."))
    people = _write(found.steps, by)
    _name_managers(found.steps, people)
    record(
        "imported",
        "import",
        key,
        by=by.id,
        file=found.digest,
        created=found.count("create"),
        changed=found.count("change"),
        left=found.count("leave"),
        bad=len(found.faults),
    )
    return True


def lock() -> None:
    """One import at a time: the second of two that were sent at once finds the first one's outcome."""
    one_at_a_time("people-import")


def _write(steps: tuple[Step, ...], by: Person) -> dict[str, Person]:
    wanted = {step.email for step in steps} | {str(step.values["manager"]) for step in steps if "manager" in step.values}
    people = {person.email: person for person in db.session.scalars(select(Person)) if person.email in wanted}
    for step in steps:
        plain = {name: value for name, value in step.values.items() if name != "manager"}
        if step.kind == "create":
            people[step.email] = Person(email=step.email, fs_uniquifier=uuid4().hex, active=True, **plain)
            db.session.add(people[step.email])
        else:
            for name, value in plain.items():
                setattr(people[step.email], name, value)
    db.session.flush()
    record_all(list(_deeds(steps, people)), by=by.id)
    for step in steps:
        if step.kind == "change" and {"department_id", "post_id"} & set(step.values):
            publish(PersonMoved(people[step.email].id))
    return people


def _deeds(steps: tuple[Step, ...], people: Mapping[str, Person]) -> Iterator[tuple[str, str, UUID, Mapping[str, Any]]]:
    for step in steps:
        if step.kind == "create":
            yield "created", "person", people[step.email].id, {"way": "import"}
        elif step.kind == "change":
            yield "edited", "person", people[step.email].id, {"way": "import", "changed": sorted(step.values)}


def _name_managers(steps: tuple[Step, ...], people: Mapping[str, Person]) -> None:
    for step in steps:
        if "manager" in step.values:
            people[step.email].manager_id = people[str(step.values["manager"])].id
    db.session.flush()
