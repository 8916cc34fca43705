"""What ideas are scored on is changed by the programme office, in versions."""

from collections.abc import Sequence
from decimal import Decimal

from lms.audit.service import record
from lms.ideas.models.evaluating import EvaluationCriteria
from lms.ideas.queries import evaluating as queries
from lms.ideas.scoring import Criterion
from lms.ideas.service.evaluating_refusals import NotNow, WordsMissing
from lms.kit.db import db, one_at_a_time
from lms.kit.i18n import gettext as _
from lms.people.models import Person

LONGEST = 4000


def save_criteria(criteria: Sequence[Criterion], pass_mark: Decimal, most_disagreement: Decimal, why: str, *, based_on: int, by: Person) -> None:
    """Write a new version of the criteria; rounds that are open keep theirs.

    :raises NotNow: somebody else saved a version since this one was begun.
    :raises WordsMissing: there is no criterion, or no reason.
    """
    one_at_a_time("evaluation-criteria")
    newest = queries.criteria_in_force().number
    if newest != based_on:
        raise NotNow(_("Somebody saved other criteria since you opened this page. Load it again; what you wrote is below."))
    if not criteria or not why.strip():
        raise WordsMissing(_("Write at least one criterion, and why you change them."))
    row = EvaluationCriteria(
        number=newest + 1,
        criteria=[one.plain() for one in criteria],
        pass_mark=pass_mark,
        most_disagreement=most_disagreement,
        why=why.strip()[:LONGEST],
        made_by_id=by.id,
    )
    db.session.add(row)
    db.session.flush()
    record("change-criteria", "evaluation-criteria", row.id, by=by.id, version=row.number)
