"""The consultation: departments are asked, they contribute or sign that they have nothing to add, and each contribution is answered."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from sqlalchemy import select

from lms.audit.service import record
from lms.kit.clock import now, today
from lms.kit.db import db, one_at_a_time
from lms.kit.i18n import gettext as _
from lms.people.models import Department, Person
from lms.strategy import workflow
from lms.strategy.models.strategies import ConsultedDepartment, Contribution, ContributionOutcome, Strategy, StrategyMove
from lms.strategy.queries.consultation import ContributionAtHand, VoiceAtHand, contribution_at_hand, heads_of, voice_at_hand
from lms.strategy.queries.strategies import strategy_by_id
from lms.strategy.service.moving import refuse_unready, take
from lms.strategy.service.refusals import ChangedMeanwhile, HasSpoken, NeedsReason, NoSuchStep, NotConsulted, NotReady, WrongDates
from lms.strategy.service.telling import ask, tell_answer, tell_office


def open_consultation(strategy: Strategy, departments: Collection[UUID], until: date, *, by: Person) -> StrategyMove:
    """Freeze the draft as a version and ask those departments to speak until a day.

    :raises NoSuchStep: the strategy is no draft.
    :raises NotReady: it has no objective, nobody would be asked, or a department would be left out.
    :raises WrongDates: the day is not to come.
    """
    one_at_a_time(f"strategy:{strategy.id}")
    row = strategy_by_id(strategy.id)
    step = workflow.step_of(workflow.STRATEGY_BY_DEED, "open-consultation", row.state.value)
    if step is None:
        raise NoSuchStep(_("This strategy is not a draft any more; somebody may have been faster. Look at it again."))
    if not departments:
        raise NotReady(_("Choose at least one department to ask."))
    refuse_unready(row, step, departments)
    if until <= today():
        raise WrongDates(_("Give the departments until a day that is still to come."))
    row.consult_until = until
    made = take(row, step, by=by)
    for department in _known(departments):
        _ask(row, department)
    return made


def _known(ids: Collection[UUID]) -> list[Department]:
    return list(db.session.scalars(select(Department).where(Department.id.in_(list(ids))).order_by(Department.name)))


def _ask(strategy: Strategy, department: Department) -> ConsultedDepartment:
    row = ConsultedDepartment(strategy_id=strategy.id, department_id=department.id)
    db.session.add(row)
    db.session.flush()
    ask(strategy, row, department, heads_of([department.id]).get(department.id, ()))
    return row


def ask_another(strategy: Strategy, department: Department, *, by: Person) -> None:
    """Ask one more department. It cannot be taken back: who is asked is heard.

    :raises NotConsulted: nobody is consulted on this strategy now.
    :raises ChangedMeanwhile: it is asked already.
    """
    row = _consulted(strategy.id)
    there = select(ConsultedDepartment.id).where(ConsultedDepartment.strategy_id == row.id, ConsultedDepartment.department_id == department.id)
    if db.session.scalar(there):
        raise ChangedMeanwhile(_("%(department)s is asked already.", department=department.name))
    made = _ask(row, department)
    record("ask-department", "strategy", row.id, by=by.id, department=str(made.department_id))


def extend(strategy: Strategy, until: date, *, by: Person) -> None:
    """Give the departments until another day.

    :raises NotConsulted: nobody is consulted on this strategy now.
    :raises WrongDates: the day is not to come.
    """
    row = _consulted(strategy.id)
    if until <= today():
        raise WrongDates(_("Give the departments until a day that is still to come."))
    row.consult_until = until
    db.session.flush()
    record("extend-consultation", "strategy", row.id, by=by.id, until=until.isoformat())


def _consulted(strategy_id: UUID) -> Strategy:
    """The strategy, held for this transaction, while departments may speak."""
    one_at_a_time(f"strategy:{strategy_id}")
    row = strategy_by_id(strategy_id)
    if row.state.value not in workflow.CONSULTED:
        raise NotConsulted(_("Departments are not consulted on this strategy now."))
    return row


def contribute(found: VoiceAtHand, text: str, objective_id: UUID | None, *, by: Person) -> Contribution:
    """Say something for a department, on an objective or in general; as often as it likes. It takes the place of a signed "nothing to add".

    :raises NotConsulted: the time to speak is over, or the objective is none of this strategy.
    """
    strategy = _consulted(found.strategy.id)
    voice = voice_at_hand(strategy.slug, found.department_id).voice
    if objective_id is not None and objective_id not in {one.id for one in strategy.objectives}:
        raise NotConsulted(_("This objective is not in the strategy any more. Choose another one, or speak in general."))
    made = Contribution(strategy_id=strategy.id, department_id=found.department_id, objective_id=objective_id, person_id=by.id, text=text)
    db.session.add(made)
    voice.row.nothing_to_add, voice.row.signed_by_id, voice.row.signed_at = "", None, None
    db.session.flush()
    record("contribute", "contribution", made.id, by=by.id, strategy=str(strategy.id), department=str(found.department_id))
    tell_office(strategy, "strategy-contribution", about=str(made.id), department=voice.row.department, but=by)
    return made


def sign_nothing_to_add(found: VoiceAtHand, reason: str, *, by: Person) -> None:
    """Sign for a department that it has nothing to add, and why.

    :raises NotConsulted: the time to speak is over.
    :raises NeedsReason: no reason is given.
    :raises HasSpoken: it contributed already.
    """
    strategy = _consulted(found.strategy.id)
    voice = voice_at_hand(strategy.slug, found.department_id).voice
    if not reason.strip():
        raise NeedsReason(_("Say in a sentence why the department has nothing to add. It stands in the record of the consultation."))
    if voice.contributions:
        raise HasSpoken(_("The department contributed already, so it has something to add. Nothing more is needed."))
    row = voice.row
    row.nothing_to_add, row.signed_by_id, row.signed_at = reason.strip(), by.id, now()
    db.session.flush()
    record("sign-nothing-to-add", "strategy", strategy.id, by=by.id, department=str(row.department_id))
    tell_office(strategy, "strategy-signed", about=f"{row.id}:{row.signed_at}", department=row.department, but=by)


def answer(found: ContributionAtHand, outcome: ContributionOutcome, line: str, *, by: Person) -> None:
    """Say what became of a contribution; a later answer takes the place of an earlier one until the strategy is adopted.

    :raises NotConsulted: the strategy is adopted.
    :raises NeedsReason: no line is given.
    """
    strategy = _consulted(found.strategy.id)
    row = contribution_at_hand(strategy.slug, found.contribution.id).contribution
    if not line.strip():
        raise NeedsReason(_("Write a line on what became of it: the department reads it."))
    row.outcome, row.answer, row.answered_by_id, row.answered_at = outcome, line.strip(), by.id, now()
    db.session.flush()
    record("answer-contribution", "contribution", row.id, by=by.id, outcome=outcome.value)
    tell_answer(strategy, row)
