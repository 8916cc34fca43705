"""People who leave: their sign-ins end, and those whom they managed get somebody else, or nobody."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select, update

from lms.audit.service import record_all
from lms.kit.clock import now
from lms.kit.db import db, publish
from lms.people.events import ManagerChanged, PersonDeactivated
from lms.people.models import Person, SignIn
from lms.people.queries.directory import chain_of_managers
from lms.people.service.links import AT_ONCE, end_links

Moving = tuple[tuple[UUID, UUID | None], UUID | None]
"""A person with their manager of before, and the one of afterwards."""


def _parts(ids: Sequence[UUID]) -> Iterable[Sequence[UUID]]:
    return (ids[start : start + AT_ONCE] for start in range(0, len(ids), AT_ONCE))


def hand_over_reports(leaver: Person, successor: Person, *, by: Person | None) -> int:
    """Let everybody whom ``leaver`` manages report to ``successor``, who takes the leaver's place where they worked below; return how many."""
    below = any(above.id == leaver.id for above in chain_of_managers(successor))
    moving: list[Moving] = [(row, successor.id) for row in _reports([leaver.id]) if row[0] != successor.id]
    if below:
        moving.append(((successor.id, successor.manager_id), leaver.manager_id))
    _move(moving, by)
    return len(moving)


def give_back(people: Sequence[Person], manager: Person, *, by: Person | None) -> None:
    """Let ``people`` report to ``manager`` again, who came back."""
    _move([((one.id, one.manager_id), manager.id) for one in people], by, way="manager-came-back")


def left_behind(manager_ids: Sequence[UUID], successor: Person | None = None) -> Mapping[UUID, Mapping[str, Any]]:
    """Of each of these people who manages anybody: whom, and who takes over, for the trail. Who comes back may be given them again."""
    managed: dict[UUID, list[str]] = defaultdict(list)
    for part in _parts(manager_ids):
        for person_id, manager_id in _reports(part):
            if manager_id:
                managed[manager_id].append(str(person_id))
    return {one: {"reports": reports, "successor": str(successor.id) if successor else ""} for one, reports in managed.items()}


def leave_without_manager(manager_ids: Sequence[UUID], *, by: Person | None) -> int:
    """Let everybody whom these people manage report to nobody, until somebody is named; return how many."""
    moving: list[Moving] = [(row, None) for part in _parts(manager_ids) for row in _reports(part)]
    _move(moving, by)
    return len(moving)


def _reports(manager_ids: Sequence[UUID]) -> list[tuple[UUID, UUID | None]]:
    rows = db.session.execute(select(Person.id, Person.manager_id).where(Person.manager_id.in_(manager_ids)).order_by(Person.id))
    return [(row.id, row.manager_id) for row in rows]


def _move(moving: Sequence[Moving], by: Person | None, *, way: str = "manager-left") -> None:
    for after in {after for _row, after in moving}:
        for part in _parts([row[0] for row, to in moving if to == after]):
            db.session.execute(update(Person).where(Person.id.in_(part)).values(manager_id=after))
    deeds = [("edited", "person", row[0], {"changed": ["manager_id"], "manager_id": str(to or ""), "way": way}) for row, to in moving]
    record_all(deeds, by=by.id if by else None)
    for (person_id, before), to in moving:
        publish(ManagerChanged(person_id, before, to))


def let_many_go(ids: Sequence[UUID], *, way: str, by: Person | None) -> None:
    """Deactivate people: they are signed out everywhere, and whom they managed has no manager. Nothing of theirs is lost."""
    if not ids:
        return
    for part in _parts(ids):
        db.session.execute(update(Person).where(Person.id.in_(part)).values(active=False))
        db.session.execute(update(SignIn).where(SignIn.person_id.in_(part), SignIn.ended_at.is_(None)).values(ended_at=now()))
    end_links(*ids)
    managed = left_behind(ids)
    record_all([("deactivated", "person", person_id, {"way": way, **managed.get(person_id, {})}) for person_id in ids], by=by.id if by else None)
    leave_without_manager(ids, by=by)
    for person_id in ids:
        publish(PersonDeactivated(person_id))
