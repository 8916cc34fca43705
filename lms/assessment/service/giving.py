"""Give somebody who has used all attempts at a quiz one more."""

from lms.assessment.models import ExtraAttempt
from lms.assessment.queries.quizzes import quiz_of_enrolment
from lms.assessment.queries.tries import tries_at
from lms.assessment.queries.used_up import LearnerAtQuiz
from lms.assessment.service.refusals import NotNeeded, NotYours, ReasonNeeded
from lms.audit.service import record
from lms.kit.db import db
from lms.kit.i18n import gettext as _
from lms.learning.service.steps import held
from lms.notices.service import tell
from lms.people.models import Person


def give_attempt(learner: LearnerAtQuiz, reason: str, *, by: Person) -> ExtraAttempt:
    """Give ``learner`` one more attempt at the quiz. Where the first attempt counts, the new one counts in its place.

    :raises NotYours: ``by`` is no author of the course, or the learner.
    :raises ReasonNeeded: there is no reason.
    :raises NotNeeded: an attempt is left, goes on or waits for its mark, the quiz is passed, or the course is over.
    """
    if by.id not in learner.author_ids or by.id == learner.person_id:
        raise NotYours(_("Attempts are given by the trainers who wrote the course, and nobody gives them to themselves."))
    if not reason.strip():
        raise ReasonNeeded(_("Say why: the person reads it."))
    enrolment = held(learner.at_hand.enrolment.id)
    at_hand = quiz_of_enrolment(enrolment.id, learner.at_hand.step.key)
    if enrolment.completed_at is not None or enrolment.left_at is not None or not tries_at(at_hand).used_up:
        name = learner.person.name
        raise NotNeeded(_("%(name)s needs no further attempt now: one is left or waits for its mark, or the quiz or the course is over.", name=name))
    given = ExtraAttempt(enrolment_id=enrolment.id, content_hash=at_hand.step.content_hash, reason=reason.strip(), given_by_id=by.id)
    db.session.add(given)
    db.session.flush()
    record("gave", "extra-attempt", given.id, by=by.id, person=str(learner.person_id), enrolment=str(enrolment.id), quiz=at_hand.step.key)
    href = f"/quizzes/{at_hand.slug}/{at_hand.step.key}"
    tell(learner.person_id, "extra-attempt", about=str(given.id), href=href, quiz=at_hand.quiz.spec.title, reason=given.reason)
    return given
