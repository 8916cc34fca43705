"""Reports when nobody is looking: rolls, files, views that are sent."""

from lms.audit.service import forget_views
from lms.kit.clock import today
from lms.kit.db import db, transaction
from lms.kit.logs import log
from lms.reports.filters import address, read
from lms.reports.models.library import Export
from lms.reports.queries import library
from lms.reports.service import exports, rolls, saving


def take_roll() -> bool:
    """Count who works where and what is asked of whom, once a month; return whether it was time."""
    with transaction():
        roll = rolls.take_roll()
        if roll is not None:
            log.info("roll taken", counted=roll.counted, waiting=roll.waiting)
    return roll is not None


def make_files() -> int:
    """Make the files that were asked for, one after the other; return how many."""
    made = 0
    while (export_id := library.next_export()) is not None:
        with transaction():
            taken = exports.claim(export_id)
        if not taken:
            continue
        try:
            exports.make_file(export_id, read(db.session.get_one(Export, export_id).filters, today=today()))
            made += 1
        except Exception as fault:  # one file that cannot be made must not stop the others; the row keeps the fault
            log.error("export failed", fault=type(fault).__name__)
            with transaction():
                exports.give_up(export_id, type(fault).__name__)
            if not _tried_enough(export_id):
                break  # the next tick tries again
    db.session.rollback()
    return made


def _tried_enough(export_id: object) -> bool:
    return db.session.get_one(Export, export_id).tries >= exports.MOST_TRIES


def send_views() -> int:
    """Tell owners that their reports are ready; return how many."""
    due = library.views_to_send(today())
    for view_id in due:
        with transaction():
            view = library.saved_view(view_id)
            saving.send_view(view, path=address(view.report, view.filters))
    return len(due)


def forget() -> int:
    """Delete files and notes that are past their day; return how many."""
    with transaction():
        gone = exports.forget_files()
    with transaction():
        return gone + forget_views()
