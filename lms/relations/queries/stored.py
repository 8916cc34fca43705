"""What relations keeps of a person."""

from uuid import UUID

from lms.kit.i18n import lazy_gettext
from lms.kit.personal import Fate, Part, Stored, rows_of
from lms.relations.models import Contact, Keeper, NextAction

STORED = (
    Stored(
        "kept_contacts",
        lazy_gettext("Organisations with which contact is kept"),
        Keeper,
        (Keeper.person_id,),
        Fate.KEPT,
        lazy_gettext("It ends; that somebody kept the contact, and from when to when, stays without name."),
    ),
    Stored(
        "contacts",
        lazy_gettext("Contacts logged"),
        Contact,
        (Contact.by_id,),
        Fate.ANONYMISED,
        lazy_gettext("The name goes from them; the log itself is deleted after 24 months."),
    ),
    Stored(
        "next_actions",
        lazy_gettext("Next steps to take with organisations"),
        NextAction,
        (NextAction.person_id,),
        Fate.ANONYMISED,
        lazy_gettext("It waits for somebody else, without the name."),
    ),
)


def what_is_stored(person_id: UUID) -> list[Part]:
    """Everything that relations keeps of the person."""
    return rows_of(STORED, person_id)
