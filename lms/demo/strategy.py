"""The strategy of the demo city: one in force, adopted with all departments, measured and carried out; and the next one in consultation."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from lms.competency.queries.frameworks import competence_ids
from lms.demo import leadership
from lms.demo import strategy_texts as texts
from lms.demo.citizens import DOMAIN
from lms.demo.founding import person
from lms.demo.strategy_initiatives import INITIATIVES, InitiativeDemo
from lms.kit.clock import at, now, today
from lms.kit.db import db, transaction
from lms.kit.i18n import local_day
from lms.leadership.models import SubjectKind
from lms.people.models import Department, Person
from lms.strategy.models.initiatives import Initiative, InitiativeState
from lms.strategy.models.strategies import ContributionOutcome, Indicator, Strategy
from lms.strategy.pace import share_elapsed
from lms.strategy.queries.consultation import Voice, askable, consultation_of, contribution_at_hand, voice_at_hand
from lms.strategy.queries.indicators import IndicatorAtHand, aim_of, indicator_at_hand
from lms.strategy.queries.initiatives import initiative_at_hand
from lms.strategy.queries.strategies import last_number, objective_at_hand, strategy_at_hand
from lms.strategy.service import consulting, drafting, indicators, initiatives, moving, moving_initiatives
from lms.strategy.service.indicators import IndicatorText
from lms.strategy.service.initiatives import InitiativeText, Need
from lms.strategy.service.telling import path_of

OFFICE, SPONSOR = f"nora.lindgren@{DOMAIN}", f"sofia.marchetti@{DOMAIN}"
NOW_SLUG, NEXT_SLUG = "digital-2026", "digital-2028"
DAY = timedelta(days=1)


def live() -> Counter[str]:
    """Let the city adopt a strategy, measure it and work for it, and consult on the next; return what was made."""
    _adopt()
    measured = _measure()
    carried = _carry_out()
    _consult_on_the_next()
    return Counter({"indicators measured": measured, "initiatives": carried})


def strategy_in_force() -> Strategy:
    """The strategy in force as a whole, for what else the demo builds on it."""
    return strategy_at_hand(NOW_SLUG)


def all_initiatives() -> list[Initiative]:
    """Every initiative, by address, for what else the demo builds on them."""
    return list(db.session.scalars(select(Initiative).order_by(Initiative.slug)))


def _ago(days: int) -> datetime:
    return now() - days * DAY


def _adopt() -> None:
    with at(_ago(520)):
        _write(NOW_SLUG, texts.TITLE, texts.VISION, (date(2026, 1, 1), date(2030, 12, 31)))
        for number, one in enumerate(texts.OBJECTIVES, start=1):
            _write_objective(NOW_SLUG, f"O{number}", one, baseline_on=local_day(_ago(240)))
    _ask(NOW_SLUG, _ago(480), days=42)
    _speak(NOW_SLUG, _ago(460), texts.SAID)
    with at(_ago(440)), transaction():
        objective = strategy_at_hand(NOW_SLUG).objectives[3]
        drafting.write_objective(objective, code="O4", title=objective.title, why=texts.WHY_LATER, seen=objective.revision, by=person(OFFICE))
    _go(NOW_SLUG, "consolidate", _ago(430))
    _decide(NOW_SLUG, _ago(420))
    _go(NOW_SLUG, "adopt", _ago(419))
    _go(NOW_SLUG, "put-in-force", _ago(325))


def _write(slug: str, title: str, vision: str, span: tuple[date, date], follows: str = "") -> None:
    with transaction():
        old = strategy_at_hand(follows) if follows else None
        drafting.begin_strategy(slug=slug, title=title, vision=vision, starts_on=span[0], ends_on=span[1], follows=old, by=person(OFFICE))


def _write_objective(slug: str, code: str, one: texts.ObjectiveText, *, baseline_on: date) -> None:
    with transaction():
        strategy = strategy_at_hand(slug)
        key, due_on = drafting.add_objective(strategy, code=code, title=one.title, why=one.why, by=person(OFFICE)).id, strategy.ends_on
    for each in one.indicators:
        with transaction():
            written = IndicatorText(
                title=each.title,
                unit=each.unit,
                baseline=each.baseline,
                baseline_on=baseline_on,
                target=each.target,
                due_on=due_on,
                source=each.source,
                owner=f"{each.owner}@{DOMAIN}",
                every_months=each.every_months,
                euro_per_unit=each.euro,
                euro_source=each.euro_source,
            )
            indicators.add_indicator(objective_at_hand(slug, key).objective, written, by=person(OFFICE))


def _ask(slug: str, moment: datetime, *, days: int) -> None:
    with at(moment), transaction():
        until = today() + days * DAY
        everybody = [one.branch.department.id for one in askable() if one.by_default]
        consulting.open_consultation(strategy_at_hand(slug), everybody, until, by=person(OFFICE))


def _speak(slug: str, moment: datetime, said: Sequence[texts.Said], *, all_of_them: bool = True) -> None:
    """Let departments speak in turn, and the office answer; whoever has no line signs that there is nothing to add, unless some stay silent."""
    lines = {one.department: one for one in said}
    for number, voice in enumerate(consultation_of(strategy_at_hand(slug)).voices):
        one = lines.get(voice.row.department.code)
        with at(moment + number * timedelta(hours=7)):
            if one is not None:
                _contribute(slug, voice, one)
            elif all_of_them:
                _sign(slug, voice, texts.NOTHING[number % len(texts.NOTHING)])


def _head(voice: Voice) -> Person:
    return db.session.scalars(select(Person).where(Person.id == voice.heads[0].id).options(joinedload(Person.grants))).unique().one()


def _contribute(slug: str, voice: Voice, one: texts.Said) -> None:
    with transaction():
        found = voice_at_hand(slug, voice.row.department_id)
        objective_id = next((objective.id for objective in found.strategy.objectives if objective.code == one.objective), None)
        key = consulting.contribute(found, one.text, objective_id, by=_head(found.voice)).id
    if one.answer:
        with at(now() + 5 * DAY), transaction():
            consulting.answer(contribution_at_hand(slug, key), ContributionOutcome(one.outcome), one.answer, by=person(OFFICE))


def _sign(slug: str, voice: Voice, reason: str) -> None:
    with transaction():
        found = voice_at_hand(slug, voice.row.department_id)
        consulting.sign_nothing_to_add(found, reason, by=_head(found.voice))


def _go(slug: str, deed: str, moment: datetime) -> None:
    with at(moment), transaction():
        moving.move(strategy_at_hand(slug), deed, by=person(OFFICE))


def _decide(slug: str, moment: datetime) -> None:
    """The leadership team's vote."""
    strategy = strategy_at_hand(slug)
    about = leadership.About(SubjectKind.STRATEGY, strategy.id, path_of(strategy), last_number(strategy.id))
    title = f"Adoption of {strategy.title}"
    db.session.rollback()
    leadership.decide(about, title, texts.DECISION, moment)


