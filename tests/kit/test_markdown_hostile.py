"""No hostile text keeps anything active, in any place where people write; and the sanitiser is what sees to it."""

import importlib.util
import time
from pathlib import Path
from types import ModuleType

import pytest

from lms.kit import formulas, sanitiser
from lms.kit.errors import DomainError
from lms.kit.lesson_text import lesson_html
from lms.kit.markdown import compile_lesson, compile_stems, learner_html
from lms.kit.sanitiser import clean_learner, clean_lesson, is_outside, is_safe_link
from lms.kit.stem_text import stem_html


def _beside(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


hostile = _beside("hostile")
LINKS = {"media/x.png": "/media/x.png", "media/x.mp4": "/media/x.mp4"}
SINKS = {
    "lesson": lambda text: lesson_html(text, links=LINKS).html,
    "lesson, inside a note": lambda text: lesson_html("# T\n\n/// note | x\n" + text + "\n\n///\n", links=LINKS).html,
    "stem": lambda text: stem_html(text, links=LINKS),
    "learner": learner_html,
    "finished html of a lesson": clean_lesson,
    "finished html of a learner": clean_learner,
}


def test_there_are_more_than_eighty_attacks() -> None:
    assert len(set(hostile.ALL)) > 150


@pytest.mark.parametrize("text", hostile.ALL)
@pytest.mark.parametrize("sink", SINKS)
def test_nothing_of_an_attack_stays_alive(sink: str, text: str) -> None:
    assert hostile.alive(SINKS[sink](text)) == []


@pytest.mark.parametrize("text", hostile.ALL)
def test_what_was_cleaned_does_not_change_when_it_is_read_again(text: str) -> None:
    once = lesson_html(text, links=LINKS).html
    assert clean_lesson(once) == once


def test_the_title_and_the_headings_are_plain_text() -> None:
    lesson = lesson_html("# A <img src=x onerror=alert(1)> $\\text{<b>}$\n\n## B <script>alert(1)</script>", links={})
    assert "onerror" not in lesson.title
    assert lesson.headings[0].text == "B"


class _Off:
    """A sanitiser that is switched off."""

    def clean(self, html: str) -> str:
        return html


@pytest.mark.parametrize(
    ("sink", "at_least"), [("finished html of a lesson", 70), ("finished html of a learner", 70), ("lesson", 6), ("stem", 3)]
)
def test_without_the_sanitiser_attacks_would_live(monkeypatch: pytest.MonkeyPatch, sink: str, at_least: int) -> None:
    monkeypatch.setattr(sanitiser, "_lesson", _Off())
    monkeypatch.setattr(sanitiser, "_learner", _Off())
    monkeypatch.setattr(formulas, "_math_only", _Off())
    assert len([text for text in hostile.ALL if hostile.alive(SINKS[sink](text))]) >= at_least


@pytest.mark.parametrize(
    ("address", "safe", "outside"),
    [
        ("/courses", True, False),
        ("media/x.png", True, False),
        ("#part", True, False),
        ("?q=a:b", True, False),
        ("https://example.org", True, True),
        ("HTTPS://example.org", True, True),
        ("mailto:a@example.org", True, True),
        ("//evil.example", False, True),
        ("/\\evil.example", False, True),
        ("\\\\evil.example", False, True),
        ("/\t/evil.example", False, True),
        ("javascript:alert(1)", False, True),
        ("java\nscript:alert(1)", False, True),
        (" javascript:alert(1)", False, True),
        ("data:text/html,x", False, True),
    ],
)
def test_an_address_is_inside_outside_or_refused(address: str, safe: bool, outside: bool) -> None:
    assert (is_safe_link(address), is_outside(address)) == (safe, outside)


HEAVY = {
    "6,000 brackets": "[" * 6000,
    "5 MB": "words " * 850_000,
    "10,000 quotations": ">" * 10_000,
    "nested lists": "\n".join("    " * level + "- x" for level in range(300)),
    "a huge table": "| a | b |\n|---|---|\n" + "| x | y |\n" * 40_000,
    "a wide table": "|" + "a|" * 5000 + "\n|" + "-|" * 5000 + "\n",
    "emphasis without end": "*a **b " * 8000,
    "comments without end": "<!--" * 20_000,
    "notes without end": "[^1]" * 5000 + "\n\n[^1]: x",
    "a deep formula": "$" + "{" * 3000 + "}" * 3000 + "$",
    "a tangled diagram": "```mermaid\nflowchart LR\n" + "\n".join(f"A{i}-->A{j}" for i in range(40) for j in range(40)) + "\n```",
}


@pytest.mark.slow
@pytest.mark.parametrize("text", HEAVY.values(), ids=HEAVY.keys())
def test_a_heavy_lesson_is_compiled_or_refused_in_a_few_seconds(text: str) -> None:
    began = time.monotonic()
    try:
        assert hostile.alive(compile_lesson(text, links={}).html) == []
    except DomainError as refusal:
        assert str(refusal).endswith(".")  # noqa: PT017
    assert time.monotonic() - began < 20  # 4 s of work, and the start of a worker on a busy machine


@pytest.mark.parametrize("text", HEAVY.values(), ids=HEAVY.keys())
def test_heavy_questions_and_heavy_words_of_learners_are_quick(text: str) -> None:
    began = time.monotonic()
    assert hostile.alive(learner_html(text[:20_000])) == []
    assert hostile.alive(compile_stems([text[:20_000]], links={})[0]) == []
    assert time.monotonic() - began < 15
