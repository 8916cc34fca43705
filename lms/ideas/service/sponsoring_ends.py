"""How a sponsorship ends: with its idea, by its sponsor, or as an orphan whom nobody took on."""

from datetime import date
from uuid import UUID

from sqlalchemy import select

from lms.audit.service import record
from lms.ideas import workflow
from lms.ideas.events import IdeaMoved, IdeaOrphaned
from lms.ideas.models.sponsoring import SponsorReview, Sponsorship, SponsorshipState
from lms.ideas.queries import sponsoring as queries
from lms.ideas.queries.sponsoring import CharterAtHand
from lms.ideas.service import funds
from lms.ideas.service.asking import ask_by_mail
from lms.ideas.service.moving import move
from lms.kit.clock import now, today
from lms.kit.db import db, each_one_at_a_time, one_at_a_time, publish
from lms.kit.i18n import gettext as _
from lms.kit.i18n import local_day
from lms.kit.working_days import working_days_after, working_days_before, working_days_between
from lms.notices.service import tell
from lms.people.events import PersonDeactivated, RoleTaken
from lms.people.models import Role
from lms.people.queries.holders import holders

DAYS_TO_HOLD = 5
"""Working days after the agreed day within which a review can still be held."""
DAYS_AHEAD = 5
"""Working days before the agreed day from which on a review can be held: sooner there is nothing new to see, and the alarm would never come."""
DAYS_TO_REPLACE = 10
MISSED_AT_MOST = 1
"""With one more missed review the idea counts as orphaned."""
OPEN = (SponsorshipState.DRAFTED, SponsorshipState.ACTIVE, SponsorshipState.ORPHANED)


def end(row: Sponsorship, state: SponsorshipState, reason: str) -> None:
    """End a sponsorship; what was not used of its grants goes back to the funds."""
    row.state, row.ended_at, row.end_reason = state, now(), reason
    db.session.flush()
    funds.return_all_of(row.id)


def follow_idea(fact: IdeaMoved) -> None:
    """End what stands for an idea that reached its end, was parked or merged."""
    if fact.after not in (*workflow.OVER, "parked", "submitted"):
        return
    for row in db.session.scalars(select(Sponsorship).where(Sponsorship.idea_id == fact.idea_id, Sponsorship.state.in_(OPEN))).all():
        end(row, SponsorshipState.ENDED, _("The idea went on: %(state)s.", state=fact.after.replace("_", " ")))
        record("end-sponsorship", "sponsorship", row.id, by=fact.by_id)


def follow_leaver(fact: PersonDeactivated) -> None:
    """What a leaver stood for is orphaned."""
    _leave(fact.person_id, _("The sponsor left."))


def follow_role(fact: RoleTaken) -> None:
    """What somebody stood for whose budget does not reach it any more is orphaned."""
    if fact.role == Role.SPONSOR:
        _leave(fact.person_id, _("The sponsor has no budget for it any more."))


def _leave(person_id: UUID, why: str) -> None:
    statement = select(Sponsorship.id, Sponsorship.idea_id).where(Sponsorship.sponsor_id == person_id, Sponsorship.state.in_(queries.LIVE))
    rows = db.session.execute(statement.order_by(Sponsorship.id)).all()
    each_one_at_a_time(f"idea:{row.idea_id}" for row in rows)
    for row in rows:
        at_hand = queries.charter_at_hand(row.id)
        sponsor = at_hand.sponsorship.sponsor
        if not sponsor.active or not queries.reaches(sponsor, at_hand.idea):
            orphan(at_hand, why)


def orphan(at_hand: CharterAtHand, why: str) -> None:
    """Tell authors and office that another sponsor is needed, within ten working days; a charter that was only drafted falls."""
    row = at_hand.sponsorship
    if row.state is SponsorshipState.DRAFTED:
        end(row, SponsorshipState.WITHDRAWN, why)
        for person_id in at_hand.author_ids:
            facts = {"title": at_hand.idea.title, "reason": why, "name": row.sponsor_name}
            tell(person_id, "charter-withdrawn", about=str(row.id), href=f"/ideas/{at_hand.idea.number}", **facts)
        return
    row.state, row.orphaned_at, row.orphaned_why = SponsorshipState.ORPHANED, now(), why
    db.session.flush()
    record("orphan-sponsorship", "sponsorship", row.id, by=None, number=at_hand.idea.number)
    publish(IdeaOrphaned(row.id, at_hand.idea.id))
    for person_id in {*at_hand.author_ids, *(one.id for one in holders(Role.PROGRAMME_OFFICE))}:
        ask_by_mail(person_id, "sponsor-orphaned", at_hand.idea, about=str(row.id), path=f"/ideas/{at_hand.idea.number}", reason=why)


def replace_by(row: Sponsorship, holidays: frozenset[date]) -> date | None:
    """By when somebody else should have signed."""
    return working_days_after(local_day(row.orphaned_at), DAYS_TO_REPLACE, holidays) if row.orphaned_at else None


def give_up_orphan(sponsorship_id: UUID, holidays: frozenset[date]) -> bool:
    """After ten working days without another sponsor the idea seeks one from the beginning. Returns whether it was time."""
    at_hand = queries.charter_at_hand(sponsorship_id)
    one_at_a_time(f"idea:{at_hand.idea.id}")
    at_hand = queries.charter_at_hand(sponsorship_id)
    row, until = at_hand.sponsorship, replace_by(at_hand.sponsorship, holidays)
    if row.state is not SponsorshipState.ORPHANED or until is None or today() <= until:
        return False
    reason = _("Nobody took over within ten working days. %(why)s", why=row.orphaned_why)
    end(row, SponsorshipState.ENDED, reason)
    record("end-sponsorship", "sponsorship", row.id, by=None, number=at_hand.idea.number)
    if at_hand.idea.state in queries.WITH_SPONSOR:
        move(at_hand.idea, "lose-sponsor", reason, by=None)
    return True


def review_opens_on(due_on: date, holidays: frozenset[date]) -> date:
    """The first day on which a review that is agreed for ``due_on`` can be held."""
    return working_days_before(due_on, DAYS_AHEAD, holidays)


def keep_review(sponsorship_id: UUID, review_id: UUID, holidays: frozenset[date]) -> None:
    """Remind of a review on its day; after five working days it is missed, and with the second missed one the idea is orphaned."""
    found = queries.review_at_hand(sponsorship_id, review_id)
    one_at_a_time(f"idea:{found.charter.idea.id}")
    found = queries.review_at_hand(sponsorship_id, review_id)
    review, row = found.review, found.charter.sponsorship
    if row.state is not SponsorshipState.ACTIVE or review.held_on is not None or review.missed_at is not None:
        return
    if working_days_between(review.due_on, today(), holidays) <= DAYS_TO_HOLD:
        _remind(found.charter, review)
        return
    review.missed_at = now()
    db.session.flush()
    record("miss-review", "sponsorship", row.id, by=None, number=found.charter.idea.number, due=review.due_on.isoformat())
    if sum(one.missed_at is not None for one in row.reviews) > MISSED_AT_MOST:
        orphan(found.charter, _("The sponsor missed two reviews."))
        return
    for person_id in {row.sponsor_id, *found.author_ids}:
        facts = {"title": found.charter.idea.title, "day": review.due_on.isoformat()}
        tell(person_id, "review-missed", about=str(review.id), href=f"/ideas/charters/{row.id}", **facts)


def _remind(charter: CharterAtHand, review: SponsorReview) -> None:
    path = f"/ideas/charters/{charter.sponsorship.id}"
    ask_by_mail(charter.sponsor_id, "review-due", charter.idea, about=str(review.id), path=path)
