"""Bottlenecks for tests."""

import re

from sqlalchemy import select

from lms.bottlenecks.models import Frequency, Kind
from lms.bottlenecks.queries.register import by_number
from lms.bottlenecks.service import moving, reporting
from lms.bottlenecks.service.moving import Mover, Said
from lms.bottlenecks.service.reporting import Contact, Report
from lms.kit.db import db, transaction
from lms.notices.models import Letter
from lms.people.models import Person

REPORT = Report("Permits take nine months", "We wait for a **permit**.", Kind.REGULATION, Frequency.MONTHLY, ("Baker Ltd",))


def from_outside(email="ana@baker.example", *, name="Ana Baker", report=REPORT, unnamed=False):
    """Report something from outside, to the end; return its number and the secret of the private page."""
    with transaction():
        reporting.ask_to_confirm(report, Contact(name, "Baker Ltd", email, unnamed), visitor="192.0.2.1")
    with transaction():
        made, secret = reporting.confirm(link_in("confirm", email))
        return made.number, secret


def from_officer(person, report=REPORT):
    """Report something as an officer; return its number."""
    with transaction():
        return reporting.report_it(report, by=db.session.get_one(Person, person.id)).number


def link_in(kind, email):
    """The secret in the newest letter of that kind to the address."""
    text = db.session.scalars(select(Letter.text_body).where(Letter.address == email, Letter.text_body.contains(f"/bottlenecks/{kind}/"))).all()[-1]
    return re.search(rf"/bottlenecks/{kind}/(\S+)", text)[1]


def office(person):
    """The programme office as a mover."""
    return Mover(("office",), db.session.get_one(Person, person.id))


def take(number, *deeds, by, **said):
    """Take several steps as the programme office."""
    for deed in deeds:
        with transaction():
            owner = said.get("owner")
            words = Said("Because.", db.session.get_one(Person, owner.id) if owner else None, raised_to=said.get("raised_to", "The region"))
            moving.move(by_number(number), deed, words, by=office(by))
