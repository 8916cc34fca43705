"""Write, add files, and hand in: alone or for a team, once, in time by the server's clock."""

from collections.abc import Sequence
from dataclasses import dataclass
from secrets import token_urlsafe
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from lms.audit.service import record
from lms.cohorts.events import WorkHandedIn
from lms.cohorts.models.cohorts import CohortState
from lms.cohorts.models.work import HandIn, HandInMember, Task, WorkDraft, WorkFile
from lms.cohorts.phases import TaskState
from lms.cohorts.queries.tasks import Owner, TaskAtHand, draft_files_of, draft_of, owner_in
from lms.cohorts.queries.work import Standing, standing
from lms.cohorts.work_files import MOST_FILES, FileRefused, checked_file, checked_link
from lms.kit import blobs
from lms.kit.clock import now
from lms.kit.db import db, one_at_a_time, publish
from lms.kit.errors import DomainError
from lms.kit.i18n import format_moment_in
from lms.kit.i18n import gettext as _
from lms.kit.text_limits import LEARNER, fitting
from lms.notices.service import tell
from lms.people.models import Person


class InNoTeam(DomainError):
    """The task is done in teams, and the person is in none."""


class NotTaken(DomainError):
    """The task takes nothing now: not open yet, over, passed, or no try is left."""


class NothingToHandIn(DomainError):
    """There is neither text nor file nor link."""

    status = 422


