"""Who runs a project and who stands for it; and what happens when one of both leaves."""

from lms.audit.service import record
from lms.kit.db import db
from lms.kit.i18n import gettext as _
from lms.notices.service import tell
from lms.people.events import PersonDeactivated
from lms.people.models import Person, Role
from lms.projects.models.projects import Project
from lms.projects.queries.due import projects_with
from lms.projects.service.refusals import WrongPerson
from lms.projects.service.telling import path_of, tell_office, this_moment


def checked_owner(person: Person | None) -> Person | None:
    """The person, when they can run a project.

    :raises WrongPerson: they left, or are no officer.
    """
    if person is not None and (not person.active or person.external):
        raise WrongPerson(_("%(name)s cannot run a project: only officers who work here can.", name=person.name))
    return person


def checked_sponsor(person: Person | None) -> Person | None:
    """The person, when they can stand for a project.

    :raises WrongPerson: they left, or hold no budget.
    """
    if person is None:
        return None
    if not person.active or person.external or not (person.holds(Role.SPONSOR) or person.holds(Role.CITY_MANAGER)):
        raise WrongPerson(_("%(name)s cannot stand for a project: a sponsor is a manager with a budget.", name=person.name))
    return person


def checked_pair(owner: Person | None, sponsor: Person | None) -> None:
    """Whether both are two.

    :raises WrongPerson: they are one: nobody decides about their own project.
    """
    if owner is not None and sponsor is not None and owner.id == sponsor.id:
        raise WrongPerson(_("Owner and sponsor are two people: nobody decides at the gates of their own project."))


def name_people(project: Project, owner: Person | None, sponsor: Person | None, *, by: Person) -> None:
    """Name who runs the project and who stands for it; whoever is new is told, and whoever was before.

    :raises WrongPerson: one of them cannot.
    """
    checked_pair(checked_owner(owner), checked_sponsor(sponsor))
    before = {project.owner_id, project.sponsor_id}
    project.owner_id, project.sponsor_id = owner.id if owner else None, sponsor.id if sponsor else None
    db.session.flush()
    record("name-project-people", "project", project.id, by=by.id, owner=str(project.owner_id), sponsor=str(project.sponsor_id))
    names = {"owner": owner.name if owner else "—", "sponsor": sponsor.name if sponsor else "—"}
    for one in sorted((before | {project.owner_id, project.sponsor_id}) - {None, by.id}, key=str):
        if one is not None:
            tell(one, "project-people", about=f"{project.id}:{this_moment()}", href=path_of(project), project=project.title, **names)


def miss_leaver(fact: PersonDeactivated) -> None:
    """Tell the programme office of each live project whose owner or sponsor has left. The name stays until somebody else is named."""
    for project in projects_with(fact.person_id):
        kind = "project-lost-owner" if project.owner_id == fact.person_id else "project-lost-sponsor"
        tell_office(project, kind, about=f"{project.id}:{this_moment()}")
