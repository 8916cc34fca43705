"""Where other parts of the slice put what they add to the page of an idea."""

from collections.abc import Callable, Mapping
from typing import Any

from lms.ideas.queries.ideas import IdeaAtHand
from lms.people.models import Person

Part = Callable[[IdeaAtHand, Person], Mapping[str, Any]]

EXTRA_PARTS: list[Part] = []
"""Each gives names to the templates ``ideas/_evaluation.html`` and ``ideas/_sponsoring.html``, for the idea and its reader."""


def context(found: IdeaAtHand, reader: Person) -> dict[str, Any]:
    """What all parts give together."""
    return {name: value for part in EXTRA_PARTS for name, value in part(found, reader).items()}
