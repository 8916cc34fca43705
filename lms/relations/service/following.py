"""What follows for relations from what happens to people. Each may be told twice without harm."""

from uuid import UUID

from sqlalchemy import select, update

from lms.kit.clock import now
from lms.kit.db import db
from lms.notices.service import tell
from lms.people import events as people
from lms.people.models import Person, Role
from lms.people.queries.holders import holder_ids
from lms.relations.models import Contact, Keeper, NextAction, Organisation
from lms.relations.service.organisations import path_of


def follow_leaver(fact: people.PersonDeactivated) -> None:
    """Whoever has left keeps nothing: a deputy takes over where there is one, and the office hears which organisations nobody keeps now."""
    orphaned = _take_from(fact.person_id)
    if not orphaned:
        return
    name = db.session.get_one(Person, fact.person_id).name
    for one in holder_ids(Role.PROGRAMME_OFFICE):
        about = f"{fact.person_id}:{now():%Y-%m-%d}"
        tell(one, "relation-orphaned", about=about, href="/relations/overview", number=len(orphaned), officer=name)


def follow_move(fact: people.PersonMoved) -> None:
    """Whoever moved may keep their contacts; they and the office are asked to look whether that is still right. Nothing is taken away."""
    kept = select(Keeper.id).join(Organisation, Organisation.id == Keeper.organisation_id)
    kept = kept.where(Keeper.person_id == fact.person_id, Keeper.ended_at.is_(None), Organisation.aside_at.is_(None))
    number = len(db.session.scalars(kept).all())
    if not number:
        return
    person, about = db.session.get_one(Person, fact.person_id), f"{fact.person_id}:{now():%Y-%m-%d}"
    path = f"/relations/hand-over/{fact.person_id}"
    tell(person.id, "relation-moved", about=about, href=path, number=number)
    for one in holder_ids(Role.PROGRAMME_OFFICE):
        tell(one, "relation-moved-office", about=about, href=path, number=number, officer=person.name)


def erase(fact: people.PersonErased) -> None:
    """Take everything from the person; contacts and what is to be done stay without name."""
    _take_from(fact.person_id)
    for statement in (
        update(Contact).where(Contact.by_id == fact.person_id).values(by_id=None),
        update(NextAction).where(NextAction.person_id == fact.person_id).values(person_id=None),
    ):
        db.session.execute(statement, execution_options={"synchronize_session": False})


def _take_from(person_id: UUID) -> list[UUID]:
    """End what the person keeps; return the organisations that nobody keeps now."""
    rows = db.session.scalars(select(Keeper).where(Keeper.person_id == person_id, Keeper.ended_at.is_(None)).order_by(Keeper.since)).all()
    for row in rows:
        row.ended_at = now()
    db.session.flush()
    db.session.execute(
        update(NextAction).where(NextAction.person_id == person_id, NextAction.done_on.is_(None)).values(person_id=None),
        execution_options={"synchronize_session": False},
    )
    mains = [row.organisation_id for row in rows if not row.deputy]
    return [one for one in mains if not _promoted(one)]


def _promoted(organisation_id: UUID) -> bool:
    """Let the deputy of longest standing keep the contact; False where there is none."""
    deputy = db.session.scalar(
        select(Keeper)
        .join(Keeper.person)
        .where(Keeper.organisation_id == organisation_id, Keeper.ended_at.is_(None), Keeper.deputy, Person.active)
        .order_by(Keeper.since, Keeper.id)
        .limit(1)
    )
    if deputy is None:
        return False
    deputy.deputy = False
    db.session.flush()
    db.session.execute(
        update(NextAction)
        .where(NextAction.organisation_id == organisation_id, NextAction.person_id.is_(None), NextAction.done_on.is_(None))
        .values(person_id=deputy.person_id),
        execution_options={"synchronize_session": False},
    )
    name = db.session.scalars(select(Organisation.name).where(Organisation.id == organisation_id)).one()
    tell(deputy.person_id, "relation-promoted", about=str(deputy.id), href=path_of(organisation_id), organisation=name)
    return True
