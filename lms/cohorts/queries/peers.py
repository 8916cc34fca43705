"""Reads of peers' feedback: what I have to give, what was given to a work, what trainers see."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import aliased, contains_eager, joinedload, selectinload

from lms.cohorts.models.cohorts import Cohort, CohortState, Place, PlaceState
from lms.cohorts.models.feedback import PeerReview, PeerRound
from lms.cohorts.models.work import Extension, ExtensionState, HandIn, HandInMember, Task, WorkFile
from lms.cohorts.queries.cohorts import CohortAtHand, cohort_at_hand
from lms.cohorts.queries.tasks import no_such_file
from lms.kit.clock import now
from lms.kit.db import db
from lms.kit.errors import NotFound
from lms.kit.i18n import gettext as _
from lms.people.models import Person

TAKES_PLACE = (CohortState.RUNNING, CohortState.ENDED)
"""Feedback goes on after the last day: the last work is due on it."""

DAYS_TO_WAIT = 14
"""Nobody who had more time waits longer for others who still have some."""
DAYS_OF_LATECOMERS = 28
"""Of work that came earlier than so long ago, and that nobody could be found for, nothing more is drawn."""


@dataclass(frozen=True, slots=True)
class ReviewAtHand:
    """One feedback, with the work that it is about."""

    found: CohortAtHand
    review: PeerReview
    task: Task
    owner_ids: frozenset[UUID]
    """Whose work it is about."""

    @property
    def reviewer_id(self) -> UUID:
        """Who gives it."""
        return self.review.reviewer_id

    @property
    def participant_ids(self) -> frozenset[UUID]:
        """Everybody with a place in the cohort: whoever gave it up reads nobody's work any more."""
        return self.found.participant_ids

    @property
    def trainer_ids(self) -> frozenset[UUID]:
        """Trainers of the cohort."""
        return self.found.trainer_ids


def review_at_hand(slug: str, review_id: UUID) -> ReviewAtHand:
    """That feedback in that cohort.

    :raises NotFound: when there is none.
    """
    found = cohort_at_hand(slug)
    review = db.session.scalar(
        _reviews(found.cohort.id)
        .where(PeerReview.id == review_id)
        .options(selectinload(PeerReview.hand_in).options(selectinload(HandIn.files), selectinload(HandIn.members)))
    )
    if review is None:
        raise NotFound(_("There is no such feedback in this boot camp."))
    hand_in = review.hand_in
    owners = {hand_in.person_id} if hand_in.person_id else {member.person_id for member in hand_in.members}
    return ReviewAtHand(found, review, review.round.task, frozenset(owners))


@dataclass(frozen=True, slots=True)
class FileForReviewer:
    """A file of the work that somebody was asked to give feedback on."""

    file: WorkFile
    reviewer_id: UUID
    participant_ids: frozenset[UUID]


def file_for_reviewer(slug: str, review_id: UUID, token: str) -> FileForReviewer:
    """That file of the work that a feedback is about.

    :raises NotFound: when the work has no such file.
    """
    at_hand = review_at_hand(slug, review_id)
    file = next((each for each in at_hand.review.hand_in.files if each.token == token), None)
    if file is None:
        raise no_such_file()
    return FileForReviewer(file, at_hand.reviewer_id, at_hand.participant_ids)


def _reviews(cohort_id: UUID):  # type: ignore[no-untyped-def]  # a Select of PeerReview; its type has no short name
    return (
        select(PeerReview)
        .join(PeerReview.round)
        .join(PeerRound.task)
        .where(Task.cohort_id == cohort_id)
        .options(contains_eager(PeerReview.round).contains_eager(PeerRound.task))
    )


def to_give(cohort_id: UUID, person_id: UUID) -> Sequence[PeerReview]:
    """The feedback that a person is asked for, what is still to give first. One statement."""
    found: Sequence[PeerReview] = db.session.scalars(
        _reviews(cohort_id)
        .where(PeerReview.reviewer_id == person_id)
        .order_by(PeerReview.given_at.is_not(None), PeerRound.due_at, PeerReview.id)
    ).all()
    return found


def given_to(hand_in_id: UUID, *, all_of_it: bool) -> Sequence[PeerReview]:
    """The feedback on a hand-in; what trainers hid only for trainers (``all_of_it``). The order tells nothing about who gave it."""
    statement = select(PeerReview).where(PeerReview.hand_in_id == hand_in_id, PeerReview.given_at.is_not(None))
    if not all_of_it:
        statement = statement.where(PeerReview.hidden.is_(False))
    return db.session.scalars(statement.options(joinedload(PeerReview.reviewer)).order_by(PeerReview.id)).all()


def rounds_of(task: Task) -> Sequence[PeerRound]:
    """The draws of a task: one once it is due, more where people had more time."""
    return db.session.scalars(select(PeerRound).where(PeerRound.task_id == task.id).order_by(PeerRound.number)).all()


def of_task(task: Task) -> Sequence[PeerReview]:
    """All feedback on a task, asked for and given, for trainers; what was reported comes first. Three statements."""
    return db.session.scalars(
        select(PeerReview)
        .join(PeerReview.round)
        .join(PeerReview.reviewer)
        .where(PeerRound.task_id == task.id)
        .options(
            contains_eager(PeerReview.reviewer),
            joinedload(PeerReview.hand_in).options(joinedload(HandIn.person), joinedload(HandIn.team)),
        )
        .order_by(PeerReview.reported_at.is_(None), PeerReview.settled_at.is_not(None), Person.name, PeerReview.id)
    ).all()


# ── for the jobs ───────────────────────────────────────────


