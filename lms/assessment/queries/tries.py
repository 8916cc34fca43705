"""Reads of somebody's attempts at a quiz, and what follows from them."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import aliased

from lms.assessment.marking.results import attempts_allowed, reaches, which_counts
from lms.assessment.models import Attempt, AttemptState, ExtraAttempt
from lms.assessment.queries.quizzes import QuizAtHand
from lms.assessment.queries.sittings import Sitting
from lms.catalogue.course_files.shapes import QuizSpec
from lms.catalogue.models import CourseVersion, Step
from lms.kit.db import db
from lms.learning.models import Enrolment


@dataclass(frozen=True, slots=True)
class Tries:
    """Somebody's attempts at a quiz, oldest first, and what follows from them."""

    attempts: list[Attempt]
    """At the quiz in this text; only they count."""
    others: list[Attempt]
    """At another text that stands under the same key in another version."""
    allowed: int | None
    """How many attempts there are; None for as many as one likes."""
    left: int | None
    pause_until: datetime | None
    percent: Decimal | None
    """What counts by the quiz's rule."""
    passed: bool
    extra: ExtraAttempt | None
    """The last attempt that a trainer gave."""

    @property
    def open(self) -> Attempt | None:
        """The attempt that is going on."""
        return _going_on(self.attempts)

    @property
    def open_other(self) -> Attempt | None:
        """An attempt at another text that is going on."""
        return _going_on(self.others)

    @property
    def following_number(self) -> int:
        """The number of the next attempt."""
        return max((attempt.number for attempt in (*self.attempts, *self.others)), default=0) + 1

    @property
    def used_up(self) -> bool:
        """Whether only a trainer can help: nothing is left, goes on or waits for its mark, and the quiz is not passed."""
        return not (self.may_try_again or self.passed) and all(attempt.state is AttemptState.MARKED for attempt in self.attempts)

    @property
    def may_try_again(self) -> bool:
        """Whether another attempt is allowed, now or after the pause."""
        return self.left is None or self.left > 0


def _going_on(attempts: list[Attempt]) -> Attempt | None:
    return next((attempt for attempt in attempts if attempt.state is AttemptState.OPEN), None)


def tries_at(at_hand: QuizAtHand) -> Tries:
    """The attempts of one cycle of a person at a quiz, as they are now. Two statements."""
    return _tries(at_hand.quiz.spec, at_hand.enrolment.id, at_hand.version.id, at_hand.step.key)


def tries_of(sitting: Sitting) -> Tries:
    """The attempts at the quiz of ``sitting``, this one among them, as they are now. Two statements."""
    attempt = sitting.attempt
    return _tries(sitting.quiz.spec, attempt.enrolment_id, attempt.version_id, attempt.quiz_key)


def key_now(sitting: Sitting) -> str | None:
    """Under which key the version that the person learns from now has the quiz in this text; None where it has it no more. One statement."""
    asked, sat = aliased(Step), aliased(Step)
    attempt = sitting.attempt
    wanted = (
        select(asked.key)
        .join(Enrolment, Enrolment.version_id == asked.version_id)
        .join(sat, sat.content_hash == asked.content_hash)
        .where(Enrolment.id == attempt.enrolment_id, sat.version_id == attempt.version_id, sat.key == attempt.quiz_key)
    )
    return db.session.scalar(wanted.limit(1))


def completion(sitting: Sitting) -> tuple[datetime, bool] | None:
    """When the course of the sitting was completed, and whether it gives a certificate; nothing before, nor after that was revoked. One statement."""
    row = db.session.execute(
        select(Enrolment.completed_at, Enrolment.revoked_at, CourseVersion.gives_certificate)
        .join(CourseVersion, CourseVersion.id == Enrolment.version_id)
        .where(Enrolment.id == sitting.attempt.enrolment_id)
    ).one()
    return None if row.completed_at is None or row.revoked_at is not None else (row.completed_at, row.gives_certificate)


def _tries(spec: QuizSpec, enrolment_id: UUID, version_id: UUID, quiz_key: str) -> Tries:
    """As with lessons, the text says what was done: a version may ask something else under an old key, or the same under a new one."""
    asked, sat = aliased(Step), aliased(Step)
    same = sat.content_hash == asked.content_hash
    rows = db.session.execute(
        select(Attempt, same)
        .join(sat, (sat.version_id == Attempt.version_id) & (sat.key == Attempt.quiz_key))
        .join(asked, (asked.version_id == version_id) & (asked.key == quiz_key))
        .where(Attempt.enrolment_id == enrolment_id, or_(Attempt.quiz_key == quiz_key, same))
        .order_by(Attempt.number, Attempt.started_at)
        .execution_options(populate_existing=True)
    ).all()
    text = select(Step.content_hash).where(Step.version_id == version_id, Step.key == quiz_key).scalar_subquery()
    extra = db.session.scalar(
        select(ExtraAttempt)
        .where(ExtraAttempt.enrolment_id == enrolment_id, ExtraAttempt.content_hash == text)
        .order_by(ExtraAttempt.given_at.desc())
        .limit(1)
    )
    return reckoned(spec, [row[0] for row in rows if row[1]], [row[0] for row in rows if not row[1]], extra)


def reckoned(spec: QuizSpec, attempts: list[Attempt], others: list[Attempt], extra: ExtraAttempt | None) -> Tries:
    """What ``attempts`` come to under the rules of ``spec``. An ``extra`` one is given to who used all: it is the one that is left."""
    since = [attempt for attempt in attempts if extra is None or attempt.started_at >= extra.given_at]
    counting = since if spec.counts == "first" else attempts
    ended = [attempt for attempt in counting if attempt.state is not AttemptState.OPEN]
    percent = which_counts(spec.counts, [attempt.percent for attempt in ended])
    last = max((attempt.handed_in_at for attempt in ended if attempt.handed_in_at), default=None)
    allowed = attempts_allowed(spec.counts, spec.attempts) if extra is None else len(attempts) - len(since) + 1
    return Tries(
        attempts=attempts,
        others=others,
        allowed=allowed,
        left=None if allowed is None else max(0, allowed - len(attempts)),
        pause_until=last + timedelta(minutes=spec.pause_minutes) if last and spec.pause_minutes else None,
        percent=percent,
        passed=reaches(percent, spec.pass_mark),
        extra=extra,
    )
