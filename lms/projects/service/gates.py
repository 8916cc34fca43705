"""Gates of a project: planned by its owner, decided by somebody else, once."""

from datetime import date

from sqlalchemy import func, select, update

from lms.audit.service import record
from lms.kit.clock import now, today
from lms.kit.db import db, one_at_a_time, publish
from lms.kit.i18n import format_day
from lms.kit.i18n import gettext as _
from lms.people.models import Person, Role
from lms.projects.events import GateDecided
from lms.projects.models.projects import Gate, GateOutcome, Project
from lms.projects.queries.projects import GateAtHand
from lms.projects.service.milestones import while_open
from lms.projects.service.moving import move_at_gate
from lms.projects.service.refusals import DateRefused, DecidedBefore, GateWaits, NeedsReason, NotTheirs


def plan_gate(project: Project, title: str, criteria: str, due_on: date, *, by: Person) -> Gate:
    """Plan a gate behind those that are there.

    :raises ProjectOver: the project is over.
    """
    while_open(project)
    made = _next_gate(project, title, criteria, due_on)
    record("plan-gate", "gate", made.id, by=by.id, project=str(project.id), due=str(due_on))
    return made


def _next_gate(project: Project, title: str, criteria: str, due_on: date, follows: Gate | None = None) -> Gate:
    one_at_a_time(f"gates:{project.id}")
    last = db.session.scalar(select(func.max(Gate.position)).where(Gate.project_id == project.id)) or 0
    position = last + 1
    if follows is not None:  # the question that was held comes up again before those that stand behind it
        position = follows.position + 1
        later = select(Gate).where(Gate.project_id == project.id, Gate.position >= position).order_by(Gate.position.desc())
        for gate in db.session.scalars(later):  # from the last on, since no two may ever stand in one place
            gate.position += 1
            db.session.flush()
    made = Gate(
        project_id=project.id,
        position=position,
        title=title,
        criteria=criteria,
        due_on=due_on,
        follows_id=follows.id if follows else None,
    )
    db.session.add(made)
    db.session.flush()
    return made


def change_gate(project: Project, gate: Gate, title: str, criteria: str, due_on: date, *, by: Person) -> None:
    """Change a gate that nobody decided at yet.

    :raises ProjectOver, DecidedBefore: it stays as it is.
    """
    while_open(project)
    one_at_a_time(f"gates:{project.id}")
    db.session.refresh(gate)
    if gate.outcome is not None:
        raise DecidedBefore(_("This gate was decided on %(day)s, so it stays as it is.", day=format_day(gate.decided_at)))
    gate.title, gate.criteria, gate.due_on = title, criteria, due_on
    db.session.flush()
    record("edit-gate", "gate", gate.id, by=by.id, due=str(due_on))


def may_decide(found: GateAtHand, person: Person) -> bool:
    """Whether the decision is this person's: the sponsor's, or above the threshold the city manager's; never the owner's."""
    if person.id == found.owner_id:
        return False
    return person.has(Role.CITY_MANAGER) if found.city_manager_decides else person.id == found.sponsor_id


def decide(found: GateAtHand, outcome: GateOutcome, reason: str, again_on: date | None = None, *, by: Person) -> Gate:
    """Decide at a gate: the project goes on, waits until ``again_on``, or stops.

    :raises NotTheirs: the decision is somebody else's.
    :raises DecidedBefore: somebody was faster.
    :raises GateWaits: an earlier gate is open.
    :raises NeedsReason: there is no reason.
    :raises DateRefused: a hold does not say when to look at it again.
    :raises NoSuchStep: the project is not planned yet, or over.
    """
    gate, project = found.gate, found.project
    if not may_decide(found, by):
        raise NotTheirs(_("This decision is the city manager’s.") if found.city_manager_decides else _("This decision is the sponsor’s."))
    _refuse(found, outcome, reason, again_on)
    decided = now()
    # The condition makes it one decision even where two come at the same moment.
    done = db.session.execute(
        update(Gate)
        .where(Gate.id == gate.id, Gate.outcome.is_(None))
        .values(outcome=outcome, reason=reason.strip(), decided_by_id=by.id, decided_at=decided)
        .returning(Gate.id)
    ).first()
    db.session.refresh(gate)
    if done is None:
        raise DecidedBefore(_("Somebody decided at this gate already, on %(day)s. Read it before you do anything.", day=format_day(gate.decided_at)))
    if outcome is GateOutcome.HOLD and again_on is not None:
        _next_gate(project, gate.title, gate.criteria, again_on, follows=gate)
    move_at_gate(project, outcome.value, reason, by=by)
    record("decide-gate", "gate", gate.id, by=by.id, project=str(project.id), outcome=outcome.value)
    publish(GateDecided(project.id, gate.id, outcome.value, by.id))
    return gate


def _refuse(found: GateAtHand, outcome: GateOutcome, reason: str, again_on: date | None) -> None:
    one_at_a_time(f"gates:{found.project.id}")
    earlier = db.session.scalar(
        select(Gate.title).where(Gate.project_id == found.project.id, Gate.outcome.is_(None), Gate.position < found.gate.position).limit(1)
    )
    if earlier is not None:
        raise GateWaits(_("The gate “%(title)s” comes first and is still open.", title=earlier))
    if not reason.strip():
        raise NeedsReason(_("Say why in a sentence or two: everybody who follows the project reads it."))
    if outcome is GateOutcome.HOLD and (again_on is None or again_on <= today()):
        raise DateRefused(_("Say on which day to come it is looked at again."))
