"""What HR and trainers do in one go: evidence, a long file of people, a class that graduates, a waiting list of thousands."""

import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from statistics import median
from uuid import UUID, uuid4

from flask import Flask
from sqlalchemy import func, select, text

from lms.cohorts.jobs import ending
from lms.cohorts.programme_files.shapes import QueuePolicy
from lms.cohorts.queries.cohorts import cohort_at_hand
from lms.cohorts.service import runs
from lms.competency.framework_files import DIGCOMP
from lms.competency.models import Competence, Evidence, EvidenceKind, StandingChange
from lms.competency.service import frameworks
from lms.competency.service.evidence import NewEvidence, add_evidence
from lms.competency.service.standing import stand
from lms.credentials.models import Certificate
from lms.kit.db import db, transaction, writing
from lms.people.models import ImportKind, Person
from lms.people.queries.imports import import_of
from lms.people.service.importing import files
from lms.people.service.importing.planning import plan
from tests.bench.report import Report
from tests.factories.camps import camp, long_list, promote
from tests.factories.cohorts import PLAN
from tests.factories.running_camps import ready_camp
from tests.factories.workbooks import workbook

PIECES = 300
ROWS, MOST_SECONDS_OF_ROWS = 20_000, 15
GRADUATES, MOST_SECONDS_OF_GRADUATES = 2400, 60
WAITING, MOST_SECONDS_OF_WAITING = 5000, 1
HEADINGS = ["name", "email", "staff number", "department", "post", "manager"]


def measure_classes(app: Flask, report: Report) -> None:
    """All of it, each against its aim."""
    for measure in (_evidence, _rows, _waiting_list, _graduates):
        with app.test_request_context():
            measure(report)
            db.session.remove()


def _time(work: Callable[[], object]) -> float:
    """How long a transaction of its own takes, in milliseconds."""
    began = time.perf_counter()
    with transaction():
        work()
    return (time.perf_counter() - began) * 1000


def _evidence(report: Report) -> None:
    shown = select(Competence.id).where(Competence.id.in_(select(Evidence.competence_id))).order_by(Competence.code).limit(2)
    competence_id, other_id = db.session.scalars(shown)
    people = list(db.session.scalars(select(Evidence.person_id).where(Evidence.competence_id == competence_id).distinct().limit(PIECES)))
    with transaction():  # the standings of the city were put in as they came, not by the rules: else each piece would change a level
        stand([(person_id, competence_id) for person_id in people], because="rules")
    row = text("INSERT INTO bench_save (person, words) VALUES (:person, :words)")
    words, plain, evidence = [], [], {True: [], False: []}
    for person_id in people:  # in turns, so that all meet the same minutes of the machine
        words.append(_time(partial(db.session.execute, row, {"person": str(person_id), "words": "x" * 100})))
        plain.append(_time(partial(db.session.add, _row(person_id, other_id))))
        before = _changes()
        taken = _time(partial(add_evidence, [_piece(person_id, competence_id)]))
        evidence[_changes() > before].append(taken)
    for changed, some in evidence.items():
        what = "another level" if changed else "the same level"
        report.lines.append(f"evidence that leads to {what}: {median(some or [0]):.2f} ms ({len(some)} pieces)")
    report.lines.append(f"its row alone as any row is written {median(plain):.2f} ms, an INSERT without the ORM {median(words):.2f} ms")
    typical = sum(median(some) * len(some) for some in evidence.values() if some) / len(people)
    times = typical / median(plain)
    report.judge(times <= 2, f"a piece of evidence: {times:.2f} times a plain durable write of its row (2)")


def _changes() -> int:
    counted: int = db.session.scalars(select(func.count()).select_from(StandingChange)).one()
    db.session.rollback()
    return counted


def _row(person_id: UUID, competence_id: UUID) -> Evidence:
    return Evidence(person_id=person_id, competence_id=competence_id, level=3, kind=EvidenceKind.QUIZ, source_id=uuid4(), label="A quiz")


def _piece(person_id: UUID, competence_id: UUID) -> NewEvidence:
    return NewEvidence(person_id, competence_id, 3, EvidenceKind.QUIZ, uuid4(), "A quiz")


def _rows(report: Report) -> None:
    people = [[f"Person {n}", f"p{n}@city.test", n, "", "", f"p{n // 10}@city.test" if n >= 10 else ""] for n in range(ROWS)]
    content = workbook(("People", [HEADINGS, *people]))
    with transaction():
        found = files.begin(content, ImportKind.PEOPLE, file_name="people.xlsx", full_list=False, by=None).id
    began = time.perf_counter()
    brought = import_of(found)
    planned = plan(brought, files.table_of(brought), languages=("en",), by=None)
    taken = time.perf_counter() - began
    fits = taken < MOST_SECONDS_OF_ROWS and planned.count("create") == ROWS
    report.judge(fits, f"dry run of {ROWS} rows of a workbook: {taken:.1f} s ({MOST_SECONDS_OF_ROWS})")


def _waiting_list(report: Report) -> None:
    with writing():
        cohort, _trainer = camp(plan=replace(PLAN, queue=QueuePolicy(mandatory_first=True, quota_percent=25)), seats=100)
        long_list(cohort, WAITING)
    began = time.perf_counter()
    moved = promote(cohort)
    taken = time.perf_counter() - began
    report.judge(moved == 1 and taken < MOST_SECONDS_OF_WAITING, f"a waiting list of {WAITING}: moves in {taken:.2f} s ({MOST_SECONDS_OF_WAITING})")


def _graduates(report: Report) -> None:
    with transaction():
        frameworks.load_framework(DIGCOMP, by=None)
    with writing():
        cohort, trainer, _people = ready_camp(GRADUATES)
    slug, trainer_id = cohort.slug, trainer.id
    before = _certificates()
    began = time.perf_counter()
    with transaction():
        runs.go_on(runs.begin(cohort_at_hand(slug), by=db.session.get_one(Person, trainer_id)).id)
    ending.graduate_on()
    taken = time.perf_counter() - began
    fits = taken < MOST_SECONDS_OF_GRADUATES and _certificates() - before == GRADUATES
    report.judge(fits, f"{GRADUATES} certificates of a boot camp: {taken:.0f} s ({MOST_SECONDS_OF_GRADUATES})")


def _certificates() -> int:
    counted: int = db.session.scalars(select(func.count()).select_from(Certificate)).one()
    db.session.rollback()
    return counted
