"""Sponsors and authors are reminded: of a charter that waits, of ideas that seek a sponsor, of a pilot that ends."""

from collections.abc import Collection
from datetime import date

from lms.ideas.queries import sponsoring as queries
from lms.ideas.queries.piloting import PilotAtHand
from lms.ideas.queries.sponsoring import CharterAtHand
from lms.kit.i18n import local_day
from lms.kit.working_days import working_days_between
from lms.notices.service import tell
from lms.people.models import Person

DAYS_TO_SIGN = 5


def remind_of_signature(at_hand: CharterAtHand, today: date, holidays: Collection[date]) -> None:
    """After five working days, remind once whoever has not signed."""
    row = at_hand.sponsorship
    if working_days_between(local_day(row.drafted_at), today, holidays) < DAYS_TO_SIGN:
        return
    waiting = set() if row.author_signed_at else set(at_hand.author_ids)
    for person_id in waiting | (set() if row.sponsor_signed_at else {row.sponsor_id}):
        about = f"{row.id}:{row.content_hash[-12:]}"
        tell(person_id, "charter-waiting", about=about, href=f"/ideas/charters/{row.id}", title=at_hand.idea.title)


def tell_exchange(sponsor: Person, week: str) -> bool:
    """Tell a sponsor which ideas they may stand for, best fit first, once a week. Returns whether it was new."""
    offered = [one for one in queries.exchange(sponsor) if one.may]
    if not offered:
        return False
    return tell(sponsor.id, "sponsor-exchange", about=week, href="/ideas/exchange", number=len(offered), title=offered[0].idea.title)


def tell_pilot_ends(at_hand: PilotAtHand) -> None:
    """Tell authors and sponsor, once per end, that the pilot ends."""
    pilot = at_hand.open
    if pilot is None:
        return
    for person_id in {*at_hand.author_ids, at_hand.sponsor_id} - {None}:
        facts = {"title": at_hand.idea.title, "day": pilot.ends_on.isoformat()}
        about = f"{pilot.id}:{pilot.ends_on}"
        tell(person_id, "pilot-ends", about=about, href=f"/ideas/{at_hand.idea.number}/pilot", **facts)  # type: ignore[arg-type]
