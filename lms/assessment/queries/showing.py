"""Questions as pages show them. What a page gets for answering holds no key; what tells the key is a value of its own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from lms.assessment.marking.fractions import Response, choices
from lms.assessment.marking.responses import form_values
from lms.assessment.marking.results import Verdict, verdict
from lms.assessment.marking.telling import Line, explain, in_words
from lms.assessment.models import Answer
from lms.assessment.queries.compiled import Quiz
from lms.assessment.queries.sittings import Sitting
from lms.catalogue.course_files.items import EssayItem, Item, MatchingItem, MultipleItem, NumericalItem, OrderingItem, SingleItem, TrueFalseItem
from lms.kit.i18n import gettext as _
from lms.kit.markdown import learner_html


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing to choose or to move; ``html`` and ``plain`` are its text."""

    value: str
    html: str
    plain: str
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class ShownQuestion:
    """A question to answer. ``prompts`` are the left sides of pairs, ``picked`` the values chosen for them."""

    key: str
    kind: str
    number: int
    section: str
    points: float
    stem: str
    choices: tuple[Choice, ...]
    prompts: tuple[tuple[str, str], ...]
    text: str
    unit: str
    words: str
    revision: int
    saved_at: datetime | None
    words_off: str = ""
    """For an essay that is shorter or longer than asked: what is asked, and what is there."""
    refusal: str = ""
    other: "OtherAnswer | None" = None

    @property
    def answered(self) -> bool:
        """Whether an answer is kept."""
        return self.saved_at is not None


@dataclass(frozen=True, slots=True)
class ShownLine:
    """A possible answer with what tells whether it is right."""

    html: str
    chosen: bool
    right: bool
    feedback: str


@dataclass(frozen=True, slots=True)
class ShownRow:
    """One pair or place of an answer."""

    label: str
    given: str
    expected: str
    right: bool


@dataclass(frozen=True, slots=True)
class OtherAnswer:
    """What another window saved meanwhile, and what stands here."""

    revision: int
    at: datetime | None
    there: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ShownExplanation:
    """A question with its key. ``share`` is None while a person must mark it."""

    key: str
    kind: str
    number: int
    points: float
    earned: Decimal | None
    stem: str
    answered: bool
    lines: tuple[ShownLine, ...]
    rows: tuple[ShownRow, ...]
    feedback: str
    share: Decimal | None
    rubric: tuple[tuple[str, float, float], ...] = ()
    comment: str = ""

    @property
    def verdict(self) -> Verdict | None:
        """The word for the share."""
        return None if self.share is None else verdict(self.share)


def question(
    quiz: Quiz, item: Item, order: Sequence[int], values: Sequence[str], *, number: int = 1, section: str = "", answer: Answer | None = None
) -> ShownQuestion:
    """``item`` with ``values`` filled in; ``answer`` is what is kept."""
    return ShownQuestion(
        key=item.key,
        kind=item.kind,
        number=number,
        section=section,
        points=_plain(item.points),
        stem=quiz.html(item.stem),
        choices=_choices(quiz, item, order, values),
        prompts=_prompts(quiz, item, values),
        text=values[0] if values else "",
        unit=item.unit if isinstance(item, NumericalItem) else "",
        words=_words(item),
        revision=answer.revision if answer else 0,
        saved_at=answer.saved_at if answer and answer.response else None,
        words_off=_words_off(item, values),
    )


def questions(sitting: Sitting, answers: Mapping[str, Answer]) -> list[ShownQuestion]:
    """All questions of an attempt with what is kept."""
    shown = []
    for number, place in enumerate(sitting.attempt.layout, start=1):
        item, order, answer = sitting.quiz.items[place["item"]], place["order"], answers.get(place["item"])
        values = form_values(item, answer.response if answer else {}, order)
        shown.append(question(sitting.quiz, item, order, values, number=number, section=place["section"], answer=answer))
    return shown


def other_answer(quiz: Quiz, item: Item, stored: Answer | None) -> OtherAnswer:
    """What another window saved, in words."""
    if stored is None:
        return OtherAnswer(0, None, ())
    return OtherAnswer(stored.revision, stored.saved_at, tuple(_html(quiz, line) for line in in_words(item, stored.response)))


