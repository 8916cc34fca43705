"""What placements erase with a person."""

from sqlalchemy import delete, select, update

from lms.champions.models import Champion
from lms.kit.db import db
from lms.people.events import PersonErased
from lms.placements.models import GrowthWish, MatchAnswer, OpeningConflict, OpeningLeaning, Placement, PlacementMove


def erase(fact: PersonErased) -> None:
    """Delete what the person said of openings and what was answered about them; empty the reasons on the way of their placements."""
    champions = select(Champion.id).where(Champion.person_id == fact.person_id)
    placements = select(Placement.id).where(Placement.champion_id.in_(champions))
    for statement in (
        delete(OpeningLeaning).where(OpeningLeaning.champion_id.in_(champions)),
        delete(OpeningConflict).where(OpeningConflict.champion_id.in_(champions)),
        delete(GrowthWish).where(GrowthWish.champion_id.in_(champions)),
        delete(MatchAnswer).where(MatchAnswer.champion_id.in_(champions)),
        update(PlacementMove).where(PlacementMove.placement_id.in_(placements)).values(reason=""),
        update(Placement).where(Placement.champion_id.in_(champions)).values(end_reason=""),
    ):
        db.session.execute(statement, execution_options={"synchronize_session": False})
