"""Reads about sign-ins, links and passwords."""

from collections.abc import Sequence
from hashlib import sha256
from typing import cast
from uuid import UUID

from sqlalchemy import Table, bindparam, select
from sqlalchemy.orm import joinedload, load_only

from lms.kit.clock import now
from lms.kit.db import UtcDateTime, db
from lms.kit.errors import NotFound
from lms.kit.i18n import gettext as _
from lms.people.models import OneTimeLink, Person, SignIn

# Each page asks this, so the statement is put together once; only what pages ask of the person comes out of it: secrets and the columns
# of the account are read by those few that want them.
_of_sign_in = (
    select(Person)
    .join(SignIn, SignIn.person_id == Person.id)
    .where(SignIn.token_hash == bindparam("token_hash"), SignIn.ended_at.is_(None))
    .where(SignIn.until > bindparam("moment", type_=UtcDateTime), Person.active)
    .options(
        load_only(
            *(Person.email, Person.name, Person.language, Person.department_id, Person.post_id, Person.manager_id),
            *(Person.active, Person.external, Person.fs_uniquifier),
        ),
        joinedload(Person.grants),
    )
)


def token_hash(token: str) -> str:
    """How a secret is stored: its SHA-256 in hex. The secrets are random, so no salt is needed."""
    return sha256(token.encode()).hexdigest()


def person_of_sign_in(token: str) -> Person | None:
    """The active person behind a sign-in that is not over, with their roles, in one statement."""
    found = db.session.scalars(_of_sign_in, {"token_hash": token_hash(token), "moment": now()})
    return found.unique().first()


_people = cast(Table, Person.__table__).c
_password_of = select(_people.id, _people.password).where(_people.email == bindparam("email"), _people.active)
_with_roles = (
    select(Person)
    .where(Person.id == bindparam("person_id"))
    .options(joinedload(Person.grants), joinedload(Person.webauthn))
    .execution_options(populate_existing=True)
)


def with_roles(person_id: UUID) -> Person:
    """The person with their roles and passkeys, read afresh: after ``let_go`` nothing in hand may be trusted."""
    return db.session.scalars(_with_roles, {"person_id": person_id}).unique().one()


def password_of(email: str) -> tuple[UUID, str | None] | None:
    """The id and the hashed password of the active person with that address."""
    row = db.session.execute(_password_of, {"email": email.strip().lower()}).first()
    return (row.id, row.password) if row else None


def by_email(email: str) -> Person | None:
    """The person with that address, in capital or small letters."""
    return db.session.scalar(select(Person).where(Person.email == email.strip().lower()))


def with_second_step() -> Sequence[UUID]:
    """The ids of all whom the sign-in asks for a code."""
    return db.session.scalars(select(Person.id).where(Person.tf_totp_secret.isnot(None)).order_by(Person.email)).all()


def sign_ins_of(person_id: UUID) -> Sequence[SignIn]:
    """Where the person is signed in just now, newest first."""
    return db.session.scalars(
        select(SignIn).where(SignIn.person_id == person_id, SignIn.ended_at.is_(None), SignIn.until > now()).order_by(SignIn.began_at.desc())
    ).all()


def link_of(token: str) -> OneTimeLink:
    """The living link with that secret.

    :raises NotFound: when it was used, replaced, is too old, or never was; the sentence is the same.
    """
    living = select(OneTimeLink).where(OneTimeLink.token_hash == token_hash(token), OneTimeLink.dead_at.is_(None), OneTimeLink.until > now())
    link = db.session.scalar(living.join(Person, Person.id == OneTimeLink.person_id).where(Person.active))
    if link is None:
        raise NotFound(_("This link was used already, was replaced by a newer one, or is too old. Ask for a new link on the sign-in page."))
    return link
