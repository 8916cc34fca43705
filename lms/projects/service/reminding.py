"""Remind whoever has to do something about a project; each once per date that is due."""

from datetime import date
from uuid import UUID

from lms.kit.i18n import format_day
from lms.notices.service import tell, write_letter
from lms.people.models import Person, Role
from lms.people.queries.holders import holder_ids, holders
from lms.projects.models.projects import ProjectMilestone
from lms.projects.queries.due import BenefitDue, GateDue
from lms.projects.service.telling import path_of


def remind_of_gate(due: GateDue, today: date) -> int:
    """Ask for the decision at a gate that comes near, by inbox and mail; when it is overdue, tell the owner and the office as well."""
    gate, project = due.gate, due.project
    late = gate.due_on < today
    about, path = f"{gate.id}:{gate.due_on}:{'late' if late else 'soon'}", path_of(project, "gates")
    facts = {"project": project.title, "gate": gate.title, "day": format_day(gate.due_on)}
    told = 0
    for person in _deciders(due):
        told += tell(person.id, "gate-late" if late else "gate-due", about=about, href=path, **facts)
        write_letter("gate-due", to=person, about=about, facts={"path": path, **facts})
    if late:
        waiting = set(holder_ids(Role.PROGRAMME_OFFICE)) | ({project.owner_id} if project.owner_id else set())
        told += sum(tell(one, "gate-late", about=about, href=path, **facts) for one in sorted(waiting, key=str))
    return told


def _deciders(due: GateDue) -> list[Person]:
    if due.city_manager_decides:
        return [one for one in holders(Role.CITY_MANAGER) if one.id != due.project.owner_id]
    return [due.project.sponsor] if due.project.sponsor is not None and due.project.sponsor.active else []


def remind_of_milestone(milestone: ProjectMilestone) -> int:
    """Tell the owner that the date of a milestone has passed."""
    project = milestone.project
    if project.owner_id is None:
        return 0
    facts = {"project": project.title, "milestone": milestone.title, "day": format_day(milestone.due_on)}
    return tell(project.owner_id, "project-milestone-late", about=f"{milestone.id}:{milestone.due_on}", href=path_of(project, "milestones"), **facts)


def years_due(due_on: date, today: date) -> int:
    """Which time a benefit is looked at: 0 on its day, 1 a year later, and so on."""
    return today.year - due_on.year - ((today.month, today.day) < (due_on.month, due_on.day))


def remind_of_benefit(due: BenefitDue, today: date) -> int:
    """Ask whoever looks after a benefit, else the project's owner, what was found: on its day, and each year until the project is closed."""
    benefit, project = due.benefit, due.project
    asked: UUID | None = benefit.owner_id or project.owner_id
    years = years_due(benefit.due_on, today)
    fresh = due.last_on is not None and due.last_on >= benefit.due_on and years_due(benefit.due_on, due.last_on) >= years
    if asked is None or fresh:
        return 0
    facts = {"project": project.title, "benefit": benefit.title}
    return tell(asked, "project-benefit-due", about=f"{benefit.id}:{benefit.due_on}:{years}", href=path_of(project, "benefits"), **facts)
