"""A believable large city, written straight into the tables: nothing of it comes from a real one."""

import random
from base64 import b32encode
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import islice
from typing import Any
from uuid import UUID

from flask_security.utils import hash_password
from sqlalchemy import insert

from lms.assessment.models import Answer, Attempt, AttemptState
from lms.catalogue.course_files.shapes import CourseSpec
from lms.catalogue.models import Course, CourseVersion, QuestionSet, Step, StepKind, VersionState
from lms.catalogue.service.compiling import CompiledCourse, compile_course, source_hash
from lms.credentials.models import Certificate
from lms.kit import search
from lms.kit.clock import now
from lms.kit.db import Base, db, transaction
from lms.learning.models import Enrolment, HowDone, StepDone
from lms.notices.models import Notice
from lms.people.models import Department, Person, SignIn
from lms.people.queries.sign_ins import token_hash
from tests.bench.courses import ITEMS, LAST, LESSONS, SUBJECTS, Author

PATTERNS = 15
"""So many courses are compiled; the others have their texts under another title."""
PASSWORD = "seven quiet lanterns drift"
FIRST = [
    "Ada",
    "Bram",
    "Chiara",
    "Dilek",
    "Emil",
    "Fatou",
    "Gintaras",
    "Hanna",
    "Ines",
    "Jonas",
    "Katrin",
    "Luca",
    "Maria",
    "Nils",
    "Olga",
    "Pavel",
    "Quirin",
    "Rosa",
    "Sami",
    "Tereza",
]
QUIZ = "09-check"


@dataclass(frozen=True, slots=True)
class Size:
    """How large the city is, and how many learners the load plays."""

    people: int = 20_000
    courses: int = 300
    enrolments: int = 200_000
    learners: int = 64


@dataclass(frozen=True, slots=True)
class Learner:
    """Somebody whom the load plays: signed in, on a course, in the middle of a quiz."""

    email: str
    token: str
    uniquifier: str
    slug: str
    lesson: str
    attempt: UUID


@dataclass(frozen=True, slots=True)
class City:
    """What the load needs to know of what was written."""

    learners: tuple[Learner, ...]
    slugs: tuple[str, ...]
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Shelf:
    """A course with its keys."""

    course: UUID
    version: UUID
    spec: CourseSpec


def put(model: type[Base], rows: Iterable[dict[str, Any]], *, at_once: int = 5000) -> None:
    """Insert ``rows`` in pieces, one transaction each."""
    waiting = iter(rows)
    while piece := list(islice(waiting, at_once)):
        with transaction():
            db.session.execute(insert(model), piece)


