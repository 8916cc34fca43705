"""Managers stand for ideas: a charter is drafted, both sign what they read, reviews are held, and an idea that lost its sponsor finds another."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from hashlib import sha256
from uuid import UUID

from lms.audit.service import record
from lms.city.queries import holidays
from lms.ideas.events import SponsorSigned
from lms.ideas.models.pitches import Idea, IdeaState
from lms.ideas.models.sponsoring import SponsorReview, Sponsorship, SponsorshipState
from lms.ideas.queries import evaluating
from lms.ideas.queries import sponsoring as queries
from lms.ideas.queries.sponsoring import CharterAtHand, IdeaAtHand
from lms.ideas.service import sponsoring_ends as ends
from lms.ideas.service.asking import ask_by_mail
from lms.ideas.service.moving import move
from lms.ideas.service.sponsoring_refusals import (
    ChangedMeanwhile,
    DatesWrong,
    MayNotSponsor,
    NotSeeking,
    NotThere,
    TooEarly,
    TooMany,
    WordsMissing,
)
from lms.kit.clock import now, today
from lms.kit.db import db, one_at_a_time, publish
from lms.kit.i18n import format_day
from lms.kit.i18n import gettext as _
from lms.notices.service import tell
from lms.people.models import Person

MOST_AT_ONCE = 3
LONGEST = 4000


@dataclass(frozen=True, slots=True)
class Terms:
    """What a charter says."""

    outcome: str
    money: Decimal
    protected_hours: Decimal
    obstacles: str
    review_dates: tuple[date, ...]


def hash_of(row: Sponsorship, idea: Idea) -> str:
    """The mark of the text that both sign."""
    text = {
        "idea": idea.number,
        "title": idea.title,
        "sponsor": str(row.sponsor_id),
        "outcome": row.outcome,
        "money": str(Decimal(row.money).quantize(Decimal("0.01"))),
        "protected_hours": str(Decimal(row.protected_hours).quantize(Decimal("0.1"))),
        "obstacles": row.obstacles,
        "review_dates": list(row.review_dates),
    }
    return "sha256:" + sha256(json.dumps(text, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def draft(found: IdeaAtHand, terms: Terms, *, by: Person) -> Sponsorship:
    """Offer to stand for an idea, under these terms.

    :raises NotSeeking: the idea has a sponsor, or is not where it seeks one.
    :raises MayNotSponsor: the idea is the manager's own, they judged it, or it lies beyond their budget.
    :raises TooMany: they stand for three ideas already.
    :raises WordsMissing, DatesWrong: the terms are not complete.
    """
    one_at_a_time(f"idea:{found.idea.id}")
    one_at_a_time(f"sponsor:{by.id}")
    found = queries.idea_at_hand(found.idea.number)
    if not found.seeks_sponsor:
        raise NotSeeking(_("This idea does not seek a sponsor now; somebody may have been faster. Look at it again."))
    _check_sponsor(found, by)
    _check_number(by)
    _check(terms)
    row = Sponsorship(idea_id=found.idea.id, sponsor_id=by.id, sponsor_name=by.name, outcome="")
    _write(row, found.idea, terms)
    db.session.add(row)
    db.session.flush()
    record("draft-charter", "sponsorship", row.id, by=by.id, number=found.idea.number)
    _tell_proposed(row, found)
    return row


def _check_sponsor(found: IdeaAtHand, person: Person) -> None:
    if person.id in found.author_ids:
        raise MayNotSponsor(_("You are an author of this idea. Somebody else has to stand for it."))
    if evaluating.scored_ever(found.idea.id, person.id):
        raise MayNotSponsor(_("You judged this idea as an evaluator. Somebody else has to stand for it."))
    if not queries.reaches(person, found.idea):
        raise MayNotSponsor(_("This idea comes from a department beyond your budget, and answers no call of yours."))


def _check_number(person: Person) -> None:
    live = queries.live_of(person.id)
    if len(live) >= MOST_AT_ONCE:
        which = _list([_("%(number)s “%(title)s”", number=one.idea.number, title=one.idea.title) for one in live])
        raise TooMany(_("You stand for three ideas already: %(which)s. Nobody stands for more at once; end one of them first.", which=which))


def _list(words: Sequence[str]) -> str:
    return _("%(some)s and %(last)s", some=", ".join(words[:-1]), last=words[-1])


def _check(terms: Terms) -> None:
    if not terms.outcome.strip():
        raise WordsMissing(_("Say what both of you want to have reached."))
    this_day = today()
    if not terms.review_dates or any(day <= this_day for day in terms.review_dates) or len(set(terms.review_dates)) < len(terms.review_dates):
        raise DatesWrong(_("Name at least one day of review, each later than today, and none twice."))


def _write(row: Sponsorship, idea: Idea, terms: Terms) -> None:
    row.outcome, row.obstacles = terms.outcome.strip()[:LONGEST], terms.obstacles.strip()[:LONGEST]
    row.money, row.protected_hours = terms.money, terms.protected_hours
    row.review_dates = [day.isoformat() for day in sorted(terms.review_dates)]
    row.sponsor_signed_at = row.author_signed_at = row.author_signed_by_id = None
    row.author_name = ""
    row.content_hash = hash_of(row, idea)


def _tell_proposed(row: Sponsorship, found: IdeaAtHand) -> None:
    path, about = f"/ideas/charters/{row.id}", f"{row.id}:{row.content_hash[-12:]}"
    for person_id in found.agreed_ids:
        ask_by_mail(person_id, "charter-proposed", found.idea, about=about, path=path, name=row.sponsor_name)


def _locked(at_hand: CharterAtHand, *states: SponsorshipState) -> CharterAtHand:
    one_at_a_time(f"idea:{at_hand.idea.id}")
    found = queries.charter_at_hand(at_hand.sponsorship.id)
    if found.sponsorship.state not in states:
        raise NotThere(_("This charter is not where that can be done; somebody may have been faster. Look at it again."))
    return found


def rewrite(at_hand: CharterAtHand, terms: Terms, *, by: Person) -> None:
    """Change the terms before both have signed; signatures under other words fall.

    :raises NotThere: both have signed, or the charter is over.
    :raises WordsMissing, DatesWrong: the terms are not complete.
    """
    found = _locked(at_hand, SponsorshipState.DRAFTED)
    _check(terms)
    before = found.sponsorship.content_hash
    _write(found.sponsorship, found.idea, terms)
    db.session.flush()
    record("rewrite-charter", "sponsorship", found.sponsorship.id, by=by.id, number=found.idea.number)
    if found.sponsorship.content_hash != before:
        _tell_proposed(found.sponsorship, found.found)


def sign(at_hand: CharterAtHand, seen: str, *, by: Person) -> bool:
    """Sign the text whose mark is ``seen``, as its sponsor or as an author. With both signatures the idea has a sponsor. Returns whether it has.

    :raises NotThere: the charter is over, or is not this person's to sign.
    :raises ChangedMeanwhile: it says something else than what was read.
    :raises NotSeeking: the idea went another way meanwhile.
    """
    found = _locked(at_hand, SponsorshipState.DRAFTED)
    row = found.sponsorship
    if seen != row.content_hash or row.content_hash != hash_of(row, found.idea):
        raise ChangedMeanwhile(_("The charter was changed since you read it. Read it again before you sign."))
    if found.idea.state is not IdeaState.SEEKING_SPONSOR and found.found.orphaned is None:
        raise NotSeeking(_("This idea does not seek a sponsor any more."))
    if by.id == row.sponsor_id:
        row.sponsor_signed_at, row.sponsor_name = row.sponsor_signed_at or now(), by.name
    elif by.id in found.author_ids:
        row.author_signed_at, row.author_signed_by_id, row.author_name = row.author_signed_at or now(), by.id, by.name
    else:
        raise NotThere(_("The charter is signed by the sponsor and an author, and you are neither."))
    db.session.flush()
    record("sign-charter", "sponsorship", row.id, by=by.id, number=found.idea.number)
    if row.sponsor_signed_at is None or row.author_signed_at is None:
        return False
    _begin(found)
    return True


def _begin(found: CharterAtHand) -> None:
    """Both have signed."""
    row, idea = found.sponsorship, found.idea
    row.state = SponsorshipState.ACTIVE
    db.session.add_all(SponsorReview(sponsorship_id=row.id, due_on=day) for day in found.days)
    db.session.flush()
    if found.found.orphaned is not None:
        ends.end(found.found.orphaned, SponsorshipState.ENDED, _("Another sponsor took over."))
    if idea.state is IdeaState.SEEKING_SPONSOR:
        move(idea, "sponsor", by=None)
    else:
        for person_id in found.author_ids:
            tell(person_id, "sponsor-replaced", about=str(row.id), href=f"/ideas/{idea.number}", name=row.sponsor_name, title=idea.title)
    publish(SponsorSigned(row.id, idea.id))


def reopen(sponsorship_id: UUID) -> None:
    """A merger that ended a drafted charter was undone: it waits for its signatures again, unless its sponsor may not stand for the idea any more."""
    found = queries.charter_at_hand(sponsorship_id)
    row = found.sponsorship
    one_at_a_time(f"sponsor:{row.sponsor_id}")
    if found.found.live is not None or not row.sponsor.active or not queries.reaches(row.sponsor, found.idea):
        return
    if len(queries.live_of(row.sponsor_id)) >= MOST_AT_ONCE:
        return
    row.state, row.ended_at, row.end_reason = SponsorshipState.DRAFTED, None, ""
    db.session.flush()
    record("reopen-charter", "sponsorship", row.id, by=None, number=found.idea.number)


def decline(at_hand: CharterAtHand, reason: str, *, by: Person) -> None:
    """An author does not want the charter; the idea goes on seeking.

    :raises NotThere: both have signed, or the charter is over.
    :raises WordsMissing: no reason is given.
    """
    found = _locked(at_hand, SponsorshipState.DRAFTED)
    reason = _reason(reason)
    ends.end(found.sponsorship, SponsorshipState.ENDED, reason)
    record("decline-charter", "sponsorship", found.sponsorship.id, by=by.id, number=found.idea.number)
    facts = {"title": found.idea.title, "reason": reason, "name": by.name}
    tell(found.sponsor_id, "charter-declined", about=str(found.sponsorship.id), href=f"/ideas/charters/{found.sponsorship.id}", **facts)


def withdraw(at_hand: CharterAtHand, reason: str, *, by: Person) -> None:
    """The sponsor steps back, with a reason that the authors read; the idea seeks another one.

    :raises NotThere: the sponsorship is over.
    :raises WordsMissing: no reason is given.
    """
    found = _locked(at_hand, SponsorshipState.DRAFTED, SponsorshipState.ACTIVE, SponsorshipState.ORPHANED)
    reason = _reason(reason)
    row, was_drafted = found.sponsorship, found.sponsorship.state is SponsorshipState.DRAFTED
    ends.end(row, SponsorshipState.WITHDRAWN, reason)
    record("withdraw-sponsorship", "sponsorship", row.id, by=by.id, number=found.idea.number)
    if was_drafted:
        for person_id in found.author_ids:
            facts = {"title": found.idea.title, "reason": reason, "name": by.name}
            tell(person_id, "charter-withdrawn", about=str(row.id), href=f"/ideas/{found.idea.number}", **facts)
    elif found.idea.state in queries.WITH_SPONSOR:
        move(found.idea, "lose-sponsor", reason, by=by)


def _reason(reason: str) -> str:
    if not reason.strip():
        raise WordsMissing(_("Say why in a sentence or two: the other of you reads it."))
    return reason.strip()[:2000]


def hold_review(at_hand: queries.ReviewAtHand, note: str, *, by: Person) -> None:
    """Note what both saw on a day of review.

    :raises NotThere: the sponsorship is not in force, or the review was held, or missed.
    :raises TooEarly: its day is more than five working days ahead.
    :raises WordsMissing: nothing is noted.
    """
    found = _locked(at_hand.charter, SponsorshipState.ACTIVE)
    review = next(one for one in found.sponsorship.reviews if one.id == at_hand.review.id)
    if review.held_on is not None or review.missed_at is not None:
        raise NotThere(_("This review was held already, or its time is over."))
    opens = ends.review_opens_on(review.due_on, holidays())
    if today() < opens:
        raise TooEarly(_("This review can be held from %(day)s on, five working days before its day.", day=format_day(opens)))
    if not note.strip():
        raise WordsMissing(_("Write what you saw together, and what comes next."))
    review.held_on, review.note = today(), note.strip()[:LONGEST]
    db.session.flush()
    record("hold-review", "sponsorship", found.sponsorship.id, by=by.id, number=found.idea.number, due=review.due_on.isoformat())
    for person_id in found.author_ids:
        path = f"/ideas/charters/{found.sponsorship.id}"
        tell(person_id, "review-held", about=str(review.id), href=path, name=by.name, title=found.idea.title)
