"""Draws an attempt: which items, in which order, and in which order their options are shown."""

from random import Random
from typing import TypedDict

from lms.assessment.marking.responses import size_of_order
from lms.catalogue.course_files.items import Item, MatchingItem, OrderingItem
from lms.catalogue.course_files.shapes import QuizSpec, SectionSpec


class Place(TypedDict):
    """One item of an attempt. ``order`` holds the item's own numbers of options in the order shown."""

    item: str
    section: str
    order: list[int]


def draw(quiz: QuizSpec, chance: Random) -> list[Place]:
    """The items of one attempt in the order shown: ``draw`` of each section, options shuffled where the quiz says so."""
    return [
        Place(item=item.key, section=section.title, order=shown_order(item, chance, shuffle=quiz.shuffle_options))
        for section in quiz.sections
        for item in _drawn(section, chance)
    ]


def shown_order(item: Item, chance: Random, *, shuffle: bool) -> list[int]:
    """The order in which the options of ``item`` are shown. Things to order or to match never stand there solved."""
    numbers = list(range(size_of_order(item)))
    solved = list(numbers)
    if isinstance(item, (OrderingItem, MatchingItem)):
        while numbers == solved and len(numbers) > 1:
            chance.shuffle(numbers)
    elif shuffle:
        chance.shuffle(numbers)
    return numbers


def _drawn(section: SectionSpec, chance: Random) -> list[Item]:
    items = list(section.items)
    if section.draw is not None:
        return chance.sample(items, section.drawn)
    if section.shuffle:
        chance.shuffle(items)
    return items
