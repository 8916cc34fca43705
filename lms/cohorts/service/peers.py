"""Feedback of peers: drawn when the work is due, given by rubric, without names, and taken from sight when it hurts."""

from collections.abc import Collection, Mapping, Sequence
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select

from lms.audit.service import record
from lms.cohorts.models.cohorts import Cohort
from lms.cohorts.models.feedback import PeerReview, PeerRound
from lms.cohorts.models.work import HandIn, Task, TeamMember
from lms.cohorts.peer_pairs import Before, Pair, Reader, Work, draw, draw_later
from lms.cohorts.queries.calls import participant_ids
from lms.cohorts.queries.peers import ReviewAtHand, asked_on, members_of, newest_hand_ins, owners_in_time, rounds_of
from lms.cohorts.rubrics import result, rubric_of
from lms.kit.clock import now
from lms.kit.db import db, hold, one_at_a_time
from lms.kit.errors import DomainError
from lms.kit.i18n import format_day_in
from lms.kit.i18n import gettext as _
from lms.kit.text_limits import LEARNER, fitting
from lms.notices.service import tell
from lms.people.models import Person

DAYS_TO_GIVE = 7
DAYS_BEFORE = 2
"""How long before the end those who did not give theirs are reminded."""


class NotTheirReview(DomainError):
    """It is somebody else's to give, to report, or to decide about."""

    status = 403


class GivenAlready(DomainError):
    """Feedback is given once."""


class CommentNeeded(DomainError):
    """Points alone help nobody."""

    status = 422


class NotReported(DomainError):
    """There is nothing to decide about."""


def open_round(task_id: UUID) -> int:
    """Draw who gives feedback on whose work, from what those who still have their place handed in by now; once per task.

    Returns how many were asked."""
    task, cohort = _alone_with(task_id)
    if rounds_of(task):
        return 0
    readers, works = _here(cohort, newest_hand_ins(task_id))
    seed = f"{cohort.queue_seed}:{task.key}"[:64]
    return _ask(task, cohort, 1, seed, draw(readers, works, task.peers, seed))


def open_later_round(task_id: UUID) -> int:
    """Draw for those who handed in later and in time, since they had more time: they give and get feedback, each once.

    Returns how many were asked, the others whom it took included."""
    task, cohort = _alone_with(task_id)
    number, asked = len(rounds_of(task)) + 1, asked_on(task_id)
    hand_ins = {(each.person_id, each.team_id): each for each in newest_hand_ins(task_id)}
    taking_part = {one.owner for one in asked} | owners_in_time(task_id)
    readers, works = _here(cohort, [each for owner, each in hand_ins.items() if owner in taking_part])
    pairs = frozenset((str(one.reviewer_id), str(hand_ins[one.owner].id)) for one in asked)
    before = Before(pairs, frozenset(str(one.reviewer_id) for one in asked if one.given))
    seed = f"{number}:{cohort.queue_seed}:{task.key}"[:64]
    more = draw_later(readers, works, task.peers, before, seed)
    return _ask(task, cohort, number, seed, more, {one.reviewer_id for one in asked}) if more else 0


def _alone_with(task_id: UUID) -> tuple[Task, Cohort]:
    """The task and its cohort, with nobody else drawing at the same moment."""
    one_at_a_time(f"peers:{task_id}")
    task = db.session.get_one(Task, task_id)
    return task, db.session.get_one(Cohort, task.cohort_id)


def _ask(task: Task, cohort: Cohort, number: int, seed: str, pairs: Sequence[Pair], before: Collection[UUID] = ()) -> int:
    """Write down what was drawn, and tell everybody; those who were asked ``before`` hear why there is more."""
    made = PeerRound(task_id=task.id, number=number, seed=seed, opened_at=now(), due_at=now() + timedelta(days=DAYS_TO_GIVE))
    db.session.add(made)
    db.session.flush()
    for reader, work in pairs:
        db.session.add(PeerReview(round_id=made.id, hand_in_id=UUID(work), reviewer_id=UUID(reader), rubric=task.rubric))
    db.session.flush()
    asked = sorted({UUID(reader) for reader, _work in pairs})
    record("peers-drawn", "task", task.id, by=None, asked=len(asked), seed=seed)
    day = format_day_in(made.due_at, cohort.time_zone)
    for person_id in asked:
        kind = "peers-more" if person_id in before else "peers-open"
        tell(person_id, kind, about=str(made.id), href=f"/cohorts/{cohort.slug}/peers", task=task.title, day=day)
    return len(asked)


def _here(cohort: Cohort, hand_ins: Sequence[HandIn]) -> tuple[list[Reader], list[Work]]:
    """Who may read, and what is read: of those who still have their place."""
    here, teams = frozenset(participant_ids(cohort.id)), _teams(cohort.id)
    theirs = [each for each in hand_ins if members_of(each) & here]
    return _readers(teams, theirs, here), [_work(teams, each) for each in theirs]


