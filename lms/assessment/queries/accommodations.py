"""Reads of extra time."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from lms.assessment.models import Accommodation
from lms.kit.db import db
from lms.kit.errors import NotFound
from lms.kit.i18n import gettext as _
from lms.people.models import Person
from lms.people.queries.scopes import Reach, of_reach

PAGE = 50


def accommodations(*, page: int, reach: Reach = None) -> tuple[list[tuple[Accommodation, Person]], bool]:
    """Who within ``reach`` has extra time, by name, and whether there are more. One statement."""
    rows = db.session.execute(
        select(Accommodation, Person)
        .join(Person, Person.id == Accommodation.person_id)
        .where(of_reach(reach, Person.department_id))
        .order_by(Person.name, Person.id)
        .limit(PAGE + 1)
        .offset((page - 1) * PAGE)
    ).all()
    return [(row[0], row[1]) for row in rows[:PAGE]], len(rows) > PAGE


def accommodation(accommodation_id: UUID) -> Accommodation:
    """One accommodation with its person.

    :raises NotFound: when it was taken away.
    """
    one = select(Accommodation).where(Accommodation.id == accommodation_id).options(joinedload(Accommodation.person))
    found = db.session.scalar(one)
    if found is None:
        raise NotFound(_("This extra time is not there any more. Look at the list."))
    return found
