"""Write initiatives: what they are, what competences they need, and how far they are."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import select

from lms.audit.service import record
from lms.kit.clock import today
from lms.kit.db import db, one_at_a_time
from lms.kit.i18n import gettext as _
from lms.notices.service import tell
from lms.people.models import Person
from lms.strategy import workflow
from lms.strategy.models.initiatives import Initiative, InitiativeNeed, InitiativeReport, InitiativeState
from lms.strategy.models.strategies import Objective, Strategy, StrategyState
from lms.strategy.queries.initiatives import initiative_at_hand
from lms.strategy.service.drafting import refuse_stale
from lms.strategy.service.naming import named
from lms.strategy.service.proposing import propose_initiative
from lms.strategy.service.refusals import InUse, NotEditable, WrongDates


@dataclass(frozen=True, slots=True)
class InitiativeText:
    """Everything that is written of an initiative. ``owner`` and ``sponsor`` are addresses, or nothing yet."""

    title: str
    summary: str
    department_id: UUID
    objective_id: UUID | None = None
    owner: str = ""
    sponsor: str = ""
    budget: Decimal = Decimal(0)
    funded_from: str = ""
    starts_on: date | None = None
    ends_on: date | None = None


@dataclass(frozen=True, slots=True)
class Need:
    """A competence that is needed at a level, for so many hours a week."""

    level: int
    hours_per_week: Decimal


def propose(slug: str, text: InitiativeText, *, by: Person) -> Initiative:
    """Put an initiative among the candidates.

    :raises NameTaken: another one has the address.
    :raises WrongDates, InUse: see ``write``.
    """
    facts = _checked(text, None)
    made = propose_initiative(slug=slug, **facts, by=by)
    made.funded_from = text.funded_from
    db.session.flush()
    _tell_named(made, None, None, by)
    return made


def write(initiative: Initiative, text: InitiativeText, *, seen: int, by: Person) -> None:
    """Change an initiative.

    :raises ChangedMeanwhile: somebody else changed it since ``seen``.
    :raises WrongDates: it would end before it begins.
    :raises NoSuchColleague: nobody who works here has the address of owner or sponsor.
    :raises InUse: the objective holds no longer.
    """
    row = _locked(initiative)
    refuse_stale(row.revision, seen)
    facts = _checked(text, row.objective_id)
    owner_id, sponsor_id = row.owner_id, row.sponsor_id
    for name, value in facts.items():
        setattr(row, name, value)
    row.funded_from = text.funded_from
    row.revision += 1
    db.session.flush()
    record("edit-initiative", "initiative", row.id, by=by.id, slug=row.slug)
    _tell_named(row, owner_id, sponsor_id, by)


def _locked(initiative: Initiative) -> Initiative:
    one_at_a_time(f"initiative:{initiative.id}")
    return initiative_at_hand(initiative.slug)


def _checked(text: InitiativeText, objective_id: UUID | None) -> dict[str, Any]:
    """The columns of ``text``, when they can be."""
    if text.starts_on and text.ends_on and text.ends_on <= text.starts_on:
        raise WrongDates(_("The initiative has to end after it begins."))
    if text.objective_id is not None and text.objective_id != objective_id:
        _refuse_objective(text.objective_id)
    names = ("title", "summary", "department_id", "objective_id", "budget", "starts_on", "ends_on")
    return {**{name: getattr(text, name) for name in names}, "owner_id": named(text.owner), "sponsor_id": named(text.sponsor)}


def _refuse_objective(objective_id: UUID) -> None:
    """An objective that is removed or retired just now gets no new initiative."""
    one_at_a_time(f"objective:{objective_id}")
    asked = select(Objective.retired_at, Strategy.state).join(Strategy, Strategy.id == Objective.strategy_id).where(Objective.id == objective_id)
    found = db.session.execute(asked).first()
    if found is None or found.retired_at is not None or found.state in (StrategyState.DRAFTING, StrategyState.SUPERSEDED):
        raise InUse(_("This objective was removed or retired, or its strategy is over. Choose another one."))


def _tell_named(row: Initiative, owner_id: UUID | None, sponsor_id: UUID | None, by: Person) -> None:
    href, about = f"/strategy/initiatives/{row.slug}", f"{row.id}:{row.revision}"
    if row.owner_id and row.owner_id not in (owner_id, by.id):
        tell(row.owner_id, "initiative-owned", about=about, href=href, initiative=row.title)
    if row.sponsor_id and row.sponsor_id not in (sponsor_id, by.id):
        tell(row.sponsor_id, "initiative-sponsored", about=about, href=href, initiative=row.title)


def set_need(initiative: Initiative, competence_id: UUID, need: Need, *, by: Person) -> None:
    """Say that the initiative needs a competence, or at which other level and for how many other hours.

    :raises NotEditable: the initiative is over.
    """
    row = _with_needs(initiative)
    there = next((one for one in row.needs if one.competence_id == competence_id), None)
    if there is None:
        row.needs.append(InitiativeNeed(competence_id=competence_id, level=need.level, hours_per_week=need.hours_per_week))
    else:
        there.level, there.hours_per_week = need.level, need.hours_per_week
    db.session.flush()
    record("need-of-initiative", "initiative", row.id, by=by.id, competence=str(competence_id), level=need.level)


def drop_need(initiative: Initiative, competence_id: UUID, *, by: Person) -> None:
    """Say that the initiative needs a competence no longer. Dropping twice is dropping once.

    :raises NotEditable: the initiative is over.
    """
    row = _with_needs(initiative)
    if any(one.competence_id == competence_id for one in row.needs):
        row.needs = [one for one in row.needs if one.competence_id != competence_id]
        db.session.flush()
        record("need-dropped", "initiative", row.id, by=by.id, competence=str(competence_id))


def _with_needs(initiative: Initiative) -> Initiative:
    row = _locked(initiative)
    if row.state.value in workflow.OVER:
        raise NotEditable(_("This initiative is over, so it needs nobody any more."))
    return row


def report(initiative: Initiative, *, on_day: date, percent: int, text: str, by: Person) -> InitiativeReport:
    """Say how far the initiative is on a day. Nothing is overwritten: of two reports on one day the later counts.

    :raises WrongDates: the day is still to come.
    :raises NotEditable: it has not begun, or was stopped or closed.
    """
    row = _locked(initiative)
    if row.state not in (InitiativeState.PLANNED, InitiativeState.RUNNING, InitiativeState.PAUSED, InitiativeState.DELIVERED):
        raise NotEditable(_("Progress is measured from the plan until the initiative is closed."))
    if on_day > today():
        raise WrongDates(_("This day is still to come. Report what is so."))
    made = InitiativeReport(initiative_id=row.id, on_day=on_day, percent=percent, text=text, by_id=by.id)
    db.session.add(made)
    db.session.flush()
    record("report-initiative", "initiative", row.id, by=by.id, percent=percent)
    return made