class HandedInBefore(DomainError):
    """This page was sent before, with other words."""


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in the form, typed over that revision of the draft (0 for none)."""

    text: str
    link: str
    revision: int


def save_draft(at_hand: TaskAtHand, typed: Typed, *, by: Person) -> tuple[WorkDraft, bool]:
    """Keep what was typed. When somebody else wrote meanwhile, both texts are kept, one below the other; returns whether that happened.

    :raises InNoTeam: the task is done in teams, and ``by`` is in none.
    :raises TextTooLong: the text does not fit.
    """
    owner = _owner(at_hand, by)
    draft = draft_of(at_hand.task, owner)
    text = fitting(typed.text, LEARNER) if "text" in at_hand.task.takes else ""
    link = typed.link.strip()[:400] if "link" in at_hand.task.takes else ""
    if draft is None:
        draft = WorkDraft(task_id=at_hand.task.id, text=text, link=link, **owner.columns)
        db.session.add(draft)
        db.session.flush()
        return draft, False
    elsewhere = draft.revision != typed.revision
    together, link = (_together(draft.text, text), link or draft.link) if elsewhere else (text, link)
    if (together, link) != (draft.text, draft.link):
        draft.text, draft.link, draft.revision, draft.changed_at = together, link, draft.revision + 1, now()
        db.session.flush()
    return draft, together != text


def _together(kept: str, typed: str) -> str:
    """Both texts; one of them where it holds the other."""
    if kept in typed:
        return typed
    return kept if typed in kept else f"{kept}\n\n{typed}"


def add_files(at_hand: TaskAtHand, uploads: Sequence[tuple[str, bytes]], *, by: Person) -> list[WorkFile]:
    """Add files to the draft: all of them, or none.

    :raises FileRefused: a file is not of a kind that may be handed in, too large, or one too many.
    """
    if not uploads:
        return []
    owner = _owner(at_hand, by)
    if "file" not in at_hand.task.takes:
        raise FileRefused(_("This task takes no files."))
    checked = [(checked_file(name, content), content) for name, content in uploads]
    if len(draft_files_of(at_hand.task, owner)) + len(checked) > MOST_FILES:
        raise FileRefused(_("At most %(most)d files can be handed in together. Take one out first.", most=MOST_FILES))
    rows = [
        WorkFile(
            task_id=at_hand.task.id,
            token=token_urlsafe(18),
            name=name,
            size=len(content),
            hash=blobs.keep(content),
            added_by_id=by.id,
            **owner.columns,
        )
        for name, content in checked
    ]
    db.session.add_all(rows)
    db.session.flush()
    return rows


def remove_file(file: WorkFile, *, by: Person) -> None:
    """Take a file out of the draft.

    :raises NotTaken: it was handed in; what was handed in stays as it is.
    """
    if file.hand_in_id is not None:
        raise NotTaken(_("This file was handed in, and stays with what was handed in."))
    db.session.delete(file)
    db.session.flush()
    record("removed", "work-file", file.id, by=by.id)


def handed_in_before(task: Task, once_key: str, typed: Typed, *, by: Person) -> HandIn | None:
    """The hand-in that the same page made before, when it was sent twice.

    :raises HandedInBefore: it was sent with other words.
    """
    before = db.session.scalar(select(HandIn).filter_by(task_id=task.id, handed_in_by_id=by.id, once_key=once_key))
    if before is not None and (before.text, before.link) != (typed.text, typed.link.strip()):
        raise HandedInBefore(_("You handed this page in already, with other words. Load the page again to see it and to hand in another try."))
    return before


def hand_in(at_hand: TaskAtHand, once_key: str, *, by: Person) -> HandIn:
    """Hand in the draft with its files. The same page (``once_key``) sent twice is one hand-in.

    :raises InNoTeam: the task is done in teams, and ``by`` is in none.
    :raises NotTaken: the task is not open, over, passed, or no try is left; the sentence says what to do.
    :raises NothingToHandIn: all is empty.
    :raises LinkRefused: the link is no web address.
    """
    owner, task = _owner(at_hand, by), at_hand.task
    draft = draft_of(task, owner)
    made = db.session.scalar(select(HandIn).filter_by(task_id=task.id, handed_in_by_id=by.id, once_key=once_key))
    if made is None:
        number = (db.session.scalar(select(func.max(HandIn.number)).filter_by(task_id=task.id, **owner.columns)) or 0) + 1
        stands = standing(at_hand.cohort, task, by.id)
        _refuse_unless_taken(stands, number, at_hand.cohort.time_zone)
        made = _made(task, owner, draft, number, once_key, by)
        made.late = _is_late(made, owner, stands)
        db.session.flush()
        record("handed-in", "hand-in", made.id, by=by.id, task=str(task.id), number=number, late=made.late)
        publish(WorkHandedIn(made.id, task.id))
        _tell_trainers(at_hand, made)
    if draft is not None:
        db.session.delete(draft)
    db.session.flush()
    return made


def _is_late(made: HandIn, owner: Owner, stands: Standing) -> bool:
    """Whether it came after its time. What was returned came when its forerunner did: the trainer asked for the next try."""
    forerunner = select(HandIn).filter_by(task_id=made.task_id, number=made.number - 1, **owner.columns).options(selectinload(HandIn.marks))
    before = db.session.scalar(forerunner)
    if before is not None and before.marks and not before.marks[-1].passed:
        return before.late
    return made.handed_in_at > stands.deadline.due


def _made(task: Task, owner: Owner, draft: WorkDraft | None, number: int, once_key: str, by: Person) -> HandIn:
    text, link = (draft.text, checked_link(draft.link)) if draft else ("", "")
    files = draft_files_of(task, owner)
    if not (text.strip() or link or files):
        raise NothingToHandIn(_("There is nothing to hand in yet."))
    made = HandIn(task_id=task.id, number=number, text=text, link=link, handed_in_by_id=by.id, handed_in_at=now(), once_key=once_key, **owner.columns)
    made.members = [HandInMember(person_id=member.person_id) for member in owner.team.members] if owner.team else []
    db.session.add(made)
    db.session.flush()
    for file in files:
        file.hand_in_id = made.id
    return made


def _owner(at_hand: TaskAtHand, by: Person) -> Owner:
    """For whom ``by`` works, with nobody else of theirs writing at the same moment."""
    if by.id not in at_hand.participant_ids:
        raise NotTaken(_("Only participants of this boot camp hand in work."))
    if at_hand.cohort.state is CohortState.CANCELLED:
        raise NotTaken(_("This boot camp was called off, so nothing is handed in any more."))
    owner = owner_in(at_hand, by.id)
    if owner is None:
        raise InNoTeam(_("This is done in teams, and you are in none yet. Ask a trainer of the boot camp to put you into one."))
    one_at_a_time(f"work:{at_hand.task.id}:{owner.key}")
    return owner


def _refuse_unless_taken(stands: Standing, number: int, zone: str) -> None:
    task, dead = stands.task, stands.deadline
    if stands.state is TaskState.LOCKED:
        raise NotTaken(_("This phase opens when the one before it is passed."))
    if stands.state is TaskState.PASSED:
        raise NotTaken(_("You passed this already; there is nothing more to hand in."))
    if stands.settled:
        raise NotTaken(_("Your team passed this already, so it hands in nothing more. If you did not pass with it, ask a trainer."))
    if now() < dead.opens:
        raise NotTaken(_("This opens on %(moment)s.", moment=format_moment_in(dead.opens, zone)))
    if now() > dead.closes:
        over = format_moment_in(dead.closes, zone)
        raise NotTaken(_("The time to hand this in ended on %(moment)s. Nothing you wrote is lost: ask for an extension on this page.", moment=over))
    if number > 1 + task.resubmissions:
        raise NotTaken(_("All tries are used. If you think that you should have another, ask a trainer in the comments."))
    if not stands.takes:
        raise NotTaken(_("An earlier phase was marked again and is not passed now. Pass it first; what you handed in since then stays."))


def _tell_trainers(at_hand: TaskAtHand, made: HandIn) -> None:
    cohort, task = at_hand.cohort, at_hand.task
    for trainer_id in sorted(at_hand.trainer_ids, key=UUID.__str__):
        href = f"/cohorts/{cohort.slug}/tasks/{task.key}/tries/{made.id}"
        tell(trainer_id, "work-handed-in", about=str(made.id), href=href, task=task.title, cohort=cohort.name)
