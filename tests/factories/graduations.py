"""Boot camps that are over, and who decides on their graduation, for tests."""

from uuid import UUID

from sqlalchemy import update

from lms.cohorts.models.cohorts import Cohort, PlaceState
from lms.cohorts.models.ending import Outcome
from lms.cohorts.models.timetable import Attendance, Presence
from lms.cohorts.queries import ending as queries
from lms.cohorts.queries.ending import CandidateAtHand
from lms.cohorts.service import graduating, runs
from lms.kit.db import db, transaction
from lms.people.models import Person
from tests.factories.competences import digcomp
from tests.factories.running_camps import found_of, place_of, ready_camp
from tests.factories.work import me

YES, NO = Outcome.GRADUATED, Outcome.NOT_GRADUATED


def all_but_one() -> tuple[Cohort, Person, list[Person]]:
    """A cohort where everybody met the rule but Participant 3, who missed a session."""
    digcomp()
    cohort, trainer, people = ready_camp()
    db.session.execute(update(Attendance).where(Attendance.person_id == people[2].id).values(presence=Presence.ABSENT))
    db.session.commit()
    return cohort, trainer, people


def at_hand(cohort: Cohort, person: Person) -> CandidateAtHand:
    """The person as somebody who may graduate."""
    return queries.candidate_at_hand(cohort.slug, place_of(cohort, person).id)


def state(cohort: Cohort, one: Person) -> PlaceState:
    """What became of somebody's place, read anew."""
    db.session.expire_all()
    return place_of(cohort, one).state


def decide(cohort: Cohort, person: Person, outcome: Outcome, *, by: Person) -> None:
    """Decide by the rule."""
    with transaction():
        found = at_hand(cohort, person)
        graduating.decide(found.found, found.candidate, outcome, by=me(by))


def propose(cohort: Cohort, person: Person, outcome: Outcome, reason: str, *, by: Person) -> None:
    """Propose an exception."""
    with transaction():
        found = at_hand(cohort, person)
        graduating.propose(found.found, found.candidate, outcome, reason, by=me(by))


def run_all(cohort: Cohort, by: Person) -> UUID:
    """Let all who meet the rule graduate in one go."""
    with transaction():
        run = runs.begin(found_of(cohort), by=me(by))
        runs.go_on(run.id)
        return run.id
