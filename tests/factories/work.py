"""Work in boot camps for tests: a camp with tasks, people who hand in, trainers who mark; only what matters is said."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select

from lms.cohorts.models.cohorts import Cohort, CohortState
from lms.cohorts.models.work import HandIn, Mark, Task
from lms.cohorts.programme_files.shapes import AssignmentPlan, ProgrammeSpec
from lms.cohorts.queries.cohorts import cohort_at_hand
from lms.cohorts.queries.tasks import HandInAtHand, TaskAtHand, hand_in_at_hand, task_at_hand
from lms.cohorts.service import handing_in, marking, running, teams
from lms.cohorts.service.handing_in import Typed
from lms.cohorts.service.marking import Marking
from lms.cohorts.service.work import LaidOut, lay_out
from lms.kit.db import db, transaction
from lms.people.models import Person
from tests.factories.cohorts import PLAN, make_cohort, seat
from tests.factories.people import make_person

PASS = {"problem": "4", "plan": "6"}
FAIL = {"problem": "0", "plan": "0"}


def plan(*assignments: dict[str, Any], **facts: Any) -> ProgrammeSpec:
    """The small plan with these assignments in place of its own; each says what differs from the plan's."""
    made: Sequence[AssignmentPlan] = [replace(PLAN.assignments[0], **each) for each in assignments] or PLAN.assignments
    return replace(PLAN, assignments=tuple(made), **facts)


@dataclass
class Camp:
    """A running boot camp: ids and addresses, since every request forgets the rows."""

    slug: str
    trainer: Person
    people: list[Person]
    laid_out: LaidOut

    @property
    def cohort(self) -> Cohort:
        """The cohort as it is now."""
        return cohort_at_hand(self.slug).cohort

    def task(self, key: str = "note") -> TaskAtHand:
        """A task of it."""
        return task_at_hand(self.slug, key)

    def at(self, key: str = "note", rest: str = "") -> str:
        """The address of a task."""
        return f"/cohorts/{self.slug}/tasks/{key}{rest}"


def camp(spec: ProgrammeSpec = PLAN, people: int | Sequence[Person] = 2, *, began: int = 5, **facts: Any) -> Camp:
    """A camp that began ``began`` days ago, with its tasks and people."""
    trainer = facts.pop("trainer", None) or make_person("Tara Trainer")
    cohort = make_cohort(spec, trainer=trainer, begins_in=-began, state=CohortState.RUNNING, **facts)
    slug = cohort.slug
    seated = seat(cohort, people)
    with transaction():
        found = cohort_at_hand(slug)
        laid_out = lay_out(found.cohort, found.plan, by=db.session.get_one(Person, trainer.id))
    return Camp(slug, trainer, seated, laid_out)


def type_in(made: Camp, person: Person, text: str = "My note.", key: str = "note", *, link: str = "", revision: int | None = None) -> int:
    """Write a draft; returns its revision."""
    with transaction():
        at_hand, by = made.task(key), db.session.get_one(Person, person.id)
        draft, _both = handing_in.save_draft(at_hand, Typed(text, link, revision or 0), by=by)
        return draft.revision


def hand_in(made: Camp, person: Person, text: str = "My note.", key: str = "note", *, once: str = "") -> UUID:
    """Write and hand in."""
    with transaction():
        at_hand, by = made.task(key), db.session.get_one(Person, person.id)
        handing_in.save_draft(at_hand, Typed(text, "", 0), by=by)
        return handing_in.hand_in(at_hand, once or uuid4().hex, by=by).id


def at_hand(made: Camp, hand_in_id: UUID) -> HandInAtHand:
    """A hand-in with all that marking needs."""
    task = db.session.get_one(Task, db.session.get_one(HandIn, hand_in_id).task_id)
    return hand_in_at_hand(made.slug, task.key, hand_in_id)


def mark(made: Camp, hand_in_id: UUID, points: dict[str, str] | None = None, *, by: Person | None = None, **given: Any) -> Mark:
    """Mark a hand-in, passing it if nothing is said."""
    with transaction():
        found = at_hand(made, hand_in_id)
        shown = {"comment": "", "seen": len(found.hand_in.marks), "revision": found.task.rubric["revision"], **given}
        return marking.mark(found, Marking(points=points or PASS, **shown), by=db.session.get_one(Person, (by or made.trainer).id))


def team_up(made: Camp, *groups: Sequence[Person]) -> list[UUID]:
    """Put people into teams "Team 1", "Team 2" …; returns the teams' ids."""
    ids = []
    for number, people in enumerate(groups, start=1):
        with transaction():
            by = db.session.get_one(Person, made.trainer.id)
            team_id = teams.make_team(cohort_at_hand(made.slug), f"Team {number}", by=by).id
            for person in people:
                teams.move(cohort_at_hand(made.slug), person.id, team_id, by=by)
        ids.append(team_id)
    return ids


def call_off(made: Camp) -> None:
    """Cancel the boot camp."""
    with transaction():
        running.cancel(made.cohort, "Too few people.", by=db.session.get_one(Person, made.trainer.id))


def me(person: Person) -> Person:
    """The person as the database has them now."""
    return db.session.get_one(Person, person.id)


def rows_of(made: Camp, key: str = "note") -> Sequence[HandIn]:
    """All that was handed in for a task, in order."""
    return db.session.scalars(select(HandIn).where(HandIn.task_id == made.task(key).task.id).order_by(HandIn.number)).all()
