"""Initiatives are proposed: by the programme office, or out of an idea that proved itself."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select

from lms.audit.service import record
from lms.kit.db import db
from lms.kit.i18n import gettext as _
from lms.people.models import Person
from lms.strategy.models.initiatives import Initiative, InitiativeMove, InitiativeState
from lms.strategy.service.refusals import NameTaken


def propose_initiative(
    *,
    slug: str,
    title: str,
    summary: str,
    department_id: UUID,
    objective_id: UUID | None = None,
    owner_id: UUID | None = None,
    sponsor_id: UUID | None = None,
    budget: Decimal = Decimal(0),
    starts_on: date | None = None,
    ends_on: date | None = None,
    by: Person,
) -> Initiative:
    """Put an initiative among the candidates.

    :raises NameTaken: another one has the address ``slug``.
    """
    if db.session.scalar(select(Initiative.id).where(Initiative.slug == slug)):
        raise NameTaken(_("Another initiative has this address already. Choose another one."))
    made = Initiative(
        slug=slug,
        title=title,
        summary=summary,
        department_id=department_id,
        objective_id=objective_id,
        owner_id=owner_id,
        sponsor_id=sponsor_id,
        budget=budget,
        starts_on=starts_on,
        ends_on=ends_on,
        created_by_id=by.id,
    )
    db.session.add(made)
    db.session.flush()
    db.session.add(InitiativeMove(initiative_id=made.id, by_id=by.id, before=None, after=InitiativeState.CANDIDATE))
    record("propose-initiative", "initiative", made.id, by=by.id, slug=slug)
    return made
