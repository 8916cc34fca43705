"""Contacts are logged, and what is to be done next is planned and done."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select

from lms.audit.service import record
from lms.kit.clock import today
from lms.kit.db import db, hold
from lms.kit.i18n import gettext as _
from lms.people.models import Department, Person
from lms.relations.models import Channel, Contact, NextAction, Organisation
from lms.relations.service.refusals import BadDay

KEPT = timedelta(days=730)
"""The log is kept for 24 months."""


@dataclass(frozen=True, slots=True)
class Said:
    """What is said of a contact."""

    on_day: date
    channel: Channel
    subject: str
    with_role: str = ""
    note: str = ""
    published: bool = False


def log(organisation: Organisation, said: Said, *, by: Person) -> Contact:
    """Keep a contact.

    :raises BadDay: it lies in the future, or so far back that the log would not keep it.
    """
    day = today()
    if not day - KEPT < said.on_day <= day:
        raise BadDay(_("Choose a day of the last two years; the log keeps no more."))
    department = db.session.get(Department, by.department_id) if by.department_id else None
    contact = Contact(
        organisation_id=organisation.id,
        by_id=by.id,
        on_day=said.on_day,
        channel=said.channel,
        subject=" ".join(said.subject.split())[:200],
        with_role=said.with_role.strip()[:120],
        note=said.note.strip()[:4000],
        published=said.published,
        department=department.name if department else "",
    )
    db.session.add(contact)
    if organisation.last_contact_on is None or organisation.last_contact_on < said.on_day:
        organisation.last_contact_on = said.on_day
    db.session.flush()
    return contact


def show_in_public(contact: Contact, *, shown: bool, by: Person) -> None:
    """Put a contact on the public page of meetings, or take it off."""
    contact.published = shown
    db.session.flush()
    record("relation-published" if shown else "relation-unpublished", "organisation", contact.organisation_id, by=by.id)


def plan(organisation: Organisation, text: str, due_on: date, *, by: Person) -> NextAction:
    """Say what is to be done next; whoever says so does it. The same said again, for the same day, is planned once.

    :raises BadDay: the day has passed.
    """
    if due_on < today():
        raise BadDay(_("Choose today or a later day."))
    what = {"organisation_id": hold(organisation).id, "text": " ".join(text.split())[:300], "due_on": due_on}
    action = db.session.scalar(select(NextAction).filter_by(**what))
    if action is None:
        action = NextAction(**what, person_id=by.id)
        db.session.add(action)
        db.session.flush()
    return action


def finish(action: NextAction) -> None:
    """It is done. Doing it twice is doing it once."""
    if action.done_on is None:
        action.done_on = today()
        db.session.flush()
