"""Openings, a placement and a run of the matching: the author owns the initiative, the owner is the champion."""

from typing import Any

from lms.kit.db import db, transaction
from lms.people.models import Person
from lms.placements import jobs
from lms.placements.models import OpeningConflict, OpeningState, PlacementState
from lms.placements.service import matching
from tests.factories.placements import make_initiative, make_opening, office, placeable, placed
from tests.factories.standings import make_competences


def set_up(people: dict[str, Person]) -> dict[str, dict[str, Any]]:
    """Values for the addresses of placements."""
    (data,) = make_competences(1)
    champion = placeable(db.session.get_one(Person, people["owner"].id), levels={data: 5})
    initiative = make_initiative(db.session.get_one(Person, people["author"].id))
    opening = make_opening({data: 5}, initiative=initiative, team=3)
    other = make_opening({data: 5}, initiative=initiative, hours=1, title="Another opening")
    draft = make_opening({data: 5}, initiative=initiative, state=OpeningState.DRAFT)
    row = placed(opening, champion, PlacementState.ACCEPTED)
    db.session.add(OpeningConflict(opening_id=other.id, champion_id=champion.id, interest="Marker interest of a champion."))
    db.session.commit()
    by = office()
    with transaction():
        run_id = matching.ask_run(2, by=db.session.get_one(Person, by.id)).id
    jobs.run_matching()
    ids = {"opening_id": opening.id, "placement_id": row.id, "run_id": run_id, "champion_id": champion.id}
    return {
        "placements": {**ids, "slug": initiative.slug, "kind": "initiatives", "said": "wish", "deed": "open"},
        "placements.opening": {"opening_id": draft.id},
        "placements.answer": {"deed": "decline"},
        "placements.decide": {"deed": "refuse"},
        "placements.end": {"deed": "keep-on"},
    }
