"""Domain events: facts, in the past tense, told within the transaction that made them true."""

from collections import defaultdict, deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

Reaction = Callable[[Any], None]

_LIMIT = 100_000
"""More events than this in one transaction is a loop, not work (an import of 20,000 people who are new and have managers is work)."""


@dataclass(frozen=True, slots=True)
class Event:
    """Base of all events. An event carries ids and plain values, never rows."""


class EventStorm(RuntimeError):
    """Reactions keep causing events: somewhere the table has a loop."""


def waiting_in(session: Session) -> deque[Event]:
    """The events published in ``session`` that were not told yet."""
    waiting: deque[Event] = session.info.setdefault("events", deque())
    return waiting


def forget_events(session: Session, *, keep: int) -> None:
    """Unsay every event after the first ``keep``."""
    waiting = waiting_in(session)
    while len(waiting) > keep:
        waiting.pop()


class Teller:
    """Tells each event to those who react to it, until nothing new happens."""

    def __init__(self, table: Iterable[tuple[type[Event], Reaction]]) -> None:
        self._reactions: dict[type[Event], list[Reaction]] = defaultdict(list)
        for event_type, reaction in table:
            self._reactions[event_type].append(reaction)

    def tell_all(self, session: Session) -> int:
        """Empty the session's queue; return how many events were told."""
        told = 0
        waiting = waiting_in(session)
        while waiting:
            if told >= _LIMIT:
                raise EventStorm(", ".join(type(event).__name__ for event in list(waiting)[:5]))
            event = waiting.popleft()
            for reaction in self._reactions[type(event)]:
                reaction(event)
            told += 1
        return told
