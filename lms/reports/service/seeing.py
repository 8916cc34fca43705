"""Write down what somebody was shown."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import delete

from lms.kit.clock import now
from lms.kit.db import db
from lms.people.models import Person
from lms.reports.models.library import Form, ReportView

KEPT_DAYS = 400


def note_view(report: str, form: Form, filters: Mapping[str, str], *, by: Person) -> None:
    """Note that ``by`` was shown a report."""
    db.session.add(ReportView(person_id=by.id, report=report, form=form, filters=dict(filters)))
    db.session.flush()


def forget_views(*, days: int = KEPT_DAYS) -> int:
    """Delete notes that are older than ``days``; return how many."""
    gone: Any = db.session.execute(delete(ReportView).where(ReportView.at < now() - timedelta(days=days)))
    return int(gone.rowcount)
