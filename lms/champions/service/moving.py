"""A champion goes their way: one door for every step, whoever takes it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

from sqlalchemy import select

from lms.audit.service import record
from lms.champions import eligibility, workflow
from lms.champions.events import ChampionMoved
from lms.champions.models import Champion, ChampionMove, ChampionState
from lms.champions.queries.champions import ChampionAtHand
from lms.champions.queries.eligibility import rules_in_force, verdicts_of
from lms.champions.service.refusals import NeedsHours, NeedsReason, NoMoreRenewals, NoSuchStep, NotEligible, TermOver, TooEarly
from lms.champions.service.telling import tell_step
from lms.champions.workflow import Step, Who
from lms.kit.clock import now, today
from lms.kit.db import db, one_at_a_time, publish
from lms.kit.i18n import format_day
from lms.kit.i18n import gettext as _
from lms.kit.months import months_later
from lms.people.models import Person, Role

LONGEST_REASON = 1000
LEAST_HOURS, MOST_HOURS = Decimal("0.5"), Decimal(20)
RENEWAL_WINDOW = timedelta(days=90)
"""Before the end; earlier nobody knows what the next year brings."""


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody says with a step."""

    reason: str = ""
    hours: Decimal | None = None


def roles_of(found: ChampionAtHand, by: Person | None) -> set[Who]:
    """As what somebody acts here. Where no manager is named, the programme office answers in their place; nobody does it for themselves."""
    if by is None:
        return {"house"}
    if by.id == found.person_id:
        return {"person"}
    roles: set[Who] = set()
    if by.has(Role.PROGRAMME_OFFICE):
        roles |= {"office"} if found.has_manager else {"office", "manager"}
    if by.id == found.manager_id:
        roles.add("manager")
    return roles


def move(found: ChampionAtHand, deed: str, said: Said = Said(), *, by: Person | None) -> ChampionMove:
    """Take the step ``deed``, if it is ``by``'s to take and the champion is where it can be taken. ``by`` is None for the house itself.

    :raises NoSuchStep: it cannot be done here, or not by this person; perhaps somebody was faster.
    :raises NeedsReason, NeedsHours: the step asks for them.
    :raises NotEligible: the evidence is not there.
    """
    champion = found.champion
    one_at_a_time(f"champion:{found.person_id}")
    state = db.session.scalars(select(Champion.state).where(Champion.id == champion.id)).one()
    step = workflow.step_of(deed, state.value)
    if step is None or not roles_of(found, by) & set(step.who):
        raise NoSuchStep(_("That cannot be done here; somebody may have been faster. Look at the page again."))
    reason = said.reason.strip()[:LONGEST_REASON]
    if step.reason and not reason:
        raise NeedsReason(_("Say why in a sentence or two: the others read it."))
    if deed in _EFFECTS:
        _EFFECTS[deed](found, said, by)
    row = _keep(champion, step, state, reason, by)
    tell_step(found, step, row, by=by)
    if deed == "accept":
        reach_if_ready(found)
    return row


def _keep(champion: Champion, step: Step, before: ChampionState, reason: str, by: Person | None) -> ChampionMove:
    champion.state = ChampionState(step.after) if step.after else before
    by_id = by.id if by else None
    row = ChampionMove(champion_id=champion.id, by_id=by_id, deed=step.deed, before=before, after=champion.state, reason=reason, at=now())
    db.session.add(row)
    db.session.flush()
    record(f"champion-{step.deed}", "champion", champion.id, by=by_id)
    publish(ChampionMoved(champion.id, champion.person_id, step.deed, before.value, champion.state.value))
    return row


def reach_if_ready(found: ChampionAtHand) -> bool:
    """Go on to the line manager, where the person said yes and the evidence is there. Returns whether it went."""
    champion = found.champion
    if champion.state is not ChampionState.NOMINATED or champion.said_yes_at is None or not ask_rules(champion).eligible:
        return False
    move(found, "reach", by=None)
    return True


def ask_rules(champion: Champion) -> eligibility.Verdict:
    """What the rules of today say of the champion; kept with them in codes."""
    in_force = rules_in_force()
    verdict = verdicts_of([champion.person_id], in_force.rules)[champion.person_id]
    champion.eligibility = eligibility.as_kept(verdict, in_force.number, today())
    db.session.flush()
    return verdict


def _be_eligible(champion: Champion) -> None:
    verdict = ask_rules(champion)
    if not verdict.eligible:
        missing = "; ".join(f"{line.asks}: {line.found}" for line in verdict.open)
        raise NotEligible(_("Not everything that a champion shows is there. %(missing)s", missing=missing))


