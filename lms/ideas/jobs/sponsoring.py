"""What happens to sponsorships, grants and pilots when nobody is looking."""

from datetime import timedelta

from lms.city.queries import holidays
from lms.ideas.queries import funds as fund_queries
from lms.ideas.queries import piloting
from lms.ideas.queries import sponsoring as queries
from lms.ideas.service import funds, sponsoring_ends, sponsoring_reminders
from lms.kit.clock import today
from lms.kit.db import db, transaction
from lms.kit.logs import log
from lms.people.models import Person, Role
from lms.people.queries.holders import holders


def keep_sponsorships() -> int:
    """Remind of reviews and signatures, note what was missed, and give up orphans whom nobody took on; return how many were looked at."""
    free, day = holidays(), today()
    reviews, orphans, unsigned = queries.due_reviews(day), queries.orphans(), queries.unsigned()
    for sponsorship_id, review_id in reviews:
        with transaction():
            sponsoring_ends.keep_review(sponsorship_id, review_id, free)
    for sponsorship_id in orphans:
        with transaction():
            sponsoring_ends.give_up_orphan(sponsorship_id, free)
    for sponsorship_id in unsigned:
        with transaction():
            sponsoring_reminders.remind_of_signature(queries.charter_at_hand(sponsorship_id), day, free)
    log.info("sponsorships kept", reviews=len(reviews), orphans=len(orphans), unsigned=len(unsigned))
    return len(reviews) + len(orphans) + len(unsigned)


def return_unused_grants() -> int:
    """Give back what was not used by its last day; return how many grants were settled."""
    overdue = fund_queries.overdue(today())
    for grant_id, _idea_id in overdue:
        with transaction():
            funds.settle_overdue(grant_id, today())
    log.info("unused grants returned", grants=len(overdue))
    return len(overdue)


def send_exchange() -> int:
    """Tell each sponsor once a week which ideas seek one, and which fits best; return how many were told."""
    week = "-W".join(str(part) for part in today().isocalendar()[:2])
    told = 0
    for person_id in [one.id for one in holders(Role.SPONSOR, somewhere=True)]:
        with transaction():
            told += sponsoring_reminders.tell_exchange(db.session.get_one(Person, person_id), week)
    log.info("sponsors told of the exchange", told=told)
    return told


def remind_of_pilots() -> int:
    """Tell authors and sponsor a week before a pilot ends; return how many pilots there are."""
    ending = piloting.ending(today() + timedelta(days=7))
    for number in ending:
        with transaction():
            sponsoring_reminders.tell_pilot_ends(piloting.pilot_at_hand(number))
    return len(ending)
