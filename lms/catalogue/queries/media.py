"""Reads of media files."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import exists, select
from sqlalchemy.orm import aliased

from lms.catalogue.models import Course, CourseFile, CourseVersion, VersionState
from lms.catalogue.queries.files import MEDIA
from lms.catalogue.queries.versions import VersionAtHand, version_at_hand
from lms.kit.db import db
from lms.kit.errors import NotFound
from lms.kit.i18n import gettext as _

Published = aliased(CourseVersion)

SHOWN = (VersionState.PUBLISHED, VersionState.SUPERSEDED, VersionState.WITHDRAWN)
"""Who began a version may finish it, so its pictures stay when it is superseded or withdrawn."""


@dataclass(frozen=True, slots=True)
class MediaAtHand:
    """A media file of a version; the bytes lie under ``hash``."""

    at_hand: VersionAtHand
    path: str
    hash: str

    @property
    def author_ids(self) -> frozenset[UUID]:
        """Who the course's authors are."""
        return self.at_hand.author_ids


@dataclass(frozen=True, slots=True)
class PublishedMedia:
    """A media file of a version that is or was published; ``is_public`` while the course is."""

    path: str
    hash: str
    is_public: bool


def published_media(slug: str, number: int, name: str) -> PublishedMedia:
    """``media/<name>`` in a version that is or was published.

    :raises NotFound: when there is no such file, or the version never was published.
    """
    current = exists().where(Published.course_id == Course.id, Published.state == VersionState.PUBLISHED)
    found = db.session.execute(
        select(CourseFile.path, CourseFile.hash, current.label("is_public"))
        .join(CourseVersion, CourseVersion.id == CourseFile.version_id)
        .join(Course, Course.id == CourseVersion.course_id)
        .where(
            Course.slug == slug,
            CourseVersion.number == number,
            CourseVersion.state.in_(SHOWN),
            CourseFile.path == MEDIA + name,
        )
    ).first()
    if found is None:
        raise no_such_media()
    return PublishedMedia(found.path, found.hash, bool(found.is_public))


def draft_media(slug: str, number: int, name: str) -> MediaAtHand:
    """``media/<name>`` of any version.

    :raises NotFound: when the version has no such file.
    """
    at_hand = version_at_hand(slug, number)
    path = MEDIA + name
    found = db.session.scalar(select(CourseFile.hash).where(CourseFile.version_id == at_hand.version.id, CourseFile.path == path))
    if found is None:
        raise no_such_media()
    return MediaAtHand(at_hand, MEDIA + name, found)


def no_such_media() -> NotFound:
    """The refusal for a file that is not there."""
    return NotFound(_("There is no such file in this course. It may have been renamed."))
