"""Organisations are listed, changed, set aside, and given to officers."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select, update

from lms.audit.service import record
from lms.kit.clock import now
from lms.kit.db import db, one_at_a_time
from lms.kit.folding import fold
from lms.kit.i18n import gettext as _
from lms.notices.service import tell
from lms.people.models import Person
from lms.relations.models import Keeper, NextAction, Organisation, Sector, Size
from lms.relations.service.refusals import AlreadyListed, NothingToHandOver, NotListed


@dataclass(frozen=True, slots=True)
class Facts:
    """What is said of an organisation."""

    name: str
    sector: Sector
    size: Size
    region: str = ""
    website: str = ""
    note: str = ""
    key: bool = False


def path_of(organisation_id: UUID) -> str:
    """The organisation's page."""
    return f"/relations/{organisation_id}"


def folded(name: str) -> str:
    """The name by which an organisation is found again."""
    return " ".join(fold(name).split())[:250]


def officer(email: str) -> Person:
    """The officer with that address, who can keep a contact.

    :raises NotListed: there is none.
    """
    found = db.session.scalar(select(Person).where(Person.email == email.strip().lower(), Person.active, ~Person.external))
    if found is None:
        raise NotListed(_("No officer of the directory has the address %(email)s.", email=email.strip()[:120]))
    return found


def create(facts: Facts, *, by: Person, keeper: Person | None = None) -> Organisation:
    """List an organisation; ``keeper``, or whoever lists it, keeps the contact.

    :raises AlreadyListed: there is one of that name.
    """
    one_at_a_time("organisations")
    _refuse_twice(facts.name, None)
    organisation = Organisation(folded_name=folded(facts.name), made_by_id=by.id, made_at=now(), **_columns(facts))
    db.session.add(organisation)
    db.session.flush()
    record("relation-listed", "organisation", organisation.id, by=by.id)
    keep(organisation, keeper or by, deputy=False, by=by)
    return organisation


def edit(organisation: Organisation, facts: Facts, *, by: Person) -> None:
    """Say something else of an organisation.

    :raises AlreadyListed: another one has that name.
    """
    one_at_a_time("organisations")
    _refuse_twice(facts.name, organisation.id)
    for name, value in _columns(facts).items():
        setattr(organisation, name, value)
    organisation.folded_name = folded(facts.name)
    db.session.flush()
    record("relation-changed", "organisation", organisation.id, by=by.id)


def set_aside(organisation: Organisation, *, back: bool, by: Person) -> None:
    """Leave an organisation out of all lists and alarms, or take it in again."""
    organisation.aside_at = None if back else now()
    db.session.flush()
    record("relation-taken-in" if back else "relation-set-aside", "organisation", organisation.id, by=by.id)


def _columns(facts: Facts) -> dict[str, object]:
    return {
        "name": " ".join(facts.name.split())[:200],
        "sector": facts.sector,
        "size": facts.size,
        "region": facts.region.strip()[:120],
        "website": facts.website.strip()[:300],
        "note": facts.note.strip()[:4000],
        "key": facts.key,
    }


def _refuse_twice(name: str, own_id: UUID | None) -> None:
    same = db.session.scalar(select(Organisation.id).where(Organisation.folded_name == folded(name)))
    if same is not None and same != own_id:
        raise AlreadyListed(_("There is an organisation of that name already. Open it in the list."))


def keep(organisation: Organisation, person: Person, *, deputy: bool, by: Person | None) -> None:
    """Let ``person`` keep the contact from now on, or stand in. The main keeper of before is not one any more.

    :raises NotListed: the person left, or is no officer.
    """
    if not person.active or person.external:
        raise NotListed(_("%(name)s cannot keep a contact: they left, or are no officer.", name=person.name))
    one_at_a_time(f"organisation:{organisation.id}")
    rows = db.session.scalars(select(Keeper).where(Keeper.organisation_id == organisation.id, Keeper.ended_at.is_(None))).all()
    if any(row.person_id == person.id and row.deputy is deputy for row in rows):
        return
    for row in rows:
        if row.person_id == person.id or (not deputy and not row.deputy):
            row.ended_at = now()
    db.session.flush()
    row = Keeper(organisation_id=organisation.id, person_id=person.id, deputy=deputy, since=now(), given_by_id=by.id if by else None)
    db.session.add(row)
    db.session.flush()
    record("relation-given", "organisation", organisation.id, by=by.id if by else None, keeper=str(person.id), deputy=deputy)
    if by is None or by.id != person.id:
        kind = "relation-deputy" if deputy else "relation-given"
        tell(person.id, kind, about=str(row.id), href=path_of(organisation.id), organisation=organisation.name)


def release(organisation: Organisation, person_id: UUID, *, by: Person) -> None:
    """Let somebody keep the contact, or stand in, no more."""
    db.session.execute(
        update(Keeper)
        .where(Keeper.organisation_id == organisation.id, Keeper.person_id == person_id, Keeper.ended_at.is_(None))
        .values(ended_at=now()),
        execution_options={"synchronize_session": False},
    )
    record("relation-released", "organisation", organisation.id, by=by.id, keeper=str(person_id))


def hand_over(person: Person, successor: Person, *, by: Person) -> int:
    """Let ``successor`` keep everything that ``person`` keeps or stands in for, with what is to be done next. Returns how many organisations.

    :raises NothingToHandOver: it is nothing.
    """
    rows = db.session.execute(
        select(Organisation, Keeper.deputy)
        .join(Keeper, Keeper.organisation_id == Organisation.id)
        .where(Keeper.person_id == person.id, Keeper.ended_at.is_(None))
        .order_by(Organisation.name)
    ).all()
    if not rows or person.id == successor.id:
        raise NothingToHandOver(_("%(name)s keeps no contact that could be handed over.", name=person.name))
    for organisation, deputy in rows:
        release(organisation, person.id, by=by)
        keep(organisation, successor, deputy=deputy, by=by)
    db.session.execute(
        update(NextAction).where(NextAction.person_id == person.id, NextAction.done_on.is_(None)).values(person_id=successor.id),
        execution_options={"synchronize_session": False},
    )
    return len(rows)