def _measure() -> int:
    """Four measurements a year since the baseline, each along its own way."""
    shapes = {one.title: one.shape for objective in texts.OBJECTIVES for one in objective.indicators}
    found = [(one.id, one.title) for objective in strategy_in_force().objectives for one in objective.indicators]
    db.session.rollback()
    for key, title in found:
        with transaction():
            at_hand = indicator_at_hand(key)
            for number, moment in enumerate(_ago(days) for days in range(700, 0, -85)):
                _enter(at_hand, moment, shapes[title][number % len(shapes[title])])
    return len(found)


def _enter(at_hand: IndicatorAtHand, moment: datetime, lead: float) -> None:
    """A value that lies ``lead`` before (or, below nothing, behind) an even pace. What lies before the adoption was entered with it."""
    with at(max(moment, _ago(318))):
        one, day = at_hand.indicator, local_day(moment)
        if day >= one.baseline_on:
            value = _on_the_way(one, day, lead)
            indicators.measure(at_hand, on_day=day, value=value, source=one.source, note="", by=person(OFFICE))


def _on_the_way(one: Indicator, day: date, lead: float) -> Decimal:
    share = float(share_elapsed(aim_of(one), day)) + lead
    places = Decimal("0.1") if abs(one.target - one.baseline) < 20 else Decimal(1)
    return (one.baseline + (one.target - one.baseline) * Decimal(str(round(share, 3)))).quantize(places)


