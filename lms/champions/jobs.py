"""What champions does when nobody is looking."""

from datetime import timedelta
from uuid import UUID

from lms.champions.queries import desk, eligibility
from lms.champions.queries.champions import champion_at_hand
from lms.champions.service.moving import move
from lms.champions.service.nominating import ask_if_eligible
from lms.champions.service.reviewing import look_again
from lms.champions.service.telling import remind_of_end
from lms.champions.workflow import MOST_RENEWALS, REMINDERS
from lms.kit.clock import today
from lms.kit.db import transaction
from lms.kit.logs import log

AT_ONCE = 100
MOST_ASKED_A_NIGHT = 50
"""After new rules hundreds may be eligible at once; their line managers are not to find them all in one morning's inbox."""


def ask_eligible() -> int:
    """Ask everybody who shows what it takes and was never asked; return how many were, at most ``MOST_ASKED_A_NIGHT``."""
    in_force, asked = eligibility.rules_in_force(), 0
    rules = in_force.rules
    after: UUID | None = None
    while asked < MOST_ASKED_A_NIGHT and (ids := eligibility.to_be_looked_at(rules, after=after, limit=AT_ONCE)):
        ready = [one for one, verdict in eligibility.verdicts_of(ids, rules).items() if verdict.eligible]
        for person_id in ready[: MOST_ASKED_A_NIGHT - asked]:
            with transaction():
                asked += ask_if_eligible(person_id, in_force)
        after = ids[-1]
    log.info("champions asked", asked=asked)
    return asked


def keep_champions() -> int:
    """Look at everybody's evidence again, remind before the end, and end what is over; return how many champions were looked at."""
    ids = desk.to_be_kept()
    for champion_id in ids:
        with transaction():
            _keep(champion_id)
    return len(ids)


def _keep(champion_id: UUID) -> None:
    found, day = champion_at_hand(champion_id), today()
    champion = found.champion
    if champion.until is not None and champion.until < day:
        move(found, "run-out", by=None)
        return
    look_again(found)
    if champion.until is None or champion.renewal_wished_at is not None or champion.renewals >= MOST_RENEWALS:
        return
    due = [days for days in REMINDERS if champion.until - timedelta(days=days) <= day]
    if due:
        remind_of_end(found, min(due))
