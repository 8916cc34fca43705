"""Markdown in, safe HTML out.

Lessons and questions are compiled when a course is checked or published, in a worker process with limits (``compile_lesson``,
``compile_stems``); their HTML is stored and shown with ``trusted``. What learners write becomes HTML on each showing (``learner_html``).
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from markdown_it import MarkdownIt
from markupsafe import Markup, escape  # noqa: TID251  (the type)

from lms.kit.errors import DomainError
from lms.kit.folding import fold
from lms.kit.lesson_parts import CompiledLesson, lesson_words
from lms.kit.markup import safe
from lms.kit.sanitiser import clean_learner
from lms.kit.text_limits import LEARNER, LESSON, QUESTION, fitting
from lms.kit.worker import Worker

_lesson_worker = Worker("lms.kit.lesson_text:answer", seconds=4, memory_mb=1024)
_stem_worker = Worker("lms.kit.stem_text:stems_html", seconds=4, memory_mb=1024)

_RUNS = re.compile(r"[\x00-\x7f]+|[^\x00-\x7f]")


def compile_lesson(source: str, *, links: Mapping[str, str]) -> CompiledLesson:
    """Compile a lesson in the worker; ``links`` maps file names of the course ("03-licences.md", "media/x.png") to addresses.

    The few words that compiling adds are in the current language. Raises ``TextTooLong`` (500 KB), ``TooSlow`` (4 s) or ``WorkerDied``.
    """
    result: CompiledLesson = _lesson_worker("lesson", fitting(source, LESSON), dict(links), lesson_words())
    return result


def diagram_fault(source: str) -> str:
    """Why the Mermaid text ``source`` cannot be drawn; empty when it can. It is tried in the worker, for at most 4 s."""
    try:
        return _diagram_fault(source)
    except DomainError as refusal:
        return str(refusal)


@lru_cache(maxsize=500)  # a trainer's problems are looked up at each pause in their writing, and the diagrams are mostly the same
def _diagram_fault(source: str) -> str:
    fault: str = _lesson_worker("diagram", source)
    return fault


def compile_stems(sources: Sequence[str], *, links: Mapping[str, str]) -> list[str]:
    """Compile the small Markdown of a quiz (stems, options, feedback) in the worker, all in one call; HTML in the same order.

    Raises ``TextTooLong`` (20 KB each), ``TooSlow`` (after 4 s) or ``WorkerDied``.
    """
    result: list[str] = _stem_worker([fitting(source, QUESTION) for source in sources], dict(links))
    return result


def trusted(html: str) -> Markup:
    """Return HTML that ``compile_lesson`` or ``compile_stems`` made and a column kept. Never call it on anything else."""
    return safe(html)


def learner_html(text: str) -> Markup:
    """Return what a learner wrote: Markdown without HTML, pictures and headings; links carry ``nofollow ugc noopener``.

    Raises ``TextTooLong`` above 20 KB of UTF-8.
    """
    return safe(clean_learner(_learner.render(fitting(text, LEARNER))))


def highlight_words(text: str, words: Iterable[str]) -> Markup:
    """Return ``text`` escaped, with each of ``words`` in ``<mark>``, whatever its capitals and accents. The last may be unfinished."""
    needles = _needles(tuple(words))
    if needles is None:
        return escape(text)
    haystack, position = _folded(text)
    pieces, last = [], 0
    for found in needles.finditer(haystack):
        start, end = position[found.start()], position[found.end() - 1] + 1
        if start < last:
            continue
        end = _with_marks(text, end)
        pieces += [escape(text[last:start]), safe("<mark>"), escape(text[start:end]), safe("</mark>")]
        last = end
    return safe("").join([*pieces, escape(text[last:])])


@lru_cache(maxsize=64)
def _needles(words: tuple[str, ...]) -> re.Pattern[str] | None:
    """What finds ``words`` in folded text as the search does: whole words, of the last its beginning."""
    needles = list(map(fold, words))
    patterns = {needle: _as_word(needle, whole=needle != needles[-1]) for needle in needles if needle}
    return re.compile("|".join(patterns[needle] for needle in sorted(patterns, key=len, reverse=True))) if patterns else None


def _as_word(needle: str, *, whole: bool) -> str:
    begins = r"(?<!\w)" if re.match(r"\w", needle) else ""
    ends = r"(?!\w)" if whole and re.search(r"\w\Z", needle) else ""
    return begins + re.escape(needle) + ends


def _folded(text: str) -> tuple[str, Sequence[int]]:
    """``text`` folded, and for each letter of it the position in ``text``."""
    if text.isascii():
        return text.lower(), range(len(text))
    letters: list[str] = []
    positions: list[int] = []
    for run in _RUNS.finditer(text):  # an excerpt is plain letters but for its dots: taking the long way for each of them cost most of a search
        start, end = run.span()
        if run.group().isascii():
            letters.append(run.group().lower())
            positions += range(start, end)
        else:
            folded = fold(run.group())
            letters += folded
            positions += [start] * len(folded)
    return "".join(letters), positions


def _with_marks(text: str, end: int) -> int:
    """Move ``end`` behind the accents that belong to the last letter."""
    while end < len(text) and unicodedata.combining(text[end]):
        end += 1
    return end


def _learners_parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "maxNesting": 20}).enable(["table", "strikethrough"]).disable("image")
    for rule, html in (("heading_open", "<p><strong>"), ("heading_close", "</strong></p>\n")):  # the page's outline is not the learner's
        parser.add_render_rule(rule, _fixed(html))
    return parser


def _fixed(html: str):  # type: ignore[no-untyped-def]
    def render(_renderer: object, *_args: object) -> str:
        return html

    return render


_learner = _learners_parser()
