"""Reads of the catalogue: what can be learned here, narrowed down and searched."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from functools import cache
from time import monotonic
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Integer, Select, String, bindparam, cast, func, literal, select, union

from lms.catalogue.models import Course, CourseCompetence, CourseVersion, VersionState
from lms.competency.models import Competence, Framework
from lms.kit import search
from lms.kit.db import db, is_sqlite

PAGE = 12
EFFORTS = {"hour": (0, 60), "half-day": (61, 240), "day": (241, None)}
"""Ranges of declared effort in minutes, both ends included."""
BANDS = {"foundation": (1, 2), "intermediate": (3, 4), "advanced": (5, 6), "specialised": (7, 8)}
"""Ranges of proficiency levels."""
MOST_LESSONS = 3
"""So many lessons are named at most of a course that was found."""
LESSONS = 12
"""So many at most on a page: where many courses were found, the best lesson of each."""

CHOICES_LIVE = 5
"""Seconds that the filters' choices are kept by a process: everybody gets the same, and finding them took a fifteenth of a search's time."""

_C, _V, _competence, _taught = Course.__table__.c, CourseVersion.__table__.c, Competence.__table__.c, CourseCompetence.__table__.c
"""The columns alone: everybody asks this, and rows of models cost twice the time."""
_published = _V.state == VersionState.PUBLISHED
_what_is_published = select(func.count(), func.max(_V.published_at), func.max(cast(_V.id, String))).where(_published)
_kept: dict[str, Any] = {}


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody looks for; empty values ask for nothing, unknown ones find nothing."""

    words: str = ""
    topics: tuple[str, ...] = ()
    band: str = ""
    language: str = ""
    competence: str = ""
    """``framework:code``; a code alone is that of any framework."""
    effort: str = ""
    page: int = 1


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
    lessons: tuple[search.Hit, ...] = ()
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
    """What the filters offer: languages and topics of the published courses, and their competences as (``framework:code``, what it is called)."""

    languages: list[str]
    topics: list[str]
    competences: list[tuple[str, str]]


_columns = (
    _V.course_id,
    _V.id.label("version_id"),
    _C.slug,
    _V.title,
    _V.summary,
    _V.topic,
    _V.level,
    _V.language,
    _V.effort_minutes,
)


def shelf(wish: Wish) -> Shelf:
    """A page of what fits ``wish``: by title, or with words by how well they fit. One statement, two with words."""
    asked = {**_limits(wish), **(search.asking("course", wish.words) if search.words_of(wish.words) else {})}
    statement = _shelf_statement(frozenset(asked), sqlite=is_sqlite())
    rows = db.session.execute(statement, {**asked, "most": PAGE, "before": (wish.page - 1) * PAGE}).all()
    if not rows and wish.page > 1:  # the list has become shorter, or the address was made up
        return shelf(replace(wish, page=1))
    each = min(MOST_LESSONS, max(1, LESSONS // max(1, len(rows))))
    lessons = search.parts("course", [row.course_id for row in rows], wish.words, each=each)
    cards = [replace(Card(*row[:-1]), lessons=tuple(lessons.get(row.course_id, ()))) for row in rows]
    return Shelf(cards, rows[0].total if rows else 0, wish.page)


@cache
def _shelf_statement(asked: frozenset[str], *, sqlite: bool) -> Select[Any]:
    """The question of a shelf, put together once for each set of things that can be asked for and each kind of database.

    The page is chosen by keys alone: a sorter that carries the cards along takes half as long again.
    """
    courses, versions = Course.__table__, CourseVersion.__table__
    shelf = versions.join(courses, _C.id == _V.course_id)
    order: tuple[Any, Any] = (func.lower(_V.title), _C.slug)
    if "asked" in asked:
        found = search.found(sqlite=sqlite)
        shelf, order = versions.join(found, found.c.thing_id == _V.course_id), (found.c.score, found.c.number)
    limits = [_LIMITS[name] for name in sorted(asked & _LIMITS.keys())]
    chosen = select(_V.id, order[0].label("first"), order[1].label("second"), func.count().over().label("total")).select_from(shelf)
    page = chosen.where(_published, *limits).order_by(*order).limit(bindparam("most", type_=Integer)).offset(bindparam("before", type_=Integer))
    of_page = page.subquery("of_page")
    cards = versions.join(of_page, of_page.c.id == _V.id).join(courses, _C.id == _V.course_id)
    return select(*_columns, of_page.c.total).select_from(cards).order_by(of_page.c.first, of_page.c.second)


def newest(limit: int, *, but: Collection[UUID] = ()) -> list[Card]:
    """The courses that were published last, ``but`` for some. One statement."""
    rows = db.session.execute(
        select(*_columns)
        .join_from(CourseVersion.__table__, Course.__table__, _C.id == _V.course_id)
        .where(_published, _C.id.not_in(but))
        .order_by(_V.published_at.desc(), _C.slug)
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
            select(literal("competence"), Framework.slug + ":" + Competence.code, Competence.code + " " + Competence.title)
            .join(Framework, Framework.id == Competence.framework_id)
            .join(CourseCompetence, CourseCompetence.competence_id == Competence.id)
            .join(CourseVersion, CourseVersion.id == CourseCompetence.version_id)
            .where(_published),
        )
    ).all()
    of = {kind: sorted((row[1], row[2]) for row in rows if row[0] == kind) for kind in ("language", "topic", "competence")}
    of["competence"].sort(key=lambda one: one[1])
    return Choices([code for code, _title in of["language"]], [code for code, _title in of["topic"]], of["competence"])


_teaching = select(_taught.version_id).join_from(CourseCompetence.__table__, Competence.__table__, _competence.id == _taught.competence_id)
_LIMITS: dict[str, ColumnElement[bool]] = {
    "topics": _V.topic.in_(bindparam("topics", expanding=True)),
    "least_level": _V.level >= bindparam("least_level"),
    "most_level": _V.level <= bindparam("most_level"),
    "language": _V.language == bindparam("language"),
    "least_effort": _V.effort_minutes >= bindparam("least_effort"),
    "most_effort": _V.effort_minutes <= bindparam("most_effort"),
    "competence": _V.id.in_(_teaching.where(_competence.code == bindparam("competence"))),
    "framework": _V.id.in_(
        _teaching.join(Framework.__table__, Framework.__table__.c.id == _competence.framework_id).where(
            _competence.code == bindparam("competence"), Framework.__table__.c.slug == bindparam("framework")
        )
    ),
}
"""What can be asked of a version, by the name of the value that it is given."""


def _limits(wish: Wish) -> dict[str, Any]:
    least_level, most_level = BANDS.get(wish.band, (0, 0)) if wish.band else (None, None)
    least_effort, most_effort = EFFORTS.get(wish.effort, (-1, -1)) if wish.effort else (None, None)
    framework, _colon, code = wish.competence.rpartition(":")
    values = {
        "topics": list(wish.topics) or None,
        "least_level": least_level,
        "most_level": most_level,
        "language": wish.language or None,
        "least_effort": least_effort,
        "most_effort": most_effort,
        "competence": code or None,
        "framework": framework or None,
    }
    return {name: value for name, value in values.items() if value is not None}
