"""Keep what can be found of ideas in step with their text, in the transaction that changes it."""

from sqlalchemy import delete, insert

from lms.ideas import similarity
from lms.ideas.events import IdeaMoved
from lms.ideas.models.pitches import Idea, IdeaState
from lms.ideas.models.similarity import idea_term
from lms.ideas.queries.similar import of_idea
from lms.kit import search
from lms.kit.db import db

KIND = "idea"
_OUT = frozenset({IdeaState.DRAFT, IdeaState.MERGED})


def refresh(idea: Idea) -> None:
    """Make the index say what the idea says; a draft, or an idea that lives on in another, cannot be found."""
    db.session.execute(delete(idea_term).where(idea_term.c.number == idea.number))
    if idea.state in _OUT:
        search.remove(KIND, idea.id)
        return
    words = {similarity.fingerprint(term) for term in similarity.terms(of_idea(idea))}
    if words:
        db.session.execute(insert(idea_term), [{"term": word, "number": idea.number} for word in sorted(words)])
    body = "\n".join(part for part in (idea.problem, idea.sufferers, idea.frequency, idea.solution) if part)
    search.put(KIND, idea.id, [search.Passage("", f"{idea.number} {idea.title}", body)])


def follow_move(fact: IdeaMoved) -> None:
    """Take an idea in, or out, when a step changed whether it can be found."""
    before, after = (IdeaState(state) in _OUT for state in (fact.before, fact.after))
    if before != after:
        refresh(db.session.get_one(Idea, fact.idea_id))
