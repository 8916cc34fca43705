"""What somebody leaves among ideas and placements, for tests of copies and erasure."""

from datetime import timedelta

from sqlalchemy import select

from lms.champions.models import Champion
from lms.competency.models import Competence
from lms.ideas.models.evaluating import Evaluation
from lms.ideas.models.pitches import CommentReport, IdeaComment, IdeaFile, IdeaFollow, IdeaJoin, IdeaState, IdeaSupport
from lms.ideas.models.sponsoring import Sponsorship, SponsorshipState
from lms.kit import blobs
from lms.kit.clock import today
from lms.kit.db import db
from lms.people.models import Person
from lms.placements.models import (
    GrowthWish,
    Leaning,
    MatchAnswer,
    MatchRun,
    OpeningConflict,
    OpeningLeaning,
    Placement,
    PlacementMove,
    PlacementState,
)
from tests.factories.placements import make_opening
from tests.factories.sponsoring import an_idea, evaluators, in_evaluation

FILE = b"%PDF-1.7 Evidence of an idea"


def ideas(person: Person, words: str, other: Person) -> None:
    """They pitched, commented, reported, support and follow, asked to join, brought a file, evaluated, and signed a charter as sponsor."""
    mine, theirs = an_idea(person, state=IdeaState.SUBMITTED, title="Ask once"), an_idea(other, state=IdeaState.SUBMITTED)
    ids = mine.id, theirs.id
    said = IdeaComment(idea_id=ids[1], person_id=person.id, text=words)
    heard = IdeaComment(idea_id=ids[0], person_id=other.id, text=f"I agree with {person.name}.")
    digest = blobs.keep(FILE)
    db.session.add_all([said, heard])
    db.session.flush()
    file = {"name": "counted.pdf", "digest": digest, "media_type": "application/pdf", "size": len(FILE)}
    db.session.add_all(
        [
            CommentReport(comment_id=heard.id, by_id=person.id, reason=words),
            IdeaSupport(idea_id=ids[1], person_id=person.id),
            IdeaFollow(idea_id=ids[1], person_id=person.id),
            IdeaJoin(idea_id=ids[1], person_id=person.id, text=words),
            IdeaFile(idea_id=ids[0], person_id=person.id, **file),
        ]
    )
    db.session.commit()
    evaluators()
    judged = in_evaluation().id
    db.session.scalars(select(Evaluation).where(Evaluation.round_id == judged)).all()[0].person_id = person.id
    charter = {"outcome": "Waiting time halves.", "sponsor_name": person.name, "end_reason": words, "state": SponsorshipState.WITHDRAWN}
    db.session.add(Sponsorship(idea_id=ids[1], sponsor_id=person.id, **charter))
    db.session.commit()


def placements(person: Person, words: str) -> None:
    """Their placement with what was said about it, what they said of openings, and what the matching answered about them."""
    champion = db.session.scalars(select(Champion).where(Champion.person_id == person.id)).first()
    assert champion is not None, "leave the traces of champions first"
    opening, run = make_opening(), MatchRun(result={})
    db.session.add(run)
    db.session.flush()
    days = {"starts_on": today(), "ends_on": today() + timedelta(days=90)}
    placed = Placement(opening_id=opening.id, champion_id=champion.id, state=PlacementState.ENDED, hours_per_week=3, end_reason=words, **days)
    db.session.add(placed)
    db.session.flush()
    of = {"opening_id": opening.id, "champion_id": champion.id}
    competence_id = db.session.scalars(select(Competence.id).limit(1)).one()
    db.session.add_all(
        [
            PlacementMove(placement_id=placed.id, by_id=person.id, deed="stop", before="confirmed", after="ended", reason=words),
            OpeningLeaning(leaning=Leaning.WISH, **of),
            OpeningConflict(interest=words, **of),
            GrowthWish(champion_id=champion.id, competence_id=competence_id),
            MatchAnswer(run_id=run.id, answer={}, **of),
        ]
    )
    db.session.commit()
