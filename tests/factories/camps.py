"""Calls for tests: people who apply, are agreed to, screened and offered a seat, by the house's own services; only what matters is said."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import insert, select

from lms.cohorts.models.calls import Application, ApplicationState
from lms.cohorts.models.cohorts import Cohort
from lms.cohorts.queries.calls import ApplicationAtHand, application_at_hand
from lms.cohorts.queries.cohorts import CohortAtHand, cohort_at_hand
from lms.cohorts.service import agreeing, applying, offering, queue, screening
from lms.cohorts.service.screening import Verdict
from lms.kit.clock import now
from lms.kit.db import db, transaction
from lms.notices.models import Letter, Notice
from lms.people.models import Department, Person, Role
from tests.factories.cohorts import make_cohort
from tests.factories.people import make_department, make_person


def camp(**facts: Any) -> tuple[Cohort, Person]:
    """A cohort with an open call, and its trainer."""
    trainer = make_person("Tara Trainer", Role.TRAINER)
    return make_cohort(trainer=trainer, **facts), trainer


def officer(name: str = "Olu Officer", *, manager: Person | None = None, department: Department | None = None, **facts: Any) -> Person:
    """Somebody who may apply, with a manager."""
    manager = manager or make_person("Mia Manager")
    return make_person(name, department=department, manager_id=manager.id, **facts)


def found(cohort: Cohort) -> CohortAtHand:
    """The cohort at hand, read anew."""
    db.session.expire_all()
    return cohort_at_hand(cohort.slug)


def at_hand(application_id: UUID) -> ApplicationAtHand:
    """The application at hand, read anew."""
    db.session.expire_all()
    return application_at_hand(application_id)


def row(application_id: UUID) -> Application:
    """The application, read anew."""
    db.session.expire_all()
    return db.session.get_one(Application, application_id)


def applied(cohort: Cohort, person: Person | None = None, motivation: str = "To buy better.") -> UUID:
    """An application that waits for the manager."""
    by = (person or officer()).id
    with transaction():
        return applying.apply(cohort_at_hand(cohort.slug), motivation, by=db.session.get_one(Person, by)).id


def agreed(cohort: Cohort, person: Person | None = None) -> UUID:
    """An application that waits for screening."""
    application_id = applied(cohort, person)
    with transaction():
        one = application_at_hand(application_id)
        agreeing.agree(one, by=db.session.get_one(Person, one.asked_id))
    return application_id


def suitable(cohort: Cohort, person: Person | None = None) -> UUID:
    """An application that was found suitable: it holds an offer where a seat was free, else it waits."""
    return screened(agreed(cohort, person))


def screened(application_id: UUID) -> UUID:
    """Find an application suitable that waits for screening."""
    with transaction():
        one = application_at_hand(application_id)
        by = db.session.get_one(Person, min(one.trainer_ids, key=str))
        screening.find_suitable(one, {key: Verdict(True) for key, _text in one.plan.criteria}, by=by)
    return application_id


def accepted(cohort: Cohort, person: Person | None = None) -> UUID:
    """An application whose seat was taken."""
    application_id = suitable(cohort, person)
    accept(application_id)
    return application_id


def accept(application_id: UUID) -> None:
    """Take the seat that is offered."""
    with transaction():
        one = application_at_hand(application_id)
        offering.accept(one, by=db.session.get_one(Person, one.person_id))


def waiting(cohort: Cohort, person: Person | None = None, **facts: Any) -> UUID:
    """An application on the waiting list, put there without the way to it; ``facts`` are its columns."""
    one = person or officer()
    given = {"state": "waiting", "motivation": "To buy better.", "department_id": one.department_id, "manager_id": one.manager_id, **facts}
    application = Application(cohort_id=cohort.id, person_id=one.id, **given)
    db.session.add(application)
    db.session.commit()
    return application.id


def promote(cohort: Cohort) -> int:
    """Let the list move."""
    with transaction():
        return queue.promote(cohort.id)


def long_list(cohort: Cohort, count: int) -> None:
    """So many people on the waiting list, of forty departments, put there all at once; one seat is free."""
    departments = [make_department(f"Department {n}").id for n in range(40)]
    people = [
        {"id": uuid4(), "email": f"{uuid4().hex}@city.test", "name": f"Many {n}", "fs_uniquifier": uuid4().hex, "department_id": departments[n % 40]}
        for n in range(count)
    ]
    db.session.execute(insert(Person), people)
    rows = [
        {"id": uuid4(), "cohort_id": cohort.id, "person_id": one["id"], "department_id": one["department_id"], "state": ApplicationState.WAITING,
         "motivation": "m", "mandatory": n % 9 == 0, "submitted_at": now() - timedelta(minutes=n), "screening": {}, "skipped": ""}
        for n, one in enumerate(people)
    ]  # fmt: skip
    db.session.execute(insert(Application), rows)
    cohort.taken = cohort.seats - 1
    db.session.commit()


def told(person: Person) -> list[str]:
    """The kinds of what the person was told in the inbox."""
    return sorted(db.session.scalars(select(Notice.kind).where(Notice.person_id == person.id)))


def letters(person: Person) -> list[str]:
    """The kinds of letters that the person was written."""
    return sorted(key.split(":")[0] for key in db.session.scalars(select(Letter.key).where(Letter.person_id == person.id)))


def do(work: Callable[[], Any]) -> Any:
    """``work``, committed."""
    with transaction():
        return work()
