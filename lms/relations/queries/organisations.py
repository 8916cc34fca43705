"""Reads of organisations, of who keeps contact with them, and of what was talked about."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Select, exists, func, select
from sqlalchemy.orm import joinedload, selectinload

from lms.kit.db import db
from lms.kit.errors import NotFound
from lms.kit.folding import fold
from lms.kit.i18n import gettext as _
from lms.people.models import Person
from lms.relations.models import Contact, Keeper, NextAction, Organisation, Sector

PAGE = 50
MOST_CONTACTS = 100


@dataclass(frozen=True, slots=True)
class OrganisationAtHand:
    """An organisation, and who may write about it."""

    organisation: Organisation

    @property
    def keepers(self) -> Sequence[Keeper]:
        """Who keeps contact today, the main keeper first."""
        return self.organisation.keepers

    @property
    def keeper_ids(self) -> set[UUID]:
        """Ids of those."""
        return {keeper.person_id for keeper in self.keepers}

    @property
    def main(self) -> Keeper | None:
        """The main keeper."""
        return next((keeper for keeper in self.keepers if not keeper.deputy), None)


_KEPT = selectinload(Organisation.keepers).joinedload(Keeper.person).joinedload(Person.department)


def organisation_at_hand(organisation_id: UUID) -> OrganisationAtHand:
    """One organisation with its keepers. Two statements.

    :raises NotFound: when there is none.
    """
    found = db.session.scalar(
        select(Organisation).where(Organisation.id == organisation_id).options(_KEPT).execution_options(populate_existing=True)
    )
    if found is None:
        raise NotFound(_("There is no such organisation."))
    return OrganisationAtHand(found)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which organisations a list shows; what is empty does not narrow."""

    words: str = ""
    sector: Sector | None = None
    kept_by: UUID | None = None
    key: bool = False
    aside: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """An organisation of the list, with what is to be done next."""

    organisation: Organisation
    next: NextAction | None

    @property
    def main(self) -> Keeper | None:
        """The main keeper."""
        return OrganisationAtHand(self.organisation).main


def _narrowed(wanted: Wanted) -> Select[Organisation]:
    statement = select(Organisation).where(Organisation.aside_at.is_not(None) if wanted.aside else Organisation.aside_at.is_(None))
    for word in fold(wanted.words).split()[:6]:
        statement = statement.where(Organisation.folded_name.contains(word, autoescape=True))
    if wanted.sector is not None:
        statement = statement.where(Organisation.sector == wanted.sector)
    if wanted.key:
        statement = statement.where(Organisation.key)
    if wanted.kept_by is not None:
        kept = exists().where(Keeper.organisation_id == Organisation.id, Keeper.person_id == wanted.kept_by, Keeper.ended_at.is_(None))
        statement = statement.where(kept)
    return statement


def page_of(wanted: Wanted, *, page: int | None) -> tuple[list[Line], int]:
    """A page of organisations by name (all of them without a page), and how many there are. Four statements."""
    statement = _narrowed(wanted)
    total = db.session.scalar(select(func.count()).select_from(statement.subquery())) or 0
    ordered = statement.options(_KEPT).order_by(Organisation.folded_name)
    if page is not None:
        ordered = ordered.limit(PAGE).offset((page - 1) * PAGE)
    rows = db.session.scalars(ordered).all()
    upcoming = next_actions([row.id for row in rows])
    return [Line(row, upcoming.get(row.id)) for row in rows], total


def next_actions(organisation_ids: Sequence[UUID]) -> dict[UUID, NextAction]:
    """Organisation -> what is to be done first. One statement."""
    rows = db.session.scalars(
        select(NextAction)
        .where(NextAction.organisation_id.in_(organisation_ids), NextAction.done_on.is_(None))
        .options(joinedload(NextAction.person))
        .order_by(NextAction.due_on.desc(), NextAction.id)
    )
    return {row.organisation_id: row for row in rows}


def contacts_of(organisation_id: UUID) -> Sequence[Contact]:
    """The log of an organisation, the newest first. One statement."""
    return db.session.scalars(
        select(Contact)
        .where(Contact.organisation_id == organisation_id)
        .options(joinedload(Contact.by))
        .order_by(Contact.on_day.desc(), Contact.logged_at.desc())
        .limit(MOST_CONTACTS)
    ).all()


def actions_of(organisation_id: UUID) -> Sequence[NextAction]:
    """What is to be done with an organisation, the soonest first. One statement."""
    return db.session.scalars(
        select(NextAction)
        .where(NextAction.organisation_id == organisation_id, NextAction.done_on.is_(None))
        .options(joinedload(NextAction.person))
        .order_by(NextAction.due_on, NextAction.id)
    ).all()


@dataclass(frozen=True, slots=True)
class _Through:
    """What is found through an organisation; its keepers are who may write about it."""

    at_hand: OrganisationAtHand

    @property
    def keeper_ids(self) -> set[UUID]:
        """Who may write about the organisation."""
        return self.at_hand.keeper_ids


@dataclass(frozen=True, slots=True)
class ContactAtHand(_Through):
    """A contact, found through its organisation."""

    contact: Contact


def contact_at_hand(organisation_id: UUID, contact_id: UUID) -> ContactAtHand:
    """A contact of that organisation. Three statements.

    :raises NotFound: when the organisation has no such contact.
    """
    found = organisation_at_hand(organisation_id)
    contact = db.session.scalar(select(Contact).where(Contact.id == contact_id, Contact.organisation_id == organisation_id))
    if contact is None:
        raise NotFound(_("There is no such contact."))
    return ContactAtHand(found, contact)


@dataclass(frozen=True, slots=True)
class ActionAtHand(_Through):
    """Something to be done, found through its organisation."""

    action: NextAction


def action_at_hand(organisation_id: UUID, action_id: UUID) -> ActionAtHand:
    """Something to be done with that organisation. Three statements.

    :raises NotFound: when the organisation has nothing like it.
    """
    found = organisation_at_hand(organisation_id)
    action = db.session.scalar(select(NextAction).where(NextAction.id == action_id, NextAction.organisation_id == organisation_id))
    if action is None:
        raise NotFound(_("There is no such action."))
    return ActionAtHand(found, action)


@dataclass(frozen=True, slots=True)
class KeeperAtHand(_Through):
    """Somebody who keeps contact with an organisation, found through it."""

    keeper: Keeper


def keeper_at_hand(organisation_id: UUID, keeper_id: UUID) -> KeeperAtHand:
    """A keeper of that organisation. Two statements.

    :raises NotFound: when the organisation has no such keeper.
    """
    found = organisation_at_hand(organisation_id)
    for keeper in found.keepers:
        if keeper.id == keeper_id:
            return KeeperAtHand(found, keeper)
    raise NotFound(_("That person does not keep contact with this organisation."))


@dataclass(frozen=True, slots=True)
class Portfolio:
    """What one officer keeps, to be handed over."""

    person: Person
    lines: list[Line]

    @property
    def keeper_ids(self) -> set[UUID]:
        """The officer themselves."""
        return {self.person.id}


def portfolio_of(person_id: UUID) -> Portfolio:
    """Everything that an officer keeps or stands in for.

    :raises NotFound: when there is no such person.
    """
    person = db.session.scalar(select(Person).where(Person.id == person_id).options(joinedload(Person.department)))
    if person is None:
        raise NotFound(_("There is no such person."))
    return Portfolio(person, page_of(Wanted(kept_by=person_id), page=None)[0])
