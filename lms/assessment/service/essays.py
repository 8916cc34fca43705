"""Mark an essay with its rubric."""

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation

from lms.assessment.marking.responses import cleaned
from lms.assessment.models import Answer, AttemptState
from lms.assessment.queries.sittings import answers_of, held_sitting
from lms.assessment.queries.waiting import AnswerAtHand
from lms.assessment.service.handing_in import settle
from lms.assessment.service.refusals import AlreadyMarked, MarksRefused, NotYours
from lms.audit.service import record
from lms.catalogue.course_files.items import Criterion, EssayItem
from lms.kit.db import db
from lms.kit.i18n import gettext as _
from lms.people.models import Person

COMMENT_LETTERS = 5000


def mark_essay(at_hand: AnswerAtHand, points: Sequence[str], comment: str, *, by: Person) -> Answer:
    """Give an answer its points, one number per criterion of the rubric; with the last answer the attempt is marked.

    :raises NotYours: ``by`` is no author of the course, or wrote the answer.
    :raises AlreadyMarked: somebody was faster.
    :raises MarksRefused: a criterion has no points, or points that it does not give.
    """
    sitting = held_sitting(at_hand.sitting.attempt.id)
    if by.id not in at_hand.author_ids or sitting.person_id == by.id:
        raise NotYours(_("Answers are marked by the trainers who wrote the course, and nobody marks their own."))
    answers = answers_of(sitting.attempt.id)
    answer = answers[at_hand.item.key]
    if sitting.attempt.state is not AttemptState.TO_MARK or answer.fraction is not None:
        raise AlreadyMarked(_("This answer was marked meanwhile. Go on with the next one in the list."))
    given = _points(at_hand.item, points)
    comment = cleaned(comment).strip()
    if len(comment) > COMMENT_LETTERS:
        raise MarksRefused(_("A comment has at most %(count)s characters. Shorten it.", count=COMMENT_LETTERS))
    most = sum((Decimal(str(criterion.points)) for criterion in at_hand.item.rubric), Decimal(0))
    answer.rubric = [float(each) for each in given]
    answer.fraction = (sum(given, Decimal(0)) / most).quantize(Decimal("0.0000001"))
    answer.comment, answer.marked_by_id = comment, by.id
    db.session.flush()
    record("marked", "answer", answer.id, by=by.id, attempt=str(answer.attempt_id), points=str(sum(given, Decimal(0))))
    if all(each.fraction is not None for each in answers.values()):
        settle(sitting, answers, by=by.id)
    return answer


def _points(item: EssayItem, written: Sequence[str]) -> list[Decimal]:
    if len(written) != len(item.rubric):
        raise MarksRefused(_("Give points for each criterion."))
    return [_point(criterion, text) for criterion, text in zip(item.rubric, written, strict=True)]


def _point(criterion: Criterion, text: str) -> Decimal:
    refusal = MarksRefused(_("Give “%(criterion)s” 0 to %(most)g points, in one of its steps.", criterion=criterion.criterion, most=criterion.points))
    try:
        points = Decimal(text.strip().replace(",", ".")[:20] or "-1")
    except InvalidOperation:
        raise refusal from None
    steps = {Decimal(str(level.points)) for level in criterion.levels}
    if not points.is_finite() or not 0 <= points <= Decimal(str(criterion.points)) or (steps and points not in steps):
        raise refusal
    return points
