"""Mark work by its rubric, talk about it, and change the rubric without touching what was marked."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import func, select

from lms.audit.service import record
from lms.cohorts.events import WorkMarked
from lms.cohorts.models.feedback import WorkComment
from lms.cohorts.models.work import HandIn, HandInMember, Mark, MarkAdjustment, Task
from lms.cohorts.queries.tasks import HandInAtHand, TaskAtHand, came_later
from lms.cohorts.rubrics import adjustment_of, changed, result, revision_of, rubric_of
from lms.cohorts.service import check_ins
from lms.kit.clock import now
from lms.kit.db import db, hold, one_at_a_time, publish
from lms.kit.errors import DomainError
from lms.kit.i18n import gettext as _
from lms.kit.text_limits import LEARNER, fitting
from lms.notices.service import tell, write_letter
from lms.people.models import Person

LONGEST_REASON = 1000


class NotTheirWork(DomainError):
    """Trainers of the boot camp mark, and nobody marks their own work."""

    status = 403


class MarkedMeanwhile(DomainError):
    """Another trainer marked it since the page was opened."""


class RubricChanged(DomainError):
    """The rubric was edited since the page was opened."""


class NewerTry(DomainError):
    """There is a newer try, and that one is marked."""


class NotOfTheTeam(DomainError):
    """Work counts for those who were in the team, and for those who came to it later."""


class AdjustmentRefused(DomainError):
    """An adjustment without a reason, or of somebody whose work it is not."""

    status = 422


@dataclass(frozen=True, slots=True)
class Marking:
    """What a trainer wrote: points by criterion's key, a comment, and by member's id how many points more or less, and why.

    ``seen`` is the number of markings, and ``revision`` the rubric's, that the page showed.
    """

    points: Mapping[str, str]
    comment: str
    seen: int
    revision: int
    adjustments: Mapping[UUID, tuple[str, str]] = field(default_factory=dict)


def mark(at_hand: HandInAtHand, marking: Marking, *, by: Person) -> Mark:
    """Mark a hand-in by the rubric of the task as it is now; a second marking is a new row, and counts.

    :raises NotTheirWork: ``by`` is no trainer of the boot camp, or it is their own work.
    :raises NewerTry: there is a newer try.
    :raises MarkedMeanwhile: somebody was faster.
    :raises RubricChanged: the rubric is not the one that the page showed.
    :raises PointsRefused: a criterion has no points, or points that it does not give.
    :raises AdjustmentRefused: a member's adjustment has no reason.
    """
    hand_in = at_hand.hand_in
    if by.id not in at_hand.trainer_ids or by.id in at_hand.owner_ids:
        raise NotTheirWork(_("Work is marked by the trainers of the boot camp, and nobody marks their own."))
    one_at_a_time(f"mark:{hand_in.id}")
    rubric = db.session.scalars(select(Task.rubric).where(Task.id == at_hand.task.id).with_for_update()).one()
    _refuse_newer(at_hand)
    number = db.session.scalar(select(func.count()).select_from(Mark).where(Mark.hand_in_id == hand_in.id)) or 0
    if number != marking.seen:
        raise MarkedMeanwhile(
            _("Another trainer marked this while you did. Their marking stands above; yours is still in the form. Give it only if you differ.")
        )
    if revision_of(rubric) != marking.revision:
        raise RubricChanged(_("The rubric was edited while you marked. Look at your points again, and give them once more."))
    found = result(rubric_of(rubric), marking.points)
    made = Mark(
        hand_in_id=hand_in.id,
        number=number + 1,
        rubric=rubric,
        points=found.points,
        total=found.total,
        passed=found.passed,
        comment=fitting(marking.comment, LEARNER).strip(),
        marked_by_id=by.id,
        marked_at=now(),
    )
    made.adjustments = _adjustments(at_hand, marking, rubric)
    db.session.add(made)
    db.session.flush()
    record("marked", "hand-in", hand_in.id, by=by.id, number=made.number, total=made.total, passed=made.passed, revision=marking.revision)
    publish(WorkMarked(hand_in.id, at_hand.task.id, made.passed))
    _tell_owners(at_hand, made)
    check_ins.look_after_try(at_hand, passed=made.passed)
    return made


def _refuse_newer(at_hand: HandInAtHand) -> None:
    hand_in = at_hand.hand_in
    newer = select(HandIn.id).filter_by(task_id=hand_in.task_id, person_id=hand_in.person_id, team_id=hand_in.team_id)
    if db.session.scalar(newer.where(HandIn.number > hand_in.number)) is not None:
        raise NewerTry(_("A newer try was handed in. Mark that one; this one stays as it is."))


def _adjustments(at_hand: HandInAtHand, marking: Marking, rubric: Mapping[str, object]) -> list[MarkAdjustment]:
    made = []
    for person_id, (written, reason) in marking.adjustments.items():
        points = adjustment_of(rubric_of(rubric), written)
        if not points:
            continue
        if at_hand.hand_in.team_id is None or person_id not in at_hand.owner_ids:
            raise AdjustmentRefused(_("Only members of the team get points of their own."))
        if not reason.strip() or len(reason) > LONGEST_REASON:
            raise AdjustmentRefused(_("Say in a sentence or two why this member gets other points than the team; they will read it."))
        made.append(MarkAdjustment(person_id=person_id, points=points, reason=reason.strip()))
    return made


def count_for(at_hand: HandInAtHand, person_id: UUID | None, *, by: Person) -> None:
    """Let work that a team passed count for somebody who came to the team later; a trainer says so for each piece of work.

    :raises NotTheirWork: ``by`` is no trainer of the boot camp, or it is their own work.
    :raises NotOfTheTeam: the person is not in the team, the work counts for them already, it is not passed, or there is a newer try.
    """
    if by.id not in at_hand.trainer_ids or by.id in at_hand.owner_ids:
        raise NotTheirWork(_("Work is marked by the trainers of the boot camp, and nobody marks their own."))
    hand_in, person = at_hand.hand_in, next((one for one in came_later(at_hand) if one.id == person_id), None)
    if person is None:
        raise NotOfTheTeam(_("This work cannot count for this person: it counts for them already, or they are not in the team that passed it."))
    db.session.add(HandInMember(hand_in_id=hand_in.id, person_id=person.id))
    db.session.flush()
    record("counted-for", "hand-in", hand_in.id, by=by.id, person=str(person.id))
    tell(person.id, "work-counted", about=str(hand_in.id), href=address_of(at_hand), task=at_hand.task.title)


def _tell_owners(at_hand: HandInAtHand, made: Mark) -> None:
    path = address_of(at_hand)
    for person in at_hand.owners:
        tell(person.id, "work-marked", about=str(made.id), href=path, task=at_hand.task.title)
        write_letter("work-marked", to=person, about=str(made.id), facts={"task": at_hand.task.title, "cohort": at_hand.cohort.name, "path": path})


def address_of(at_hand: HandInAtHand) -> str:
    """The page of a hand-in."""
    return f"/cohorts/{at_hand.cohort.slug}/tasks/{at_hand.task.key}/tries/{at_hand.hand_in.id}"


def comment(at_hand: HandInAtHand, text: str, *, by: Person) -> WorkComment:
    """Say something about a hand-in; its authors and the staff hear of it.

    :raises NotTheirWork: ``by`` is neither an author nor staff.
    :raises TextTooLong: the text does not fit.
    """
    if by.id not in at_hand.owner_ids | at_hand.staff_ids:
        raise NotTheirWork(_("Only the authors of this work and the staff of the boot camp talk about it here."))
    made = WorkComment(hand_in_id=at_hand.hand_in.id, person_id=by.id, text=fitting(text, LEARNER).strip(), written_at=now())
    db.session.add(made)
    db.session.flush()
    record("commented", "hand-in", at_hand.hand_in.id, by=by.id)
    for person_id in (at_hand.owner_ids | at_hand.trainer_ids) - {by.id}:
        tell(person_id, "work-commented", about=str(made.id), href=address_of(at_hand), task=at_hand.task.title, person=by.name)
    return made


def edit_rubric(at_hand: TaskAtHand, titles: Mapping[str, str], anchors: Mapping[str, str], pass_points: str, *, seen: int, by: Person) -> bool:
    """Change the rubric for what will be marked from now on; what was marked keeps its own. Returns whether anything changed.

    :raises NotTheirWork: ``by`` is no trainer.
    :raises RubricChanged: somebody else changed it since the page was opened.
    :raises RubricRefused: what was written is no rubric.
    """
    if by.id not in at_hand.trainer_ids:
        raise NotTheirWork(_("Rubrics are edited by the trainers of the boot camp."))
    task = hold(at_hand.task)
    if revision_of(task.rubric) != seen:
        raise RubricChanged(_("Another trainer edited this rubric meanwhile. Load the page again to see it."))
    after = changed(task.rubric, titles, anchors, pass_points)
    if after == task.rubric:
        return False
    task.rubric = after
    db.session.flush()
    record("rubric-edited", "task", task.id, by=by.id, revision=revision_of(after))
    return True
