"""Self-assessment: answers are kept as they are given; at the end they become evidence of their own kind."""

from collections.abc import Mapping, Sequence
from uuid import UUID, uuid4

from sqlalchemy import select, update

from lms.competency.models import Competence, Evidence, EvidenceKind, Framework, SelfAssessment, SelfRating
from lms.competency.queries.assessing import Assessing
from lms.competency.service.evidence import NewEvidence, add_evidence
from lms.competency.service.refusals import NotFinished, RatingRefused
from lms.competency.service.standing import TURN, stand_in_turn
from lms.kit.clock import now
from lms.kit.db import db, insert_into, one_at_a_time
from lms.kit.i18n import gettext as _
from lms.people.models import Person


def begin(framework: Framework, *, by: Person) -> SelfAssessment:
    """Begin a self-assessment, or take up the one that is open."""
    new = {"id": uuid4(), "person_id": by.id, "framework_id": framework.id, "begun_at": now()}
    db.session.execute(insert_into(SelfAssessment).values(new).on_conflict_do_nothing())
    mine = (SelfAssessment.person_id == by.id, SelfAssessment.framework_id == framework.id, SelfAssessment.finished_at.is_(None))
    return db.session.scalars(select(SelfAssessment).where(*mine)).one()


def save_answers(found: Assessing, area_id: UUID, levels: Mapping[UUID, int], *, by: Person) -> None:
    """Keep the answers of one page; an answer given again replaces the one of before, as long as it is not finished.

    :raises RatingRefused: a competence that the area does not have, or no such level.
    """
    known = set(db.session.scalars(select(Competence.id).where(Competence.area_id == area_id, Competence.retired_at.is_(None))))
    if not known >= levels.keys() or any(not 0 <= level <= 8 for level in levels.values()):
        raise RatingRefused(_("Choose one of the answers that the page offers."))
    if not levels:
        return
    assessment = found.current or begin(found.framework, by=by)
    rows = [{"id": uuid4(), "assessment_id": assessment.id, "competence_id": key, "level": level, "saved_at": now()} for key, level in levels.items()]
    statement = insert_into(SelfRating).values(rows)
    anew = {name: statement.excluded[name] for name in ("level", "saved_at")}
    db.session.execute(statement.on_conflict_do_update(index_elements=["assessment_id", "competence_id"], set_=anew))


def finish(found: Assessing, *, by: Person) -> int:
    """Let the answers become own ratings in the ledger, in the place of those of before. Returns how many were written.

    :raises NotFinished: nothing was answered yet.
    """
    assessment = found.current
    answers = _living_answers(assessment.id) if assessment else []
    if assessment is None or not answers:
        raise NotFinished(_("Answer at least one question first. What you answer is kept, so you can stop at any time."))
    assessment.finished_at = now()
    db.session.flush()
    _withdraw_earlier([answer.competence_id for answer in answers], by)
    return add_evidence(
        NewEvidence(by.id, answer.competence_id, answer.level, EvidenceKind.OWN_RATING, answer.id, "", by_id=by.id)
        for answer in answers
        if answer.level
    )


def _living_answers(assessment_id: UUID) -> Sequence[SelfRating]:
    """The answers, without those to what the framework ceased to name meanwhile."""
    named = SelfRating.competence_id.in_(select(Competence.id).where(Competence.retired_at.is_(None)))
    return db.session.scalars(select(SelfRating).where(SelfRating.assessment_id == assessment_id, named)).all()


def _withdraw_earlier(competence_ids: list[UUID], by: Person) -> None:
    one_at_a_time(TURN)
    earlier = (Evidence.person_id == by.id, Evidence.kind == EvidenceKind.OWN_RATING, Evidence.withdrawn_at.is_(None))
    gone = db.session.execute(
        update(Evidence)
        .where(*earlier, Evidence.competence_id.in_(competence_ids))
        .values(withdrawn_at=now(), withdrawn_by_id=by.id, withdrawn_reason=_("A later self-assessment took its place."))
        .returning(Evidence.person_id, Evidence.competence_id)
    ).all()
    stand_in_turn([(row.person_id, row.competence_id) for row in gone], because="withdrawal")
