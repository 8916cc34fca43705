"""The list of courses that somebody writes, reviews or may look at."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select

from lms.catalogue.models import Course, CourseAuthor, CourseVersion, VersionMove, VersionState, Writing
from lms.kit.db import db
from lms.people.models import Person, Role

PAGE_SIZE = 30


@dataclass(frozen=True, slots=True)
class CourseRow:
    """A course with its newest version; ``published`` is the number of the version that learners get."""

    slug: str
    title: str
    topic: str
    number: int
    state: VersionState
    errors: int
    advice: int
    published: int | None
    moved_at: datetime | None
    is_author: bool
    to_review: bool


@dataclass(frozen=True, slots=True)
class WorkshopPage:
    """One page of the list, and how many courses each tab holds."""

    rows: tuple[CourseRow, ...]
    page: int
    pages: int
    counts: dict[str, int]


def workshop(person: Person, *, tab: str, page: int) -> WorkshopPage:
    """The courses of ``tab``: "mine", "review" (what this curator may review) or "all" (for curators and auditors), in three statements."""
    rows = _rows(person)
    sees_all = person.has(Role.CURATOR) or person.has(Role.AUDITOR)
    tabs = {
        "mine": [row for row in rows if row.is_author],
        "review": [row for row in rows if row.to_review] if person.has(Role.CURATOR) else [],
        "all": rows if sees_all else [],
    }
    chosen = tabs.get(tab, tabs["mine"])
    pages = max(1, -(-len(chosen) // PAGE_SIZE))
    page = min(max(page, 1), pages)
    return WorkshopPage(tuple(chosen[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]), page, pages, {name: len(found) for name, found in tabs.items()})


def all_courses() -> list[CourseRow]:
    """Every course, as nobody in particular sees it."""
    return _rows(None)


def _rows(person: Person | None) -> list[CourseRow]:
    newest = select(CourseVersion.course_id, func.max(CourseVersion.number).label("number")).group_by(CourseVersion.course_id).subquery()
    published = (
        select(CourseVersion.course_id, CourseVersion.number).where(CourseVersion.state == VersionState.PUBLISHED).subquery()
    )
    moved = select(VersionMove.version_id, func.max(VersionMove.at).label("at")).group_by(VersionMove.version_id).subquery()
    found = db.session.execute(
        select(
            Course.id,
            Course.slug,
            CourseVersion.id.label("version_id"),
            CourseVersion.title,
            CourseVersion.topic,
            CourseVersion.number,
            CourseVersion.state,
            CourseVersion.error_count,
            CourseVersion.advice_count,
            published.c.number.label("published"),
            moved.c.at.label("moved_at"),
        )
        .join(newest, newest.c.course_id == Course.id)
        .join(CourseVersion, (CourseVersion.course_id == Course.id) & (CourseVersion.number == newest.c.number))
        .outerjoin(published, published.c.course_id == Course.id)
        .outerjoin(moved, moved.c.version_id == CourseVersion.id)
        .order_by(func.lower(CourseVersion.title), Course.slug)
    ).all()
    mine, wrote = _own(person.id) if person else (frozenset(), frozenset())
    return [
        CourseRow(
            slug=row.slug,
            title=row.title,
            topic=row.topic,
            number=row.number,
            state=row.state,
            errors=row.error_count,
            advice=row.advice_count,
            published=row.published,
            moved_at=row.moved_at,
            is_author=row.id in mine,
            to_review=row.state is VersionState.IN_REVIEW and row.id not in mine and row.version_id not in wrote,
        )
        for row in found
    ]


def _own(person_id: UUID) -> tuple[frozenset[UUID], frozenset[UUID]]:
    """Ids of the courses that the person is an author of, and of the versions that they wrote in."""
    from_courses = select(CourseAuthor.course_id).where(CourseAuthor.person_id == person_id)
    from_versions = select(Writing.version_id).where(Writing.person_id == person_id)
    handed_in = select(CourseVersion.id).where(CourseVersion.submitted_by_id == person_id)
    courses = frozenset(db.session.scalars(from_courses))
    return courses, frozenset(db.session.scalars(from_versions.union(handed_in)))
