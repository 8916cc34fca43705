"""Keep what a boot camp came to, once."""

from lms.cohorts.models.ending import CampFigures
from lms.cohorts.queries.cohorts import CohortAtHand
from lms.cohorts.queries.counting import count, kept_figures
from lms.kit.db import db, one_at_a_time
from lms.kit.plain_json import to_plain


def keep_figures(found: CohortAtHand) -> bool:
    """Count a camp that is decided, unless it was counted; return whether it was."""
    one_at_a_time(f"camp-figures:{found.cohort.id}")
    if kept_figures(found.cohort.id) is not None:
        return False
    db.session.add(CampFigures(cohort_id=found.cohort.id, counts=to_plain(count(found))))
    db.session.flush()
    return True
