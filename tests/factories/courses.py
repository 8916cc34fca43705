"""Courses for tests: small, real, and published by two people as in the house."""

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from lms.catalogue.models import Course, CourseCompetence, CourseVersion
from lms.catalogue.service import drafting, publishing, reviewing
from lms.kit.db import db, transaction
from lms.people.models import Person, Role
from tests.factories.people import make_person

LESSON = "# Why open data\n\nData that everybody may use, for any purpose.\n\n## In a city\n\nTimetables, trees, budgets.\n"
QUIZ = """title = "Check yourself"
pass_mark = 50

[[items]]
key = "free"
kind = "true-false"
stem = "Anyone may use open data for any purpose."
answer = true
feedback = "That is what open means."

[[items]]
key = "licence"
kind = "single"
stem = "Which licence asks for credit and nothing else?"
options = [
  { text = "CC BY 4.0", correct = true, feedback = "Credit is all it asks for." },
  { text = "CC BY-ND 4.0", feedback = "ND forbids changes." },
]
"""

CARD: dict[str, Any] = {
    "title": "Working with open data",
    "summary": "Publish a dataset of your department.",
    "language": "en",
    "topic": "data",
    "level": 3,
    "effort": "10 min",
    "owner": "maria@city.test",
    "outcomes": [{"key": "publish", "text": "Publish a dataset"}],
}


def toml_value(value: Any) -> str:
    """``value`` as TOML within one line."""
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{json.dumps(str(key))} = {toml_value(inner)}" for key, inner in value.items()) + " }"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(toml_value(inner) for inner in value) + "]"
    return json.dumps(value, ensure_ascii=False) if isinstance(value, (str, bool, int, float)) else str(value)


def course_files(files: Mapping[str, str | bytes] | None = None, **toml: Any) -> dict[str, bytes]:
    """A course folder: the lesson ``01-why.md`` and the quiz ``02-check.quiz.toml``, or ``files`` in their place.

    ``toml`` overrides keys of course.toml (``level=5``, ``certificate={"valid_months": 24}``, ``steps={"02-check": {"optional": True}}``);
    None takes a key out.
    """
    card = {key: value for key, value in {**CARD, **toml}.items() if value is not None}
    texts = {
        "course.toml": "".join(f"{key} = {toml_value(value)}\n" for key, value in card.items()),
        **({"01-why.md": LESSON, "02-check.quiz.toml": QUIZ} if files is None else files),
    }
    return {path: content.encode() if isinstance(content, str) else content for path, content in texts.items()}


def make_course(
    slug: str = "open-data",
    files: Mapping[str, str | bytes] | None = None,
    *,
    published: bool = True,
    author: Person | None = None,
    curator: Person | None = None,
    learners: publishing.Learners = publishing.Learners.PIN,
    **toml: Any,
) -> CourseVersion:
    """The newest version of the course at ``slug``, made of ``course_files(files, **toml)``.

    A course that is there already gets a new version: say its ``author`` then. ``version.course``, ``version.steps`` and
    ``version.competences`` (with their competence) are loaded. Not ``published``: it stays a draft.
    """
    author = author or make_person("Tara Trainer", Role.TRAINER)
    with transaction():
        loaded = drafting.load_folder(course_files(files, **toml), slug, by=db.session.get_one(Person, author.id))
        version_id = loaded.version.id
    if published:
        curator = curator or make_person("Cora Curator", Role.CURATOR)
        with transaction():
            version = _whole(version_id)
            reviewing.submit(version, by=db.session.get_one(Person, author.id))
        with transaction():
            publishing.publish(_whole(version_id), "", learners=learners, by=db.session.get_one(Person, curator.id))
    return _whole(version_id)


def published_version(slug: str = "open-data") -> CourseVersion:
    """The version that learners get now, loaded as ``make_course`` loads it."""
    current = select(CourseVersion.id).where(Course.slug == slug, CourseVersion.state == "published")
    statement = current.join(Course, Course.id == CourseVersion.course_id)
    return _whole(db.session.execute(statement).scalar_one())


def _whole(version_id: Any) -> CourseVersion:
    return db.session.execute(
        select(CourseVersion)
        .where(CourseVersion.id == version_id)
        .options(
            joinedload(CourseVersion.course),
            selectinload(CourseVersion.steps),
            selectinload(CourseVersion.competences).joinedload(CourseCompetence.competence),
        )
        .execution_options(populate_existing=True)
    ).scalar_one()
