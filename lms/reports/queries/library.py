"""Saved views, files in the making, and what readers were shown."""

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import joinedload

from lms.audit.models import ReportView
from lms.kit.clock import now
from lms.kit.db import db
from lms.kit.errors import NotFound
from lms.kit.i18n import gettext as _
from lms.people.models import Grant, Person
from lms.people.queries.scopes import DIRECTORY_ROLES
from lms.reports.models.library import Export, ExportState, Rhythm, SavedView

PAGE = 50
SILENCE = timedelta(minutes=10)
"""A job that said nothing for so long was killed."""

_READS_REPORTS = and_(Person.active, Person.grants.any(Grant.role.in_(DIRECTORY_ROLES)))


def saved_views_for(person: Person) -> Sequence[SavedView]:
    """One's own views, and those that others who read reports show to a role one holds, by name. One statement."""
    roles = {grant.role for grant in person.grants}
    shown = or_(SavedView.person_id == person.id, and_(SavedView.shared_with.in_(roles), SavedView.owner.has(_READS_REPORTS)))
    return db.session.scalars(select(SavedView).where(shown).options(joinedload(SavedView.owner)).order_by(SavedView.name)).all()


def saved_view(view_id: UUID) -> SavedView:
    """One saved view.

    :raises NotFound: when there is none.
    """
    found = db.session.scalar(select(SavedView).where(SavedView.id == view_id).options(joinedload(SavedView.owner)))
    if found is None:
        raise NotFound(_("There is no such saved view. It may have been deleted."))
    return found


def views_to_send(day: date) -> Sequence[UUID]:
    """Saved views whose day has come, of owners who still read reports."""
    due = (SavedView.rhythm != Rhythm.NEVER, SavedView.next_on <= day, _READS_REPORTS)
    return db.session.scalars(select(SavedView.id).join(SavedView.owner).where(*due).order_by(SavedView.next_on)).all()


def exports_of(person_id: UUID) -> Sequence[Export]:
    """The files that somebody asked for, newest first."""
    return db.session.scalars(select(Export).where(Export.person_id == person_id).order_by(Export.asked_at.desc()).limit(20)).all()


def export(export_id: UUID) -> Export:
    """A file that was asked for.

    :raises NotFound: when there is none, or it was deleted.
    """
    found = db.session.get(Export, export_id)
    if found is None:
        raise NotFound(_("There is no such file. Files are deleted after some days; ask for it again."))
    return found


def next_export() -> UUID | None:
    """The oldest file that waits, or whose job was killed."""
    silent = (Export.state == ExportState.RUNNING) & (Export.claimed_at < now() - SILENCE)
    return db.session.scalar(select(Export.id).where(or_(Export.state == ExportState.WAITING, silent)).order_by(Export.asked_at).limit(1))


def views_shown(page: int, *, person_id: UUID | None = None) -> tuple[Sequence[tuple[ReportView, str | None]], int]:
    """What readers were shown with their names (None: erased), newest first, fifty at a time, and how often in all. Two statements."""
    where = [ReportView.person_id == person_id] if person_id else []
    count = db.session.scalar(select(func.count()).select_from(ReportView).where(*where)) or 0
    rows = select(ReportView, Person.name).outerjoin(Person, Person.id == ReportView.person_id).where(*where)
    rows = rows.order_by(ReportView.at.desc(), ReportView.id).limit(PAGE).offset((page - 1) * PAGE)
    return [(row[0], row[1]) for row in db.session.execute(rows)], count
