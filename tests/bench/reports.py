"""Reports of a large city: the heat map against the plain SQL over all evidence, its drill-down, and a long workbook.

``python -m tests.bench.reports`` alone; ``python -m tests.bench`` runs it with the rest.
"""

import argparse
import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from uuid import UUID, uuid4

from flask import Flask
from sqlalchemy import insert, select, text

from lms.competency.models import Competence, CompetenceArea, Evidence, EvidenceKind, Framework, Requirement, RoleProfile, Standing
from lms.kit.clock import now, today
from lms.kit.db import Base, db, transaction
from lms.kit.workbooks import Sheet, write_workbook
from lms.people.models import Department, Grant, Person, Post, Role
from lms.reports.filters import Filters
from lms.reports.queries.frame import frame
from lms.reports.queries.heat import heat_map
from lms.reports.service.heat import differences
from lms.reports.service.rolls import take_roll
from tests.bench.report import Report

COMPETENCES, PIECES = 21, 5
"""Each person has so many pieces of evidence of each competence: 2.1 million for 20,000 people."""
ROWS, MOST_SECONDS, MOST_MEGABYTES = 20_000, 10, 300
SHARE = 20
"""The heat map takes at most a twentieth of the plain SQL's time."""

PLAIN = """
SELECT p.department_id, r.competence_id, count(*), sum(CASE WHEN shown.level >= r.level THEN 1 ELSE 0 END),
       sum(CASE WHEN shown.level < r.level THEN r.level - shown.level ELSE 0 END)
FROM person p
JOIN role_profile f ON f.post_id = p.post_id AND f.superseded_at IS NULL
JOIN requirement r ON r.profile_id = f.id
JOIN (SELECT person_id, competence_id, max(level) AS level FROM evidence WHERE withdrawn_at IS NULL GROUP BY person_id, competence_id) shown
  ON shown.person_id = p.id AND shown.competence_id = r.competence_id
WHERE p.active GROUP BY p.department_id, r.competence_id
"""


def put(model: type[Base], rows: Iterator[dict[str, object]], *, at_once: int = 20_000) -> None:
    """Write many rows, some thousands in each statement."""
    batch: list[dict[str, object]] = []
    for row in rows:
        batch.append(row)
        if len(batch) == at_once:
            _write(model, batch)
            batch = []
    if batch:
        _write(model, batch)


def _write(model: type[Base], batch: list[dict[str, object]]) -> None:
    with transaction():
        db.session.execute(insert(model), batch)


def make_evidence(people: list[UUID], dice: random.Random) -> None:
    """Departments, posts with profiles, evidence and the standings that it shows."""
    departments, posts = _places(dice)
    with transaction():
        for start in range(0, len(people), 500):
            rows = db.session.scalars(select(Person).where(Person.id.in_(people[start : start + 500])))
            for person in rows:
                person.department_id, person.post_id = dice.choice(departments), dice.choice(posts)
    competences = _required(posts, dice)
    levels: dict[tuple[UUID, UUID], int] = {}

    def evidence() -> Iterator[dict[str, object]]:
        for person in people:
            for competence in competences:
                for _ in range(PIECES):
                    level = dice.randint(1, 6)
                    levels[person, competence] = max(level, levels.get((person, competence), 0))
                    yield {
                        "id": uuid4(),
                        "person_id": person,
                        "competence_id": competence,
                        "kind": EvidenceKind.QUIZ,
                        "source_id": uuid4(),
                        "label": "A quiz",
                        "level": level,
                        "shown_at": now() - timedelta(days=dice.randrange(900)),
                    }

    put(Evidence, evidence())
    put(Standing, ({"id": uuid4(), "person_id": one, "competence_id": c, "level": level, "pieces": PIECES} for (one, c), level in levels.items()))
    with transaction():
        take_roll()


def _places(dice: random.Random) -> tuple[list[UUID], list[UUID]]:
    with transaction():
        top = Department(code="bench-city", name="City")
        db.session.add(top)
        db.session.flush()
        offices = [Department(code=f"bench-o{n}", name=f"Office {n}", parent_id=top.id) for n in range(8)]
        db.session.add_all(offices)
        db.session.flush()
        teams = [Department(code=f"bench-t{n}", name=f"Team {n}", parent_id=dice.choice(offices).id) for n in range(56)]
        posts = [Post(code=f"bench-p{n}", title=f"Post {n}") for n in range(10)]
        db.session.add_all([*teams, *posts])
        db.session.flush()
        return [one.id for one in teams], [one.id for one in posts]


