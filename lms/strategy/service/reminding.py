"""Departments that are silent are reminded, and so are those who owe a measurement. Each round tells everybody once, however often it runs."""

from lms.city.queries import holidays
from lms.kit.clock import now, today
from lms.kit.i18n import local_day
from lms.notices.service import tell
from lms.people.events import PersonDeactivated
from lms.strategy import workflow
from lms.strategy.models.strategies import Strategy
from lms.strategy.queries.consultation import Voice, consultation_of, open_consultations
from lms.strategy.queries.indicators import to_measure
from lms.strategy.service.telling import ask, tell_office


def remind(strategy: Strategy) -> int:
    """Ask again whoever is due; a head who is new is asked for the first time. Return how many were told anew."""
    return sum(_remind(strategy, voice) for voice in consultation_of(strategy).silent)


def _remind(strategy: Strategy, voice: Voice) -> int:
    row, day = voice.row, today()
    if strategy.consult_until is None:
        return 0
    due = workflow.reminder(local_day(row.asked_at), strategy.consult_until, day, holidays())
    told = ask(strategy, row, row.department, voice.heads, due)
    if told and due:
        row.reminded_at = now()
    if not voice.heads:
        told += tell_office(strategy, "strategy-no-head", about=f"{row.id}:{due}", department=row.department)
    if day > strategy.consult_until:
        told += tell_office(strategy, "strategy-silent", about=f"{row.id}:{due}", department=row.department)
    return told


def note_leaver(fact: PersonDeactivated) -> None:
    """Tell the programme office at once when a consultation waits for a department for which nobody can speak any more."""
    for strategy in open_consultations():
        for voice in consultation_of(strategy).silent:
            if not voice.heads:
                tell_office(strategy, "strategy-no-head", about=f"{voice.row.id}:left:{fact.person_id}", department=voice.row.department)


def ask_for_measurements() -> int:
    """Tell the owners of indicators that the next measurement is due, once for each; return how many were told anew."""
    told = 0
    for line in to_measure(today()):
        one = line.indicator
        if one.owner_id is not None:
            about, href = f"{one.id}:{line.progress.due_again_on}", f"/strategy/indicators/{one.id}"
            told += tell(one.owner_id, "indicator-due", about=about, href=href, indicator=one.title)
    return told