def explanation(quiz: Quiz, item: Item, order: Sequence[int], response: Response, share: Decimal | None, *, number: int = 1) -> ShownExplanation:
    """``item`` with its key, what was answered, and the share it earned. Only for those who may see the key."""
    told = explain(item, response, order)
    return ShownExplanation(
        key=item.key,
        kind=item.kind,
        number=number,
        points=_plain(item.points),
        earned=None if share is None else (share * Decimal(str(item.points))).quantize(Decimal("0.01")).normalize(),
        stem=quiz.html(item.stem),
        answered=bool(response),
        lines=tuple(_line(quiz, line, essay=isinstance(item, EssayItem)) for line in told.lines),
        rows=tuple(ShownRow(quiz.inline(row.label), quiz.inline(row.given), quiz.inline(row.expected), row.right) for row in told.rows),
        feedback=quiz.html(told.feedback),
        share=share,
    )


def explanations(sitting: Sitting, answers: Mapping[str, Answer]) -> list[ShownExplanation]:
    """All questions of an attempt with their keys."""
    shown = []
    for number, (item, order) in enumerate(sitting.items, start=1):
        answer = answers.get(item.key)
        response, share = (answer.response, answer.fraction) if answer else ({}, Decimal(0))
        one = explanation(sitting.quiz, item, order, response, share, number=number)
        comment = learner_html(answer.comment) if answer and answer.comment else ""
        shown.append(replace(one, rubric=_rubric(sitting.quiz, item, answer), comment=comment))
    return shown


def marked_essays(sitting: Sitting, answers: Mapping[str, Answer]) -> list[ShownExplanation]:
    """The essays that a trainer marked, with points and comment, for who may not see the key: what is said about an answer is its writer's."""
    return [replace(one, feedback="") for one in explanations(sitting, answers) if one.rubric]


def essay_html(text: str) -> str:
    """An essay as its reader sees it."""
    return learner_html(text)


def _plain(points: float) -> float:
    """Whole points without a decimal point."""
    return int(points) if points == int(points) else points


def _line(quiz: Quiz, line: Line, *, essay: bool) -> ShownLine:
    text = learner_html(line.text) if essay else _html(quiz, line)
    return ShownLine(text, line.chosen, line.right, quiz.html(line.feedback))


def _html(quiz: Quiz, line: Line) -> str:
    return line.text if line.typed else quiz.inline(line.text)


def _choices(quiz: Quiz, item: Item, order: Sequence[int], values: Sequence[str]) -> tuple[Choice, ...]:
    if isinstance(item, TrueFalseItem):
        return tuple(Choice(value, word, word, value in values) for value, word in (("true", _("True")), ("false", _("False"))))
    if isinstance(item, (SingleItem, MultipleItem)):
        texts: Sequence[str] = [option.text for option in item.options]
    elif isinstance(item, MatchingItem):
        texts = choices(item)
    elif isinstance(item, OrderingItem):
        texts = item.sequence
    else:
        return ()
    shown = {f"{item.key}.{place}": texts[number] for place, number in enumerate(order)}
    if isinstance(item, OrderingItem) and sorted(values) == sorted(shown):
        shown = {value: shown[value] for value in values}
    return tuple(Choice(value, quiz.inline(text), quiz.plain(text), value in values) for value, text in shown.items())


def _prompts(quiz: Quiz, item: Item, values: Sequence[str]) -> tuple[tuple[str, str], ...]:
    if not isinstance(item, MatchingItem):
        return ()
    picked = [*values, *[""] * len(item.pairs)]
    return tuple((quiz.inline(pair.left), value) for pair, value in zip(item.pairs, picked, strict=False))


def _words(item: Item) -> str:
    low, high = (item.min_words, item.max_words) if isinstance(item, EssayItem) else (None, None)
    if low and high:
        return _("Write %(low)s to %(high)s words.", low=low, high=high)
    if low:
        return _("Write %(low)s words or more.", low=low)
    return _("Write at most %(high)s words.", high=high) if high else ""


def _words_off(item: Item, values: Sequence[str]) -> str:
    count = len(values[0].split()) if isinstance(item, EssayItem) and values else 0
    if not isinstance(item, EssayItem) or not count or (item.min_words or 0) <= count <= (item.max_words or count):
        return ""
    return _("%(asked)s You wrote %(count)s.", asked=_words(item), count=count)


def _rubric(quiz: Quiz, item: Item, answer: Answer | None) -> tuple[tuple[str, float, float], ...]:
    if not isinstance(item, EssayItem) or answer is None or answer.rubric is None:
        return ()
    return tuple((quiz.inline(criterion.criterion), given, criterion.points) for criterion, given in zip(item.rubric, answer.rubric, strict=True))
