"""What this slice itself keeps of a person, and the holds that keep everything."""

from uuid import UUID

from sqlalchemy import select

from lms.kit.db import db
from lms.kit.i18n import gettext as _
from lms.kit.i18n import lazy_gettext
from lms.kit.personal import Fate, Part, Stored, rows_of
from lms.people.models import Person
from lms.privacy.models import DataCopy, Erasure, ErasureMove, LegalHold

_PROOF = lazy_gettext("That it was asked for and done stays, without name: the city has to prove it (GDPR articles 5(2) and 12(3)).")

STORED = (
    Stored(
        "copies",
        lazy_gettext("Copies of the data"),
        DataCopy,
        (DataCopy.person_id,),
        Fate.DELETED,
        lazy_gettext("All copies go."),
        secret=("digest",),
    ),
    Stored("erasures", lazy_gettext("Requests for erasure"), Erasure, (Erasure.person_id,), Fate.KEPT, _PROOF),
    Stored(
        "erasure_moves",
        lazy_gettext("Steps of the requests"),
        ErasureMove,
        (),
        Fate.KEPT,
        _PROOF,
        where=lambda person_id: ErasureMove.erasure_id.in_(select(Erasure.id).where(Erasure.person_id == person_id)),
    ),
    Stored(
        "holds",
        lazy_gettext("Legal holds"),
        LegalHold,
        (LegalHold.person_id,),
        Fate.ANONYMISED,
        lazy_gettext("The reasons go; that there was a hold stays without name."),
    ),
)


def what_is_stored(person_id: UUID) -> list[Part]:
    """Everything that this slice keeps of the person."""
    return rows_of(STORED, person_id)


def open_duties(person_id: UUID) -> list[str]:
    """Holds that stand, and the last of all roles."""
    holds = db.session.scalars(select(LegalHold.reason).where(LegalHold.person_id == person_id, LegalHold.lifted_at.is_(None)))
    duties = [_("A legal hold stands: %(reason)s", reason=reason) for reason in holds]
    if db.session.get_one(Person, person_id).erased_at:
        duties.append(_("This person was erased already."))
    return duties