def _teams(cohort_id: UUID) -> dict[UUID, UUID]:
    rows = db.session.execute(select(TeamMember.person_id, TeamMember.team_id).where(TeamMember.cohort_id == cohort_id))
    return {row.person_id: row.team_id for row in rows}


def _readers(teams: Mapping[UUID, UUID], hand_ins: Sequence[HandIn], here: frozenset[UUID]) -> list[Reader]:
    people = {person_id for hand_in in hand_ins for person_id in members_of(hand_in) & here}
    return [Reader(str(person_id), teams.get(person_id)) for person_id in people]


def _work(teams: Mapping[UUID, UUID], hand_in: HandIn) -> Work:
    team = hand_in.team_id or (teams.get(hand_in.person_id) if hand_in.person_id else None)
    return Work(str(hand_in.id), frozenset(map(str, members_of(hand_in))), team)


def give(at_hand: ReviewAtHand, points: Mapping[str, str], comment: str, *, by: Person) -> PeerReview:
    """Give the feedback that was asked for, once.

    :raises NotTheirReview: somebody else was asked.
    :raises GivenAlready: it was given.
    :raises PointsRefused: a criterion has no points, or points that it does not give.
    :raises CommentNeeded: there is no comment.
    """
    review = hold(at_hand.review)
    if review.reviewer_id != by.id:
        raise NotTheirReview(_("Somebody else was asked for this feedback."))
    if review.given_at is not None:
        raise GivenAlready(_("You gave this feedback already. Thank you."))
    found = result(rubric_of(review.rubric), points)
    words = fitting(comment, LEARNER).strip()
    if not words:
        raise CommentNeeded(_("Write at least a sentence: what is good, and what would make it better."))
    review.points, review.comment, review.given_at = found.points, words, now()
    db.session.flush()
    record("gave-feedback", "peer-review", review.id, by=by.id, total=found.total)
    for person_id in at_hand.owner_ids:
        href = f"/cohorts/{at_hand.found.cohort.slug}/tasks/{at_hand.task.key}/tries/{review.hand_in_id}"
        tell(person_id, "peers-gave", about=str(review.id), href=href, task=at_hand.task.title)
    return review


def report(at_hand: ReviewAtHand, reason: str, *, by: Person) -> PeerReview:
    """Tell the trainers that a feedback is out of place; twice is once.

    :raises NotTheirReview: it is about somebody else's work.
    """
    review = hold(at_hand.review)
    if by.id not in at_hand.owner_ids or review.given_at is None:
        raise NotTheirReview(_("Only those whose work this feedback is about can report it."))
    if review.reported_at is None:
        review.reported_at, review.report_reason, review.reported_by_id = now(), fitting(reason, LEARNER).strip(), by.id
        db.session.flush()
        record("reported", "peer-review", review.id, by=by.id)
        for trainer_id in at_hand.trainer_ids:
            href = f"/cohorts/{at_hand.found.cohort.slug}/tasks/{at_hand.task.key}/peers"
            tell(trainer_id, "peers-reported", about=str(review.id), href=href, task=at_hand.task.title)
    return review


def settle(at_hand: ReviewAtHand, *, hide: bool, by: Person) -> PeerReview:
    """Decide about a report: take the feedback from the authors' sight, or leave it. It may be decided anew.

    :raises NotTheirReview: ``by`` is no trainer, or the report is about themselves.
    :raises NotReported: nobody reported it.
    """
    review = hold(at_hand.review)
    if by.id not in at_hand.trainer_ids - {review.reviewer_id} - at_hand.owner_ids:
        raise NotTheirReview(_("Reports are decided by trainers who have no part in the feedback."))
    if review.reported_at is None:
        raise NotReported(_("Nobody reported this feedback."))
    review.hidden, review.settled_at = hide, now()
    db.session.flush()
    record("hid" if hide else "left", "peer-review", review.id, by=by.id)
    if review.reported_by_id is not None:
        href = f"/cohorts/{at_hand.found.cohort.slug}/tasks/{at_hand.task.key}/tries/{review.hand_in_id}"
        kind = "peers-hidden" if hide else "peers-left"
        tell(review.reported_by_id, kind, about=f"{review.id}:{now().isoformat()}"[:90], href=href, task=at_hand.task.title)
    return review


def remind(review: PeerReview) -> bool:
    """Remind whoever was asked, shortly before the end and once after it. Returns whether it was new."""
    left = review.round.due_at - now()
    if left > timedelta(days=DAYS_BEFORE):
        return False
    kind = "peers-soon" if left > timedelta() else "peers-late"
    task = review.round.task
    href = f"/cohorts/{task.cohort.slug}/peers"
    day = format_day_in(review.round.due_at, task.cohort.time_zone)
    return tell(review.reviewer_id, kind, about=str(review.round_id), href=href, task=task.title, day=day)
