"""Lists after CommonMark are shown as lists here, and the check advises on those that are not."""

import re

import pytest

from lms.catalogue.course_files.lists import arranged, check_lists
from lms.catalogue.course_files.markdown_lines import scan
from lms.kit.lesson_text import lesson_html
from lms.kit.problems import Findings


def ours(text: str) -> str:
    return "\n".join(line for _number, line in arranged(list(enumerate(text.split("\n"), start=1))))


def shape(html: str) -> str:
    """What is nested in what, in a line."""
    return re.sub(r"</?p>|\s+", " ", re.sub(r"<div class=\"highlight\">.*?</div>", "CODE", html, flags=re.DOTALL)).replace(" ", "")


CASES = [
    ("Text:\n- a\n- b", "Text:\n\n- a\n- b"),
    ("- a\n  - b\n    - c\n- d", "- a\n    - b\n        - c\n- d"),
    ("1. a\n   - b\n2. c", "1. a\n    - b\n2. c"),
    ("1) a\n2) b", "1. a\n2. b"),
    ("- a\n\n  more\n- b", "- a\n\n    more\n\n- b"),
    ("2. a\n\n   ```sh\n   x\n     y\n   ```\n3. b", "2. a\n\n    ```sh\n    x\n      y\n    ```\n3. b"),
    ("- a\n\t- b", "- a\n    - b"),
    ("- a\n## Part", "- a\n\n## Part"),
    ("- a\n1. b", "- a\n\n1. b"),
    ("/// tip | T\n- a\n///\n\nText", "/// tip | T\n- a\n///\n\nText"),
    ("```\n- a\n  - b\n```", "```\n- a\n  - b\n```"),
    ("> - a\n>   - b", "> - a\n>   - b"),
    ("- a\n    - b\n\n    more\n\nText", "- a\n    - b\n\n    more\n\nText"),
    ("- - a\n  - b", "- - a\n    - b"),
    ("5 - 3\n-no list", "5 - 3\n-no list"),
]


@pytest.mark.parametrize(("theirs", "expected"), CASES)
def test_a_list_is_written_as_ours(theirs: str, expected: str) -> None:
    assert ours(theirs) == expected


@pytest.mark.parametrize("text", [expected for _theirs, expected in CASES if not expected.startswith("- - ")])
def test_what_is_ours_stays(text: str) -> None:
    assert ours(text) == text


def test_lists_are_shown_as_other_houses_show_them() -> None:
    theirs = "Do:\n- a\n  - b\n    1) c\n\n1. one\n\n   ```sh\n   x\n   ```\n2. two\n"
    expected = "Do:<ul><li>a<ul><li>b<ol><li>c</li></ol></li></ul></li></ul><ol><li>oneCODE</li><li>two</li></ol>"
    assert shape(lesson_html(ours(theirs), links={}).html) == expected


def advice(text: str) -> list[int]:
    findings = Findings()
    check_lists("a.md", scan(text), findings)
    return [problem.line for problem in findings.in_order()]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("# T\n\nDo:\n- a\n- b\n\nText.\n\nDo:\n- c", [4, 10]),
        ("# T\n\n- a\n  - b\n  - c", [4]),
        ("# T\n\n1) a", [3]),
        ("# T\n\n- a\n\n  more", [5]),
        ("# T\n\n1. a\n   goes on\n2. b\n\n    more\n", []),
        ("# T\n\n- a\nlazy\n    - b\n\n        - c\n\nText", []),
        ("# T\n\n!!! note\n    - a\n\n=== \"Tab\"\n\n    - b\n", []),
    ],
)
def test_the_check_advises_once_on_each_list_that_is_not_shown(text: str, lines: list[int]) -> None:
    assert advice(text) == lines


def test_code_between_lines_of_text_shares_no_paragraph_with_them() -> None:
    html = lesson_html("# T\n\nAbove:\n```\nx\n```\nbelow.\n", links={}).html
    assert shape(html) == "Above:CODEbelow."
    assert "<p></p>" not in html
    assert "<p>below.</p>" in html
