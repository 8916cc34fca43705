"""Milestones of a project: planned, moved with a reason, reached with proof."""

from datetime import date
from uuid import UUID

from lms.audit.service import record
from lms.kit.clock import now, today
from lms.kit.db import db, one_at_a_time
from lms.kit.i18n import format_day
from lms.kit.i18n import gettext as _
from lms.people.models import Person
from lms.projects import workflow
from lms.projects.models.projects import Project, ProjectMilestone, ProjectMilestoneMove
from lms.projects.service.refusals import DateRefused, NeedsReason, ProjectOver, Reached
from lms.projects.service.telling import tell_all


def while_open(project: Project) -> None:
    """Whether its plan may still change.

    :raises ProjectOver: it has ended, was closed or stopped.
    """
    if project.state.value not in workflow.OPEN:
        raise ProjectOver(_("This project is over, so its plan stays as it is."))


def plan_milestone(project: Project, title: str, due_on: date, indicator_id: UUID | None, *, by: Person) -> ProjectMilestone:
    """Plan a milestone; its first date is kept as the baseline.

    :raises ProjectOver: the project is over.
    """
    while_open(project)
    made = ProjectMilestone(project_id=project.id, title=title, due_on=due_on, baseline_on=due_on, indicator_id=indicator_id)
    db.session.add(made)
    db.session.flush()
    record("plan-milestone", "project-milestone", made.id, by=by.id, project=str(project.id), due=str(due_on))
    return made


def change_milestone(project: Project, milestone: ProjectMilestone, title: str, indicator_id: UUID | None, *, by: Person) -> None:
    """Change what it is called, and which indicator it is meant to move; never its date.

    :raises ProjectOver: the project is over.
    """
    while_open(project)
    milestone.title, milestone.indicator_id = title, indicator_id
    db.session.flush()
    record("edit-milestone", "project-milestone", milestone.id, by=by.id)


def move_date(project: Project, milestone: ProjectMilestone, due_on: date, reason: str, *, by: Person) -> ProjectMilestoneMove:
    """Move its date. The old one, the baseline and the reason stay for everybody to read.

    :raises ProjectOver, Reached: there is nothing to move any more.
    :raises DateRefused: it is the same day.
    :raises NeedsReason: there is no reason.
    """
    while_open(project)
    one_at_a_time(f"project:{project.id}")
    db.session.refresh(milestone)
    if milestone.reached_on is not None:
        raise Reached(_("This milestone was reached on %(day)s, so its date stays.", day=format_day(milestone.reached_on)))
    if due_on == milestone.due_on:
        raise DateRefused(_("This is the day on which it is due already."))
    if not reason.strip():
        raise NeedsReason(_("Say why the date moves: it is shown beside the old one."))
    row = ProjectMilestoneMove(milestone_id=milestone.id, before_on=milestone.due_on, after_on=due_on, reason=reason.strip(), by_id=by.id, at=now())
    milestone.due_on = due_on
    db.session.add(row)
    db.session.flush()
    record("move-milestone", "project-milestone", milestone.id, by=by.id, before=str(row.before_on), after=str(due_on))
    facts = {"milestone": milestone.title, "day": format_day(due_on), "reason": row.reason}
    tell_all(project, "project-milestone-moved", about=str(row.id), by=by, tab="milestones", **facts)
    return row


def reach(project: Project, milestone: ProjectMilestone, on_day: date, proof: str, *, by: Person) -> None:
    """Note that it was reached, and what shows that.

    :raises ProjectOver, Reached: it cannot be reached any more.
    :raises DateRefused: the day is still to come.
    :raises NeedsReason: nothing shows it.
    """
    while_open(project)
    one_at_a_time(f"project:{project.id}")
    db.session.refresh(milestone)
    if milestone.reached_on is not None:
        raise Reached(_("Somebody noted already that it was reached on %(day)s.", day=format_day(milestone.reached_on)))
    if on_day > today():
        raise DateRefused(_("The day on which it was reached cannot be in the future."))
    if not proof.strip():
        raise NeedsReason(_("Say what shows that it was reached: a document, a figure, an address."))
    milestone.reached_on, milestone.proof = on_day, proof.strip()
    db.session.flush()
    record("reach-milestone", "project-milestone", milestone.id, by=by.id, on=str(on_day))
    tell_all(project, "project-milestone-reached", about=str(milestone.id), by=by, tab="milestones", milestone=milestone.title)
