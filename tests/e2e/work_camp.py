"""``python -m tests.e2e.work_camp``: a small boot camp with work in the demo city, for looking at and for journeys."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

from sqlalchemy import select

from lms.app import create_app
from lms.cohorts.jobs.work import open_peer_rounds
from lms.cohorts.queries.cohorts import cohort_at_hand
from lms.cohorts.queries.tasks import task_at_hand
from lms.cohorts.queries.work import participants_of
from lms.cohorts.service import handing_in
from lms.cohorts.service.handing_in import Typed
from lms.kit.clock import at
from lms.kit.db import db, transaction
from lms.people.models import Department, Person
from tests.factories.cohorts import PLAN
from tests.factories.work import camp, team_up

BRIEF = "Watch three people use your service, and write **what you saw**."
NOTE = replace(PLAN.assignments[0], brief=BRIEF, takes=("text", "file", "link"), due_day=25)
SPEC = replace(
    PLAN,
    title="Services that work",
    assignments=(replace(NOTE, peers=2), replace(NOTE, key="service", title="A service map", by_team=True, due_day=26, peers=0)),
    phases=tuple(replace(phase, opens_day=0, due_day=20 + place) for place, phase in enumerate(PLAN.phases)),
)
SLUG, PAST = "work-camp", "work-camp-before"


def make(slug: str = SLUG, *, people: int = 6, began: int = 5) -> None:
    """A camp that began ``began`` days ago: Maria Kowalska trains, Lena Fischer and Paul Dubois take part, in one team with the others."""
    known = {one.email.split("@")[0]: one for one in db.session.scalars(select(Person).order_by(Person.staff_number)).unique()}
    others = [one for name, one in known.items() if name not in ("maria.kowalska", "lena.fischer", "paul.dubois")][6 : 6 + people - 2]
    spec = replace(SPEC, slug=f"plan-of-{slug}")
    host = db.session.scalars(select(Department).where(Department.code == "DIG-LAB")).one()
    seated = [known["lena.fischer"], known["paul.dubois"], *others]
    made = camp(spec, seated, began=began, trainer=known["maria.kowalska"], host=host, slug=slug, seats=30)
    if began < 10:
        team_up(made, made.people[:3], made.people[3:])


def work_of_the_past() -> None:
    """In the camp before, everybody handed in the note in time, and the feedback of peers is open."""
    people = participants_of(cohort_at_hand(PAST).cohort.id)
    for person_id in people:
        at_hand = task_at_hand(PAST, "note")
        with at(at_hand.task.due_at - timedelta(days=1)), transaction():
            by = db.session.get_one(Person, person_id)
            handing_in.save_draft(task_at_hand(PAST, "note"), Typed("We asked three people, and **nobody** understood the letter.", "", 0), by=by)
            handing_in.hand_in(task_at_hand(PAST, "note"), uuid4().hex, by=by)
    open_peer_rounds()


if __name__ == "__main__":
    with create_app().app_context():
        make()
        make(PAST, people=5, began=27)
        work_of_the_past()
