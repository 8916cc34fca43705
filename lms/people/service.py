"""Commands about people, departments, posts and sign-ins."""

import secrets
from datetime import timedelta
from uuid import UUID

from sqlalchemy import update

from lms.kit.clock import now
from lms.kit.db import db
from lms.people.models import Person, SignIn
from lms.people.queries import token_hash


def begin_sign_in(person: Person, *, device: str, hours: int) -> str:
    """Note a new sign-in of ``person``; return its secret, which is only ever shown to their browser."""
    token = secrets.token_urlsafe(32)
    db.session.add(SignIn(token_hash=token_hash(token), person_id=person.id, device=device[:120], until=now() + timedelta(hours=hours)))
    db.session.flush()
    return token


def end_sign_in(token: str) -> None:
    """End one sign-in; a copy of its cookie opens nothing from now on."""
    db.session.execute(update(SignIn).where(SignIn.token_hash == token_hash(token), SignIn.ended_at.is_(None)).values(ended_at=now()))


def end_all_sign_ins(person_id: UUID) -> None:
    """Sign the person out on every device."""
    db.session.execute(update(SignIn).where(SignIn.person_id == person_id, SignIn.ended_at.is_(None)).values(ended_at=now()))
