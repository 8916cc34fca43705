"""Tell reporters and owners: reporters from outside by letter, with the link to their private page, everybody else in the inbox."""

from uuid import UUID

from lms.bottlenecks.models import Bottleneck, BottleneckMove, BottleneckReminder, OutsideReporter
from lms.bottlenecks.service.reporting import follow_secret
from lms.kit.db import db
from lms.notices.service import tell, write_letter_to

QUIET = ("close", "confirm")
"""Steps that say nothing new to the reporter: their own answer closed it; that it was looked at, they know."""


def tell_reporter(bottleneck: Bottleneck, row: BottleneckMove, *, by_person_id: UUID | None, by_outside: bool) -> None:
    """Tell whoever reported it of a step that somebody else took."""
    if row.deed in QUIET or by_outside:
        return
    path = f"/bottlenecks/{bottleneck.number}"
    if bottleneck.reported_by_id is not None and bottleneck.reported_by_id != by_person_id:
        kind = "bottleneck-gone-asked" if row.deed == "report-removal" else "bottleneck-moved"
        tell(bottleneck.reported_by_id, kind, about=str(row.id), href=path, title=bottleneck.title, reason=row.reason)
    reporter = _outside(bottleneck)
    if reporter is not None:
        _write(reporter, bottleneck, "bottleneck-gone-asked" if row.deed == "report-removal" else "bottleneck-moved", str(row.id), row.reason)


def tell_owner(bottleneck: Bottleneck, row: BottleneckMove) -> None:
    """Tell who removes it that it is theirs, that it is not gone, or that it is."""
    kinds = {"own": "bottleneck-owned", "not-gone": "bottleneck-not-gone", "gone": "bottleneck-gone", "come-back": "bottleneck-not-gone"}
    kind = kinds.get(row.deed)
    if kind is not None and bottleneck.owner_id is not None and bottleneck.owner_id != row.by_id:
        path = f"/bottlenecks/{bottleneck.number}"
        tell(bottleneck.owner_id, kind, about=str(row.id), href=path, title=bottleneck.title, reason=row.reason)


def remind_reporter(bottleneck: Bottleneck) -> None:
    """Ask the reporter once more whether it is gone; the row counts."""
    row = BottleneckReminder(bottleneck_id=bottleneck.id)
    db.session.add(row)
    db.session.flush()
    reporter = _outside(bottleneck)
    if reporter is not None:
        _write(reporter, bottleneck, "bottleneck-gone-asked", str(row.id), "")
    if bottleneck.reported_by_id is not None:
        path = f"/bottlenecks/{bottleneck.number}"
        tell(bottleneck.reported_by_id, "bottleneck-gone-asked", about=str(row.id), href=path, title=bottleneck.title, reason="")


def _outside(bottleneck: Bottleneck) -> OutsideReporter | None:
    reporter = db.session.get(OutsideReporter, bottleneck.outside_id) if bottleneck.outside_id else None
    return reporter if reporter is not None and reporter.forgotten_at is None else None


def _write(reporter: OutsideReporter, bottleneck: Bottleneck, letter: str, about: str, reason: str) -> None:
    facts = {
        "name": reporter.name,
        "number": bottleneck.number,
        "title": bottleneck.title,
        "state": bottleneck.state.value,
        "reason": reason,
        "path": f"/bottlenecks/follow/{follow_secret(reporter)}",
    }
    write_letter_to(letter, address=reporter.email, language=reporter.language, person_id=None, about=about, facts=facts)
