"""Reads of one task and one hand-in, each found through its cohort."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import exists, select
from sqlalchemy.orm import joinedload, selectinload

from lms.cohorts.models.cohorts import Cohort
from lms.cohorts.models.feedback import WorkComment
from lms.cohorts.models.work import Extension, HandIn, HandInMember, Mark, MarkAdjustment, Task, TaskKind, Team, TeamMember, WorkDraft, WorkFile
from lms.cohorts.queries.cohorts import CohortAtHand, cohort_at_hand
from lms.kit.db import db
from lms.kit.errors import NotFound
from lms.kit.i18n import gettext as _
from lms.people.models import Person


class _OfCohort:
    """Who is who in the cohort that a thing belongs to."""

    found: CohortAtHand

    @property
    def cohort(self) -> Cohort:
        """The cohort."""
        return self.found.cohort

    @property
    def staff_ids(self) -> frozenset[UUID]:
        """Trainers and mentors."""
        return self.found.staff_ids

    @property
    def trainer_ids(self) -> frozenset[UUID]:
        """Trainers."""
        return self.found.trainer_ids

    @property
    def participant_ids(self) -> frozenset[UUID]:
        """Everybody with a place."""
        return self.found.participant_ids


@dataclass(frozen=True)
class TaskAtHand(_OfCohort):
    """A task of a cohort."""

    found: CohortAtHand
    task: Task


@dataclass(frozen=True)
class HandInAtHand(_OfCohort):
    """A hand-in with its files, marks (the newest last) and whose work it is."""

    found: CohortAtHand
    task: Task
    hand_in: HandIn

    @property
    def owners(self) -> list[Person]:
        """Whose work it is: one person, or who was in the team."""
        members = sorted((member.person for member in self.hand_in.members), key=lambda one: one.name)
        return [self.hand_in.person] if self.hand_in.person else members

    @property
    def owner_ids(self) -> frozenset[UUID]:
        """The same as ids."""
        return frozenset(one.id for one in self.owners)

    @property
    def shown_owner(self) -> str:
        """The team's name, or the person's."""
        return self.hand_in.team.name if self.hand_in.team else self.owners[0].name

    @property
    def mark(self) -> Mark | None:
        """The marking that counts."""
        return self.hand_in.marks[-1] if self.hand_in.marks else None


@dataclass(frozen=True)
class FileAtHand(_OfCohort):
    """A file; ``owner_ids`` says whose it is: the owners of the hand-in, or of the draft."""

    found: CohortAtHand
    file: WorkFile
    owner_ids: frozenset[UUID]


@dataclass(frozen=True)
class ExtensionAtHand(_OfCohort):
    """A request for more time, or a grant of it."""

    found: CohortAtHand
    extension: Extension


@dataclass(frozen=True, slots=True)
class Owner:
    """For whom a participant hands in: for themself, or for their team."""

    person_id: UUID | None
    team: Team | None

    @property
    def columns(self) -> dict[str, UUID | None]:
        """As the columns of a hand-in, a draft or a file."""
        return {"person_id": self.person_id, "team_id": self.team.id if self.team else None}

    @property
    def key(self) -> UUID:
        """The id of the person or the team."""
        return self.team.id if self.team else self.person_id  # type: ignore[return-value]  # one of them is there


def _no_such_work() -> NotFound:
    return NotFound(_("There is no such work in this boot camp."))


def task_at_hand(slug: str, key: str) -> TaskAtHand:
    """The task under that key of that cohort. Four statements.

    :raises NotFound: when there is none.
    """
    found = cohort_at_hand(slug)
    task = db.session.scalar(select(Task).where(Task.cohort_id == found.cohort.id, Task.key == key))
    if task is None:
        raise _no_such_work()
    return TaskAtHand(found, task)


def hand_in_at_hand(slug: str, key: str, hand_in_id: UUID) -> HandInAtHand:
    """That hand-in of that task of that cohort, with all that its page shows.

    :raises NotFound: when there is none.
    """
    at_hand = task_at_hand(slug, key)
    statement = select(HandIn).where(HandIn.id == hand_in_id, HandIn.task_id == at_hand.task.id)
    hand_in = db.session.scalar(
        statement.options(
            joinedload(HandIn.person),
            joinedload(HandIn.team),
            selectinload(HandIn.members).joinedload(HandInMember.person),
            selectinload(HandIn.files),
            selectinload(HandIn.marks).joinedload(Mark.marked_by),
            selectinload(HandIn.marks).selectinload(Mark.adjustments).joinedload(MarkAdjustment.person),
        ).execution_options(populate_existing=True)
    )
    if hand_in is None:
        raise _no_such_work()
    return HandInAtHand(at_hand.found, at_hand.task, hand_in)


def draft_file_at_hand(slug: str, key: str, token: str) -> FileAtHand:
    """A file of a draft, asked for by its random name; only its owners may have it.

    :raises NotFound: when there is none, or it was handed in.
    """
    at_hand = task_at_hand(slug, key)
    file = db.session.scalar(
        select(WorkFile).where(WorkFile.token == token, WorkFile.task_id == at_hand.task.id, WorkFile.hand_in_id.is_(None))
    )
    if file is None:
        raise no_such_file()
    members = select(TeamMember.person_id).where(TeamMember.team_id == file.team_id)
    return FileAtHand(at_hand.found, file, frozenset({file.person_id} if file.person_id else db.session.scalars(members)))


def handed_in_file(slug: str, key: str, hand_in_id: UUID, token: str) -> FileAtHand:
    """A file of a hand-in, asked for by its random name.

    :raises NotFound: when the hand-in has no such file.
    """
    at_hand = hand_in_at_hand(slug, key, hand_in_id)
    file = next((file for file in at_hand.hand_in.files if file.token == token), None)
    if file is None:
        raise no_such_file()
    return FileAtHand(at_hand.found, file, at_hand.owner_ids)


def no_such_file() -> NotFound:
    """The refusal for a file that is not there, or that nobody may know of."""
    return NotFound(_("There is no such file here."))


def extension_at_hand(slug: str, key: str, extension_id: UUID) -> ExtensionAtHand:
    """That request in that task of that cohort.

    :raises NotFound: when there is none.
    """
    at_hand = task_at_hand(slug, key)
    extension = db.session.scalar(
        select(Extension)
        .where(Extension.id == extension_id, Extension.task_id == at_hand.task.id)
        .options(joinedload(Extension.person), joinedload(Extension.task))
    )
    if extension is None:
        raise NotFound(_("There is no such request for more time."))
    return ExtensionAtHand(at_hand.found, extension)


# ── what one participant works on ──────────────────────────


def team_of(cohort_id: UUID, person_id: UUID) -> Team | None:
    """The team of a participant, with its members."""
    return db.session.scalar(
        select(Team)
        .join(TeamMember, TeamMember.team_id == Team.id)
        .where(TeamMember.cohort_id == cohort_id, TeamMember.person_id == person_id)
        .options(selectinload(Team.members).joinedload(TeamMember.person))
    )


def owner_in(at_hand: TaskAtHand, person_id: UUID) -> Owner | None:
    """For whom that participant hands in this task; nothing when it is a team's and they are in none."""
    if not at_hand.task.by_team:
        return Owner(person_id, None)
    team = team_of(at_hand.cohort.id, person_id)
    return Owner(None, team) if team else None


