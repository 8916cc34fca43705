"""Boot camps on their way: sessions that took place, work that was marked, a camp that is ready to graduate."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from lms.cohorts.models.cohorts import Cohort, CohortState, Place
from lms.cohorts.models.timetable import Attendance, Presence, Session
from lms.cohorts.models.work import HandIn, Mark, Task, TaskKind
from lms.cohorts.programme_files.shapes import ProgrammeSpec
from lms.cohorts.queries.cohorts import CohortAtHand, cohort_at_hand
from lms.kit.clock import now
from lms.kit.db import db
from lms.kit.plain_json import to_plain
from lms.people.models import Person, Role
from tests.factories.cohorts import PLAN, RUBRIC, make_cohort, seat
from tests.factories.people import make_person

DAY = timedelta(days=1)


def found_of(cohort: Cohort) -> CohortAtHand:
    """The cohort as pages load it, read anew."""
    db.session.expire_all()
    return cohort_at_hand(cohort.slug)


def running_camp(people: Sequence[Person] | int = 3, plan: ProgrammeSpec = PLAN, **facts: Any) -> tuple[Cohort, Person, list[Person]]:
    """A cohort that began two weeks ago: the cohort, its trainer, its participants."""
    trainer = make_person("Tara Trainer", Role.TRAINER)
    cohort = make_cohort(plan, trainer=trainer, **{"begins_in": -14, "state": CohortState.RUNNING, "seats": 5000, **facts})
    return cohort, trainer, seat(cohort, people)


def sessions(cohort: Cohort, count: int, *, closed: bool = True, **facts: Any) -> list[Session]:
    """So many mandatory sessions that took place, one each day until yesterday, the oldest first."""
    made = []
    for number in range(count):
        begins = now() - (count - number) * DAY
        given = {"key": f"meeting-{number + 1}", "title": f"Meeting {number + 1}", "begins_at": begins, "ends_at": begins + timedelta(hours=1)}
        given["closed_at"] = begins + timedelta(hours=2) if closed else None
        made.append(Session(cohort_id=cohort.id, **{**given, **facts}))
    db.session.add_all(made)
    db.session.commit()
    return made


def attend(session: Session, people: Sequence[Person], presence: Presence = Presence.PRESENT) -> None:
    """Note how ``people`` attended."""
    db.session.add_all(Attendance(session_id=session.id, person_id=one.id, presence=presence) for one in people)
    db.session.commit()


def task(cohort: Cohort, key: str = "note", kind: TaskKind = TaskKind.ASSIGNMENT, **facts: Any) -> Task:
    """A mandatory task that was due yesterday."""
    given = {"title": key.capitalize(), "takes": ["text"], "opens_at": now() - 10 * DAY, "due_at": now() - DAY, "rubric": to_plain(RUBRIC)}
    row = Task(cohort_id=cohort.id, key=key, kind=kind, **{**given, **facts})
    db.session.add(row)
    db.session.commit()
    return row


def hand_in(work: Task, person: Person, *, total: int | None = 8, passed: bool = True, **facts: Any) -> HandIn:
    """Something that ``person`` handed in, marked unless ``total`` is None."""
    row = HandIn(task_id=work.id, text="Here.", **{"person_id": person.id, "handed_in_by_id": person.id, **facts})
    db.session.add(row)
    db.session.flush()
    if total is not None:
        db.session.add(Mark(hand_in_id=row.id, rubric=work.rubric, points={}, total=total, passed=passed))
    db.session.commit()
    return row


def ready_camp(people: int = 3, plan: ProgrammeSpec = PLAN, **facts: Any) -> tuple[Cohort, Person, list[Person]]:
    """A cohort that ended yesterday, where everybody met the rule: all were there, all work is passed."""
    facts = {"begins_in": -29, "state": CohortState.ENDED, **facts}
    cohort, trainer, seated = running_camp(people, plan, **facts)
    for meeting in sessions(cohort, 2):
        attend(meeting, seated)
    for work in (task(cohort), task(cohort, "draft", TaskKind.PHASE)):
        rows = [HandIn(task_id=work.id, person_id=one.id, text="Here.") for one in seated]
        db.session.add_all(rows)
        db.session.flush()
        db.session.add_all(Mark(hand_in_id=row.id, rubric=work.rubric, points={}, total=8, passed=True) for row in rows)
    db.session.commit()
    return cohort, trainer, seated


def place_of(cohort: Cohort, person: Person) -> Place:
    """The place of ``person``."""
    return db.session.scalars(select(Place).where(Place.cohort_id == cohort.id, Place.person_id == person.id)).one()
