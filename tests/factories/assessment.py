"""Courses with quizzes, and people who sit them: only what matters is said."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from typing import Any
from uuid import UUID

from lms.assessment.marking.responses import form_values
from lms.assessment.models import Attempt
from lms.assessment.queries.sittings import held_sitting, sitting
from lms.assessment.service.answering import Given, Saved, save_answer
from lms.assessment.service.handing_in import hand_in
from lms.assessment.service.starting import start
from lms.catalogue.models import Course
from lms.kit.clock import now
from lms.kit.db import db, transaction
from lms.learning.models import Enrolment
from lms.learning.service.enrolling import enrol
from lms.people.models import Person, Role
from tests.factories.courses import make_course
from tests.factories.people import make_person

KEY = "MARKER-OF-THE-KEY"
"""Stands in every text that tells what is right; a learner's page must not hold it before its time."""

LESSON = "# Read this\n\n## First\n\nOpen data.\n\n/// question | practice#ready\n///\n"
PRACTICE = f"""title = "Practice"

[[items]]
key = "ready"
kind = "single"
stem = "Are you **ready**?"
feedback = "{KEY} because."
options = [ {{ text = "Yes", correct = true, feedback = "{KEY} yes." }}, {{ text = "No", feedback = "{KEY} no." }} ]

[[items]]
key = "hidden"
kind = "true-false"
stem = "No lesson shows me."
answer = true
feedback = "{KEY}"
"""

ITEMS = {
    "single": f"""kind = "single"
stem = "Which licence asks for credit only?"
feedback = "{KEY} single"
options = [ {{ text = "CC BY", correct = true, feedback = "{KEY} a" }}, {{ text = "CC BY-NC", feedback = "{KEY} b" }}, {{ text = "CC0" }} ]""",
    "multiple": f"""kind = "multiple"
stem = "Which are open?"
feedback = "{KEY} multiple"
options = [ {{ text = "CC BY", correct = true }}, {{ text = "CC0", correct = true }}, {{ text = "ND" }}, {{ text = "None", feedback = "{KEY}" }} ]""",
    "truth": f"""kind = "true-false"
stem = "Open means for any purpose."
answer = true
feedback_true = "{KEY} t"
feedback_false = "{KEY} f" """,
    "word": f"""kind = "short-text"
stem = "Name the licence."
feedback = "{KEY} word"
answers = [ {{ text = "{KEY}*", feedback = "{KEY}" }}, {{ text = "CC BY*", fraction = 0.5 }} ]""",
    "number": f"""kind = "numerical"
stem = "How much?"
feedback = "{KEY} number"
answer = 123454321.5
tolerance = 0.1
unit = "€" """,
    "pairs": f"""kind = "matching"
stem = "Match."
feedback = "{KEY} pairs"
pairs = [ {{ left = "one", right = "odd" }}, {{ left = "two", right = "even" }} ]
distractors = ["neither"]""",
    "order": f"""kind = "ordering"
stem = "Put in order."
feedback = "{KEY} order"
sequence = ["first", "second", "third"]""",
    "essay": f"""kind = "essay"
stem = "Explain."
feedback = "{KEY} essay"
max_words = 300
rubric = [
  {{ criterion = "Clear", points = 2, levels = [ {{ points = 0, text = "{KEY} unclear" }}, {{ points = 2, text = "{KEY} clear" }} ] }},
  {{ criterion = "Right", points = 2 }},
]""",
}
EVERY_KIND = tuple(ITEMS)
NO_ESSAY = tuple(key for key in ITEMS if key != "essay")
RIGHT: dict[str, dict[str, Any]] = {
    "single": {"option": 0},
    "multiple": {"options": [0, 1]},
    "truth": {"value": True},
    "word": {"text": f"{KEY} 4.0"},
    "number": {"text": "123 454 321,5 €"},
    "pairs": {"right": [0, 1]},
    "order": {"order": [0, 1, 2]},
    "essay": {"text": "Because **openness** helps."},
}
WRONG: dict[str, dict[str, Any]] = {
    "single": {"option": 1},
    "multiple": {"options": [2]},
    "truth": {"value": False},
    "word": {"text": "none"},
    "number": {"text": "1"},
    "pairs": {"right": [1, 0]},
    "order": {"order": [2, 0, 1]},
    "essay": {"text": "Hm."},
}
_numbers = count(1)


