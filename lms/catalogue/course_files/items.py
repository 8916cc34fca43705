"""What a question is: one frozen dataclass per kind."""

from dataclasses import dataclass
from typing import Any, ClassVar, Literal, Self

from lms.kit.plain_json import from_plain, to_plain

ToleranceKind = Literal["absolute", "relative"]


@dataclass(frozen=True, slots=True)
class Option:
    """One choice. ``fraction`` (-1 to 1) is None unless the author gave the options fractions of their own."""

    text: str
    correct: bool = False
    feedback: str = ""
    fraction: float | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """A pattern for a short text: ``*`` stands for anything, ``\\*`` for a star; ``fraction`` 0 to 1."""

    text: str
    fraction: float = 1.0
    feedback: str = ""


@dataclass(frozen=True, slots=True)
class Pair:
    """What belongs together."""

    left: str
    right: str


@dataclass(frozen=True, slots=True)
class RubricLevel:
    """A described number of points within a criterion."""

    points: float
    text: str


@dataclass(frozen=True, slots=True)
class Criterion:
    """A row of the rubric; ``points`` is the most it gives."""

    criterion: str
    points: float
    levels: tuple[RubricLevel, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What every kind of question has. ``stem`` and ``feedback`` are Markdown; ``line`` is where it begins in its file."""

    KIND: ClassVar[str] = ""

    key: str
    stem: str
    points: float = 1.0
    outcome: str | None = None
    feedback: str = ""
    line: int = 0

    @property
    def kind(self) -> str:
        """The kind as the course format writes it."""
        return self.KIND

    def to_json(self) -> dict[str, Any]:
        """Plain JSON values, with ``kind``."""
        plain: dict[str, Any] = to_plain(self)
        return plain

    @classmethod
    def from_json(cls, plain: dict[str, Any]) -> Self:
        """The question that ``to_json`` wrote down."""
        return from_plain(cls, plain)


@dataclass(frozen=True, slots=True, kw_only=True)
class SingleItem(Question):
    """One option is right."""

    KIND: ClassVar[str] = "single"
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MultipleItem(Question):
    """Several options may be right."""

    KIND: ClassVar[str] = "multiple"
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TrueFalseItem(Question):
    """A statement that holds or not."""

    KIND: ClassVar[str] = "true-false"
    answer: bool
    feedback_true: str = ""
    feedback_false: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShortTextItem(Question):
    """A word or a phrase that the learner types."""

    KIND: ClassVar[str] = "short-text"
    answers: tuple[Answer, ...]
    case_sensitive: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NumericalItem(Question):
    """A number. A relative ``tolerance`` is a share of ``answer``."""

    KIND: ClassVar[str] = "numerical"
    answer: float
    tolerance: float = 0.0
    tolerance_kind: ToleranceKind = "absolute"
    unit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchingItem(Question):
    """Pairs to put together; two pairs may share their right side."""

    KIND: ClassVar[str] = "matching"
    pairs: tuple[Pair, ...]
    distractors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderingItem(Question):
    """Things to put in order; ``sequence`` is the right one."""

    KIND: ClassVar[str] = "ordering"
    sequence: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EssayItem(Question):
    """A text that a trainer marks; ``points`` is the sum of the rubric's."""

    KIND: ClassVar[str] = "essay"
    rubric: tuple[Criterion, ...]
    min_words: int | None = None
    max_words: int | None = None


Item = SingleItem | MultipleItem | TrueFalseItem | ShortTextItem | NumericalItem | MatchingItem | OrderingItem | EssayItem
ITEM_KINDS: dict[str, type[Item]] = {
    kind.KIND: kind
    for kind in (SingleItem, MultipleItem, TrueFalseItem, ShortTextItem, NumericalItem, MatchingItem, OrderingItem, EssayItem)
}


def item_from_json(plain: dict[str, Any]) -> Item:
    """The question of whatever kind that ``to_json`` wrote down."""
    return ITEM_KINDS[plain["kind"]].from_json(plain)
