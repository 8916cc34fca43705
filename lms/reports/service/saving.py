"""Keep views under a name, and send them on their day."""

from collections.abc import Mapping
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import select

from lms.kit.clock import today
from lms.kit.db import db
from lms.kit.errors import DomainError
from lms.kit.i18n import gettext as _
from lms.notices.service import tell, write_letter
from lms.people.models import Person, Role
from lms.reports.foresight import month_after
from lms.reports.models.library import Rhythm, SavedView


class NameTaken(DomainError):
    """One has a view of that name."""


def save_view(name: str, report: str, filters: Mapping[str, str], *, shared_with: Role | None, rhythm: Rhythm, by: Person) -> SavedView:
    """Keep a report with its filters.

    :raises NameTaken: when ``by`` has a view of that name.
    """
    _refuse_taken(name, by.id, None)
    view = SavedView(person_id=by.id, name=name, report=report, filters=dict(filters), shared_with=shared_with)
    set_rhythm(view, rhythm)
    db.session.add(view)
    db.session.flush()
    return view


def edit_view(view: SavedView, name: str, *, shared_with: Role | None, rhythm: Rhythm, by: Person) -> None:
    """Rename a view, show it to others, or change its rhythm.

    :raises NameTaken: when ``by`` has another view of that name.
    """
    _refuse_taken(name, by.id, view.id)
    view.name, view.shared_with = name, shared_with
    if view.rhythm is not rhythm:
        set_rhythm(view, rhythm)


def delete_view(view: SavedView, *, by: Person) -> None:
    """Forget a view; what it showed is not touched."""
    db.session.delete(view)
    db.session.flush()


def _refuse_taken(name: str, owner: UUID, own: UUID | None) -> None:
    holder = db.session.scalar(select(SavedView.id).where(SavedView.person_id == owner, SavedView.name == name))
    if holder is not None and holder != own:
        raise NameTaken(_("You have a view with this name already. Choose another name."))


def set_rhythm(view: SavedView, rhythm: Rhythm) -> None:
    """Send a view weekly or monthly from now on, or never."""
    view.rhythm, view.next_on = rhythm, following_day(rhythm, today())


def following_day(rhythm: Rhythm, day: date) -> date | None:
    """The next Monday, or the second of the next month: the first is when people are counted anew."""
    if rhythm is Rhythm.WEEKLY:
        return day + timedelta(days=7 - day.weekday())
    return month_after(day, 1) + timedelta(days=1) if rhythm is Rhythm.MONTHLY else None


def send_view(view: SavedView, *, path: str) -> None:
    """Tell the owner that their report is ready: a link behind the sign-in. No figure leaves the house by mail."""
    day = view.next_on
    about = f"{view.id}:{day.isoformat() if day else ''}"
    tell(view.person_id, "report-ready", about=about, href=path, name=view.name)
    write_letter("report-ready", to=view.owner, about=about, facts={"view": view.name, "path": path})
    view.next_on = following_day(view.rhythm, today())
