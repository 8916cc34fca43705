"""Terms that run out: the keeper is reminded at half, the whole office told at the end, and the department head when nobody moved it."""

from datetime import date

from sqlalchemy import select

from lms.ideas import workflow
from lms.ideas.models.pitches import Idea, IdeaReminder
from lms.ideas.service.telling import page_of
from lms.kit.db import db, one_at_a_time
from lms.kit.i18n import format_day, offered, speaking
from lms.notices.sentences import sentence
from lms.notices.service import tell, write_letter
from lms.people.models import Person, Role
from lms.people.queries.holders import holders
from lms.people.queries.scopes import reach_of, within


def remind(idea: Idea, term: workflow.Term, day: date) -> bool:
    """Tell those whom the stage of the term concerns, once; return whether that is new."""
    stage = workflow.stage_of(term, day)
    if not stage:
        return False
    one_at_a_time(f"idea-term:{idea.id}")
    same = select(IdeaReminder.id).where(IdeaReminder.idea_id == idea.id, IdeaReminder.since == idea.moved_at, IdeaReminder.stage == stage)
    if db.session.scalar(same) is not None:
        return False
    row = IdeaReminder(idea_id=idea.id, since=idea.moved_at, stage=stage)
    db.session.add(row)
    db.session.flush()
    for person in _concerned(idea, stage):
        _tell(person, idea, term, row)
    return True


def _tell(person: Person, idea: Idea, term: workflow.Term, row: IdeaReminder) -> None:
    kind = f"idea-term-{row.stage}"
    with speaking(offered(person.language)):
        facts = {"idea": idea.title, "day": format_day(term.due_on)}
        said = sentence(kind, facts)
    tell(person.id, kind, about=str(row.id), href=page_of(idea.number), **facts)
    write_letter("idea-term", to=person, about=str(row.id), facts={"idea": idea.title, "sentence": said, "path": page_of(idea.number)})


def _concerned(idea: Idea, stage: str) -> list[Person]:
    office = holders(Role.PROGRAMME_OFFICE)
    if stage == "escalated":
        return _heads_of(office) or holders(Role.CITY_MANAGER) or office
    keeper = [person for person in office if person.id == idea.handled_by_id]
    return keeper if stage == "half" and keeper else office


def _heads_of(office: list[Person]) -> list[Person]:
    """Those who head the departments of the office, or one above: it is the office that let the term run out, not the author's department."""
    homes = {person.department_id for person in office if person.department_id}
    heads = holders(Role.DEPARTMENT_HEAD, somewhere=True)
    return [head for head in heads if any(within(reach_of(head, Role.DEPARTMENT_HEAD), home) for home in homes)]
