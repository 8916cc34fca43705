"""Reads of the files that were brought to the directory."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from lms.kit.db import db
from lms.kit.errors import NotFound
from lms.kit.i18n import gettext as _
from lms.people.models import PeopleImport, Person, Role
from lms.people.queries.scopes import reach_of

SHOWN = 20


def import_of(import_id: UUID) -> PeopleImport:
    """One file that was brought.

    :raises NotFound: when there is none.
    """
    row = db.session.get(PeopleImport, import_id)
    if row is None:
        raise NotFound(_("There is no such import."))
    return row


def recent_imports(person: Person) -> Sequence[PeopleImport]:
    """The last files, newest first; HR of some departments sees their own."""
    statement = select(PeopleImport).order_by(PeopleImport.begun_at.desc()).limit(SHOWN)
    if not person.has(Role.ADMINISTRATOR) and reach_of(person, Role.HR) is not None:
        statement = statement.where(PeopleImport.begun_by_id == person.id)
    return db.session.scalars(statement).all()
