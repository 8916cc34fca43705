"""Reads about people."""

from hashlib import sha256

from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from lms.kit.clock import now
from lms.kit.db import db
from lms.people.models import Person, SignIn


def token_hash(token: str) -> str:
    """How a secret is stored: its SHA-256 in hex. The secrets are random, so no salt is needed."""
    return sha256(token.encode()).hexdigest()


def person_of_sign_in(token: str) -> Person | None:
    """The active person behind a sign-in that is not over, with their roles, in one statement."""
    found = db.session.scalars(
        select(SignIn)
        .join(SignIn.person)
        .where(SignIn.token_hash == token_hash(token), SignIn.ended_at.is_(None), SignIn.until > now(), Person.active)
        .options(contains_eager(SignIn.person).joinedload(Person.grants))
    ).unique()
    sign_in = found.first()
    return sign_in.person if sign_in else None
