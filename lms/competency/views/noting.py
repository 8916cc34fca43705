"""Pages that show figures of people note it, also outside the reports."""

from collections.abc import Mapping

from lms.audit.models import Form
from lms.audit.service import note_view
from lms.kit.access import me
from lms.kit.db import transaction
from lms.people.queries.sign_ins import with_roles


def noted(report: str, filters: Mapping[str, str]) -> None:
    """Note what the reader is about to be shown, in a transaction of its own, and read them again."""
    reader = me().id
    with transaction():
        note_view(report, Form.PAGE, filters, by=reader)
    with_roles(reader)
