"""Reads of who manages whom."""

from sqlalchemy import Uuid, bindparam, exists

from lms.people.models import Person

_OF_PERSON = Person.__table__.c
HAS_REPORTS = exists().where(
    _OF_PERSON.manager_id == bindparam("person_id", type_=Uuid), _OF_PERSON.id != bindparam("person_id", type_=Uuid), _OF_PERSON.active
)
"""Whether anybody reports to a person today. Put together once, since each page asks."""
