"""The road map part of the scene: an initiative of the owner with its plan, hours of a department, a baseline, a check that is done."""

from typing import Any

from lms.kit.clock import today
from lms.kit.db import db, transaction
from lms.people.models import Person
from lms.strategy.queries.acceptances import acceptances
from lms.strategy.queries.snapshots import plan_as_it_stands
from lms.strategy.service import baselines, checking
from lms.strategy.service.checking import Setting
from tests.factories.people import make_department
from tests.factories.road_map import accepted, activity, an_initiative, hours, office, promised

NOTHING = {"promises": [], "critical": {}, "strains": [], "silent": [], "lacks": [], "champions_known": False, "people_known": False}


def set_up_plan(people: dict[str, Person]) -> dict[str, dict[str, Any]]:
    """Return what the addresses of the road map need."""
    slug, team, by = an_initiative(people["owner"]), make_department("Data office"), office()
    milestone_id = promised(slug)
    before_id = activity(slug, "First")
    activity_id = activity(slug, "Second", (1, 2, 3), before_id, milestone_id=milestone_id, team_id=team.id)
    hours(team, 100)
    for one in acceptances():  # of another scene, too
        accepted(one.initiative.slug)
    with transaction():
        office_now = db.session.get_one(Person, by.id)
        check_id = checking.ask(Setting(runs=100, seed=1), by=office_now).id
        number = baselines.agree("For the scene.", by=office_now).number
        turn = checking.claim(check_id)
        checking.keep_plan(check_id, plan_as_it_stands(today()))
        checking.finish(check_id, turn or 0, NOTHING)
    ids = {"milestone_id": milestone_id, "activity_id": activity_id, "before_id": before_id, "department_id": team.id}
    return {"road_map": {"slug": slug, "check_id": check_id, "number": number, **ids}}
