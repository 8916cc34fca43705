"""What the directory keeps of a person, and what must be settled before it can be erased."""

from uuid import UUID

from sqlalchemy import func, select

from lms.kit.db import db
from lms.kit.i18n import gettext as _
from lms.kit.i18n import lazy_gettext, ngettext
from lms.kit.personal import Fate, Part, Stored, rows_of
from lms.people.models import Grant, OneTimeLink, Passkey, PeopleImport, Person, SignIn

_LOGIN = ("password", "fs_uniquifier", "fs_webauthn_user_handle", "tf_totp_secret", "tf_last_counter", "mf_recovery_codes")

STORED = (
    Stored(
        "person",
        lazy_gettext("Entry in the directory"),
        Person,
        (Person.id,),
        Fate.ANONYMISED,
        lazy_gettext(
            "Name, address, staff number, post, manager, password and second step go. The number of the row and the department stay, so that "
            "statistics still count (public task, GDPR article 6(1)(e), and statistics, article 89)."
        ),
        secret=_LOGIN,
    ),
    Stored("roles", lazy_gettext("Roles"), Grant, (Grant.person_id,), Fate.DELETED, lazy_gettext("All roles go.")),
    Stored(
        "sign_ins",
        lazy_gettext("Sign-ins"),
        SignIn,
        (SignIn.person_id,),
        Fate.DELETED,
        lazy_gettext("All sign-ins go."),
        secret=("token_hash",),
    ),
    Stored(
        "links",
        lazy_gettext("Links to set a password"),
        OneTimeLink,
        (OneTimeLink.person_id,),
        Fate.DELETED,
        lazy_gettext("All links go."),
        secret=("token_hash",),
    ),
    Stored(
        "passkeys",
        lazy_gettext("Passkeys"),
        Passkey,
        (Passkey.person_id,),
        Fate.DELETED,
        lazy_gettext("All passkeys go."),
        secret=("credential_id", "public_key"),
    ),
    Stored(
        "imports",
        lazy_gettext("Imported files"),
        PeopleImport,
        (PeopleImport.begun_by_id, PeopleImport.done_by_id),
        Fate.KEPT,
        lazy_gettext("That a file was imported stays, without its bytes after 30 days (accountability, GDPR article 5(2))."),
        secret=("digest",),
    ),
)


def what_is_stored(person_id: UUID) -> list[Part]:
    """Everything that the directory keeps of the person, without secrets."""
    return rows_of(STORED, person_id)


def open_duties(person_id: UUID) -> list[str]:
    """Why the person cannot be erased yet, in sentences."""
    person = db.session.get_one(Person, person_id)
    duties = []
    if person.active:
        duties.append(_("The person still works here: while the employment lasts, the record is needed for it. Deactivate them first."))
    reports = db.session.scalar(select(func.count()).select_from(Person).where(Person.manager_id == person_id, Person.active)) or 0
    if reports:
        duties.append(ngettext("%(num)d person still reports to them.", "%(num)d people still report to them.", reports))
    return duties
