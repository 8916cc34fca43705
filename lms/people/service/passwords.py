"""Set, change and check passwords; the slow hashing never happens under the write lock."""

import unicodedata
from functools import cache

from flask_security.utils import hash_password, verify_password

from lms.audit.service import record
from lms.kit.clock import now
from lms.kit.db import db, let_go, publish
from lms.kit.errors import DomainError
from lms.kit.i18n import gettext as _
from lms.people.events import PasswordChanged
from lms.people.models import Person
from lms.people.queries.sign_ins import link_of, with_roles
from lms.people.service.links import claim, end_links
from lms.people.service.sign_ins import end_all_sign_ins

SHORTEST, LONGEST = 12, 128
HARD_ENOUGH = 3
"""On the scale of zxcvbn: a hundred million guesses, as somebody makes them who tries what people choose most first."""
JUDGED = 20
"""So many characters of either end are judged: signs that may stand for letters, in one long row, would take seconds."""
PROFILE = "$argon2id$v=19$m=19456,t=2,p=1$"
"""How every hash begins: 19 MiB, two rounds, one lane (OWASP's profile for many sign-ins at once); what is weaker is hashed anew."""


class PasswordRefused(DomainError):
    """The password cannot be used."""


class WrongPassword(DomainError):
    """The password that was typed is not the person's."""


def normalised(typed: str) -> str:
    """One spelling for what looks the same on all keyboards."""
    return unicodedata.normalize("NFKC", typed)


def check_rules(password: str, person: Person | None = None) -> None:
    """Refuse a password that is too short, too long, or as good as public.

    :raises PasswordRefused: with what to do.
    """
    if len(password) < SHORTEST:
        raise PasswordRefused(
            _("The password is too short. Use at least 12 characters; three or four words that nobody would put together are good.")
        )
    if len(password) > LONGEST:
        raise PasswordRefused(_("The password is too long. Use at most 128 characters."))
    from zxcvbn import zxcvbn  # type: ignore[import-untyped]  # noqa: PLC0415  its words take 14 MB, which most workers never need

    theirs = [person.email, *person.email.split("@"), person.name.lower(), *person.name.lower().split()] if person is not None else []
    ends = {password[:JUDGED], password[-JUDGED:]}
    if password.lower() in theirs or all(zxcvbn(end, user_inputs=theirs)["score"] < HARD_ENOUGH for end in ends):
        raise PasswordRefused(_("The password is too easy to guess. Use three or four words that nobody would put together."))


@cache
def _nobody() -> str:
    """A hash that nobody's password has, so that an unknown account costs as long as a wrong password."""
    return str(hash_password("nobody has this password"))


def verified(typed: str, hashed: str | None) -> tuple[bool, str | None]:
    """Whether ``typed`` is the password of ``hashed``, and a better hash where the old one is weaker than today's.

    Lets go of the database; whatever was read before must be read again.
    """
    let_go()
    password = normalised(typed)[: LONGEST + 1]
    right = verify_password(password, hashed or _nobody()) and hashed is not None
    better = hash_password(password) if right and not str(hashed).startswith(PROFILE) else None
    return right, better


def change(person: Person, old: str, new: str, *, keep: str | None) -> None:
    """Give ``person`` the password ``new``; all sign-ins but the one with the secret ``keep`` end.

    :raises WrongPassword: when ``old`` is not their password.
    :raises PasswordRefused: when ``new`` breaks a rule.
    """
    person_id, hashed = person.id, person.password
    right, _better = verified(old, hashed)
    person = with_roles(person_id)
    if not right:
        raise WrongPassword(_("This is not your current password. Check it with “Show”, or sign out and use “Forgot your password?”."))
    check_rules(normalised(new), person)
    let_go()
    fresh = hash_password(normalised(new))
    _store(with_roles(person_id), fresh, keep=keep)


def set_by_link(token: str, new: str) -> Person:
    """Set the password of the person whose link this is; the link and all others of theirs are dead from now on.

    :raises NotFound: when the link is dead.
    :raises PasswordRefused: when ``new`` breaks a rule; the link lives on.
    """
    link = link_of(token)
    person = with_roles(link.person_id)
    check_rules(normalised(new), person)
    let_go()
    fresh = hash_password(normalised(new))
    person = with_roles(claim(token))
    person.confirmed_at = person.confirmed_at or now()
    _store(person, fresh, keep=None)
    return person


def _store(person: Person, hashed: str, *, keep: str | None) -> None:
    person.password = hashed
    end_links(person.id)
    end_all_sign_ins(person.id, but=keep)
    record("password-changed", "person", person.id, by=person.id)
    publish(PasswordChanged(person.id))
    db.session.flush()
