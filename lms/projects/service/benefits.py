"""Benefits of a project: what it is to bring, and what was found of that after its end."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from lms.audit.service import record
from lms.kit.clock import now, today
from lms.kit.db import db
from lms.kit.i18n import gettext as _
from lms.people.models import Person
from lms.projects.models.projects import Benefit, BenefitFinding, Project, ProjectState
from lms.projects.service.budget import in_cents, planned_amount
from lms.projects.service.people import checked_owner
from lms.projects.service.refusals import AmountRefused, DateRefused, NeedsReason, ProjectOver, TooEarly
from lms.projects.service.telling import tell_all

FOUND_IN = (ProjectState.RUNNING, ProjectState.ENDED)


@dataclass(frozen=True, slots=True)
class Expected:
    """What a project is to bring, by when it should show, and who looks after it."""

    title: str
    due_on: date
    indicator_id: UUID | None = None
    per_year: Decimal | None = None
    owner: Person | None = None


def expect(project: Project, expected: Expected, *, by: Person) -> Benefit:
    """Say what the project is to bring.

    :raises ProjectOver: it is closed or was stopped.
    :raises WrongPerson: who should look after it is no officer.
    :raises AmountRefused: the euros are negative, or no amount.
    """
    if project.state in (ProjectState.CLOSED, ProjectState.STOPPED):
        raise ProjectOver(_("This project is over, so nothing more is expected of it."))
    owner = checked_owner(expected.owner)
    made = Benefit(
        project_id=project.id,
        title=expected.title,
        indicator_id=expected.indicator_id,
        expected_per_year=None if expected.per_year is None else planned_amount(expected.per_year),
        due_on=expected.due_on,
        owner_id=owner.id if owner else None,
    )
    db.session.add(made)
    db.session.flush()
    record("expect-benefit", "benefit", made.id, by=by.id, project=str(project.id))
    return made


@dataclass(frozen=True, slots=True)
class Found:
    """What was found on a day, from which source: euros a year, a value of the indicator, or both."""

    on_day: date
    source: str
    per_year: Decimal | None = None
    value: Decimal | None = None


def note_finding(project: Project, benefit: Benefit, found: Found, *, by: Person) -> BenefitFinding:
    """Note what was found of a benefit. Nothing overwrites it; a later finding stands beside it.

    :raises TooEarly: the project does not run yet, or was closed.
    :raises DateRefused: the day is still to come.
    :raises NeedsReason: it has no source.
    :raises AmountRefused: there is no figure, or the amount is none that can be.
    """
    if project.state not in FOUND_IN:
        raise TooEarly(_("Benefits are looked at from the time a project runs until it is closed."))
    if found.on_day > today():
        raise DateRefused(_("The day of the finding cannot be in the future."))
    if not found.source.strip():
        raise NeedsReason(_("Say where the figure comes from, so that somebody else can look it up."))
    if found.per_year is None and found.value is None:
        raise AmountRefused(_("Write what was found: euros a year, a value of the indicator, or both."))
    made = BenefitFinding(
        benefit_id=benefit.id,
        on_day=found.on_day,
        per_year=None if found.per_year is None else in_cents(found.per_year),
        value=found.value,
        source=found.source.strip(),
        by_id=by.id,
        at=now(),
    )
    db.session.add(made)
    db.session.flush()
    record("note-finding", "benefit", benefit.id, by=by.id, project=str(project.id))
    tell_all(project, "project-benefit-found", about=str(made.id), by=by, tab="benefits", benefit=benefit.title)
    return made
