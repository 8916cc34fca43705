"""What our Markdown adds to Python-Markdown and takes from it: questions in the text, and nearly all HTML."""

import re
from xml.etree.ElementTree import Element, SubElement

from markdown import Extension, Markdown
from markdown.inlinepatterns import InlineProcessor
from markdown.preprocessors import Preprocessor
from markdown.util import HTML_PLACEHOLDER_RE
from pymdownx.blocks import BlocksExtension
from pymdownx.blocks.block import Block

from lms.kit.diagrams import diagram_html
from lms.kit.formulas import formula_html
from lms.kit.lesson_parts import LessonWords

QUESTION_TAG = "lesson-question"  # our own element between the parser and the tree: no author can write it
QUESTION = re.compile(r"([a-z0-9]+(?:-[a-z0-9]+)*)#([a-z0-9]+(?:-[a-z0-9]+)*)")

_HARMLESS = re.compile(r"</?(?:kbd|sub|sup|mark)\s*>|<br\s*/?>|<abbr(?:\s+title=\"[^\"<>]*\")?\s*>|</abbr\s*>", re.IGNORECASE)
_TAG = r"<[/!?]?[a-zA-Z][^<>]*>"
_HIDDEN = r"<!--.*?-->|<(?P<hidden>script|style)\b[^<>]*>.*?</(?P=hidden)\s*>"
_STASHED = re.compile(rf"\s*{HTML_PLACEHOLDER_RE.pattern}\s*")
_HIDDEN_BLOCK = re.compile(rf"^ {{0,3}}(?:{_HIDDEN})[ \t]*$", re.IGNORECASE | re.DOTALL | re.MULTILINE)


class _Question(Block):  # type: ignore[misc]
    """``/// question | quiz#item``: a place where the player puts the question."""

    NAME = "question"
    ARGUMENT = True

    def on_validate(self, parent: Element) -> bool:
        return QUESTION.fullmatch(self.argument.strip()) is not None

    def on_create(self, parent: Element) -> Element:
        return SubElement(parent, QUESTION_TAG, {"item": self.argument.strip()})


class QuestionBlocks(BlocksExtension):  # type: ignore[misc]
    """Registers the block ``question``."""

    def extendMarkdownBlocks(self, md: Markdown, block_mgr: object) -> None:  # noqa: N802 (the library's name)
        block_mgr.register(_Question, self.getConfigs())  # type: ignore[attr-defined]


class _WithoutHiddenBlocks(Preprocessor):
    """Takes out comments, scripts and styles that stand on lines of their own, also with empty lines in them."""

    def run(self, lines: list[str]) -> list[str]:
        return _HIDDEN_BLOCK.sub("", "\n".join(lines)).split("\n")


class _FencesAlone(Preprocessor):
    """Parts code from the text right above and below it, which would else share a paragraph with it."""

    def run(self, lines: list[str]) -> list[str]:
        made: list[str] = []
        below = False
        for line in lines:
            fence = _STASHED.fullmatch(line) is not None
            if made and made[-1].strip() and line.strip() and (fence or below):
                made.append("")
            made.append(line)
            below = fence
        return made


class _Tags(InlineProcessor):
    """Keeps the few harmless tags and drops all others."""

    def handleMatch(self, m: re.Match[str], data: str) -> tuple[str, int, int]:  # type: ignore[override]  # noqa: N802
        kept = m[0] if _HARMLESS.fullmatch(m[0]) else ""
        return (self.md.htmlStash.store(kept) if kept else ""), m.start(0), m.end(0)


class FewTags(Extension):
    """Replaces Python-Markdown's handling of HTML: authors write Markdown, and a fault in its HTML parser is none of ours."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802
        md.preprocessors.deregister("html_block")
        md.inlinePatterns.deregister("html")
        md.preprocessors.register(_WithoutHiddenBlocks(md), "hidden_blocks", 20)  # after the fences (25): code keeps its comments
        md.preprocessors.register(_FencesAlone(md), "fences_alone", 24)
        md.inlinePatterns.register(_Tags(f"(?is:{_HIDDEN}|{_TAG})", md), "few_tags", 90)


def fences(words: LessonWords) -> list[dict[str, object]]:
    """Return the fences that are drawn, as SuperFences wants them."""

    def diagram(source: str, *_args: object, **_options: object) -> str:
        return diagram_html(source, words)

    def formula(source: str, *_args: object, **_options: object) -> str:
        return f'<div class="formula" tabindex="0">{formula_html(source, display=True)}</div>'

    return [
        {"name": "mermaid", "class": "mermaid", "format": diagram},
        {"name": "math", "class": "math", "format": formula},
    ]
