"""What the leadership team's office does when nobody is looking."""

from datetime import timedelta

from lms.kit.clock import today
from lms.kit.db import transaction
from lms.kit.i18n import format_day
from lms.kit.logs import log
from lms.leadership.queries import decisions, seats
from lms.leadership.queries.seats import ENDS_SOON
from lms.leadership.service.seats import close_account
from lms.notices.service import tell
from lms.people.models import Role
from lms.people.queries.holders import holder_ids


def keep_terms() -> int:
    """Close accounts from outside whose term is over, and tell the programme office of terms that end before long; return how many were closed."""
    with transaction():
        closed = sum(close_account(person, by=None) for person in seats.without_term())
    with transaction():
        office = holder_ids(Role.PROGRAMME_OFFICE)
        for term in seats.ending(today() + ENDS_SOON):
            facts = {"name": term.person.name, "seat": term.seat.title, "day": format_day(term.until_day)}
            for person_id in office:
                tell(person_id, "term-ends", about=f"{term.id}:{term.until_day}", href="/leadership/seats", **facts)
    log.info("leadership terms", closed=closed)
    return closed


def remind_of_decisions() -> int:
    """Tell owners of decisions whose day has passed, once a week; return how many were told."""
    told = 0
    with transaction():
        for line in decisions.overdue():
            decision, weeks = line.decision, (line.today - (line.decision.due_on or line.today)) // timedelta(days=7)
            if decision.owner is not None and decision.owner.active:
                facts = {"number": decision.number, "day": format_day(decision.due_on)}
                path = f"/leadership/decisions/{decision.number}/mine"
                told += tell(decision.owner.id, "decision-overdue", about=f"{decision.id}:{weeks}", href=path, **facts)
    log.info("decisions reminded", told=told)
    return told
