"""Take a certificate back."""

from sqlalchemy import select

from lms.audit.service import record
from lms.credentials.events import CertificateRevoked
from lms.credentials.models import Certificate
from lms.credentials.service.refusals import AlreadyRevoked, ReasonNeeded
from lms.kit.clock import now
from lms.kit.db import db, publish
from lms.kit.i18n import gettext as _
from lms.people.models import Person


def revoke(paper: Certificate, reason: str, *, by: Person) -> None:
    """Let ``paper`` count no more; the reason is told to its holder and stands on the public page.

    :raises ReasonNeeded: there is no reason.
    :raises AlreadyRevoked: it was revoked before.
    """
    if not reason.strip():
        raise ReasonNeeded(_("Say why the certificate is revoked. The reason is told to its holder and stands on the public page."))
    # no key is changed, and a renewal that is being issued must be able to refer to the row meanwhile
    statement = select(Certificate).where(Certificate.id == paper.id).with_for_update(key_share=True).execution_options(populate_existing=True)
    paper = db.session.scalars(statement).one()
    if paper.revoked_at is not None:
        raise AlreadyRevoked(_("This certificate was revoked already. Its first reason stands."))
    paper.revoked_at, paper.revoked_reason, paper.revoked_by_id = now(), reason.strip(), by.id
    db.session.flush()
    record("revoked", "certificate", paper.id, by=by.id, number=paper.number)
    publish(CertificateRevoked(paper.id))
