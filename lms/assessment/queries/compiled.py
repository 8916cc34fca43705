"""Quizzes of published versions, ready for use. Their rows never change, so each is read into shapes once per process."""

import re
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html import unescape
from typing import Any
from uuid import UUID

from lms.catalogue.course_files.items import Item
from lms.catalogue.course_files.shapes import QuizSpec
from lms.catalogue.models import QuestionSet
from lms.kit.db import db
from lms.kit.markdown import trusted

_MOST = 100
_TAG = re.compile(r"<[^>]+>")
_ready: OrderedDict[UUID, "Quiz"] = OrderedDict()


@dataclass(frozen=True, slots=True)
class Quiz:
    """A compiled quiz: its rules and items (``spec``), and the safe HTML of each of its texts."""

    id: UUID
    spec: QuizSpec
    compiled: Mapping[str, str]
    items: Mapping[str, Item]
    _labels: dict[str, tuple[str, str]] = field(default_factory=dict, compare=False)
    """The texts that were asked for as labels, each in HTML and plain."""

    def html(self, source: str) -> str:
        """The HTML of a text of the quiz; a text that was not compiled is shown as it stands, escaped by the template."""
        return trusted(self.compiled[source]) if source in self.compiled else source

    def inline(self, source: str) -> str:
        """The same, without the paragraph around a text of one paragraph, for labels and cells."""
        return self._label(source)[0]

    def plain(self, source: str) -> str:
        """The same without any tags, for the options of a select."""
        return self._label(source)[1]

    def _label(self, source: str) -> tuple[str, str]:
        if source not in self.compiled:
            return source, " ".join(source.split())  # not kept: it may be what a learner typed
        if source not in self._labels:
            self._labels[source] = _label(self.compiled[source])
        return self._labels[source]


def _label(html: str) -> tuple[str, str]:
    text = html.strip()
    single = text.startswith("<p>") and text.endswith("</p>") and text.count("<p>") == 1
    return trusted(text[3:-4] if single else text), " ".join(unescape(_TAG.sub("", html)).split())


def quiz_by_id(question_set_id: UUID) -> Quiz:
    """The quiz of that key. A statement only where this process has not met it: an answer's save need not read its JSON again."""
    return _ready.get(question_set_id) or quiz_of(db.session.get_one(QuestionSet, question_set_id))


def quiz_of(question_set: QuestionSet) -> Quiz:
    """The quiz that ``question_set`` holds."""
    quiz = _ready.get(question_set.id)
    if quiz is None:
        spec = QuizSpec.from_json(question_set.content)
        quiz = Quiz(question_set.id, spec, dict(_compiled(question_set.content)), {item.key: item for item in spec.items})
        _ready[question_set.id] = quiz
        while len(_ready) > _MOST:
            _ready.popitem(last=False)
    return quiz


def _compiled(plain: Any) -> Iterator[tuple[str, str]]:
    """Each Markdown text with its HTML, which publication put beside it under the same name with ``_html`` behind."""
    if isinstance(plain, list):
        for element in plain:
            yield from _compiled(element)
    if not isinstance(plain, dict):
        return
    for name, value in plain.items():
        made = plain.get(f"{name}_html")
        if isinstance(made, list):
            yield from zip(value, made, strict=True)
        elif made:
            yield value, made
        elif not name.endswith("_html"):
            yield from _compiled(value)
