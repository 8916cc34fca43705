"""Ideas that are handed over to the projects: somebody is asked to open one from each."""

from lms.ideas.events import IdeaHandedOver
from lms.ideas.models.pitches import Idea
from lms.kit.db import db
from lms.notices.service import tell
from lms.people.models import Role
from lms.people.queries.holders import holder_ids
from lms.projects.queries.origins import origin_of, waits_for_project


def ask_to_open(fact: IdeaHandedOver) -> None:
    """Ask the programme office and the sponsor to open a project; nobody where one was opened with the handing over."""
    idea = db.session.get_one(Idea, fact.idea_id)
    if fact.becomes != "project" or not waits_for_project(idea):
        return
    for person_id in sorted({*holder_ids(Role.PROGRAMME_OFFICE), *origin_of(idea).opener_ids} - {fact.by_id}):
        tell(person_id, "idea-wants-project", about=str(idea.id), href=f"/projects/new?idea={idea.number}", idea=idea.title)
