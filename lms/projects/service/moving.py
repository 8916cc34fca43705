"""A project goes its way: one door for every step, be it taken by hand or at a gate."""

from sqlalchemy import select

from lms.audit.service import record
from lms.kit.clock import now
from lms.kit.db import db, one_at_a_time, publish
from lms.kit.i18n import gettext as _
from lms.people.models import Person, Role
from lms.projects import workflow
from lms.projects.events import ProjectMoved
from lms.projects.models.projects import Project, ProjectMove, ProjectState
from lms.projects.queries.parts import readiness
from lms.projects.service.refusals import NeedsReason, NoSuchStep, NotReady
from lms.projects.service.telling import tell_all
from lms.projects.workflow import Readiness, Step

LONGEST_REASON = 2000


def move(project: Project, deed: str, reason: str = "", *, by: Person) -> ProjectMove:
    """Take a step by hand.

    :raises NoSuchStep: it cannot be taken from where the project is, or not by this person.
    :raises NeedsReason: the step asks for a reason.
    :raises NotReady: something is missing; the sentence names it.
    """
    step = _step(project, deed)
    if not workflow.may(step, is_owner=project.owner_id == by.id, is_office=by.has(Role.PROGRAMME_OFFICE)):
        raise NoSuchStep(_("This step is somebody else’s to take."))
    has = readiness(project.id, has_owner=project.owner_id is not None, has_sponsor=project.sponsor_id is not None)
    missing = [_sentence(lack, has) for lack in workflow.lacks(deed, has)]
    if missing:
        raise NotReady(" ".join(missing))
    return take(project, step, reason, by=by)


def move_at_gate(project: Project, deed: str, reason: str, *, by: Person) -> ProjectMove:
    """Take the step that was decided at a gate; who may was asked there.

    :raises NoSuchStep: the project is not where gates decide.
    """
    return take(project, _step(project, deed), reason, by=by)


def _step(project: Project, deed: str) -> Step:
    one_at_a_time(f"project:{project.id}")
    state = db.session.scalars(select(Project.state).where(Project.id == project.id)).one()
    step = workflow.step_of(deed, state.value)
    if step is None:
        raise NoSuchStep(_("This project is not where that can be done; somebody may have been faster. Look at it again."))
    project.state = state
    return step


def take(project: Project, step: Step, reason: str, *, by: Person) -> ProjectMove:
    """Write a step that was looked at.

    :raises NeedsReason: it asks for a reason.
    """
    reason, before = reason.strip()[:LONGEST_REASON], project.state
    if step.reason and not reason:
        raise NeedsReason(_("Say why in a sentence or two: everybody who follows the project reads it."))
    project.state = ProjectState(step.after)
    row = ProjectMove(project_id=project.id, by_id=by.id, at=now(), before=before, after=project.state, reason=reason)
    db.session.add(row)
    db.session.flush()
    record(f"{step.deed}-project", "project", project.id, by=by.id, slug=project.slug)
    publish(ProjectMoved(project.id, row.id, step.deed, before.value, step.after, by.id))
    tell_all(project, step.notice, about=str(row.id), by=by, reason=reason)
    return row


def _sentence(lack: workflow.Lack, has: Readiness) -> str:
    return {
        "owner": _("Nobody is named to run the project."),
        "sponsor": _("Nobody stands for the project: ask the programme office to name a sponsor."),
        "milestone": _("Plan at least one milestone."),
        "gate": _("Plan a first gate, at which it is decided whether the work begins."),
        "unreached": _("These milestones are not reached: %(titles)s.", titles=", ".join(has.unreached)),
        "open-gate": _("These gates are not decided: %(titles)s.", titles=", ".join(has.open_gates)),
        "finding": _("Nothing was found yet of these benefits: %(titles)s.", titles=", ".join(has.benefits_without_finding)),
    }[lack]
