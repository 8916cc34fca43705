"""Reads of the catalogue: what can be learned here, narrowed down and searched."""

from dataclasses import dataclass, replace
from time import monotonic
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, String, cast, func, literal, select, union

from lms.catalogue.models import Course, CourseCompetence, CourseVersion, VersionState
from lms.competency.models import Competence
from lms.kit import search
from lms.kit.db import db

PAGE = 12
EFFORTS = {"hour": (0, 60), "half-day": (61, 240), "day": (241, None)}
"""Ranges of declared effort in minutes, both ends included."""
BANDS = {"foundation": (1, 2), "intermediate": (3, 4), "advanced": (5, 6), "specialised": (7, 8)}
"""Ranges of proficiency levels."""
MOST_LESSONS = 3
"""Lessons that are named below a course that was found."""

CHOICES_LIVE = 5
"""Seconds that the filters' choices are kept by a process: everybody gets the same, and finding them took a fifteenth of a search's time."""

_published = CourseVersion.state == VersionState.PUBLISHED
_what_is_published = select(func.count(), func.max(CourseVersion.published_at), func.max(cast(CourseVersion.id, String))).where(_published)
_kept: dict[str, Any] = {}


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody looks for; empty values ask for nothing, unknown ones find nothing."""

    words: str = ""
    topics: tuple[str, ...] = ()
    band: str = ""
    language: str = ""
    competence: str = ""
    effort: str = ""
    page: int = 1


@dataclass(frozen=True, slots=True)
class FoundLesson:
    """A lesson in which the words were found; ``excerpt`` is plain text around the first of them."""

    part: str
    title: str
    excerpt: str


@dataclass(frozen=True, slots=True)
class Card:
    """A published course as its card shows it."""

    course_id: UUID
    version_id: UUID
    slug: str
    title: str
    summary: str
    topic: str
    level: int
    language: str
    effort_minutes: int
    lessons: tuple["FoundLesson", ...] = ()
    """Lessons of the course in which the words were found."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """A page of cards; ``total`` counts all that fit the wish."""

    cards: list[Card]
    total: int
    page: int

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return max(1, -(-self.total // PAGE))


@dataclass(frozen=True, slots=True)
class Choices:
    """What the filters offer: languages and topics of the published courses, and their competences as (code, title)."""

    languages: list[str]
    topics: list[str]
    competences: list[tuple[str, str]]


_columns = (
    CourseVersion.course_id,
    CourseVersion.id.label("version_id"),
    Course.slug,
    CourseVersion.title,
    CourseVersion.summary,
    CourseVersion.topic,
    CourseVersion.level,
    CourseVersion.language,
    CourseVersion.effort_minutes,
)


def shelf(wish: Wish) -> Shelf:
    """A page of what fits ``wish``: by title, or with words by how well they fit. One statement, three with words."""
    question = select(*_columns).join(Course, Course.id == CourseVersion.course_id).where(_published, *_conditions(wish))
    if search.words_of(wish.words):
        return _found(wish, question)
    counted = question.add_columns(func.count().over().label("total")).order_by(func.lower(CourseVersion.title), Course.slug)
    rows = db.session.execute(counted.limit(PAGE).offset((wish.page - 1) * PAGE)).all()
    if not rows and wish.page > 1:  # the list has become shorter, or the address was made up
        return shelf(Wish(wish.words, wish.topics, wish.band, wish.language, wish.competence, wish.effort))
    return Shelf([Card(*row[:-1]) for row in rows], rows[0].total if rows else 0, wish.page)


def newest(limit: int) -> list[Card]:
    """The courses that were published last. One statement."""
    rows = db.session.execute(
        select(*_columns)
        .join(Course, Course.id == CourseVersion.course_id)
        .where(_published)
        .order_by(CourseVersion.published_at.desc(), Course.slug)
        .limit(limit)
    )
    return [Card(*row) for row in rows]


def choices() -> Choices:
    """What the filters can offer. One small statement; another where something was published or withdrawn since this process asked last.

    The titles of competences may be some seconds old.
    """
    key = (db.session.get_bind(), *db.session.execute(_what_is_published).one())
    if key != _kept.get("key") or monotonic() > _kept["until"]:
        _kept.update(key=key, until=monotonic() + CHOICES_LIVE, choices=_choices())
    kept: Choices = _kept["choices"]
    return kept


def _choices() -> Choices:
    rows = db.session.execute(
        union(
            select(literal("language"), CourseVersion.language, literal("")).where(_published),
            select(literal("topic"), CourseVersion.topic, literal("")).where(_published),
            select(literal("competence"), Competence.code, Competence.title)
            .join(CourseCompetence, CourseCompetence.competence_id == Competence.id)
            .join(CourseVersion, CourseVersion.id == CourseCompetence.version_id)
            .where(_published),
        )
    ).all()
    of = {kind: sorted((row[1], row[2]) for row in rows if row[0] == kind) for kind in ("language", "topic", "competence")}
    return Choices([code for code, _title in of["language"]], [code for code, _title in of["topic"]], of["competence"])


def _conditions(wish: Wish) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wish.topics:
        conditions.append(CourseVersion.topic.in_(wish.topics))
    if wish.band:
        conditions.append(CourseVersion.level.between(*BANDS.get(wish.band, (0, 0))))
    if wish.language:
        conditions.append(CourseVersion.language == wish.language)
    if wish.effort:
        least, most = EFFORTS.get(wish.effort, (-1, -1))
        conditions += [CourseVersion.effort_minutes >= least, *([CourseVersion.effort_minutes <= most] if most is not None else [])]
    if wish.competence:
        conditions.append(
            CourseVersion.id.in_(
                select(CourseCompetence.version_id)
                .join(Competence, Competence.id == CourseCompetence.competence_id)
                .where(Competence.code == wish.competence)
            )
        )
    return conditions


def _found(wish: Wish, question) -> Shelf:  # type: ignore[no-untyped-def]
    hits = search.find("course", wish.words)
    found: dict[UUID, list[search.Hit]] = {}
    for hit in hits:
        found.setdefault(hit.thing_id, []).extend([hit] if hit.part else [])
    rows = {row.course_id: row for row in db.session.execute(question.where(CourseVersion.course_id.in_(list(found)))).all()}
    ranked = [course_id for course_id in found if course_id in rows]
    page = min(max(1, wish.page), max(1, -(-len(ranked) // PAGE)))
    shown = ranked[(page - 1) * PAGE : page * PAGE]
    lessons = {course_id: found[course_id][:MOST_LESSONS] for course_id in shown}
    excerpts = search.excerpts([hit for hits in lessons.values() for hit in hits], wish.words)
    cards = [
        replace(Card(*rows[course_id]), lessons=tuple(FoundLesson(hit.part, hit.title, excerpts.get(hit.number, "")) for hit in lessons[course_id]))
        for course_id in shown
    ]
    return Shelf(cards, len(ranked), page)
