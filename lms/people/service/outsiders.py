"""Accounts of people who are no officers: members of the leadership team from business, research or the citizens."""

from dataclasses import dataclass
from uuid import uuid4

from lms.audit.service import record
from lms.kit.db import db, publish
from lms.kit.errors import DomainError
from lms.kit.i18n import gettext as _
from lms.people.events import PersonDeactivated
from lms.people.models import LinkPurpose, Person
from lms.people.queries.sign_ins import by_email
from lms.people.service.links import end_links, make_link
from lms.people.service.sign_ins import end_all_sign_ins


class IsOfficer(DomainError):
    """The address belongs to somebody who works here."""


@dataclass(frozen=True, slots=True)
class Newcomer:
    """What is known of somebody from outside."""

    name: str
    email: str
    language: str = "en"


def welcome(newcomer: Newcomer, *, by: Person) -> Person:
    """Give somebody from outside an account, or open the one of before again, and send a link to set the password.

    :raises IsOfficer: the address is an officer's, who needs no other account.
    """
    known = by_email(newcomer.email)
    if known is not None and not known.external:
        raise IsOfficer(_("This address belongs to somebody who works here. Give the seat to them as a colleague."))
    person = known or _open(newcomer)
    opened = known is None or not known.active
    person.active = True
    db.session.flush()
    if opened:
        record("welcomed", "person", person.id, by=by.id)
        make_link(person, LinkPurpose.INVITE, by=by)
    return person


def _open(newcomer: Newcomer) -> Person:
    person = Person(
        name=newcomer.name, email=newcomer.email.strip().lower(), language=newcomer.language, fs_uniquifier=uuid4().hex, external=True, active=True
    )
    person.grants = []
    db.session.add(person)
    return person


def say_goodbye(person: Person, *, by: Person | None) -> None:
    """Close the account of somebody from outside: they are signed out everywhere, and nothing of theirs is lost."""
    person.active = False
    end_all_sign_ins(person.id)
    end_links(person.id)
    record("deactivated", "person", person.id, by=by.id if by else None, way="term-ended")
    publish(PersonDeactivated(person.id))
