"""Money for ideas: a sponsor asks, a controller books with four eyes, and what was not used goes back."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select

from lms.audit.service import record
from lms.ideas.models.sponsoring import Fund, GrantState, MicroGrant, SponsorshipState
from lms.ideas.queries import funds as queries
from lms.ideas.queries import sponsoring as charters
from lms.ideas.queries.funds import GrantAtHand
from lms.ideas.queries.sponsoring import CharterAtHand
from lms.ideas.service.sponsoring_refusals import (
    AboveCeiling,
    DatesWrong,
    FourEyes,
    FundEmpty,
    NotThere,
    OtherDepartment,
    TooMuchUsed,
    WordsMissing,
)
from lms.kit.clock import now, today
from lms.kit.db import db, hold, one_at_a_time
from lms.kit.i18n import gettext as _
from lms.notices.service import tell
from lms.people.models import Department, Person, Role
from lms.people.queries.directory import departments
from lms.people.queries.holders import holders

LONGEST = 2000


def open_fund(
    title: str,
    year: int,
    amount: Decimal,
    department: Department | None,
    *,
    most_before_pilot: Decimal | None,
    most_in_pilot: Decimal | None,
    by: Person,
) -> Fund:
    """Put money of a year aside for ideas.

    :raises NotThere: the year has a fund of that name already.
    """
    one_at_a_time("innovation-funds")
    if db.session.scalar(select(Fund.id).where(Fund.title == title.strip(), Fund.year == year)):
        raise NotThere(_("There is a fund of that name in that year already."))
    row = Fund(
        title=title.strip(),
        year=year,
        amount=amount,
        department_id=department.id if department else None,
        most_before_pilot=most_before_pilot,
        most_in_pilot=most_in_pilot,
        made_by_id=by.id,
    )
    db.session.add(row)
    db.session.flush()
    record("open-fund", "fund", row.id, by=by.id, year=year, amount=str(amount))
    return row


def change_fund(fund: Fund, amount: Decimal, *, most_before_pilot: Decimal | None, most_in_pilot: Decimal | None, by: Person) -> None:
    """Change what a fund holds and gives.

    :raises FundEmpty: less would be left than is booked already.
    """
    one_at_a_time(f"fund:{fund.id}")
    row = hold(fund)
    if amount < row.booked:
        raise FundEmpty(_("%(booked)s € are booked already. A fund cannot hold less than that.", booked=row.booked))
    row.amount, row.most_before_pilot, row.most_in_pilot = amount, most_before_pilot, most_in_pilot
    record("change-fund", "fund", row.id, by=by.id, amount=str(amount))


def ask(charter: CharterAtHand, fund: Fund, amount: Decimal, purpose: str, use_by: date, *, by: Person) -> MicroGrant:
    """Ask for money for the idea that one stands for.

    :raises NotThere: the charter is not in force.
    :raises WordsMissing: it is not said what for.
    :raises DatesWrong: the last day of use is over, or lies beyond the fund's year.
    :raises AboveCeiling: it is more than one idea may have at this stage.
    :raises OtherDepartment: the fund belongs to a department that the idea neither comes from nor answers.
    """
    one_at_a_time(f"idea:{charter.idea.id}")
    charter = charters.charter_at_hand(charter.sponsorship.id)
    if charter.sponsorship.state is not SponsorshipState.ACTIVE:
        raise NotThere(_("Money can be asked for while the charter is in force."))
    if not purpose.strip():
        raise WordsMissing(_("Say what the money is for."))
    if use_by < today() or use_by.year > fund.year:
        raise DatesWrong(_("The last day of use lies between today and the end of %(year)s, the year of the fund.", year=fund.year))
    if not queries.serves(fund, charter.idea, departments()):
        raise OtherDepartment(_("“%(fund)s” pays for ideas of its department and for answers to its calls. Take another fund.", fund=fund.title))
    _check_ceiling(charter, fund, amount)
    row = MicroGrant(
        sponsorship_id=charter.sponsorship.id,
        fund_id=fund.id,
        amount=amount,
        purpose=purpose.strip()[:LONGEST],
        use_by=use_by,
        asked_by_id=by.id,
    )
    db.session.add(row)
    db.session.flush()
    record("ask-grant", "grant", row.id, by=by.id, amount=str(amount), number=charter.idea.number)
    for person in holders(Role.FINANCE_CONTROLLER):
        if person.id not in (by.id, charter.sponsor_id):
            tell(person.id, "grant-asked", about=str(row.id), href=f"/ideas/grants/{row.id}", title=charter.idea.title, amount=str(amount))
    return row


def _check_ceiling(charter: CharterAtHand, fund: Fund, amount: Decimal) -> None:
    before = charter.idea.state in queries.BEFORE_PILOT
    most = fund.most_before_pilot if before else fund.most_in_pilot
    has = queries.granted_to(charter.idea.id)
    if most is not None and has + amount > most:
        facts = {"most": most, "has": has}
        raise AboveCeiling(_("One idea gets at most %(most)s € from this fund at this stage; this one has %(has)s € already.", **facts))


def _locked(at_hand: GrantAtHand, state: GrantState) -> GrantAtHand:
    """The grant as it is once everybody else has let go of its idea and of the fund."""
    one_at_a_time(f"idea:{at_hand.idea.id}")
    one_at_a_time(f"fund:{at_hand.grant.fund_id}")
    found = queries.grant_at_hand(at_hand.grant.id)
    if found.grant.state is not state:
        raise NotThere(_("This grant is not where that can be done; somebody may have been faster. Look at it again."))
    return found


def _four_eyes(at_hand: GrantAtHand, by: Person) -> None:
    if by.id in (at_hand.asked_by_id, at_hand.sponsor_id) or by.id in at_hand.author_ids:
        raise FourEyes(_("You asked for this money, stand for the idea, or wrote it. Another controller has to decide."))


def book(at_hand: GrantAtHand, *, by: Person) -> None:
    """Book the money against the fund.

    :raises FourEyes: the controller asked for it, stands for the idea, or wrote it.
    :raises NotThere: it was decided already, or the sponsorship is over.
    :raises FundEmpty: there is not so much left.
    """
    found = _locked(at_hand, GrantState.ASKED)
    _four_eyes(found, by)
    if found.charter.sponsorship.state is not SponsorshipState.ACTIVE:
        raise NotThere(_("Nobody stands for this idea just now, so no money is booked."))
    fund = hold(found.grant.fund)
    left = fund.amount - fund.booked
    if found.grant.amount > left:
        facts = {"left": left, "fund": fund.title, "year": fund.year}
        raise FundEmpty(_("Only %(left)s € are left in “%(fund)s” %(year)s. Ask for less, or take another fund.", **facts))
    fund.booked += found.grant.amount
    _decide(found, GrantState.BOOKED, "", by)


def refuse(at_hand: GrantAtHand, why: str, *, by: Person) -> None:
    """Do not book it, and say why.

    :raises FourEyes: the controller asked for it, stands for the idea, or wrote it.
    :raises NotThere: it was decided already.
    :raises WordsMissing: no reason is given.
    """
    found = _locked(at_hand, GrantState.ASKED)
    _four_eyes(found, by)
    if not why.strip():
        raise WordsMissing(_("Say why in a sentence: the sponsor reads it."))
    _decide(found, GrantState.REFUSED, why.strip()[:LONGEST], by)


def _decide(found: GrantAtHand, state: GrantState, why: str, by: Person) -> None:
    row = found.grant
    row.state, row.decided_by_id, row.decided_at, row.decided_why = state, by.id, now(), why
    db.session.flush()
    deed = "book-grant" if state is GrantState.BOOKED else "refuse-grant"
    record(deed, "grant", row.id, by=by.id, amount=str(row.amount), number=found.idea.number)
    kind = "grant-booked" if state is GrantState.BOOKED else "grant-refused"
    for person_id in {found.sponsor_id, *found.charter.author_ids}:
        facts = {"title": found.idea.title, "amount": str(row.amount), "reason": why}
        tell(person_id, kind, about=str(row.id), href=f"/ideas/charters/{row.sponsorship_id}", **facts)


def note_use(at_hand: GrantAtHand, used: Decimal, *, by: Person) -> None:
    """Note what was spent of it so far; a controller does, from the invoices.

    :raises FourEyes: the controller asked for it, stands for the idea, or wrote it.
    :raises NotThere: it is not booked, or is settled.
    :raises TooMuchUsed: more than was granted.
    """
    found = _locked(at_hand, GrantState.BOOKED)
    _four_eyes(found, by)
    if not 0 <= used <= found.grant.amount:
        raise TooMuchUsed(_("Between 0 and %(amount)s € can have been spent.", amount=found.grant.amount))
    found.grant.used = used
    record("note-use-of-grant", "grant", found.grant.id, by=by.id, used=str(used))


def settle(at_hand: GrantAtHand, *, by: Person | None) -> Decimal:
    """Give back to the fund what was not used; return how much. ``by`` is None where the house does it.

    :raises FourEyes: the controller asked for it, stands for the idea, or wrote it.
    :raises NotThere: it is not booked, or is settled.
    """
    found = _locked(at_hand, GrantState.BOOKED)
    if by is not None:
        _four_eyes(found, by)
    row, fund = found.grant, hold(found.grant.fund)
    back = row.amount - row.used
    fund.booked -= back
    row.state, row.settled_at = GrantState.SETTLED, now()
    db.session.flush()
    record("settle-grant", "grant", row.id, by=by.id if by else None, returned=str(back), number=found.idea.number)
    facts = {"title": found.idea.title, "amount": str(back)}
    tell(found.sponsor_id, "grant-settled", about=str(row.id), href=f"/ideas/charters/{row.sponsorship_id}", **facts)
    return back


def return_all_of(sponsorship_id: UUID) -> None:
    """A sponsorship ended: what it asked for is off, and what it did not use goes back."""
    statement = select(MicroGrant.id).where(MicroGrant.sponsorship_id == sponsorship_id, MicroGrant.state.in_((GrantState.ASKED, GrantState.BOOKED)))
    for grant_id in db.session.scalars(statement.order_by(MicroGrant.fund_id, MicroGrant.id)).all():
        found = queries.grant_at_hand(grant_id)
        if found.grant.state is GrantState.BOOKED:
            settle(found, by=None)
        else:
            found.grant.state, found.grant.decided_at = GrantState.REFUSED, now()
            found.grant.decided_why = _("The sponsorship ended before it was booked.")
            record("refuse-grant", "grant", found.grant.id, by=None, number=found.idea.number)
    db.session.flush()


def settle_overdue(grant_id: UUID, day: date) -> None:
    """Give back what a grant did not use by its last day; nothing where somebody was faster."""
    found = queries.grant_at_hand(grant_id)
    if found.grant.state is GrantState.BOOKED and found.grant.use_by < day:
        settle(found, by=None)
