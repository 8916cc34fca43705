"""Pages that show figures of people note it, in whichever slice they stand."""

from collections.abc import Mapping
from uuid import UUID

from lms.audit.models import Form
from lms.audit.service import note_view
from lms.kit.db import transaction
from lms.people.models import Person
from lms.people.queries.sign_ins import with_roles


def note_shown(report: str, form: Form, filters: Mapping[str, str], *, by: UUID) -> Person:
    """Note what the reader is about to be shown, in a transaction of its own, and read them again."""
    with transaction():
        note_view(report, form, filters, by=by)
    return with_roles(by)
