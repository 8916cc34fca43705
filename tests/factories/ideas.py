"""Ideas for tests, brought into a state by the house's own steps; only what matters is said."""

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import count
from typing import Any

from lms.ideas.models.pitches import Challenge, Idea, IdeaAuthor
from lms.ideas.queries.ideas import IdeaAtHand, idea_at_hand
from lms.ideas.service import challenging, pitching
from lms.ideas.service.moving import move
from lms.kit.clock import now, today
from lms.kit.db import db, transaction
from lms.people.models import Department, Person, Role
from tests.factories.people import make_department, make_person

_numbers = count(1)

WAY: dict[str, tuple[str, ...]] = {
    "draft": (),
    "submitted": ("submit",),
    "returned": ("submit", "return"),
    "parked": ("submit", "park"),
    "declined": ("submit", "decline"),
    "in_evaluation": ("submit", "admit"),
    "seeking_sponsor": ("submit", "admit", "pass"),
    "sponsored": ("submit", "admit", "pass", "sponsor"),
    "pilot_designed": ("submit", "admit", "pass", "sponsor", "design"),
    "pilot_running": ("submit", "admit", "pass", "sponsor", "design", "run"),
    "handed_over": ("submit", "admit", "pass", "sponsor", "hand-over"),
    "adopted": ("submit", "admit", "pass", "sponsor", "design", "run", "adopt"),
    "stopped": ("submit", "admit", "pass", "stop"),
}
"""State -> the steps by which a fresh draft comes there."""
_BY_AUTHOR = frozenset({"submit", "withdraw", "design"})

TEXT = {
    "problem": "Residents wait for a parking permit for three weeks, since each form is typed again by hand.",
    "sufferers": "Residents and the counter clerks",
    "frequency": "Forty times a day",
    "solution": "Take the data from the register of residents, and print the permit at once.",
}


def person(one: Person) -> Person:
    """The row of somebody in this transaction."""
    return db.session.get_one(Person, one.id)


def office(name: str = "Olga Office") -> Person:
    """Somebody of the programme office."""
    return make_person(name, Role.PROGRAMME_OFFICE)


def at_hand(idea: Idea | int) -> IdeaAtHand:
    """The idea as views load it."""
    return idea_at_hand(idea if isinstance(idea, int) else idea.number)


def make_idea(state: str = "submitted", authors: Sequence[Person] = (), *, by: Person | None = None, **facts: Any) -> Idea:
    """An idea in ``state`` by ``authors`` (somebody, if none is given; the first pitched it). ``by`` of the programme office takes its steps.

    ``facts`` are of the pitch: ``title``, ``problem``, ``anonymous``, ``objective_id``, ``challenge_id`` and so on.
    """
    writers = list(authors) or [make_person(f"Ira Idea{next(_numbers)}")]
    number = next(_numbers)
    written = {"title": f"Permits in a minute {number}", **TEXT, **facts}
    with transaction():
        idea_number = pitching.begin(by=person(writers[0])).number
    with transaction():
        pitching.save(at_hand(idea_number), pitching.Pitch(**written), 0, by=person(writers[0]))
        for other in writers[1:]:
            db.session.add(IdeaAuthor(idea_id=at_hand(idea_number).idea.id, person_id=other.id, agreed_at=now()))
    for deed in WAY[state]:
        with transaction():
            take(idea_number, deed, by=writers[0] if deed in _BY_AUTHOR else by)
    return at_hand(idea_number).idea


def take(idea: Idea | int, deed: str, reason: str = "For good reason.", *, by: Person | None = None) -> None:
    """Take a step with the idea, within a transaction; without ``by`` the house does it."""
    found = at_hand(idea)
    move(found.idea, deed, reason if deed not in {"submit", "admit"} else "", by=person(by) if by else None)


def make_challenge(
    title: str = "Shorter queues", *, department: Department | None = None, by: Person | None = None, opens_in: int = 0, days: int = 30
) -> Challenge:
    """A challenge that is open today."""
    by, home = by or office(), department or make_department()
    first: date = today() + timedelta(days=opens_in)
    with transaction():
        call = challenging.Call(title, "Queues are long.", "It helps within a year.", "Two days to work on it", first, first + timedelta(days=days))
        made = challenging.open_challenge(call, home.id, by=person(by)).id
    return db.session.get_one(Challenge, made)
