"""People are named by their address: owners of indicators, owners and sponsors of initiatives."""

from uuid import UUID

from sqlalchemy import select

from lms.kit.db import db
from lms.kit.i18n import gettext as _
from lms.people.models import Person
from lms.strategy.service.refusals import NoSuchColleague


def named(email: str) -> UUID | None:
    """Whom the address names; nobody for no address. Members from outside own and sponsor nothing.

    :raises NoSuchColleague: nobody who works here has it.
    """
    address = email.strip().lower()
    if not address:
        return None
    found = db.session.scalar(select(Person.id).where(Person.email == address, Person.active, Person.external.is_(False)))
    if found is None:
        raise NoSuchColleague(_("Nobody who works here has the address %(email)s.", email=address))
    return found
