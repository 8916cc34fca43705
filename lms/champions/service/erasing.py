"""What champions erases with a person."""

from sqlalchemy import delete, or_, select, update

from lms.champions.models import Champion, ChampionMove, HelpRequest, Outreach
from lms.champions.queries.champions import live_of
from lms.champions.service.moving import move
from lms.kit.db import db
from lms.people.events import PersonErased


def erase(fact: PersonErased) -> None:
    """End what lives; delete words, offers and questions. That somebody served, and the counts of what they did, stay without name."""
    found = live_of(fact.person_id)
    if found is not None:
        move(found, "go", by=None)
    own = select(Champion.id).where(Champion.person_id == fact.person_id)
    for statement in (
        update(Champion).where(Champion.person_id == fact.person_id).values(motivation="", offers="", languages=[], eligibility={}),
        update(ChampionMove).where(ChampionMove.champion_id.in_(own)).values(reason=""),
        update(Outreach).where(Outreach.champion_id.in_(own)).values(title=""),
        delete(HelpRequest).where(or_(HelpRequest.by_id == fact.person_id, HelpRequest.champion_id.in_(own))),
    ):
        db.session.execute(statement, execution_options={"synchronize_session": False})
