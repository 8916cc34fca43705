"""What learning adds to the page on which a department is merged into another: the duties that move."""

from collections.abc import Sequence

from lms.learning.queries.merging import WidenedDuty, widened_duties
from lms.learning.views.blueprint import bp
from lms.people.models import Department


@bp.app_template_global("duties_of_merger")
def duties_of_merger(department: Department, into: Department) -> Sequence[WidenedDuty]:
    """The duties that would move, each with how many people it would newly concern."""
    return widened_duties(department, into)
