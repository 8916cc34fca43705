"""What competency does when nobody is looking."""

from collections.abc import Callable

from lms.city.queries import holidays
from lms.competency.queries import ledger, terms
from lms.competency.queries.ledger import Pair
from lms.competency.service.standing import AT_ONCE, stand
from lms.competency.service.terms import remind_of_claim, remind_of_rating
from lms.kit.clock import today
from lms.kit.db import transaction
from lms.kit.logs import log


def age_standings() -> int:
    """Compute again what age or expiry may have changed; return how many levels changed."""
    return _in_portions(ledger.due, because="age")


def apply_rules() -> int:
    """Compute again what was computed by rules of before; return how many levels changed."""
    return _in_portions(ledger.behind, because="rules")


def remind_of_terms() -> int:
    """Remind of claims to review and of ratings that were asked for, and escalate once; return how many were told."""
    with transaction():
        free, day = holidays(), today()
        told = sum(remind_of_claim(claim, since, day, free) for claim, since in terms.claims_in_review())
        told += sum(remind_of_rating(request, day, free) for request in terms.ratings_waiting())
    log.info("claims and ratings reminded", told=told)
    return told


def _in_portions(waiting: Callable[..., list[Pair]], *, because: str) -> int:
    computed = changed = 0
    while True:
        with transaction():
            pairs = waiting(limit=AT_ONCE)
            stood = stand(pairs, because=because)
        computed, changed = computed + stood.computed, changed + stood.changed
        if not pairs:
            break
    if computed:
        log.info("standings computed", because=because, computed=computed, changed=changed)
    return changed
