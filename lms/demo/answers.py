"""What the demo city's officers answer: rightly, or with a mistake."""

from random import Random
from typing import Any

from lms.assessment.marking.fractions import choices
from lms.catalogue.course_files.items import (
    Item,
    MatchingItem,
    MultipleItem,
    NumericalItem,
    OrderingItem,
    ShortTextItem,
    SingleItem,
    TrueFalseItem,
)

ESSAY = (
    "I would begin with the table of street trees, because the gardeners ask for it each spring and nobody is named in it. "
    "Before publishing I ask the owner of the table, check that no column leads to a person, and describe each column in plain words."
)


def right(item: Item) -> dict[str, Any]:
    """The response that earns all points; for an essay, a text to mark."""
    match item:
        case SingleItem():
            return {"option": next(n for n, option in enumerate(item.options) if option.correct)}
        case MultipleItem():
            return {"options": [n for n, option in enumerate(item.options) if option.correct or (option.fraction or 0) > 0]}
        case TrueFalseItem():
            return {"value": item.answer}
        case ShortTextItem():
            best = max(item.answers, key=lambda answer: answer.fraction)
            return {"text": best.text.replace("\\*", "\0").replace("*", "").replace("\0", "*").strip() or "x"}
        case NumericalItem():
            return {"text": f"{item.answer:g}"}
        case MatchingItem():
            offered = choices(item)
            return {"right": [offered.index(pair.right) for pair in item.pairs]}
        case OrderingItem():
            return {"order": list(range(len(item.sequence)))}
        case _:
            return {"text": ESSAY}


def mistaken(item: Item, chance: Random) -> dict[str, Any]:
    """A response as somebody gives it who is not sure."""
    match item:
        case SingleItem():
            return {"option": chance.choice([n for n, option in enumerate(item.options) if not option.correct])}
        case MultipleItem():
            return {"options": [chance.randrange(len(item.options))]}
        case TrueFalseItem():
            return {"value": not item.answer}
        case MatchingItem():
            return {"right": [chance.randrange(len(choices(item))) for _pair in item.pairs]}
        case OrderingItem():
            order = list(range(len(item.sequence)))
            chance.shuffle(order)
            return {"order": order}
        case _:
            return {"text": "0"}
