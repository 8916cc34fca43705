"""Who hears of an idea's moves: the authors and everybody who follows it, with the reason."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from lms.ideas import workflow
from lms.ideas.events import IdeaMoved
from lms.ideas.models.pitches import Idea, IdeaMove
from lms.ideas.queries.authors import active_authors, follower_ids
from lms.kit.db import db
from lms.kit.i18n import local_day, offered, speaking
from lms.notices.sentences import sentence
from lms.notices.service import tell, write_letter
from lms.people.models import Person


def page_of(number: int) -> str:
    """Where an idea is read; a merged one leads on to the other."""
    return f"/ideas/{number}"


def tell_of_move(fact: IdeaMoved) -> None:
    """Tell authors and followers of a step, with its reason. Authors get a mail too, unless they took the step themselves."""
    step = workflow.BY_DEED[fact.deed]
    idea = db.session.get_one(Idea, fact.idea_id)
    row = db.session.get_one(IdeaMove, fact.move_id)
    facts = {"idea": idea.title, "number": idea.number, "reason": row.reason, "into": _into(idea)}
    authors = active_authors(idea.id)
    for person_id in sorted({person.id for person in authors} | follower_ids(idea.id)):
        tell(person_id, step.notice, about=str(row.id), href=page_of(idea.number), **facts)
    for person in authors:
        if person.id != fact.by_id:
            mail(idea, step.notice, facts, to=person, day=local_day(row.at).isoformat())


def _into(idea: Idea) -> str:
    if idea.merged_into_id is None:
        return ""
    return str(db.session.scalar(select(Idea.title).where(Idea.id == idea.merged_into_id)))


def mail(idea: Idea, notice: str, facts: Mapping[str, Any], *, to: Person, day: str) -> None:
    """One mail per idea, person and day at most: the inbox holds the rest."""
    with speaking(offered(to.language)):
        said = sentence(notice, facts)
    write_letter("idea-moved", to=to, about=f"{idea.id}:{day}", facts={"idea": idea.title, "sentence": said, "path": page_of(idea.number)})