def quiz_file(items: Sequence[str] = NO_ESSAY, title: str = "Final quiz", **rules: str) -> str:
    """A quiz of ``items`` (keys of ``ITEMS``); ``rules`` are written as TOML values: ``time_limit='"30 min"'``."""
    head = "\n".join([f'title = "{title}"', *(f"{name} = {value}" for name, value in rules.items())])
    return head + "\n" + "\n".join(f'\n[[items]]\nkey = "{key}"\n{ITEMS[key]}' for key in items) + "\n"


@dataclass(frozen=True)
class Class:
    """A published course with a quiz, its trainer, and somebody who learns from it."""

    slug: str
    quiz: str
    trainer: Person
    learner: Person
    enrolment: Enrolment


def make_class(quiz: str = "", *, items: Sequence[str] = NO_ESSAY, learner: Person | None = None, **rules: str) -> Class:
    """A course ``course-n`` of a lesson, the quiz ``02-final`` and a pool for practice; one learner is enrolled."""
    slug = f"quizzes-{next(_numbers)}"
    trainer = make_person("Tara Trainer", Role.TRAINER)
    files = {"01-read.md": LESSON, "02-final.quiz.toml": quiz or quiz_file(items, **rules), "practice.quiz.toml": PRACTICE}
    version = make_course(slug, files, author=trainer)
    learner = learner or make_person("Lena Learner")
    return Class(slug, "02-final", trainer, learner, put_on(learner, version.course_id))


def put_on(person: Person, course_id: UUID) -> Enrolment:
    """Enrol ``person``."""
    with transaction():
        enrolment_id = enrol(db.session.get_one(Person, person.id), db.session.get_one(Course, course_id), by=person).id
    return db.session.get_one(Enrolment, enrolment_id)


def begin(group: Class) -> UUID:
    """The learner's attempt, begun or going on."""
    with transaction():
        learner = db.session.get_one(Person, group.learner.id)
        return start(db.session.get_one(Enrolment, group.enrolment.id), group.quiz, by=learner).id


def values_for(attempt_id: UUID, item_key: str, response: Mapping[str, Any]) -> list[str]:
    """What the form of that attempt sends for ``response``."""
    item, order = sitting(attempt_id).item(item_key)
    return form_values(item, dict(response), order)


def answer(group: Class, attempt_id: UUID, item_key: str, response: Mapping[str, Any], *, revision: int = 0) -> Saved:
    """Save an answer as the learner."""
    given = Given(values_for(attempt_id, item_key, response), revision)
    with transaction():
        return save_answer(held_sitting(attempt_id), item_key, given, by=db.session.get_one(Person, group.learner.id))


def finish(group: Class, attempt_id: UUID) -> Attempt:
    """Hand in as the learner."""
    with transaction():
        hand_in(attempt_id, by=db.session.get_one(Person, group.learner.id))
    return db.session.get_one(Attempt, attempt_id)


def sit(group: Class, responses: Mapping[str, Mapping[str, Any]]) -> Attempt:
    """Begin, answer and hand in."""
    attempt_id = begin(group)
    for key, response in responses.items():
        answer(group, attempt_id, key, response)
    return finish(group, attempt_id)


def let_time_pass(attempt_id: UUID, minutes: float = 0) -> None:
    """Move the attempt into the past, so that its deadline was ``minutes`` ago."""
    with transaction():
        attempt = db.session.get_one(Attempt, attempt_id)
        assert attempt.deadline_at
        shift = attempt.deadline_at - now() + timedelta(minutes=minutes)
        attempt.deadline_at -= shift
        attempt.started_at -= shift


def quiz_path(group: Class) -> str:
    """Where the quiz begins."""
    return f"/quizzes/{group.slug}/{group.quiz}"


def page_fields(attempt_id: UUID, responses: Mapping[str, Mapping[str, Any]], revision: int = 0) -> dict[str, Any]:
    """The fields of the attempt's form, filled with ``responses``."""
    fields: dict[str, Any] = {}
    for key, response in responses.items():
        fields[f"revision.{key}"] = str(revision)
        fields[f"answer.{key}"] = values_for(attempt_id, key, response)
    return fields
