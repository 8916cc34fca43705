"""Ideas that are similar to what somebody writes, out of tens of thousands, in the time of a keystroke.

Three short reads: how many ideas have each word (counted no further than a thousand), the ideas that share the rarest words, and the text of the best
forty, which are then compared word by word. Both databases count the same rows and order them the same way, so both give the same answer.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import case, func, select, text

from lms.ideas import similarity
from lms.ideas.models.pitches import Idea, IdeaState
from lms.ideas.models.similarity import idea_term
from lms.ideas.similarity import Likeness, Text
from lms.kit.db import db

CANDIDATES = 40
_SHOWN = tuple(state for state in IdeaState if state not in {IdeaState.DRAFT, IdeaState.MERGED})


@dataclass(frozen=True, slots=True)
class Similar:
    """An idea that is like the draft."""

    number: int
    state: IdeaState
    likeness: Likeness


def text_of(title: str, bodies: Sequence[str], objective_id: UUID | None, challenge_id: UUID | None) -> Text:
    """An idea as it is compared."""
    links = {f"objective:{objective_id}" if objective_id else "", f"challenge:{challenge_id}" if challenge_id else ""} - {""}
    return Text(title, "\n".join(body for body in bodies if body), frozenset(links))


def of_idea(idea: Idea) -> Text:
    """An idea's row as it is compared."""
    return text_of(idea.title, (idea.problem, idea.solution, idea.sufferers), idea.objective_id, idea.challenge_id)


def similar(draft: Text, *, but: Collection[int] = (), limit: int = 5) -> list[Similar]:
    """The ideas most like ``draft``, best first; ``but`` are numbers to leave out. Three statements."""
    asked = similarity.terms(draft)[: similarity.MOST_TERMS]
    if sum(":" not in term for term in asked) < 2:
        return []
    counts = _counts(asked)
    telling = similarity.telling(counts)
    if not telling:
        return []
    numbers = _candidates(telling, counts, but)
    ready = similarity.Draft(draft, counts)
    columns = select(Idea.number, Idea.state, Idea.title, Idea.problem, Idea.solution, Idea.sufferers, Idea.objective_id, Idea.challenge_id)
    found = []
    for row in db.session.execute(columns.where(Idea.number.in_(numbers), Idea.state.in_(_SHOWN))) if numbers else ():
        other = text_of(row.title, (row.problem, row.solution, row.sufferers), row.objective_id, row.challenge_id)
        found.append(Similar(row.number, row.state, ready.likeness(other)))
    alike = [one for one in found if one.likeness.score >= similarity.ENOUGH]
    return sorted(alike, key=lambda one: (-one.likeness.score, one.number))[:limit]


def _counts(asked: Sequence[str]) -> dict[str, int]:
    """How many ideas have each term, counted up to ``COMMON``."""
    few = f"SELECT 1 AS one FROM idea_term WHERE term = :term{{number}} LIMIT {similarity.COMMON}"  # noqa: S608  (numbers of ours; what somebody wrote goes as values)
    part = f"SELECT {{number}} AS asked, (SELECT count(*) FROM ({few}) AS few) AS ideas"  # noqa: S608
    parts = [part.format(number=number) for number in range(len(asked))]
    given = {f"term{number}": similarity.fingerprint(term) for number, term in enumerate(asked)}
    return {asked[row.asked]: row.ideas for row in db.session.execute(text(" UNION ALL ".join(parts)), given)}


def _candidates(telling: Sequence[str], counts: dict[str, int], but: Collection[int]) -> list[int]:
    """Numbers of the ideas that share the most of the telling terms, by weight in thousandths: whole numbers add up the same everywhere."""
    points = {similarity.fingerprint(term): round(1000 * similarity.weight(counts[term])) for term in telling}
    score = func.sum(case(points, value=idea_term.c.term, else_=0))
    found = select(idea_term.c.number).where(idea_term.c.term.in_(points), idea_term.c.number.not_in(list(but)))
    return list(db.session.scalars(found.group_by(idea_term.c.number).order_by(score.desc(), idea_term.c.number.desc()).limit(CANDIDATES)))