def _required(posts: list[UUID], dice: random.Random) -> list[UUID]:
    with transaction():
        framework = Framework(slug="bench", title="Bench", version="1")
        db.session.add(framework)
        db.session.flush()
        area = CompetenceArea(framework_id=framework.id, code="1", title="Area")
        db.session.add(area)
        db.session.flush()
        made = [Competence(framework_id=framework.id, area_id=area.id, code=f"1.{n}", title=f"Competence {n}") for n in range(COMPETENCES)]
        profiles = [RoleProfile(post_id=post) for post in posts]
        db.session.add_all([*made, *profiles])
        db.session.flush()
        db.session.add_all(Requirement(profile_id=profile.id, competence_id=one.id, level=dice.randint(2, 6)) for profile in profiles for one in made)
        return [one.id for one in made]


def _seconds(work: Callable[[], object], times: int) -> float:
    taken = []
    for _ in range(times):
        db.session.rollback()
        began = time.perf_counter()
        work()
        taken.append(time.perf_counter() - began)
    return median(taken)


def measure_reports(app: Flask, report: Report, *, people: int) -> None:
    """The heat map, its drill-down and the plain SQL, in the same run; then the workbook in a process of its own."""
    with app.app_context():
        dice = random.Random(7)
        ids = list(db.session.scalars(select(Person.id).where(Person.active).limit(people)))
        db.session.rollback()
        make_evidence(ids, dice)
        reader = Person(email="bench@city.test", name="Bench", fs_uniquifier="bench")
        office = db.session.scalars(select(Department.id).where(Department.code == "bench-o0")).one()
        plain = _seconds(lambda: db.session.execute(text(PLAIN)).all(), 3)
        shown = {
            "heat map": Filters(),
            "heat map with a change": Filters(since=today().replace(day=1)),
            "drill-down": Filters(department=office),
        }
        report.lines.append(f"plain SQL over {len(ids) * COMPETENCES * PIECES} pieces of evidence: {plain * 1000:.0f} ms")
        for name, filters in shown.items():
            asked = frame(filters, _auditor(reader))
            taken = _seconds(lambda asked=asked: heat_map(asked), 9)  # type: ignore[misc]
            report.judge(taken * SHARE <= plain, f"{name}: {taken * 1000:.1f} ms, {plain / taken:.0f} times faster than the plain SQL ({SHARE})")
        report.judge(not differences(), "kept figures: equal to a full computation, cell by cell")
        db.session.remove()
    measure_workbook(report)


def _auditor(person: Person) -> Person:
    person.grants = [Grant(role=Role.AUDITOR)]
    return person


def measure_workbook(report: Report) -> None:
    """A list of 20,000 people with their levels, written in a process of its own, so that its memory can be told."""
    done = subprocess.run([sys.executable, "-m", "tests.bench.reports", "--workbook"], capture_output=True, text=True, check=True)
    seconds, megabytes = (float(word) for word in done.stdout.split())
    report.judge(seconds < MOST_SECONDS, f"workbook of {ROWS} rows: {seconds:.1f} s ({MOST_SECONDS})")
    report.judge(megabytes < MOST_MEGABYTES, f"workbook of {ROWS} rows: {megabytes:.0f} MB ({MOST_MEGABYTES})")


def write_rows(rows: int = ROWS) -> tuple[float, float]:
    """Write ``rows`` people with two figures for each competence; return seconds and the most memory of this process in MB."""
    header = ["Name", "Staff number", "Department", "Post", *(f"{n} {word}" for n in range(COMPETENCES) for word in ("level", "required"))]
    people = ([f"Officer {n}", f"S{n:06}", f"Department {n % 60}", f"Post {n % 10}", *([3, 4] * COMPETENCES)] for n in range(rows))
    began = time.perf_counter()
    with TemporaryDirectory() as folder:
        write_workbook(Path(folder) / "people.xlsx", [Sheet("People", header, people)])
    peak = next(line for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines() if line.startswith("VmHWM"))
    return time.perf_counter() - began, int(peak.split()[1]) / 1024


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--workbook", action="store_true", help="write one workbook and print seconds and megabytes")
    parser.parse_args()
    sys.stdout.write("{:.2f} {:.0f}\n".format(*write_rows()))