def _carry_out() -> int:
    departments = {row.code: row.id for row in db.session.scalars(select(Department))}
    objectives = {one.code: one.id for one in strategy_in_force().objectives}
    db.session.rollback()
    for number, one in enumerate(INITIATIVES):
        begun = _ago(one.days_ago)
        with at(begun), transaction():
            written = InitiativeText(
                title=one.title,
                summary=one.summary,
                department_id=departments[one.department],
                objective_id=objectives.get(one.objective),
                owner=f"{one.owner}@{DOMAIN}" if one.owner else "",
                sponsor=SPONSOR if one.funded_from else "",
                budget=Decimal(one.budget),
                funded_from=one.funded_from,
                starts_on=local_day(begun + 60 * DAY),
                ends_on=local_day(begun + (60 + one.months * 30) * DAY),
            )
            initiatives.propose(one.slug, written, by=person(OFFICE))
        _need(one.slug, one.needs)
        _walk(one, begun, number)
    return len(INITIATIVES)


def _need(slug: str, needs: Sequence[tuple[str, int, int]]) -> None:
    with transaction():
        known = competence_ids("digcomp", [code for code, _level, _hours in needs])
        for code, level, hours in needs:
            initiatives.set_need(initiative_at_hand(slug), known[code], Need(level, Decimal(hours)), by=person(OFFICE))


WAY = {
    InitiativeState.CANDIDATE: (),
    InitiativeState.APPROVED: ("approve",),
    InitiativeState.PLANNED: ("approve", "plan"),
    InitiativeState.RUNNING: ("approve", "plan", "start"),
    InitiativeState.PAUSED: ("approve", "plan", "start", "pause"),
    InitiativeState.DELIVERED: ("approve", "plan", "start", "deliver"),
    InitiativeState.STOPPED: ("approve", "stop"),
}
"""The steps that lead to a state."""


def _walk(one: InitiativeDemo, begun: datetime, number: int) -> None:
    """Take the steps, and report in between."""
    for place, deed in enumerate(WAY[one.state]):
        with at(begun + (14 + 21 * place + number) * DAY), transaction():
            reason = one.reason if deed in ("pause", "deliver", "stop") else ""
            moving_initiatives.move(initiative_at_hand(one.slug), deed, reason, who={"office"}, by=person(OFFICE))
    for place, (percent, words) in enumerate(one.reports):
        moment = min(now(), begun + (90 + 60 * place) * DAY)
        with at(moment), transaction():
            initiatives.report(initiative_at_hand(one.slug), on_day=local_day(moment), percent=percent, text=words, by=person(OFFICE))


def _consult_on_the_next() -> None:
    """The next strategy begins with the objectives of this one, and waits for a few departments."""
    with at(_ago(50)):
        _write(NEXT_SLUG, texts.NEXT_TITLE, texts.NEXT_VISION, (date(2028, 1, 1), date(2032, 12, 31)), follows=NOW_SLUG)
        _write_objective(NEXT_SLUG, "O6", texts.NEXT_OBJECTIVE, baseline_on=local_day(_ago(50)))
    _ask(NEXT_SLUG, _ago(24), days=42)
    _speak(NEXT_SLUG, _ago(15), texts.NEXT_SAID, all_of_them=False)
    signing = [voice for voice in consultation_of(strategy_at_hand(NEXT_SLUG)).silent if voice.row.department.code in texts.NEXT_SIGNS]
    for voice in signing:
        with at(_ago(9)):
            _sign(NEXT_SLUG, voice, texts.NOTHING[0])
