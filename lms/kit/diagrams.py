"""Diagrams: Mermaid's text in, a picture and the same text out, on the server."""

import html
import re
from base64 import b64encode

import mmdr

from lms.kit.lesson_parts import LessonWords

_LIMIT = 20_000
_ADDRESS = re.compile(r"""\s(?:xlink:)?href\s*=\s*(?:"(?!#)[^"]*"|'(?!#)[^']*')""")
_ACTIVE = re.compile(
    r"<\s*(?:script|foreignObject|iframe|image|use|animate|set)\b|\son\w+\s*=\s*[\"']|javascript:|@import|url\((?!#)", re.IGNORECASE
)
_VIEW_BOX = re.compile(r'viewBox="[-\d.e]+ [-\d.e]+ ([\d.]+) ([\d.]+)"')
_TITLE = re.compile(r"^\s*(?:accTitle\s*:|(?:pie\s+(?:showData\s+)?)?title\b:?)\s*(.+)$", re.MULTILINE)


def diagram_html(source: str, words: LessonWords) -> str:
    """Return a figure with the drawn diagram and its source as the text alternative; if it cannot be drawn, why, and the source."""
    text = f'<pre><code class="language-mermaid">{html.escape(source)}</code></pre>'
    try:
        svg, width, height = _drawn(source)
    except ValueError as fault:
        reason = html.escape(words.diagram_failed % {"reason": str(fault)})
        return f'<div class="callout" data-kind="warning" role="note"><p class="callout-title">{reason}</p>{text}</div>'
    titled = _TITLE.search(source)
    label = html.escape(titled[1].strip() if titled else words.diagram)
    # An <img> draws the SVG in a world of its own: no script, no link, no style of ours or of the page's is shared.
    address = f"data:image/svg+xml;base64,{b64encode(svg.encode()).decode()}"
    return (
        f'<figure class="diagram"><img src="{address}" alt="{label}" width="{width}" height="{height}">'
        f'<details class="ds-details diagram-source"><summary>{html.escape(words.diagram_text)}</summary>{text}</details></figure>'
    )


def fault_of(source: str) -> str:
    """Why ``source`` cannot be drawn; empty when it can. Run it through ``lms.kit.markdown.diagram_fault``."""
    try:
        _drawn(source)
    except ValueError as fault:
        return str(fault)
    return ""


def _drawn(source: str) -> tuple[str, int, int]:
    """Return the SVG and its size in CSS pixels; raise ValueError with the reason."""
    if len(source) > _LIMIT:
        raise ValueError(f"more than {_LIMIT} characters")
    try:
        svg: str = mmdr.render(source).svg()
    except BaseException as fault:  # a panic of the Rust library is no Exception
        if isinstance(fault, (KeyboardInterrupt, SystemExit, MemoryError)):
            raise
        raise ValueError(" ".join(str(fault).split())[:200] or "unknown reason") from fault
    svg = _ADDRESS.sub("", svg)
    found = _VIEW_BOX.search(svg)
    if found is None or _ACTIVE.search(svg):
        raise ValueError("it holds something that is not a drawing")
    width, height = max(1, round(float(found[1]))), max(1, round(float(found[2])))
    return svg.replace('width="100%"', f'width="{width}" height="{height}"', 1), width, height