class Maker:
    """Writes the rows; the same size gives the same city."""

    def __init__(self, size: Size) -> None:
        self.size, self.dice, self.now = size, random.Random(20261122), now()
        self.author = Author(self.dice)
        self.shelves: list[Shelf] = []
        self.people: list[UUID] = []
        self.learners: list[Learner] = []
        self.codes: list[str] = []

    def key(self) -> UUID:
        """A UUID from our own dice."""
        return UUID(int=self.dice.getrandbits(128), version=4)

    def name(self) -> str:
        """Somebody's name."""
        return f"{self.dice.choice(FIRST)} {self.dice.choice(LAST)}"

    def before(self, days: int) -> datetime:
        """An instant within the last ``days``."""
        return self.now - timedelta(seconds=self.dice.randrange(days * 86400))

    def city(self) -> City:
        """Write everything."""
        self.write_people()
        self.write_courses()
        self.write_learning()
        self.write_notices()
        self.write_learners()
        return City(tuple(self.learners), tuple(shelf.spec.slug for shelf in self.shelves), tuple(self.codes))

    # ── people ──

    def write_people(self) -> None:
        """People in departments, all with one password: hashing 20,000 takes a quarter of an hour."""
        hashed = hash_password(PASSWORD)
        departments = [self.key() for _ in range(40)]
        put(
            Department,
            (
                {"id": key, "code": f"BENCH-{number}", "name": f"Department of {SUBJECTS[number % len(SUBJECTS)]} {number}"}
                for number, key in enumerate(departments)
            ),
        )
        self.people = [self.key() for _ in range(self.size.people)]
        put(
            Person,
            (
                {
                    "id": key,
                    "email": f"citizen{number}@city.test",
                    "name": self.name(),
                    "fs_uniquifier": key.hex,
                    "password": hashed,
                    "department_id": self.dice.choice(departments),
                    "confirmed_at": self.now,
                }
                for number, key in enumerate(self.people)
            ),
        )

    # ── courses ──

    def write_courses(self) -> None:
        """Published courses with their search entries."""
        patterns = [self.author.spec(number) for number in range(min(PATTERNS, self.size.courses))]
        compiled = [compile_course(spec, 1) for spec in patterns]
        for number in range(self.size.courses):
            pattern, texts = patterns[number % PATTERNS], compiled[number % PATTERNS]
            subject = self.author.subject()
            spec = replace(pattern, slug=f"{subject}-{number:03}", title=f"{subject.capitalize()} for public officers, part {number}")
            self.shelves.append(self.write_course(spec, texts))

    def write_course(self, spec: CourseSpec, texts: CompiledCourse) -> Shelf:
        """One published course."""
        course, version = self.key(), self.key()
        with transaction():
            db.session.execute(insert(Course), {"id": course, "slug": spec.slug, "created_at": self.before(700)})
            db.session.execute(
                insert(CourseVersion),
                {
                    "id": version,
                    "course_id": course,
                    "number": 1,
                    "state": VersionState.PUBLISHED,
                    "title": spec.title,
                    "summary": spec.summary,
                    "language": spec.language,
                    "topic": spec.topic,
                    "level": spec.level,
                    "effort_minutes": spec.effort_minutes,
                    "learning_points": 3,
                    "gives_certificate": True,
                    "outcomes": [{"key": outcome.key, "text": outcome.text} for outcome in spec.outcomes],
                    "content_hash": source_hash(spec.slug),
                    "published_at": self.before(600),
                },
            )
            db.session.execute(
                insert(Step),
                [
                    {
                        "id": self.key(),
                        "version_id": version,
                        "position": step.position,
                        "key": step.key,
                        "kind": StepKind(step.kind),
                        "title": step.title,
                        "minutes": step.minutes,
                        "html": texts.lessons[step.key].html if step.kind == "lesson" else "",
                        "content_hash": source_hash(step.source),
                    }
                    for step in spec.steps
                ],
            )
            db.session.execute(
                insert(QuestionSet), [{"id": self.key(), "version_id": version, "key": key, "content": quiz} for key, quiz in texts.quizzes.items()]
            )
            search.put("course", course, texts.passages)
        return Shelf(course, version, spec)

    # ── learning ──

    def write_learning(self) -> None:
        """Enrolments in all stages, the steps done, finished attempts, certificates."""
        each = max(1, round(self.size.enrolments / self.size.people))
        done: list[dict[str, Any]] = []
        finished: list[tuple[UUID, UUID, Shelf, datetime]] = []

        def enrolments() -> Iterator[dict[str, Any]]:
            for person in self.people:
                for shelf in self.dice.sample(self.shelves, min(each, len(self.shelves))):
                    key, opened, far = self.key(), self.before(500), self.dice.randrange(LESSONS + 2)
                    complete = opened + timedelta(days=20) if far > LESSONS else None
                    yield {
                        "id": key,
                        "person_id": person,
                        "course_id": shelf.course,
                        "version_id": shelf.version,
                        "opened_at": opened,
                        "completed_at": complete,
                    }
                    steps = shelf.spec.steps[:far]
                    done.extend(
                        {
                            "id": self.key(),
                            "enrolment_id": key,
                            "step_key": step.key,
                            "content_hash": source_hash(step.source),
                            "how": HowDone.READ,
                            "at": opened,
                        }
                        for step in steps[:3]
                    )
                    if complete:
                        finished.append((key, person, shelf, complete))

        put(Enrolment, enrolments())
        put(StepDone, done)
        put(Attempt, (self.attempt(self.key(), *facts[:3], state=AttemptState.MARKED, at=facts[3]) for facts in finished))
        put(Certificate, (self.certificate(number, *facts) for number, facts in enumerate(finished)))

    def attempt(self, key: UUID, enrolment: UUID, person: UUID, shelf: Shelf, *, state: AttemptState, at: datetime) -> dict[str, Any]:
        """One sitting of the quiz."""
        ended = at if state is AttemptState.MARKED else None
        layout = [{"item": f"q{number}", "section": "", "order": [2, 0, 3, 1]} for number in range(ITEMS)]
        return {
            "id": key,
            "enrolment_id": enrolment,
            "person_id": person,
            "version_id": shelf.version,
            "quiz_key": QUIZ,
            "number": 1,
            "state": state,
            "layout": layout,
            "started_at": at,
            "points_possible": ITEMS,
            "handed_in_at": ended,
            "marked_at": ended,
            "points": 8 if ended else None,
            "percent": 80 if ended else None,
            "passed": True if ended else None,
        }

    def certificate(self, number: int, enrolment: UUID, person: UUID, shelf: Shelf, at: datetime) -> dict[str, Any]:
        """The paper of a finished course."""
        code = b32encode(self.dice.randbytes(16)).decode().rstrip("=")
        if number % 50 == 0:
            self.codes.append(code)
        return {
            "id": self.key(),
            "number": f"CC-2026-{number:06}",
            "code": code,
            "enrolment_id": enrolment,
            "person_id": person,
            "course_id": shelf.course,
            "version_id": shelf.version,
            "holder_name": self.name(),
            "course_title": shelf.spec.title,
            "language": "en",
            "issuer": "City of Lindenhaven",
            "began_on": (at - timedelta(days=20)).date(),
            "completed_on": at.date(),
            "learning_points": 3,
            "effort_minutes": shelf.spec.effort_minutes,
            "outcomes": [outcome.text for outcome in shelf.spec.outcomes],
            "competences": [],
            "issued_at": at,
        }

    def write_notices(self) -> None:
        """Three notices each, two of them unread."""
        put(
            Notice,
            (
                {
                    "id": self.key(),
                    "person_id": person,
                    "key": f"bench:{number}:{person}",
                    "kind": "certificate-issued",
                    "facts": {"course": "Trees", "number": f"CC-{number}"},
                    "href": "/me",
                    "created_at": self.before(90),
                    "read_at": None if number else self.now,
                }
                for person in self.people
                for number in range(3)
            ),
        )

    def write_learners(self) -> None:
        """Those whom the load plays: each newly on a course, some lessons done, in the middle of its quiz, signed in."""
        for number in range(self.size.learners):
            key, shelf = self.key(), self.shelves[number * 7 % len(self.shelves)]
            token, enrolment, attempt = f"bench-{number}-{self.dice.getrandbits(128):032x}", self.key(), self.key()
            email = f"learner{number}@city.test"
            put(
                Person,
                [{"id": key, "email": email, "name": f"Learner {number}", "fs_uniquifier": key.hex, "password": None, "confirmed_at": self.now}],
            )
            put(SignIn, [{"id": self.key(), "token_hash": token_hash(token), "person_id": key, "until": self.now + timedelta(hours=12)}])
            put(Enrolment, [{"id": enrolment, "person_id": key, "course_id": shelf.course, "version_id": shelf.version}])
            put(
                StepDone,
                [
                    {"id": self.key(), "enrolment_id": enrolment, "step_key": step.key, "content_hash": source_hash(step.source), "how": HowDone.READ}
                    for step in shelf.spec.steps[:LESSONS]
                ],
            )
            put(Attempt, [self.attempt(attempt, enrolment, key, shelf, state=AttemptState.OPEN, at=self.now)])
            put(Answer, [{"id": self.key(), "attempt_id": attempt, "item_key": f"q{item}", "response": {"option": 1}} for item in range(3)])
            self.learners.append(Learner(email, token, key.hex, shelf.spec.slug, shelf.spec.steps[3].key, attempt))
