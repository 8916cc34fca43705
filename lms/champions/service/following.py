"""What follows for champions from what happens elsewhere in the house. Each may be told twice without harm."""

from uuid import UUID

from sqlalchemy import select

from lms.champions.events import ChampionLevelChanged
from lms.champions.models import Champion, ChampionState
from lms.champions.queries.champions import LIVE, live_of
from lms.champions.queries.eligibility import glance
from lms.champions.service.moving import move
from lms.champions.service.nominating import ask_if_eligible
from lms.champions.service.reviewing import look_again
from lms.champions.service.telling import tell_new_manager
from lms.competency.events import StandingChanged
from lms.kit.clock import now
from lms.kit.db import db, publish
from lms.people import events as people
from lms.people.models import Person


def follow_standing(fact: StandingChanged) -> None:
    """A level changed: who waits for it goes on, who serves is looked at again, and whoever shows everything now is asked."""
    seen = glance(fact.person_id)
    if seen.states:
        publish(ChampionLevelChanged(fact.person_id, fact.competence_id, fact.before, fact.after))
    if any(state in LIVE for state in seen.states):
        _look_again(fact.person_id)
    elif not seen.states and fact.after > fact.before and fact.after >= seen.in_force.rules.lowest:
        ask_if_eligible(fact.person_id, seen.in_force)


def consider(person_id: UUID) -> None:
    """Bring what follows from all of somebody's evidence and duties up to date."""
    seen = glance(person_id)
    if any(state in LIVE for state in seen.states):
        _look_again(person_id)
    elif not seen.states:
        ask_if_eligible(person_id, seen.in_force)


def _look_again(person_id: UUID) -> None:
    found = live_of(person_id)
    if found is not None:
        look_again(found)


def follow_leaver(fact: people.PersonDeactivated) -> None:
    """Whoever has left is a champion no more; what waits for them as a line manager goes to the programme office."""
    found = live_of(fact.person_id)
    if found is not None:
        move(found, "go", by=None)
    team = select(Champion.person_id).join(Champion.person).where(Champion.state == ChampionState.ELIGIBLE, Person.manager_id == fact.person_id)
    for person_id in db.session.scalars(team).all():
        _ask_whoever_it_is(person_id)


def follow_manager(fact: people.ManagerChanged) -> None:
    """What waits for the line manager waits for the new one, who also hears what the one before agreed to.

    Hours that nobody was appointed with yet are asked for again: they were another one's to give.
    """
    if live_of(fact.person_id) is not None:
        _ask_whoever_it_is(fact.person_id)


def _ask_whoever_it_is(person_id: UUID) -> None:
    found = live_of(person_id)
    if found is None:
        return
    if found.champion.state is ChampionState.AGREED:
        move(found, "ask-again", by=None)
    elif found.champion.state in (ChampionState.ELIGIBLE, ChampionState.ACTIVE, ChampionState.RESTING):
        tell_new_manager(found, now().isoformat(timespec="minutes"))
