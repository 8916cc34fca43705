"""Pages that show figures of a boot camp note it."""

from lms.audit.models import Form
from lms.cohorts.queries.cohorts import CohortAtHand, cohort_at_hand
from lms.kit.access import me
from lms.people.service.noting import note_shown


def noted(report: str, form: Form, found: CohortAtHand) -> CohortAtHand:
    """Note what the reader is about to be shown of a camp, and read everything in hand again."""
    slug = found.cohort.slug
    note_shown(report, form, {"cohort": slug}, by=me().id)
    return cohort_at_hand(slug)
