"""Code within a line: what stands between backticks stays as it is."""

import re
from collections.abc import Callable

CODE = re.compile(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)")


def outside_code(text: str, change: Callable[[str], str], spans: re.Pattern[str] = CODE) -> str:
    """``text`` with what stands outside of its ``spans`` changed, from left to right."""
    pieces, at = [], 0
    for span in spans.finditer(text):
        pieces += [change(text[at : span.start()]), span[0]]
        at = span.end()
    return "".join([*pieces, change(text[at:])])


def code_span(text: str) -> str:
    """``text`` in backticks, however many it has itself."""
    longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
    ticks = "`" * (longest + 1)
    gap = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{ticks}{gap}{text}{gap}{ticks}"
