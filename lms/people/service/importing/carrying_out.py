"""Do exactly what was shown: all rows, or the good ones, once."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select, update

from lms.audit.service import record, record_all
from lms.kit.clock import now
from lms.kit.db import db, one_at_a_time, publish
from lms.kit.errors import DomainError
from lms.kit.i18n import gettext as _
from lms.people.events import AddressChanged, ManagerChanged, PersonJoined, PersonMoved
from lms.people.models import Department, ImportKind, ImportState, PeopleImport, Person, Post
from lms.people.queries.managers import former_reports
from lms.people.service.importing.plans import Plan, Step
from lms.people.service.leaving import let_many_go
from lms.people.service.links import end_links
from lms.people.service.structure import tell_moves, ways_up


class ChangedMeanwhile(DomainError):
    """The directory is not as it was when the file was looked through."""


class HasFaults(DomainError):
    """All or nothing was asked for, and some rows are bad."""


class TooManyLeave(DomainError):
    """So many would be deactivated that their number has to be typed."""


def lock() -> None:
    """One import at a time: the second of two that were sent at once finds the first one's outcome."""
    one_at_a_time("people-import")


def carry_out(
    found: PeopleImport, plan: Plan, *, seen: str, good_rows_only: bool, typed: str = "", same: Collection[int] = (), by: Person | None
) -> bool:
    """Do what the plan says, once per file that was brought; return whether this call did it. ``same`` are doubtful rows that mean the same person.

    :raises ChangedMeanwhile: when ``seen``, the fingerprint that the person saw, is not the plan's.
    :raises HasFaults: when rows are bad and not only the good ones were asked for.
    :raises TooManyLeave: when more than five per cent would be deactivated and ``typed`` is not how many.
    """
    if found.state is ImportState.DONE:
        return False
    if plan.fingerprint != seen:
        raise ChangedMeanwhile(_("The directory changed since you looked through the file. Please look at what would happen now, and confirm again."))
    plan = plan.confirmed(same)
    if plan.faults and not good_rows_only:
        raise HasFaults(_("Some rows are bad, so nothing was imported. Correct the file, or choose “good rows only”."))
    if plan.asks_for_number and typed.strip() != str(len(plan.leavers)):
        raise TooManyLeave(
            _("This would deactivate more than 5 per cent of the people. Nothing was imported. If it is right, type how many: see the box above.")
        )
    if plan.kind is ImportKind.PEOPLE:
        people = _write_people(plan.steps, by)
        _name_managers(plan.steps, people)
        let_many_go([leaver.id for leaver in plan.leavers], way="import", by=by)
        returned = [people[step.key] for step in plan.steps if step.kind == "return"]
        managers = [str(one.id) for one in returned if former_reports(one)]
    else:
        _write_units(plan, by)
        managers = []
    _note(found, plan, managers, by)
    return True


def _note(found: PeopleImport, plan: Plan, managers: list[str], by: Person | None) -> None:
    """``managers``: who came back, and may be given those who reported to them."""
    counts = {
        "created": plan.count("create"),
        "changed": plan.count("change"),
        "returned": plan.count("return"),
        "left": plan.count("leave"),
        "deactivated": len(plan.leavers),
        "bad": len(plan.bad_lines),
    }
    found.state, found.report = ImportState.DONE, counts | {"bad_lines": plan.bad_lines, "managers": managers}
    found.done_at, found.done_by_id = now(), by.id if by else None
    record("imported", "import", found.id, by=by.id if by else None, file=found.mark, kind=found.kind.value, full_list=found.full_list, **counts)


def _write_people(steps: Iterable[Step], by: Person | None) -> dict[str, Person]:
    """Write all facts but the managers; new people are there afterwards. Two statements read, whatever the number of rows."""
    steps = [step for step in steps if step.kind != "leave"]
    wanted = {step.known for step in steps if step.known} | {
        UUID(str(step.values["manager"])) for step in steps if not str(step.values.get("manager", "new:")).startswith("new:")
    }
    # One long list of ids would break the limit of parameters; the directory is read whole by the plan anyway.
    people = {str(person.id): person for person in db.session.scalars(select(Person)) if person.id in wanted}
    told: list[AddressChanged] = []
    for step in steps:
        plain = {name: value for name, value in step.values.items() if name != "manager"}
        if step.known is None:
            people[step.key] = Person(fs_uniquifier=uuid4().hex, active=True, **plain)
            db.session.add(people[step.key])
            continue
        person = people[step.key]
        if "email" in plain:
            told.append(AddressChanged(person.id, person.email))
        for name, value in plain.items():
            setattr(person, name, value)
        person.active = person.active or step.kind == "return"
    db.session.flush()
    end_links(*(fact.person_id for fact in told))  # they went to the old addresses
    record_all(list(_deeds(steps, people)), by=by.id if by else None)
    for fact in [*told, *_facts(steps, people)]:
        publish(fact)
    return people


def _facts(steps: Iterable[Step], people: Mapping[str, Person]) -> Iterator[Any]:
    for step in steps:
        if step.kind in ("create", "return"):
            yield PersonJoined(people[step.key].id, came_back=step.kind == "return")
        if step.known and {"department_id", "post_id"} & set(step.values):
            yield PersonMoved(people[step.key].id)


def _deeds(steps: Iterable[Step], people: Mapping[str, Person]) -> Iterator[tuple[str, str, UUID, Mapping[str, Any]]]:
    deeds = {"create": "created", "change": "edited", "return": "reactivated"}
    for step in steps:
        facts = {"way": "import"} if step.kind == "create" else {"way": "import", "changed": sorted(step.values)}
        yield deeds[step.kind], "person", people[step.key].id, facts


def _name_managers(steps: Iterable[Step], people: Mapping[str, Person]) -> None:
    changes = []
    for step in steps:
        if "manager" in step.values:
            person, manager = people[step.key], people[str(step.values["manager"])]
            changes.append({"id": person.id, "manager_id": manager.id})
            publish(ManagerChanged(person.id, person.manager_id, manager.id))
    if changes:
        db.session.execute(update(Person), changes)


def _write_units(plan: Plan, by: Person | None) -> None:
    model: Any = Department if plan.kind is ImportKind.DEPARTMENTS else Post
    rows: dict[str, Any] = {row.code.lower(): row for row in db.session.scalars(select(model))}
    steps = [step for step in plan.steps if step.kind != "leave"]
    for step in steps:
        plain = {name: value for name, value in step.values.items() if name != "parent"}
        if step.known is None:
            rows[step.key] = model(code=step.detail, **plain)
            db.session.add(rows[step.key])
        for name, value in plain.items():
            setattr(rows[step.key], name, value)
    db.session.flush()
    moving = [step for step in steps if "parent" in step.values]
    above = ways_up(step.known for step in moving if step.known)
    for step in moving:
        rows[step.key].parent_id = rows[str(step.values["parent"])].id
    tell_moves(above)
    thing = "department" if plan.kind is ImportKind.DEPARTMENTS else "post"
    told = [({"create": "created"}.get(step.kind, "edited"), thing, rows[step.key].id, {"way": "import", "code": step.detail}) for step in steps]
    record_all(told, by=by.id if by else None)
