"""Risks of a project: noted, weighed again, closed."""

from dataclasses import dataclass

from lms.audit.service import record
from lms.kit.clock import now
from lms.kit.db import db
from lms.kit.i18n import gettext as _
from lms.notices.service import tell
from lms.people.models import Person
from lms.projects.models.projects import Project, Risk
from lms.projects.service.milestones import while_open
from lms.projects.service.people import checked_owner
from lms.projects.service.refusals import NeedsReason
from lms.projects.service.telling import path_of


@dataclass(frozen=True, slots=True)
class Weighing:
    """What may go wrong, how likely and how bad, what is done about it and by whom."""

    title: str
    likelihood: int
    impact: int
    answer: str
    owner: Person | None = None


def note_risk(project: Project, weighing: Weighing, *, by: Person) -> Risk:
    """Note a risk; who is to answer for it is told.

    :raises ProjectOver: the project is over.
    :raises WrongPerson: who should answer for it is no officer.
    """
    while_open(project)
    made = Risk(project_id=project.id, at=now())
    _write(project, made, weighing, by)
    record("note-risk", "risk", made.id, by=by.id, project=str(project.id))
    return made


def weigh(project: Project, risk: Risk, weighing: Weighing, *, by: Person) -> None:
    """Weigh a risk anew.

    :raises ProjectOver: the project is over.
    :raises WrongPerson: who should answer for it is no officer.
    """
    while_open(project)
    before = (risk.likelihood, risk.impact)
    _write(project, risk, weighing, by)
    record("weigh-risk", "risk", risk.id, by=by.id, before="{}x{}".format(*before), after=f"{risk.likelihood}x{risk.impact}")


def _write(project: Project, risk: Risk, weighing: Weighing, by: Person) -> None:
    owner, before = checked_owner(weighing.owner), risk.owner_id
    risk.title, risk.answer, risk.owner_id = weighing.title, weighing.answer, owner.id if owner else None
    risk.likelihood, risk.impact = weighing.likelihood, weighing.impact
    db.session.add(risk)
    db.session.flush()
    if owner is not None and owner.id not in (before, by.id):
        tell(owner.id, "project-risk-yours", about=str(risk.id), href=path_of(project, "risks"), project=project.title, risk=risk.title)


def close_risk(project: Project, risk: Risk, *, by: Person) -> None:
    """Close a risk: it cannot happen any more, or has happened.

    :raises ProjectOver: the project is over.
    :raises NeedsReason: nothing says what was done about it.
    """
    while_open(project)
    if not risk.answer.strip():
        raise NeedsReason(_("Write first what was done about it; then close it."))
    risk.closed_at = now()
    db.session.flush()
    record("close-risk", "risk", risk.id, by=by.id)
