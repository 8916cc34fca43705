"""What happens to ideas when nobody is looking."""

from sqlalchemy import select

from lms.city.queries import holidays
from lms.ideas import workflow
from lms.ideas.models.pitches import Idea, IdeaState
from lms.ideas.service.reminding import remind
from lms.ideas.service.screening import unpark_due
from lms.kit.clock import today
from lms.kit.db import db, hold, transaction
from lms.kit.i18n import local_day


def remind_of_terms() -> int:
    """Remind, tell and escalate where the term of an idea runs out; return how many ideas somebody was told of."""
    day, free = today(), holidays()
    waiting = db.session.execute(select(Idea.id, Idea.state, Idea.moved_at).where(Idea.state.in_(workflow.TERMS)).order_by(Idea.moved_at)).all()
    told = 0
    for row in waiting:
        term = workflow.term_of(row.state.value, local_day(row.moved_at), day, free)
        if term is not None and workflow.stage_of(term, day):
            with transaction():
                idea = hold(db.session.get_one(Idea, row.id))
                told += idea.state is row.state and idea.moved_at == row.moved_at and remind(idea, term, day)
    return told


def unpark_ideas() -> int:
    """Take up the parked ideas whose day has come; return how many."""
    day = today()
    due = db.session.scalars(select(Idea.id).where(Idea.state == IdeaState.PARKED, Idea.parked_until <= day)).all()
    taken = 0
    for idea_id in due:
        with transaction():
            taken += unpark_due(db.session.get_one(Idea, idea_id), day)
    return taken
