"""Which posts require something else than the reports count them by."""

from typing import Any

from sqlalchemy import select

from lms.competency.events import RequirementsChanged
from lms.competency.models import Requirement, RoleProfile
from lms.kit.db import db
from lms.reports.models.heat import CountedRequirement
from lms.reports.queries.recount import IN_FORCE


def posts_that_changed() -> list[RequirementsChanged]:
    """A fact for each post whose role profile in force is not the one that the reports count by. Two statements."""
    in_force = db.session.execute(
        select(RoleProfile.post_id, Requirement.competence_id, Requirement.level).join(Requirement.profile).where(RoleProfile.superseded_at.is_(None))
    )
    counted = db.session.execute(select(CountedRequirement.post_id, CountedRequirement.competence_id, CountedRequirement.level).where(IN_FORCE))
    different = {tuple(row) for row in in_force} ^ {tuple(row) for row in counted}
    posts: set[Any] = {row[0] for row in different}
    return [RequirementsChanged(post_id) for post_id in sorted(posts, key=str)]
