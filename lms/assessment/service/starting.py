"""Begin an attempt."""

from datetime import datetime, timedelta
from random import SystemRandom

from lms.assessment.marking.drawing import Place, draw
from lms.assessment.marking.results import possible
from lms.assessment.models import Attempt
from lms.assessment.queries.quizzes import QuizAtHand, quiz_of_enrolment, waits_for
from lms.assessment.queries.tries import Tries, tries_at
from lms.assessment.service.handing_in import close_if_over, hand_in
from lms.assessment.service.refusals import CannotStart, NotYours
from lms.kit.clock import now
from lms.kit.db import db
from lms.kit.i18n import format_moment, ngettext
from lms.kit.i18n import gettext as _
from lms.learning.models import Enrolment
from lms.learning.service.steps import begin_quiz, held
from lms.people.models import Person


def start(enrolment: Enrolment, quiz_key: str, *, by: Person) -> Attempt:
    """Begin the next attempt; who is in the middle of one gets that one, from whichever window they come.

    An attempt at an earlier text of the quiz that is still open is handed in as it is: it cannot count here any more.
    What is drawn, the order and the deadline (with the person's extra time) are fixed here and never again.

    :raises NotYours: the enrolment is somebody else's.
    :raises CannotStart: the course is over, a step comes first, no attempt is left, or the pause is not over.
    """
    if enrolment.person_id != by.id:
        raise NotYours(_("You can only sit quizzes of your own courses."))
    _end_what_is_over(tries_at(quiz_of_enrolment(enrolment.id, quiz_key)), by)
    enrolment = held(enrolment.id)
    at_hand = quiz_of_enrolment(enrolment.id, quiz_key)
    so_far = tries_at(at_hand)
    if so_far.open is not None:
        return so_far.open
    moment = now()
    _refuse_if_over(enrolment)
    _refuse_beyond_rules(so_far, moment)
    _refuse_if_locked(at_hand)
    attempt = _attempt(at_hand, number=so_far.following_number, moment=moment)
    db.session.add(attempt)
    if not so_far.passed:
        begin_quiz(enrolment, quiz_key)
    db.session.flush()
    return attempt


def _end_what_is_over(so_far: Tries, by: Person) -> None:
    """Before the enrolment is held, as handing in does it: else two who wait for each other."""
    if so_far.open is not None:
        close_if_over(so_far.open.id)
    if so_far.open_other is not None:
        hand_in(so_far.open_other.id, by=by)


def _refuse_if_over(enrolment: Enrolment) -> None:
    if enrolment.left_at is not None:
        raise CannotStart(_("You left this course. Enrol again to sit its quizzes; the attempts that you used still count."))
    if enrolment.completed_at is not None:
        raise CannotStart(_("You completed this course, so its results are final. You can read your attempts below."))


def _refuse_beyond_rules(so_far: Tries, moment: datetime) -> None:
    if not so_far.may_try_again:
        allowed = so_far.allowed or 0
        raise CannotStart(
            ngettext("This quiz allows %(num)d attempt, and you used it.", "This quiz allows %(num)d attempts, and you used all of them.", allowed)
        )
    if so_far.pause_until and moment < so_far.pause_until:
        moment_again = format_moment(so_far.pause_until)
        raise CannotStart(_("There is a pause between two attempts. You can start the next one on %(moment)s.", moment=moment_again))


def _refuse_if_locked(at_hand: QuizAtHand) -> None:
    missing = waits_for(at_hand)
    if missing:
        raise CannotStart(_("This quiz is not open yet. Finish “%(step)s” first.", step=missing[0]))


def _attempt(at_hand: QuizAtHand, *, number: int, moment: datetime) -> Attempt:
    layout: list[Place] = draw(at_hand.quiz.spec, SystemRandom())
    minutes = at_hand.limit + at_hand.extra if at_hand.limit else None
    return Attempt(
        enrolment_id=at_hand.enrolment.id,
        person_id=at_hand.enrolment.person_id,
        version_id=at_hand.version.id,
        quiz_key=at_hand.step.key,
        number=number,
        layout=layout,
        started_at=moment,
        limit_minutes=at_hand.limit,
        extra_minutes=at_hand.extra,
        deadline_at=moment + timedelta(minutes=minutes) if minutes else None,
        points_possible=possible(at_hand.quiz.items[place["item"]].points for place in layout),
    )
