"""Reads of who manages whom."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Uuid, bindparam, exists, or_, select
from sqlalchemy.orm import joinedload

from lms.audit.models import AuditEntry
from lms.kit.clock import now
from lms.kit.db import db
from lms.people.models import Person
from lms.people.queries.directory import chain_of_managers
from lms.people.queries.officers import WORKS_HERE

_OF_PERSON = Person.__table__.c
HAS_REPORTS = exists().where(
    _OF_PERSON.manager_id == bindparam("person_id", type_=Uuid), _OF_PERSON.id != bindparam("person_id", type_=Uuid), _OF_PERSON.active
)
"""Whether anybody reports to a person today. Put together once, since each page asks."""

OFFERED_FOR = timedelta(days=30)
"""So long after somebody came back it is asked whether those whom they managed shall report to them again."""


@dataclass(frozen=True, slots=True)
class FormerReports:
    """Whom somebody managed who came back, until they left."""

    until: datetime
    people: Sequence[Person]


def former_reports(manager: Person) -> FormerReports | None:
    """Whom ``manager`` managed until they left, if they came back lately: as far as these report to nobody, or to whoever took over then.

    Who got another manager meanwhile is not among them. It is known from the trail, since the day that it notes it. Three statements, and one for
    each above.
    """
    about = (AuditEntry.thing_kind == "person", AuditEntry.thing_id == str(manager.id), AuditEntry.deed.in_(("deactivated", "reactivated")))
    deeds = db.session.scalars(select(AuditEntry).where(*about).order_by(AuditEntry.number.desc())).all()
    if not manager.active or not deeds or deeds[0].deed != "reactivated" or deeds[0].at < now() - OFFERED_FOR:
        return None
    left = next((one for one in deeds if one.facts.get("reports")), None)  # somebody may be gone once more before anybody was given back
    if left is None:
        return None
    managed, successor = [UUID(one) for one in left.facts["reports"]], UUID(left.facts["successor"]) if left.facts["successor"] else None
    theirs = (Person.id.in_(managed), Person.id.not_in([above.id for above in chain_of_managers(manager)]), WORKS_HERE)
    as_left = or_(Person.manager_id.is_(None), Person.manager_id == successor, Person.id == successor) if successor else Person.manager_id.is_(None)
    loaded = (joinedload(Person.department), joinedload(Person.manager))
    people = db.session.scalars(select(Person).where(*theirs, as_left).options(*loaded).order_by(Person.name, Person.id)).all()
    people = [one for one in people if one.manager_id != manager.id]
    return FormerReports(left.at, people) if people else None
