"""Give the installation the city's name, logo and colours."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select

from lms.audit.service import record
from lms.city import colours, queries
from lms.city.models import CityProfile, Holiday
from lms.kit import blobs
from lms.kit.clock import now
from lms.kit.db import db, let_go, one_at_a_time
from lms.kit.errors import DomainError, NotFound
from lms.kit.i18n import gettext as _
from lms.people.models import Person

LARGEST_LOGO = 300 * 1024
PRODUCT = "Civic Campus"
_PICTURES = {b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg"}


class LogoRefused(DomainError):
    """The file cannot be the logo."""


@dataclass(frozen=True, slots=True)
class Logo:
    """The bytes of a picture, and what they are."""

    content: bytes
    media_type: str


def check_logo(content: bytes) -> Logo:
    """Take a picture by what its bytes say, whatever its name claims.

    :raises LogoRefused: when it is too large, or neither PNG nor JPEG nor WebP.
    """
    if len(content) > LARGEST_LOGO:
        raise LogoRefused(_("The logo is larger than 300 KB. Make it smaller; 400 pixels in height are enough."))
    for beginning, media_type in _PICTURES.items():
        if content.startswith(beginning):
            return Logo(content, media_type)
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return Logo(content, "image/webp")
    raise LogoRefused(
        _("The logo must be a picture in the format PNG, JPEG or WebP. Drawings in SVG can hold programs, so they are not taken.")
    )


def change(name: str, product: str, palette: colours.Palette, *, logo: Logo | None, without_logo: bool, by: Person) -> None:
    """Save the city's look; every page has it at once, because the style sheet's name changes with its content.

    The colours were checked before (``colours.check``). Without ``logo`` the old one stays, unless ``without_logo``.
    """
    by_id = by.id
    let_go()
    css = colours.stylesheet(palette)  # slow, so not under the write lock
    one_at_a_time("city")
    row = queries.profile() or CityProfile(singleton=1)
    row.name, row.product, row.changed_at = name, product, now()
    for field, value in asdict(palette).items():
        setattr(row, field, value.lower())
    row.stylesheet, row.stylesheet_hash = css, colours.short_hash(css)
    if logo is not None:
        row.logo_hash, row.logo_type = blobs.keep(logo.content), logo.media_type
    elif without_logo:
        row.logo_hash = row.logo_type = None
    db.session.add(row)
    db.session.flush()
    record("edited", "city", row.id, by=by_id, colours=asdict(palette), logo=row.logo_hash or "")


def reset(*, by: Person) -> None:
    """Go back to the look that the product came with; the city's name stays."""
    row = queries.profile()
    if row is None:
        return
    for field, value in asdict(colours.Palette()).items():
        setattr(row, field, value)
    row.product, row.logo_hash, row.logo_type = PRODUCT, None, None
    row.stylesheet, row.stylesheet_hash, row.changed_at = queries.DEFAULT_STYLESHEET, queries.DEFAULT_HASH, now()
    record("reset", "city", row.id, by=by.id)


class HolidayKnown(DomainError):
    """The day is a holiday already."""


def add_holiday(day: date, name: str, *, by: Person) -> Holiday:
    """Let terms in working days pass over ``day``.

    :raises HolidayKnown: they do already.
    """
    one_at_a_time("holidays")
    known = db.session.scalar(select(Holiday.name).where(Holiday.day == day))
    if known is not None:
        raise HolidayKnown(_("This day is a holiday already: %(name)s.", name=known))
    row = Holiday(day=day, name=name)
    db.session.add(row)
    db.session.flush()
    record("holiday-added", "holiday", row.id, by=by.id, day=day.isoformat())
    return row


def remove_holiday(holiday_id: UUID, *, by: Person) -> None:
    """Let the city work on that day.

    :raises NotFound: it is no holiday.
    """
    row = db.session.get(Holiday, holiday_id)
    if row is None:
        raise NotFound(_("This day is no holiday any more."))
    db.session.delete(row)
    db.session.flush()
    record("holiday-removed", "holiday", holiday_id, by=by.id, day=row.day.isoformat())


def import_holidays(days: Mapping[date, str], *, by: Person) -> int:
    """Take a list of days and names; those that are there get the new name. Return how many are new."""
    one_at_a_time("holidays")
    known = {row.day: row for row in db.session.scalars(select(Holiday).where(Holiday.day.in_(days)))}
    for day, name in days.items():
        if day in known:
            known[day].name = name
        else:
            db.session.add(Holiday(day=day, name=name))
    db.session.flush()
    new = len(days) - len(known)
    record("holidays-imported", "holiday", "list", by=by.id, days=len(days), new=new)
    return new
