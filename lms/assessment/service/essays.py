"""Mark an essay with its rubric, and mend a mark that was wrong."""

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation

from lms.assessment.marking.responses import cleaned
from lms.assessment.marking.results import reaches
from lms.assessment.models import Answer, AttemptState
from lms.assessment.queries.sittings import Sitting, answers_of, held_sitting
from lms.assessment.queries.waiting import AnswerAtHand
from lms.assessment.service.handing_in import outcome_of, settle
from lms.assessment.service.refusals import AlreadyMarked, MarksRefused, NotYours
from lms.audit.service import record
from lms.catalogue.course_files.items import Criterion, EssayItem
from lms.kit.clock import now
from lms.kit.db import db
from lms.kit.i18n import gettext as _
from lms.notices.service import tell
from lms.people.models import Person

COMMENT_LETTERS = 5000
REASON_LETTERS = 500


def mark_essay(at_hand: AnswerAtHand, points: Sequence[str], comment: str, *, by: Person) -> Answer:
    """Give an answer its points, one number per criterion of the rubric; with the last answer the attempt is marked.

    :raises NotYours: ``by`` is no author of the course, or wrote the answer.
    :raises AlreadyMarked: somebody was faster.
    :raises MarksRefused: a criterion has no points, or points that it does not give.
    """
    sitting, answers = _held(at_hand, by)
    answer = answers[at_hand.item.key]
    if sitting.attempt.state is not AttemptState.TO_MARK or answer.fraction is not None:
        raise AlreadyMarked(_("This answer was marked meanwhile. To change its mark, say why below; else go on with the next in the list."))
    given, comment = _points(at_hand.item, points), _comment(comment)
    _give(answer, at_hand.item, given, comment, by)
    record("marked", "answer", answer.id, by=by.id, attempt=str(answer.attempt_id), points=str(sum(given, Decimal(0))))
    if all(each.fraction is not None for each in answers.values()):
        settle(sitting, answers, by=by.id)
    return answer


def correct_mark(at_hand: AnswerAtHand, points: Sequence[str], comment: str, reason: str, *, by: Person) -> Answer:
    """Put other points in the place of those that were given, and tell the learner why; what follows from the attempt is reckoned anew.

    :raises NotYours: ``by`` is no author of the course, or wrote the answer.
    :raises MarksRefused: there is no mark yet or no reason, the points do not fit, or a passed attempt would not be passed any more.
    """
    sitting, answers = _held(at_hand, by)
    answer, attempt = answers[at_hand.item.key], sitting.attempt
    if answer.fraction is None:
        raise MarksRefused(_("This answer has no mark yet, so there is none to correct."))
    if not reason.strip():
        raise MarksRefused(_("This answer is marked. Say why its mark changes: the learner reads it."))
    given, comment = _points(at_hand.item, points), _comment(comment)
    shares = {key: each.fraction for key, each in answers.items()} | {at_hand.item.key: _fraction(at_hand.item, given)}
    if attempt.passed and not reaches(outcome_of(sitting, shares).percent, sitting.quiz.spec.pass_mark):
        raise MarksRefused(_("With these points the attempt would not be passed any more, and what followed from it stands. Leave it passed."))
    before = sum(answer.rubric or [])
    _give(answer, at_hand.item, given, comment, by)
    record("corrected", "answer", answer.id, by=by.id, attempt=str(attempt.id), before=f"{before:g}", points=str(sum(given, Decimal(0))))
    if attempt.state is AttemptState.MARKED:
        settle(sitting, answers, by=by.id)
    about = f"{answer.id}:{now().isoformat()}"
    tell(attempt.person_id, "mark-corrected", about=about, href=f"/attempts/{attempt.id}/result", quiz=sitting.quiz.spec.title, reason=reason.strip())
    return answer


def _held(at_hand: AnswerAtHand, by: Person) -> tuple[Sitting, dict[str, Answer]]:
    sitting = held_sitting(at_hand.sitting.attempt.id)
    if by.id not in at_hand.author_ids or sitting.person_id == by.id:
        raise NotYours(_("Answers are marked by the trainers who wrote the course, and nobody marks their own."))
    return sitting, answers_of(sitting.attempt.id)


def _give(answer: Answer, item: EssayItem, given: Sequence[Decimal], comment: str, by: Person) -> None:
    answer.rubric, answer.fraction = [float(each) for each in given], _fraction(item, given)
    answer.comment, answer.marked_by_id = comment, by.id
    db.session.flush()


def _fraction(item: EssayItem, given: Sequence[Decimal]) -> Decimal:
    most = sum((Decimal(str(criterion.points)) for criterion in item.rubric), Decimal(0))
    return (sum(given, Decimal(0)) / most).quantize(Decimal("0.0000001"))


def _comment(text: str) -> str:
    comment = cleaned(text).strip()
    if len(comment) > COMMENT_LETTERS:
        raise MarksRefused(_("A comment has at most %(count)s characters. Shorten it.", count=COMMENT_LETTERS))
    return comment


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
