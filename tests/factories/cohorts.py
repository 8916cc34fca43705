"""Boot camps for tests: a small plan, a cohort on it, people with a place; only what matters is said."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from hashlib import sha256
from itertools import count
from typing import Any

from lms.cohorts.models.cohorts import Cohort, CohortStaff, CohortState, Place, StaffKind
from lms.cohorts.models.programmes import Programme, ProgrammeVersion
from lms.cohorts.programme_files.shapes import (
    Anchor,
    AssignmentPlan,
    CertificatePlan,
    Criterion,
    Dimension,
    GraduationRule,
    Module,
    PhasePlan,
    ProgrammeSpec,
    Question,
    QueuePolicy,
    Rubric,
    SessionPlan,
    Sprint,
)
from lms.kit.clock import now, today
from lms.kit.db import db
from lms.kit.plain_json import to_plain
from lms.people.models import Department, Grant, Person, Role
from tests.factories.people import make_department, make_people

_numbers = count(1)

RUBRIC = Rubric(
    criteria=(
        Criterion("problem", "The problem", (Anchor(0, "Not named."), Anchor(2, "Named."), Anchor(4, "Named, with who suffers."))),
        Criterion("plan", "The plan", (Anchor(0, "None."), Anchor(3, "Steps and dates."), Anchor(6, "Steps, dates and risks."))),
    ),
    pass_points=6,
)

PLAN = ProgrammeSpec(
    slug="small-camp",
    title="Small camp",
    summary="Four weeks on digital services.",
    language="en",
    level=3,
    hours=24,
    days=28,
    criteria=(("need", "Works on a service"),),
    modules=(Module("m1", "Begin", ""),),
    sprints=(Sprint("s1", "m1", "Look", "See what is there", 0, 13), Sprint("s2", "m1", "Do", "Change it", 14, 27)),
    sessions=(
        SessionPlan("kickoff", "s1", "Kick-off", 0, time(10, 0), 120, True, ""),
        SessionPlan("middle", "s1", "Half-way", 13, time(10, 0), 90, True, ""),
        SessionPlan("final", "s2", "Final day", 27, time(14, 0), 120, True, ""),
    ),
    courses=(),
    assignments=(AssignmentPlan("note", "s1", "A note", "Write a note.", ("text", "link"), False, 10, time(18, 0), 1, 2, True, 0, RUBRIC),),
    phases=(
        PhasePlan("draft", "Draft", "Sketch your service.", False, 0, 12, RUBRIC),
        PhasePlan("final", "Final", "Show your service.", False, 14, 26, RUBRIC),
    ),
    dimensions=(
        Dimension("contribution", "Contribution", "Speaks up", "Sometimes", "Silent"),
        Dimension("thinking", "Thinking", "New ideas", "Some", "None"),
    ),
    graduation=GraduationRule(80, True, True, True, 3),
    queue=QueuePolicy(mandatory_first=True, quota_percent=50),
    certificate=CertificatePlan(30, None, ("Change a service",), (("digcomp", "5.2", 4),)),
    follow_up_days=(30, 60, 90),
    questions=(Question("changed", "Did your work change?", "yes_no", "both", True),),
)


def make_programme(plan: ProgrammeSpec = PLAN) -> ProgrammeVersion:
    """A programme with one version, under an address of its own."""
    plan = replace(plan, slug=f"{plan.slug}-{next(_numbers)}")
    programme = Programme(slug=plan.slug)
    db.session.add(programme)
    db.session.flush()
    version = ProgrammeVersion(
        programme_id=programme.id,
        number=1,
        title=plan.title,
        summary=plan.summary,
        language=plan.language,
        source="",
        content=to_plain(plan),
        content_hash=sha256(plan.slug.encode()).hexdigest(),
    )
    db.session.add(version)
    db.session.commit()
    return version


def make_cohort(
    plan: ProgrammeSpec = PLAN, *, trainer: Person | None = None, host: Department | None = None, begins_in: int = 30, **facts: Any
) -> Cohort:
    """A cohort whose call is open, ``begins_in`` days from today; without sessions and tasks, which belong to opening it."""
    version = make_programme(plan)
    starts_on = today() + timedelta(days=begins_in)
    given: dict[str, Any] = {
        "slug": f"camp-{next(_numbers)}",
        "name": plan.title,
        "state": CohortState.CALL_OPEN,
        "host_id": (host or make_department()).id,
        "time_zone": "Europe/Brussels",
        "starts_on": starts_on,
        "ends_on": starts_on + timedelta(days=plan.days),
        "seats": 10,
        "apply_until": datetime.combine(starts_on - timedelta(days=10), time(12), UTC),
        "queue_seed": "a seed of tests",
    }
    cohort = Cohort(version_id=version.id, **{**given, **facts})
    db.session.add(cohort)
    db.session.flush()
    if trainer is not None:
        join_staff(cohort, trainer)
    db.session.commit()
    return cohort


def join_staff(cohort: Cohort, person: Person, kind: StaffKind = StaffKind.TRAINER) -> Person:
    """Make ``person`` a trainer, with the role that they need for it, or a mentor of the cohort."""
    if kind is StaffKind.TRAINER and not person.has(Role.TRAINER):
        person.grants.append(Grant(role=Role.TRAINER))
    db.session.add(CohortStaff(cohort_id=cohort.id, person_id=person.id, kind=kind))
    db.session.commit()
    return person


def seat(cohort: Cohort, people: Sequence[Person] | int) -> list[Person]:
    """Give each of ``people`` (or that many new ones) a place in the cohort."""
    taking = make_people(f"Participant {n + 1}" for n in range(people)) if isinstance(people, int) else list(people)
    before = min(now(), datetime.combine(cohort.starts_on, time(), UTC) - timedelta(days=1))  # nobody takes a seat once it runs
    db.session.add_all(Place(cohort_id=cohort.id, person_id=one.id, department_id=one.department_id, taken_at=before) for one in taking)
    cohort.taken += len(taking)
    db.session.commit()
    return taking
