"""A lesson from Markdown to what a reader gets. Slow and recursive on hostile text: run it through ``lms.kit.markdown.compile_lesson``."""

import re
from collections.abc import Callable, Mapping
from html.parser import HTMLParser
from typing import Any

import markdown

from lms.kit.diagrams import fault_of
from lms.kit.lesson_extensions import FewTags, QuestionBlocks, fences
from lms.kit.lesson_parts import CompiledLesson, Heading, LessonWords, Question, lesson_words
from lms.kit.lesson_tree import LessonTree
from lms.kit.sanitiser import clean_lesson
from lms.kit.text_limits import LESSON, fitting

_KINDS = ["note", "tip", "info", "warning", "danger", "example", "quote"]
_TITLE = re.compile(r"^\s*<h1[^>]*>.*?</h1>\s*", re.DOTALL)
_PLACEHOLDER = re.compile(r'<div class="lesson-question" data-question="([a-z0-9-]+)#([a-z0-9-]+)"></div>')
_WORD = re.compile(r"\w+(?:['’\-]\w+)*")
_BLOCK_TAGS = (
    "blockquote br caption dd details div dl dt figcaption figure h1 h2 h3 h4 h5 h6 hr li ol p pre section summary table td th tr ul"
)
_BLOCKS = frozenset(_BLOCK_TAGS.split())
_SLUG_CUT = re.compile(r"[^\w\s-]")
_SLUG_DASH = re.compile(r"[-\s_]+")


def lesson_html(source: str, *, links: Mapping[str, str], words: LessonWords | None = None) -> CompiledLesson:
    """Compile one lesson; ``links`` maps file names inside the course ("03-licences.md", "media/x.png") to addresses.

    Raises ``TextTooLong`` above 500 KB.
    """
    source = fitting(source, LESSON)
    words = words or lesson_words()
    parser, tree = _parser(links, words)
    return _read(clean_lesson(parser.convert(source)), tuple(dict.fromkeys(tree.unknown)))


def answer(task: str, *arguments: Any) -> Any:
    """Answer one call of the worker: a lesson is compiled, or a diagram is tried."""
    return _TASKS[task](*arguments)


def _lesson(source: str, links: Mapping[str, str], words: LessonWords) -> CompiledLesson:
    return lesson_html(source, links=links, words=words)


_TASKS: Mapping[str, Callable[..., Any]] = {"lesson": _lesson, "diagram": fault_of}


def _parser(links: Mapping[str, str], words: LessonWords) -> tuple[markdown.Markdown, LessonTree]:
    settings: dict[str, dict[str, Any]] = {
        "tables": {"use_align_attribute": True},
        "toc": {"slugify": _slug, "toc_depth": "1-6", "permalink": False, "marker": ""},
        "footnotes": {"SEPARATOR": "-", "BACKLINK_TEXT": "↩"},
        "pymdownx.blocks.admonition": {"types": _KINDS},
        "pymdownx.blocks.caption": {"auto": False, "types": ["caption", "figure-caption", "table-caption"]},
        "pymdownx.highlight": {"use_pygments": True, "guess_lang": False},
        # relaxed: else code whose first line it does not know would be running text
        "pymdownx.superfences": {"custom_fences": fences(words), "relaxed_headers": True},
        "pymdownx.arithmatex": {"generic": True, "tex_inline_wrap": ["", ""], "tex_block_wrap": ["", ""]},
        "pymdownx.magiclink": {"hide_protocol": False},
        "pymdownx.tilde": {"subscript": False},
    }
    names = ["abbr", "admonition", "attr_list", "def_list", "sane_lists", "pymdownx.details", "pymdownx.tabbed"]
    names += ["pymdownx.blocks.definition", "pymdownx.blocks.details", "pymdownx.blocks.tab"]
    parser = markdown.Markdown(
        extensions=[*names, *settings, QuestionBlocks(), FewTags()], extension_configs=settings, output_format="html"
    )
    tree = LessonTree(parser, links, words)
    parser.treeprocessors.register(tree, "lesson_tree", -10)  # the very last: all other extensions have had their say
    return parser, tree


def _slug(text: str, separator: str) -> str:
    return _SLUG_DASH.sub(separator, _SLUG_CUT.sub("", text).strip().lower()).strip(separator) or "section"


def _read(html: str, unknown: tuple[str, ...]) -> CompiledLesson:
    found = _TITLE.match(html)
    title = _Reader(found[0]).text if found else ""
    body = html[found.end() :] if found else html
    reader = _Reader(body)
    return CompiledLesson(
        title=title,
        html=body,
        headings=tuple(reader.headings),
        words=len(_WORD.findall(reader.text)),
        text=reader.text,
        questions=tuple(Question(placeholder=mark[0], quiz=mark[1], item=mark[2]) for mark in _PLACEHOLDER.finditer(body)),
        unknown_links=unknown,
    )


class _Reader(HTMLParser):
    """Reads finished HTML once, for the plain text and the headings."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.headings: list[Heading] = []
        self._pieces: list[str] = []
        self._heading: tuple[str, int, int] | None = None
        self._skipping = 0
        self.feed(html)
        self.close()
        self.text = _tidy(self._pieces)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _BLOCKS:
            self._pieces.append("\n")
        given = dict(attrs)
        classes = (given.get("class") or "").split()
        if self._skipping or "diagram-source" in classes or given.get("role") in {"doc-backlink", "doc-noteref"}:
            self._skipping += tag not in {"br", "hr", "img", "source", "track"}
        elif tag in {"h2", "h3", "h4"} and "tab-title" not in classes:
            self._heading = (given.get("id") or "", int(tag[1]), len(self._pieces))
        elif tag == "img":
            self._pieces.append(given.get("alt") or "")

    def handle_endtag(self, tag: str) -> None:
        if self._skipping:
            self._skipping -= 1
            return
        if self._heading is not None and tag == f"h{self._heading[1]}":
            key, level, start = self._heading
            self.headings.append(Heading(id=key, text=_tidy(self._pieces[start:]), level=level))
            self._heading = None
        if tag in _BLOCKS:
            self._pieces.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._skipping:
            self._pieces.append(data)


def _tidy(pieces: list[str]) -> str:
    lines = (" ".join(line.split()) for line in "".join(pieces).split("\n"))
    return "\n".join(line for line in lines if line)