def tasks_to_open() -> list[UUID]:
    """Tasks with feedback of peers that are due, and were not drawn yet; of boot camps that took place, not of those that were called off."""
    drawn = select(PeerRound.task_id)
    due = select(Task.id).join(Task.cohort).where(Task.peers > 0, Task.due_at < now(), Task.id.not_in(drawn), Cohort.state.in_(TAKES_PLACE))
    return list(db.session.scalars(due.order_by(Task.due_at)))


def tasks_to_open_again() -> list[UUID]:
    """Tasks that were drawn, and on which nobody gives feedback on work that came after the due date and in time: its people had more time.

    Not while somebody still has time and handed nothing in, except where the first of the others waits for ``DAYS_TO_WAIT``.
    """
    moment, other = now(), aliased(HandIn)
    read = select(PeerReview.id).join(other, other.id == PeerReview.hand_in_id).where(other.task_id == HandIn.task_id, _same_owner(other))
    unread = select(HandIn.task_id, func.min(HandIn.handed_in_at).label("first")).join(Task, Task.id == HandIn.task_id)
    unread = unread.where(HandIn.late.is_(False), HandIn.handed_in_at > Task.due_at, HandIn.handed_in_at > moment - timedelta(DAYS_OF_LATECOMERS))
    waiting = unread.where(~read.exists()).group_by(HandIn.task_id).subquery()
    due = select(Task.id).join(Task.cohort).join(waiting, waiting.c.task_id == Task.id).where(Task.peers > 0, Cohort.state.in_(TAKES_PLACE))
    due = due.where(Task.id.in_(select(PeerRound.task_id)), or_(~_still_at_work().exists(), waiting.c.first < moment - timedelta(DAYS_TO_WAIT)))
    return list(db.session.scalars(due.order_by(Task.due_at)))


def _same_owner(other: type[HandIn]) -> ColumnElement[bool]:
    return or_(other.person_id == HandIn.person_id, other.team_id == HandIn.team_id)


def _still_at_work() -> Select[UUID]:
    """Extensions of the task that run, of people who have their place and handed in nothing yet."""
    theirs = or_(HandIn.person_id == Extension.person_id, HandInMember.person_id == Extension.person_id)
    done = select(HandIn.id).outerjoin(HandIn.members).where(HandIn.task_id == Extension.task_id, theirs)
    held = select(Place.id).where(Place.cohort_id == Task.cohort_id, Place.person_id == Extension.person_id, Place.state != PlaceState.GIVEN_UP)
    running = select(Extension.id).where(Extension.task_id == Task.id, Extension.state == ExtensionState.GIVEN, Extension.until > now())
    return running.where(held.exists(), ~done.exists())


def newest_hand_ins(task_id: UUID) -> Sequence[HandIn]:
    """The newest try of each person or team, with its members."""
    rows = db.session.scalars(
        select(HandIn).where(HandIn.task_id == task_id).options(selectinload(HandIn.members)).order_by(HandIn.number, HandIn.handed_in_at)
    ).all()
    return list({(row.person_id, row.team_id): row for row in rows}.values())


def not_given(task_ids: Sequence[UUID]) -> Sequence[PeerReview]:
    """Feedback that was asked for and not given, with who is asked, while they have their place."""
    held = select(Place.id).where(Place.cohort_id == Task.cohort_id, Place.person_id == PeerReview.reviewer_id, Place.state != PlaceState.GIVEN_UP)
    return db.session.scalars(
        select(PeerReview)
        .join(PeerReview.round)
        .join(PeerRound.task)
        .where(PeerReview.given_at.is_(None), Task.id.in_(task_ids), held.exists())
        .options(contains_eager(PeerReview.round).contains_eager(PeerRound.task).joinedload(Task.cohort), joinedload(PeerReview.reviewer))
    ).all()


def rounds_to_remind() -> list[UUID]:
    """Tasks with rounds that are open and have feedback that is not given; none of a boot camp that was called off."""
    waiting = select(PeerReview.round_id).where(PeerReview.given_at.is_(None))
    open_ = select(PeerRound.task_id).join(PeerRound.task).join(Task.cohort).where(PeerRound.id.in_(waiting), Cohort.state.in_(TAKES_PLACE))
    return list(db.session.scalars(open_.distinct()))


Owner = tuple[UUID | None, UUID | None]
"""A person, or a team."""


@dataclass(frozen=True, slots=True)
class Asked:
    """That somebody was asked for feedback on a work, whichever try of it."""

    reviewer_id: UUID
    owner: Owner
    given: bool


def owners_in_time(task_id: UUID) -> set[Owner]:
    """Whose work was handed in by the date that they had, whatever they handed in afterwards."""
    rows = db.session.execute(select(HandIn.person_id, HandIn.team_id).where(HandIn.task_id == task_id, HandIn.late.is_(False)).distinct())
    return {(person_id, team_id) for person_id, team_id in rows}


def asked_on(task_id: UUID) -> list[Asked]:
    """Who was asked for feedback on whose work, in all draws of the task."""
    rows = db.session.execute(
        select(PeerReview.reviewer_id, HandIn.person_id, HandIn.team_id, PeerReview.given_at)
        .join(HandIn, HandIn.id == PeerReview.hand_in_id)
        .where(HandIn.task_id == task_id)
    )
    return [Asked(reviewer_id, (person_id, team_id), given_at is not None) for reviewer_id, person_id, team_id, given_at in rows]


def members_of(hand_in: HandIn) -> frozenset[UUID]:
    """Whose work it is; the members must be loaded."""
    return frozenset({hand_in.person_id} if hand_in.person_id else {member.person_id for member in hand_in.members})
