"""What follows from what: the whole of it.

Each reaction translates a fact from one slice into a call on another. It runs in the transaction
that made the fact true, so either all of this happened or none of it.
"""

from lms.kit.events import Event, Reaction

REACTIONS: tuple[tuple[type[Event], Reaction], ...] = ()
