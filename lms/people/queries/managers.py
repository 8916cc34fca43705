"""Reads of who manages whom."""

from sqlalchemy import Uuid, bindparam, exists

from lms.people.models import Person

HAS_REPORTS = exists().where(
    Person.manager_id == bindparam("person_id", type_=Uuid), Person.id != bindparam("person_id", type_=Uuid), Person.active
)
"""Whether anybody reports to a person today. Put together once, since each page asks."""
