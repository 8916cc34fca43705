"""What a course folder says, as frozen values."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal, Self

from lms.catalogue.course_files.items import Item
from lms.kit.plain_json import from_plain, to_plain

StepKind = Literal["lesson", "quiz"]
StepOrder = Literal["free", "in-sequence"]
FeedbackRule = Literal["after-submit", "after-pass", "never"]
CountingRule = Literal["highest", "last", "first", "average"]
Display = Literal["all", "one"]


@dataclass(frozen=True, slots=True)
class CertificateSpec:
    """The certificate's terms; ``valid_months`` is None when it does not expire."""

    valid_months: int | None = None
    renewal_days: int = 60


@dataclass(frozen=True, slots=True)
class OutcomeSpec:
    """What the learner will be able to do."""

    key: str
    text: str


@dataclass(frozen=True, slots=True)
class CompetenceSpec:
    """A competence of a framework that the course develops, up to ``level`` (1 to 8)."""

    code: str
    level: int
    framework: str = "digcomp"
    outcomes: tuple[str, ...] = ()
    shown_by: tuple[str, ...] = ()
    """Keys of the course's own outcomes: who answers their questions well has shown the competence."""


@dataclass(frozen=True, slots=True)
class StepSpec:
    """A step: ``position`` counts from 1, ``minutes`` are measured, ``source`` is the file's text with plain line ends."""

    key: str
    kind: StepKind
    title: str
    position: int
    minutes: int
    requires: tuple[str, ...] = ()
    optional: bool = False
    source: str = ""

    @property
    def file(self) -> str:
        """The file's name in the folder."""
        return self.key + (".md" if self.kind == "lesson" else ".quiz.toml")


@dataclass(frozen=True, slots=True)
class SectionSpec:
    """A part of a quiz; ``draw`` is how many of the items an attempt gets, None for all."""

    items: tuple[Item, ...]
    title: str = ""
    draw: int | None = None
    shuffle: bool = False

    @property
    def drawn(self) -> int:
        """How many items an attempt gets."""
        return len(self.items) if self.draw is None else min(self.draw, len(self.items))


@dataclass(frozen=True, slots=True)
class QuizSpec:
    """A quiz file. ``key`` is the file's name without its ending; times in minutes; ``pass_mark`` in per cent."""

    key: str
    title: str
    sections: tuple[SectionSpec, ...]
    instructions: str = ""
    pass_mark: float = 70.0
    attempts: int | None = None
    pause_minutes: int = 0
    time_limit_minutes: int | None = None
    feedback: FeedbackRule = "after-submit"
    feedback_from: datetime | None = None
    """On the city's clock: before it nobody sees the key, whatever ``feedback`` says, because others still sit the quiz."""
    counts: CountingRule = "highest"
    shuffle_options: bool = True
    show: Display = "all"

    @property
    def items(self) -> tuple[Item, ...]:
        """All items of all sections."""
        return tuple(item for section in self.sections for item in section.items)

    @property
    def items_per_attempt(self) -> int:
        """How many items one attempt gets."""
        return sum(section.drawn for section in self.sections)

    def item(self, key: str) -> Item | None:
        """The item with ``key``, or None."""
        return next((item for item in self.items if item.key == key), None)

    def to_json(self) -> dict[str, Any]:
        """Plain JSON values."""
        plain: dict[str, Any] = to_plain(self)
        return plain

    @classmethod
    def from_json(cls, plain: dict[str, Any]) -> Self:
        """The quiz that ``to_json`` wrote down."""
        return from_plain(cls, plain)


@dataclass(frozen=True, slots=True)
class CourseSpec:
    """A whole course. ``quizzes`` holds the quizzes that are steps and the pools that are not; ``media`` are paths."""

    slug: str
    title: str
    summary: str
    language: str
    topic: str
    level: int
    effort_minutes: int
    owner: str
    outcomes: tuple[OutcomeSpec, ...]
    steps: tuple[StepSpec, ...]
    review_by: date | None = None
    learning_points: int = 0
    order: StepOrder = "free"
    prerequisites: tuple[str, ...] = ()
    certificate: CertificateSpec | None = None
    competences: tuple[CompetenceSpec, ...] = ()
    quizzes: tuple[QuizSpec, ...] = ()
    media: tuple[str, ...] = ()

    @property
    def measured_minutes(self) -> int:
        """Reading and answering time of all steps, measured."""
        return sum(step.minutes for step in self.steps)

    def step(self, key: str) -> StepSpec | None:
        """The step with ``key``, or None."""
        return next((step for step in self.steps if step.key == key), None)

    def quiz(self, key: str) -> QuizSpec | None:
        """The quiz or pool with ``key``, or None."""
        return next((quiz for quiz in self.quizzes if quiz.key == key), None)

    def to_json(self) -> dict[str, Any]:
        """Plain JSON values."""
        plain: dict[str, Any] = to_plain(self)
        return plain

    @classmethod
    def from_json(cls, plain: dict[str, Any]) -> Self:
        """The course that ``to_json`` wrote down."""
        return from_plain(cls, plain)
