"""Reads of programmes and their versions."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import contains_eager, joinedload, undefer

from lms.catalogue.models import Course, CourseVersion, VersionState
from lms.cohorts.models.cohorts import Cohort
from lms.cohorts.models.programmes import Programme, ProgrammeDuty, ProgrammeVersion
from lms.cohorts.programme_files.shapes import ProgrammeSpec
from lms.cohorts.queries.pages import CohortRow, cohort_rows
from lms.kit.db import db
from lms.kit.errors import NotFound
from lms.kit.i18n import gettext as _
from lms.kit.plain_json import from_plain
from lms.people.models import Post

_NEWEST = select(func.max(ProgrammeVersion.number)).where(ProgrammeVersion.programme_id == Programme.id).correlate(Programme).scalar_subquery()


def published_courses() -> set[str]:
    """The addresses of all courses that learners can take."""
    published = select(Course.slug).join(CourseVersion, CourseVersion.course_id == Course.id).where(CourseVersion.state == VersionState.PUBLISHED)
    return set(db.session.scalars(published))


def titles_of(slugs: Collection[str]) -> dict[str, str]:
    """Address -> title of those courses that learners can take. One statement."""
    published = select(Course.slug, CourseVersion.title).join(CourseVersion, CourseVersion.course_id == Course.id)
    rows = db.session.execute(published.where(CourseVersion.state == VersionState.PUBLISHED, Course.slug.in_(slugs)))
    return {row.slug: row.title for row in rows}


def newest_versions() -> Sequence[ProgrammeVersion]:
    """The newest version of each programme with its programme, by title. One statement."""
    return db.session.scalars(
        select(ProgrammeVersion)
        .join(ProgrammeVersion.programme)
        .where(ProgrammeVersion.number == _NEWEST)
        .options(joinedload(ProgrammeVersion.programme))
        .order_by(ProgrammeVersion.title)
    ).all()


def newest_source(slug: str) -> ProgrammeVersion:
    """The newest version of a programme with its file. One statement.

    :raises NotFound: when there is no such programme.
    """
    found = db.session.scalar(
        select(ProgrammeVersion)
        .join(ProgrammeVersion.programme)
        .where(Programme.slug == slug, ProgrammeVersion.number == _NEWEST)
        .options(contains_eager(ProgrammeVersion.programme), undefer(ProgrammeVersion.source))
    )
    if found is None:
        raise NotFound(_("There is no such programme."))
    return found


def duty_post_ids(programme_id: UUID) -> set[UUID]:
    """The posts of which the programme is a duty."""
    return set(db.session.scalars(select(ProgrammeDuty.post_id).where(ProgrammeDuty.programme_id == programme_id)))


def is_duty(version_id: UUID, post_id: UUID | None) -> bool:
    """Whether the programme of that version is a duty of the post."""
    duty = select(ProgrammeDuty.id).join(ProgrammeVersion, ProgrammeVersion.programme_id == ProgrammeDuty.programme_id)
    return db.session.scalar(duty.where(ProgrammeVersion.id == version_id, ProgrammeDuty.post_id == post_id)) is not None


@dataclass(frozen=True, slots=True)
class ProgrammePage:
    """A programme with its plan as it now is, its versions (newest first), its cohorts, and the posts that have to take it."""

    programme: Programme
    plan: ProgrammeSpec
    versions: Sequence[ProgrammeVersion]
    cohorts: Sequence[CohortRow]
    posts: Sequence[Post]
    duties: set[UUID]


def programme_page(slug: str) -> ProgrammePage:
    """Everything that the page of a programme shows. Six statements.

    :raises NotFound: when there is none.
    """
    programme = db.session.scalar(select(Programme).where(Programme.slug == slug))
    if programme is None:
        raise NotFound(_("There is no such programme."))
    versions = db.session.scalars(
        select(ProgrammeVersion).where(ProgrammeVersion.programme_id == programme.id).order_by(ProgrammeVersion.number.desc())
    ).all()
    if not versions:
        raise NotFound(_("There is no such programme."))
    of_it = Cohort.version_id.in_([version.id for version in versions])
    return ProgrammePage(
        programme=programme,
        plan=from_plain(ProgrammeSpec, versions[0].content),
        versions=versions,
        cohorts=cohort_rows(of_it),
        posts=db.session.scalars(select(Post).order_by(Post.title)).all(),
        duties=duty_post_ids(programme.id),
    )
