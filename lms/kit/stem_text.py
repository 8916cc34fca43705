"""The small Markdown of questions: text, lists, tables, formulas and pictures. Run it through ``lms.kit.markdown.compile_stems``."""

import html
from collections.abc import Mapping, Sequence
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererProtocol
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from lms.kit.formulas import formula_html
from lms.kit.sanitiser import clean_lesson, is_outside, is_safe_link, target_of
from lms.kit.text_limits import QUESTION, fitting


def stems_html(sources: Sequence[str], links: Mapping[str, str]) -> list[str]:
    """Compile each of ``sources``; see ``stem_html``."""
    return [stem_html(source, links=links) for source in sources]


def stem_html(source: str, *, links: Mapping[str, str]) -> str:
    """Compile a stem, an option or feedback; ``links`` maps file names of the course to addresses. Raises ``TextTooLong`` above 20 KB."""
    return clean_lesson(_parser.render(fitting(source, QUESTION), {"links": links})).strip()


def _formula(state: StateInline, silent: bool) -> bool:
    """``$x$`` in the line and ``$$x$$`` on its own; as in lessons, no space inside the single signs, so that "$5 and $6" is money."""
    source, start = state.src, state.pos
    if source[start] != "$":
        return False
    fence = "$$" if source.startswith("$$", start) else "$"
    begin = start + len(fence)
    end = source.find(fence, begin)
    latex = source[begin:end] if end > begin else ""
    if not latex.strip() or (fence == "$" and (latex[0].isspace() or latex[-1].isspace() or source[end + 1 : end + 2].isdigit())):
        return False
    if not silent:
        token = state.push("formula", "", 0)
        token.content, token.markup = latex, fence
    state.pos = end + len(fence)
    return True


def _render_formula(_self: RendererProtocol, tokens: Sequence[Token], index: int, _options: Any, _env: Any) -> str:
    token = tokens[index]
    return f'<span class="formula">{formula_html(token.content, display=token.markup == "$$")}</span>'


def _render_picture(_self: RendererProtocol, tokens: Sequence[Token], index: int, _options: Any, env: Any) -> str:
    token = tokens[index]
    words, address = html.escape(token.content), str(token.attrs.get("src", ""))
    target = None if is_outside(address) else target_of(address, env["links"])
    return f'<img src="{html.escape(target)}" alt="{words}" loading="lazy">' if target else words


def _render_link(_self: RendererProtocol, tokens: Sequence[Token], index: int, _options: Any, env: Any) -> str:
    address = str(tokens[index].attrs.get("href", ""))
    if is_outside(address):
        return f'<a href="{html.escape(address)}" rel="noopener noreferrer">' if is_safe_link(address) else "<a>"
    target = address if address.startswith("/") else target_of(address, env["links"])
    return f'<a href="{html.escape(target)}">' if target else "<a>"


def _build() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "maxNesting": 20}).enable(["table", "strikethrough"]).disable(["heading", "lheading"])
    parser.inline.ruler.before("escape", "formula", _formula)
    for name, rule in (("formula", _render_formula), ("image", _render_picture), ("link_open", _render_link)):
        parser.add_render_rule(name, rule)
    return parser


_parser = _build()
