"""Organisations and contacts for tests: only what matters is said."""

from itertools import count
from typing import Any

from lms.kit.clock import today
from lms.kit.db import db, transaction
from lms.people.models import Person
from lms.relations.models import Channel, Organisation, Sector, Size
from lms.relations.service import contacts, organisations
from lms.relations.service.organisations import Facts
from tests.factories.people import make_person

_numbers = count(1)


def listed(keeper: Person | None = None, name: str = "", *, deputy: Person | None = None, **facts: Any) -> Organisation:
    """An organisation with which ``keeper`` keeps contact."""
    keeper = keeper or make_person("Karla Keeper")
    given = {"sector": Sector.BUSINESS, "size": Size.SMALL, **facts}
    with transaction():
        by = db.session.get_one(Person, keeper.id)
        organisation = organisations.create(Facts(name or f"Organisation {next(_numbers)}", **given), by=by)
        if deputy is not None:
            organisations.keep(organisation, db.session.get_one(Person, deputy.id), deputy=True, by=by)
        organisation_id = organisation.id
    return db.session.get_one(Organisation, organisation_id)


def contacted(organisation: Organisation, by: Person, **said: Any) -> None:
    """A contact of today."""
    given = {"on_day": today(), "channel": Channel.MEETING, "subject": "A subject", **said}
    with transaction():
        contacts.log(db.session.get_one(Organisation, organisation.id), contacts.Said(**given), by=db.session.get_one(Person, by.id))
