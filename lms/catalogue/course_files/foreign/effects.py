"""LiaScript's directions when something appears or is spoken: a lesson shows all of it at once, so they go and their text stays."""

import re

from lms.catalogue.course_files.foreign.sources import Lines, Source, scan_lines
from lms.kit.problems import Findings
from lms.kit.words import gettext as _

_ALONE = re.compile(r"^\s*(?:--\{\{[^{}]*\}\}--|\{\{[^{}]*\}\})\s*$")
_AHEAD = re.compile(r"^(?P<indent>\s*(?:[-*+]\s+|\d{1,9}[.)]\s+)?)(?:\{\{\s*(?:\d+(?:-\d*)?|[|!]>)[^{}]*\}\})\s+(?=\S)")
_INLINE = re.compile(r"(?<![\w}\\^_])\{\s*(?:\d+(?:-\d*)?|[|!]>)[^{}]*\}\{((?:[^{}]|\{[^{}]*\})*)\}")
_STARS = re.compile(r"^\s*\*{3,}\s*$")
_FORMULA = re.compile(r"(?<![\\$])\$[ \t]+([^$\n]*?\S)[ \t]+\$(?!\$)")
_DRAGGED = re.compile(r"\[->\[([^\[\]\n]*)\]\]?|\[\[->([^\[\]\n]*)\]\]")


def without_effects(source: Source, findings: Findings) -> None:
    """Take LiaScript's directions out of ``source``, each named by its line."""
    scanned = scan_lines(source.lines).lines
    made: Lines = []
    stars_end = -1
    for index, (number, text) in enumerate(source.lines):
        if scanned[index].is_code or index == stars_end:
            made.append((number, "" if index == stars_end else text))
            continue
        if _ALONE.match(text):
            stars_end = _end_of_stars(source.lines, index + 1)
            changed = ""
        elif stars_end > index and _STARS.match(text) and _ALONE.match(source.lines[index - 1][1]):
            made.append((number, ""))
            continue
        else:
            changed = _INLINE.sub(lambda found: found[1], _AHEAD.sub(lambda found: found["indent"], text))
        if changed != text:
            shown = text.strip().replace("`", "'")[:200]
            what = _("this says when something appears or is spoken; the direction was left out, its text stays: `%(text)s`", text=shown)
            findings.advice(source.path, number, what, _("nothing, unless the order matters"))
        made.append((number, _DRAGGED.sub(_as_gap, _FORMULA.sub(r"$\1$", changed)) if "`" not in changed else changed))
    source.lines = made


def _end_of_stars(lines: Lines, start: int) -> int:
    """Where the stars end that begin at ``start``; -1 when no stars stand there."""
    if start >= len(lines) or not _STARS.match(lines[start][1]):
        return -1
    return next((index for index in range(start + 1, len(lines)) if _STARS.match(lines[index][1])), -1)


def _as_gap(found: re.Match[str]) -> str:
    """A place to drag an answer to asks the same as one to choose it."""
    return f"[[{(found[1] if found[1] is not None else found[2]).strip()}]]"
