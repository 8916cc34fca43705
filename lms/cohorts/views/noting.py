"""Pages that show figures of people note it, also outside the reports."""

from lms.audit.models import Form
from lms.audit.service import note_view
from lms.cohorts.queries.cohorts import CohortAtHand, cohort_at_hand
from lms.kit.access import me
from lms.kit.db import transaction
from lms.people.queries.sign_ins import with_roles


def noted(report: str, form: Form, found: CohortAtHand) -> CohortAtHand:
    """Note what the reader is about to be shown of a camp, in a transaction of its own, and read everything in hand again."""
    reader, slug = me().id, found.cohort.slug
    with transaction():
        note_view(report, form, {"cohort": slug}, by=reader)
    with_roles(reader)
    return cohort_at_hand(slug)
