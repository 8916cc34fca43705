"""What an attempt shows beyond its mark: competences, by the questions that are tagged with an outcome."""

from decimal import Decimal
from uuid import uuid5

from sqlalchemy import select

from lms.assessment.events import AttemptMarked
from lms.assessment.marking.fractions import NOTHING
from lms.assessment.marking.results import reaches, result
from lms.assessment.models import Attempt
from lms.assessment.queries.sittings import Sitting, answers_of, sitting
from lms.catalogue.models import CourseCompetence
from lms.competency.models import EvidenceKind
from lms.competency.service.evidence import NewEvidence, add_evidence
from lms.kit.clock import now
from lms.kit.db import db

LEAST_PERCENT = 50.0
"""However low the pass mark: who has less than half right has not shown it."""


def show_competences(fact: AttemptMarked) -> None:
    """Note each competence of the course whose questions were answered well enough, once per quiz and cycle of the course."""
    cited = db.session.scalars(
        select(CourseCompetence)
        .join_from(CourseCompetence, Attempt, Attempt.version_id == CourseCompetence.version_id)
        .where(Attempt.id == fact.attempt_id)
    ).all()
    told = [one for one in cited if one.shown_by]
    if not told:
        return
    sat = sitting(fact.attempt_id)
    shares = {key: answer.fraction or NOTHING for key, answer in answers_of(fact.attempt_id).items()}
    add_evidence(piece for one in told if (piece := _piece(sat, shares, one)) is not None)


def _piece(sat: Sitting, shares: dict[str, Decimal], cited: CourseCompetence) -> NewEvidence | None:
    items = [item for item, _order in sat.items if item.outcome in cited.shown_by]
    reached = result([(shares.get(item.key, NOTHING), item.points) for item in items])
    if not items or not reached.possible or not reaches(reached.percent, max(LEAST_PERCENT, sat.quiz.spec.pass_mark)):
        return None
    attempt = sat.attempt
    return NewEvidence(
        attempt.person_id,
        cited.competence_id,
        cited.level,
        EvidenceKind.QUIZ,
        uuid5(attempt.enrolment_id, attempt.quiz_key),
        f"{sat.quiz.spec.title} ({sat.course_title})",
        items=len(items),
        shown_at=attempt.handed_in_at or now(),
    )
