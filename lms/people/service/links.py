"""Links by which people set a password: for newcomers, and for those who forgot theirs."""

import secrets
from datetime import timedelta
from uuid import UUID

from sqlalchemy import update

from lms.audit.service import record
from lms.kit import limits
from lms.kit.clock import now
from lms.kit.db import db, publish
from lms.kit.errors import DomainError
from lms.kit.i18n import gettext as _
from lms.kit.limits import Limit
from lms.people.events import LinkMade, LinkRefused
from lms.people.models import LinkPurpose, OneTimeLink, Person
from lms.people.queries.sign_ins import by_email, link_of, token_hash

LIVES = {LinkPurpose.RESET: timedelta(hours=1), LinkPurpose.INVITE: timedelta(days=7)}
ASKING = timedelta(hours=1)
AT_ONCE = 500
"""Ids in one statement; databases take only so many parameters."""


class NotActive(DomainError):
    """The person has left."""


def make_link(person: Person, purpose: LinkPurpose, *, by: Person | None) -> str:
    """Make a link for ``person`` and return its secret; all their older links are dead from now on.

    :raises NotActive: when the person has left.
    """
    if not person.active:
        raise NotActive(_("%(name)s is deactivated. Reactivate the account first.", name=person.name))
    end_links(person.id)
    token = secrets.token_urlsafe(32)
    link = OneTimeLink(token_hash=token_hash(token), person_id=person.id, purpose=purpose, until=now() + LIVES[purpose])
    db.session.add(link)
    db.session.flush()
    record("link-made", "person", person.id, by=by.id if by else None, purpose=purpose.value)
    publish(LinkMade(person.id, link.id, purpose.value, token))
    return token


def invite(person: Person, *, by: Person) -> None:
    """Send ``person`` a link to set their first password."""
    make_link(person, LinkPurpose.INVITE, by=by)


def ask_for_link(email: str, *, address: str) -> None:
    """Send a link to the person with that address, if there is one; whoever asks learns nothing either way.

    :raises TooOften: when the account or the visitor's ``address`` asked too often.
    """
    asked = Limit(f"link:{email.strip().lower()}", 5, ASKING), Limit(f"link-from:{address}", 60, ASKING)
    limits.refuse_beyond(*asked)
    limits.count(*asked)
    person = by_email(email)
    if person is not None and person.active:
        make_link(person, LinkPurpose.RESET, by=None)
    else:
        publish(LinkRefused(email.strip().lower()))


def end_links(*person_ids: UUID) -> None:
    """Make all links of these people dead."""
    for start in range(0, len(person_ids), AT_ONCE):
        theirs = OneTimeLink.person_id.in_(person_ids[start : start + AT_ONCE])
        db.session.execute(update(OneTimeLink).where(theirs, OneTimeLink.dead_at.is_(None)).values(dead_at=now()))


def claim(token: str) -> UUID:
    """Use a link up and return whose it is; of two who use it at once, one wins.

    :raises NotFound: when it is dead.
    """
    person_id = link_of(token).person_id
    living = update(OneTimeLink).where(OneTimeLink.token_hash == token_hash(token), OneTimeLink.dead_at.is_(None))
    if db.session.execute(living.values(dead_at=now()).returning(OneTimeLink.id)).first() is None:
        link_of(token)  # somebody was quicker; this says what happened
    return person_id
