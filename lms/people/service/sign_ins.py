"""Begin and end sign-ins."""

import secrets
from datetime import timedelta
from typing import cast
from uuid import UUID, uuid4

from sqlalchemy import Table, insert, update

from lms.audit.service import record
from lms.kit.clock import now
from lms.kit.db import db
from lms.kit.errors import NotFound
from lms.kit.i18n import gettext as _
from lms.people.models import Person, SignIn
from lms.people.queries.sign_ins import token_hash

_BEGIN = insert(cast(Table, SignIn.__table__))


def begin_sign_in(person: Person, *, device: str, hours: int) -> str:
    """Note a new sign-in of ``person``; return its secret, which is only ever shown to their browser."""
    token = secrets.token_urlsafe(32)
    until = now() + timedelta(hours=hours)
    row = {"id": uuid4(), "token_hash": token_hash(token), "person_id": person.id, "device": device[:120], "until": until}
    db.session.execute(_BEGIN, row)
    return token


def end_sign_in(token: str) -> None:
    """End one sign-in; a copy of its cookie opens nothing from now on."""
    db.session.execute(update(SignIn).where(SignIn.token_hash == token_hash(token), SignIn.ended_at.is_(None)).values(ended_at=now()))


def end_own_sign_in(sign_in_id: UUID, *, by: Person) -> None:
    """End one of the person's own sign-ins, on a device that was lost, for instance.

    :raises NotFound: when it is somebody else's or over.
    """
    mine = update(SignIn).where(SignIn.id == sign_in_id, SignIn.person_id == by.id, SignIn.ended_at.is_(None))
    if db.session.execute(mine.values(ended_at=now()).returning(SignIn.id)).first() is None:
        raise NotFound(_("This sign-in is over already."))
    record("ended", "sign-in", sign_in_id, by=by.id)


def end_all_sign_ins(person_id: UUID, *, but: str | None = None) -> None:
    """Sign the person out on every device, but not where the secret ``but`` is."""
    running = update(SignIn).where(SignIn.person_id == person_id, SignIn.ended_at.is_(None))
    if but is not None:
        running = running.where(SignIn.token_hash != token_hash(but))
    db.session.execute(running.values(ended_at=now()))


def sign_out_everywhere(*, by: Person) -> None:
    """End all sign-ins of ``by``, this one too."""
    end_all_sign_ins(by.id)
    record("signed-out-everywhere", "person", by.id, by=by.id)