def draft_of(task: Task, owner: Owner) -> WorkDraft | None:
    """What the owner has written so far."""
    return db.session.scalar(select(WorkDraft).filter_by(task_id=task.id, **owner.columns).execution_options(populate_existing=True))


def draft_files_of(task: Task, owner: Owner) -> Sequence[WorkFile]:
    """The files that the owner has added so far."""
    return db.session.scalars(
        select(WorkFile).filter_by(task_id=task.id, hand_in_id=None, **owner.columns).order_by(WorkFile.added_at, WorkFile.name)
    ).all()


def came_later(at_hand: HandInAtHand) -> Sequence[Person]:
    """Who is in the team of work that passed, with a place, and was not when it was handed in; nobody where a newer try stands. By name."""
    hand_in, mark = at_hand.hand_in, at_hand.mark
    if hand_in.team_id is None or mark is None or not mark.passed:
        return []
    newer = select(HandIn.id).where(HandIn.task_id == hand_in.task_id, HandIn.team_id == hand_in.team_id, HandIn.number > hand_in.number)
    members = select(TeamMember.person_id).where(TeamMember.team_id == hand_in.team_id)
    others = at_hand.participant_ids - at_hand.owner_ids
    later = select(Person).where(Person.id.in_(members), Person.id.in_(others), ~newer.exists())
    return db.session.scalars(later.order_by(Person.name, Person.id)).all()


def tries_of(task: Task, person_id: UUID) -> Sequence[HandIn]:
    """All tries of a person on a task, the newest first, with their marks."""
    theirs = exists().where(HandInMember.hand_in_id == HandIn.id, HandInMember.person_id == person_id)
    return db.session.scalars(
        select(HandIn)
        .where(HandIn.task_id == task.id, (HandIn.person_id == person_id) | theirs)
        .options(selectinload(HandIn.marks).selectinload(Mark.adjustments), selectinload(HandIn.files))
        .order_by(HandIn.handed_in_at.desc(), HandIn.number.desc())
    ).all()


def tries_of_all(task: Task) -> Sequence[HandIn]:
    """All tries of everybody on a task, the newest first."""
    return db.session.scalars(
        select(HandIn)
        .where(HandIn.task_id == task.id)
        .options(joinedload(HandIn.person), joinedload(HandIn.team), selectinload(HandIn.marks))
        .order_by(HandIn.handed_in_at.desc(), HandIn.number.desc())
    ).all()


def comments_on(hand_in_id: UUID) -> Sequence[WorkComment]:
    """The conversation about a hand-in, the oldest first."""
    return db.session.scalars(
        select(WorkComment).where(WorkComment.hand_in_id == hand_in_id).options(joinedload(WorkComment.person)).order_by(WorkComment.written_at)
    ).all()


def extensions_of(task: Task, person_id: UUID | None = None) -> Sequence[Extension]:
    """Requests for more time on a task and grants, of one person or of all, the newest first."""
    statement = select(Extension).where(Extension.task_id == task.id).options(joinedload(Extension.person)).order_by(Extension.asked_at.desc())
    return db.session.scalars(statement.where(Extension.person_id == person_id) if person_id else statement).all()


def later_work_waits_on(at_hand: HandInAtHand) -> bool:
    """Whether something was handed in for a later phase than this one, by the same people."""
    if at_hand.task.kind is not TaskKind.PHASE:
        return False
    statement = (
        select(HandIn.id)
        .join(Task, Task.id == HandIn.task_id)
        .outerjoin(HandInMember, HandInMember.hand_in_id == HandIn.id)
        .where(
            Task.cohort_id == at_hand.cohort.id,
            Task.kind == TaskKind.PHASE,
            Task.position > at_hand.task.position,
            HandIn.person_id.in_(at_hand.owner_ids) | HandInMember.person_id.in_(at_hand.owner_ids),
        )
    )
    return db.session.scalar(statement.limit(1)) is not None


