"""Quotations that are blocks elsewhere: GitHub's and Microsoft's ``> [!NOTE]``, and Jekyll's with ``{: .callout}`` below them."""

import re

from lms.catalogue.course_files.foreign.fenced_blocks import CLOSING, opening
from lms.catalogue.course_files.foreign.kinds import DETAILS, LOOK, kind_of
from lms.catalogue.course_files.foreign.sources import Lines, Source, scan_lines
from lms.catalogue.course_files.lists import arranged
from lms.kit.problems import Findings
from lms.kit.words import gettext as _

_QUOTED = re.compile(r"^(?P<indent>\s*)>(?P<inside>.*)$")
_CLASSES = re.compile(r"^\s*\{:(?P<text>[^{}]*)\}\s*$")
_ALERT = re.compile(r"^\s*\[!(?P<kind>[\w-]+)\](?P<fold>[+-]?)(?P<title>.*)$")
_VIDEO = re.compile(r"^\s*\[!(?:VIDEO|video)\s+(?P<target>[^\]\s]+)\s*\]\s*$")
_LAYOUT = re.compile(r"^\s*\[!div\b[^\]]*\]\s*$", re.IGNORECASE)
_MARKED = re.compile(r"^(?P<indent>\s*)(?P<mark>[!?])>\s+(?P<text>.*)$")


def mark_quotations(source: Source, findings: Findings) -> None:
    """Mark the quotations of ``source`` that are blocks, and let lists within the others be lists."""
    source.lines = _Marker(source.path, findings).run(source.lines)


class _Marker:
    def __init__(self, path: str, findings: Findings) -> None:
        self.path, self.findings = path, findings

    def run(self, lines: Lines, depth: int = 0) -> Lines:
        codes = _codes_outside(lines)
        made: Lines = []
        at = 0
        while at < len(lines):
            text = lines[at][1]
            if codes[at] or ">" not in text[:40] or depth > 8:
                made.append(lines[at])
                at += 1
            elif found := _MARKED.match(text):
                at = self._paragraph(lines, at, found, made)
            elif _QUOTED.match(text):
                at = self._quotation(lines, at, made, depth)
            else:
                made.append(lines[at])
                at += 1
        return made

    def _paragraph(self, lines: Lines, at: int, found: re.Match[str], made: Lines) -> int:
        """Docsify's ``!> Text``."""
        number, indent = lines[at][0], found["indent"]
        made += [(number, line) for line in ("", opening("warning" if found["mark"] == "!" else "tip", "", indent), "", indent + found["text"])]
        at += 1
        while at < len(lines) and lines[at][1].strip():
            made.append(lines[at])
            at += 1
        made += [(number, line) for line in ("", indent + CLOSING, "")]
        return at

    def _quotation(self, lines: Lines, at: int, made: Lines, depth: int) -> int:
        end = at
        while end < len(lines) and _QUOTED.match(lines[end][1]):
            end += 1
        inside = [_inside(number, text) for number, text in lines[at:end]]
        found = _QUOTED.match(lines[at][1])
        indent = found["indent"] if found else ""
        classes = _CLASSES.match(lines[end][1]) if end < len(lines) else None
        kind = _kind_in(classes["text"]) if classes else None
        first = next((index for index, (_number, text) in enumerate(inside) if text.strip()), 0)
        alert = _ALERT.match(inside[first][1])
        if kind is not None:
            self._block(kind, "", indent, inside, made, depth)
            return end + 1
        if alert:
            name = DETAILS if alert["fold"] else alert["kind"].lower()
            title = alert["title"].strip() or alert["kind"].capitalize()
            self._block(name if kind_of(name) else "note", title, indent, inside[first + 1 :], made, depth)
            return end
        if _LAYOUT.match(inside[first][1]):
            what = _("`%(text)s` says only how the page looks, and was left out", text=inside[first][1].strip())
            self.findings.advice(self.path, inside[first][0], what, _("nothing, unless it says something"))
            inside = inside[first + 1 :]
        self._plain(indent, inside, made, depth)
        return end

    def _block(self, kind: str, title: str, indent: str, inside: Lines, made: Lines, depth: int) -> None:
        number = inside[0][0] if inside else made[-1][0] if made else 1
        made += [(number, ""), (number, opening(kind, title, indent)), (number, "")]
        made += [(line, indent + text if text.strip() else "") for line, text in self.run(inside, depth + 1)]
        last = inside[-1][0] if inside else number
        made += [(last, ""), (last, indent + CLOSING), (last, "")]

    def _plain(self, indent: str, inside: Lines, made: Lines, depth: int) -> None:
        """A quotation stays one, unless it holds blocks, which cannot stand in one here."""
        nested = self.run(inside, depth + 1)
        if any(CLOSING in text for _number, text in nested):
            self._block("quote", "", indent, inside, made, depth)
            return
        for number, text in arranged(nested):
            video = _VIDEO.match(text)
            shown = f"<{video['target']}>" if video else text
            made.append((number, f"{indent}> {shown}" if shown.strip() else f"{indent}>"))


def _codes_outside(lines: Lines) -> list[bool]:
    """Which lines are code, but for code within a quotation."""
    scanned = scan_lines(lines)
    codes = [line.is_code for line in scanned.lines]
    spans = [(block.line, block.line + block.text.count("\n") + 2) for block in scanned.blocks]
    for first, last in [*spans, *([(scanned.open_fence, len(lines))] if scanned.open_fence else [])]:
        if lines[first - 1][1].lstrip().startswith(">"):
            codes[first - 1 : last] = [False] * len(codes[first - 1 : last])
    return codes


def _inside(number: int, text: str) -> tuple[int, str]:
    found = _QUOTED.match(text)
    inside = found["inside"] if found else text
    return number, inside[1:] if inside.startswith(" ") else inside


def _kind_in(classes: str) -> str | None:
    names = re.findall(r"\.([\w-]+)", classes)
    return next((name for name in names if kind_of(name) not in (None, LOOK)), None)
