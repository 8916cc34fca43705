"""What of the road map moves when a department becomes part of another."""

from sqlalchemy import select, update

from lms.kit.db import db
from lms.people.events import DepartmentMerged
from lms.strategy.models.road_map import Activity, TeamCapacity


def move_teams(fact: DepartmentMerged) -> None:
    """Let the other department do the activities, with the hours of both."""
    db.session.execute(update(Activity).where(Activity.team_id == fact.from_id).values(team_id=fact.to_id))
    theirs = {row.month: row for row in db.session.scalars(select(TeamCapacity).where(TeamCapacity.department_id == fact.to_id))}
    for row in db.session.scalars(select(TeamCapacity).where(TeamCapacity.department_id == fact.from_id)):
        if row.month in theirs:
            theirs[row.month].hours += row.hours
            db.session.delete(row)
        else:
            row.department_id = fact.to_id
    db.session.flush()