def _hours(said: Said) -> Decimal:
    if said.hours is None or not LEAST_HOURS <= said.hours <= MOST_HOURS:
        raise NeedsHours(_("Write the hours a week: from half an hour to 20."))
    return said.hours


def year_after(day: date) -> date:
    """The last of the twelve months that begin on ``day``."""
    return months_later(datetime.combine(day, time(12), UTC), workflow.MONTHS).date() - timedelta(days=1)


def _accept(found: ChampionAtHand, said: Said, by: Person | None) -> None:
    if found.champion.said_yes_at is not None:
        raise NoSuchStep(_("You said yes already. It goes on as soon as everything is there."))
    found.champion.said_yes_at = now()


def _agree(found: ChampionAtHand, said: Said, by: Person | None) -> None:
    champion = found.champion
    champion.hours_per_week, champion.agreed_by_id, champion.agreed_at = _hours(said), by.id if by else None, now()


def _ask_again(found: ChampionAtHand, said: Said, by: Person | None) -> None:
    champion = found.champion
    champion.hours_per_week = champion.agreed_by_id = champion.agreed_at = None


def _appoint(found: ChampionAtHand, said: Said, by: Person | None) -> None:
    champion, day = found.champion, today()
    _be_eligible(champion)
    champion.appointed_on, champion.until, champion.appointed_by_id = day, year_after(day), by.id if by else None
    champion.renewals, champion.lapsed_since = 0, None


def _change_hours(found: ChampionAtHand, said: Said, by: Person | None) -> None:
    champion = found.champion
    champion.hours_per_week, champion.agreed_by_id, champion.agreed_at = _hours(said), by.id if by else None, now()


def _wish_renewal(found: ChampionAtHand, said: Said, by: Person | None) -> None:
    champion = found.champion
    if champion.renewals >= workflow.MOST_RENEWALS:
        raise NoMoreRenewals(_("Three years without a break are the most. After the end you can be nominated anew."))
    if champion.renewal_wished_at is not None:
        raise NoSuchStep(_("You said so already."))
    if champion.until is None or champion.until - RENEWAL_WINDOW > today():
        opens = champion.until - RENEWAL_WINDOW if champion.until else None
        raise TooEarly(_("Another year is talked about in the last 90 days, from %(day)s on.", day=format_day(opens)))
    champion.renewal_wished_at, champion.renewal_hours, champion.renewal_agreed_by_id = now(), None, None


def _wished(champion: Champion, *, agreed: bool) -> None:
    if champion.renewal_wished_at is None or (champion.renewal_hours is not None) is not agreed:
        raise NoSuchStep(_("The champion, then the line manager, then the programme office: it is not your turn yet, or not any more."))


def _agree_renewal(found: ChampionAtHand, said: Said, by: Person | None) -> None:
    _wished(found.champion, agreed=False)
    found.champion.renewal_hours, found.champion.renewal_agreed_by_id = _hours(said), by.id if by else None


def _refuse_renewal(found: ChampionAtHand, said: Said, by: Person | None) -> None:
    _wished(found.champion, agreed=False)
    _forget_renewal(found.champion)


def _forget_renewal(champion: Champion) -> None:
    champion.renewal_wished_at = champion.renewal_hours = champion.renewal_agreed_by_id = None


def _renew(found: ChampionAtHand, said: Said, by: Person | None) -> None:
    champion = found.champion
    _wished(champion, agreed=True)
    _be_eligible(champion)
    champion.hours_per_week, champion.agreed_by_id, champion.agreed_at = champion.renewal_hours, champion.renewal_agreed_by_id, now()
    champion.until = year_after((champion.until or today()) + timedelta(days=1))
    champion.appointed_by_id, champion.lapsed_since = by.id if by else None, None
    champion.renewals += 1
    _forget_renewal(champion)


def _come_back(found: ChampionAtHand, said: Said, by: Person | None) -> None:
    if found.champion.until is not None and found.champion.until < today():
        raise TermOver(_("The twelve months are over. You can be nominated anew."))


def _over(found: ChampionAtHand, said: Said, by: Person | None) -> None:
    found.champion.ended_on = today()
    _forget_renewal(found.champion)


_EFFECTS: Mapping[str, Callable[[ChampionAtHand, Said, Person | None], None]] = {
    "accept": _accept,
    "agree": _agree,
    "ask-again": _ask_again,
    "appoint": _appoint,
    "change-hours": _change_hours,
    "wish-renewal": _wish_renewal,
    "agree-renewal": _agree_renewal,
    "refuse-renewal": _refuse_renewal,
    "renew": _renew,
    "come-back": _come_back,
    "leave": _over,
    "end": _over,
    "run-out": _over,
    "go": _over,
}
