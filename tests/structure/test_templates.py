"""Rules for templates: floors, no inline script or style, nothing unescaped, whole mails."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from flask import Flask
from jinja2 import meta, nodes

from tests.structure.sources import PAGES, TEMPLATES, heights, name_of

MAILS = sorted(path for path in (TEMPLATES / "mail").glob("*") if path.is_dir() and not path.name.startswith("_"))
# Mail programs and the PDF engine read no style sheet of ours; browsers never get these.
FOR_PAPER = (TEMPLATES / "mail", TEMPLATES / "pdf", TEMPLATES / "_layout" / "mail.html", TEMPLATES / "_layout" / "pdf.html")
CALM = [page for page in PAGES if not any(page.is_relative_to(place) for place in FOR_PAPER)]
JINJA = re.compile(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)


class _Inline(HTMLParser):
    """Collects what a strict content security policy would refuse."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = dict(attrs)
        inert = (names.get("type") or "") in ("application/json", "application/ld+json")
        if tag == "style" or (tag == "script" and "src" not in names and not inert):
            self.found.append(f"line {self.getpos()[0]}: <{tag}>")
        refused = [name for name in names if name == "style" or re.fullmatch(r"on[a-z]+", name)]
        refused += [name for name, value in attrs if (value or "").strip().lower().startswith("javascript:")]
        self.found += [f"line {self.getpos()[0]}: {name}=" for name in refused]


def _inline_in(source: str) -> list[str]:
    parser = _Inline()
    # Jinja goes, its line ends stay, so that <p {% if x %}style="…"{% endif %}> is read as a tag on its own line.
    parser.feed(JINJA.sub(lambda match: "\n" * match.group().count("\n"), source))
    return parser.found


@pytest.mark.parametrize(
    "source",
    ["<style>p{}</style>", "<script>x()</script>", '<p onclick="x()">', '<p {% if a %}style="x"{% endif %}>', '<a href="javascript:x()">'],
)
def test_the_search_for_inline_script_finds_each_kind(source: str) -> None:
    assert _inline_in(source)


def test_a_page_has_no_inline_script_or_style() -> None:
    assert len(CALM) > 100
    found = [f"{name_of(path)}, {fault}" for path in CALM for fault in _inline_in(path.read_text(encoding="utf-8"))]
    assert not found, "\n".join(found)


@pytest.fixture(scope="module")
def trees(app: Flask) -> dict[Path, nodes.Template]:
    """Every template, parsed."""
    return {path: app.jinja_env.parse(path.read_text(encoding="utf-8")) for path in PAGES}


def test_a_template_obeys_the_floors(trees: dict[Path, nodes.Template]) -> None:
    height, wrong = heights(), []
    for path, tree in trees.items():
        home, *_ = path.relative_to(TEMPLATES).parts
        for name in meta.find_referenced_templates(tree):
            other = (name or "").split("/")[0]
            below = other.startswith("_") or other == home or height.get(other, 99) < height.get(home, 99)
            if not name:
                wrong.append(f"{name_of(path)} chooses a template at run time; nobody can see from which floor")
            elif not below:
                wrong.append(f"{name_of(path)} uses {name}, which is not below it")
    assert not wrong, "\n".join(wrong)


def test_a_template_escapes_what_it_prints(trees: dict[Path, nodes.Template]) -> None:
    unescaped = []
    for path, tree in trees.items():
        turned = [*(node for node in tree.find_all(nodes.Filter) if node.name in ("safe", "forceescape"))]
        turned += tree.find_all((nodes.ScopedEvalContextModifier, nodes.EvalContextModifier))
        unescaped += [f"{name_of(path)}:{node.lineno}" for node in turned]
    assert not unescaped, f"escaping is turned off; only lms/kit/markup.py makes markup: {', '.join(unescaped)}"


def test_a_file_is_offered_in_the_words_of_the_house() -> None:
    by_hand = re.compile(r'link_button\(.*_\("(?:(?:Download|Export)(?: as)? )?(?:CSV|XLSX|PDF)"\)|form\|upper, icon_name')
    found = [name_of(path) for path in CALM if by_hand.search(path.read_text(encoding="utf-8"))]
    assert found == ["templates/_parts/exports.html"], "a list is offered by exports() or export_button(), a paper by paper_button()"


@pytest.mark.parametrize("path", MAILS, ids=name_of)
def test_a_mail_has_a_subject_and_both_bodies(path: Path) -> None:
    assert {file.name for file in path.iterdir()} == {"subject.txt", "body.txt", "body.html"}


def test_there_are_mails_to_look_at() -> None:
    assert MAILS, "templates/mail/ holds no mail"
