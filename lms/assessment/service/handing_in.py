"""Hand in an attempt, by the person or by the clock, and mark what a machine can mark."""

from collections.abc import Mapping
from decimal import Decimal
from uuid import UUID

from lms.assessment.events import AttemptMarked, QuizPassed
from lms.assessment.marking.fractions import NOTHING, fraction
from lms.assessment.marking.results import Result, reaches, result
from lms.assessment.models import Answer, Attempt, AttemptState
from lms.assessment.queries.sittings import Sitting, answers_of, held_sitting
from lms.assessment.queries.tries import key_now, tries_of
from lms.assessment.queries.waiting import marker_ids
from lms.assessment.service.refusals import NotYours
from lms.assessment.service.unmarked import call_curators
from lms.audit.service import record
from lms.kit.clock import now
from lms.kit.db import db, publish
from lms.kit.i18n import gettext as _
from lms.learning.service.steps import held, wait_for_mark
from lms.notices.service import tell
from lms.people.models import Person


def hand_in(attempt_id: UUID, *, by: Person) -> Attempt:
    """Hand in an attempt and mark it; handed in twice is handed in once.

    After the deadline the clock hands it in: what was saved before counts.

    :raises NotYours: it is somebody else's.
    """
    sitting = held_sitting(attempt_id)
    if sitting.person_id != by.id:
        raise NotYours(_("You can only hand in your own attempts."))
    if sitting.attempt.state is AttemptState.OPEN:
        _close(sitting, by_clock=is_over(sitting.attempt))
    return sitting.attempt


def close_if_over(attempt_id: UUID) -> bool:
    """Hand in an attempt whose time is over, exactly once whoever asks. Returns whether it is handed in now."""
    sitting = held_sitting(attempt_id)
    if sitting.attempt.state is AttemptState.OPEN and is_over(sitting.attempt):
        _close(sitting, by_clock=True)
    return sitting.attempt.state is not AttemptState.OPEN


def is_over(attempt: Attempt) -> bool:
    """Whether the server's clock has passed the deadline."""
    return attempt.deadline_at is not None and now() >= attempt.deadline_at


def settle(sitting: Sitting, answers: Mapping[str, Answer], *, by: UUID | None) -> None:
    """Add up an attempt whose answers all have their points, and say what follows. ``sitting`` must be held."""
    attempt, spec = sitting.attempt, sitting.quiz.spec
    held(attempt.enrolment_id)  # two attempts that end at once must see each other when it is counted which one counts
    outcome = outcome_of(sitting, {key: answer.fraction for key, answer in answers.items()})
    attempt.points, attempt.points_possible, attempt.percent = outcome.points, outcome.possible, outcome.percent
    attempt.passed = reaches(outcome.percent, spec.pass_mark)
    attempt.state, attempt.marked_at = AttemptState.MARKED, now()
    db.session.flush()
    record("marked", "attempt", attempt.id, by=by, person=str(attempt.person_id), percent=str(outcome.percent), passed=attempt.passed)
    publish(AttemptMarked(attempt.id, attempt.enrolment_id, attempt.person_id, attempt.passed))
    so_far = tries_of(sitting)
    if so_far.passed:
        publish(QuizPassed(attempt.enrolment_id, attempt.version_id, attempt.quiz_key, attempt.id))
    elif so_far.used_up and (key := key_now(sitting)):
        _call_for_another(sitting, key)
    if by != attempt.person_id:
        percent = f"{outcome.percent.normalize():f}"
        tell(attempt.person_id, "attempt-marked", about=str(attempt.id), href=f"/attempts/{attempt.id}/result", quiz=spec.title, percent=percent)


def _call_for_another(sitting: Sitting, key: str) -> None:
    """Who has no attempt left cannot go on, unless a trainer gives one more."""
    attempt, person = sitting.attempt, db.session.get_one(Person, sitting.person_id)
    href = f"/marking/attempts/{attempt.enrolment_id}/{key}"
    for marker_id in marker_ids(sitting.course_id, but_not=person.id):
        tell(marker_id, "attempts-used-up", about=str(attempt.id), href=href, person=person.name, quiz=sitting.quiz.spec.title)


def outcome_of(sitting: Sitting, shares: Mapping[str, Decimal | None]) -> Result:
    """What an attempt comes to with these shares of its items' points."""
    return result([(shares.get(item.key) or NOTHING, item.points) for item, _order in sitting.items])


def _close(sitting: Sitting, *, by_clock: bool) -> None:
    attempt = sitting.attempt
    answers = answers_of(attempt.id)
    for item, _order in sitting.items:
        if item.key in answers:
            answers[item.key].fraction = fraction(item, answers[item.key].response)
    attempt.by_clock = by_clock
    attempt.handed_in_at = attempt.deadline_at if by_clock else now()
    if any(answer.fraction is None for answer in answers.values()):
        _let_it_wait(sitting)
    else:
        settle(sitting, answers, by=None if by_clock else attempt.person_id)


def _let_it_wait(sitting: Sitting) -> None:
    attempt = sitting.attempt
    attempt.state = AttemptState.TO_MARK
    wait_for_mark(attempt.enrolment_id, attempt.quiz_key)
    db.session.flush()
    markers = marker_ids(sitting.course_id, but_not=attempt.person_id)
    for person_id in markers:
        tell(person_id, "marking-waits", about=str(attempt.id), href="/marking", quiz=sitting.quiz.spec.title)
    if not markers:
        call_curators(sitting.course_id)
