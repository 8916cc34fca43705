"""Footnotes and formulas whose parts do not meet: the page shows them, but not as they were meant."""

import re

from lms.catalogue.course_files.markdown_lines import Scan
from lms.kit.problems import Findings
from lms.kit.words import gettext as _

_NOTE = re.compile(r"\[\^(?P<name>[^\[\]\s]+)\](?P<defines>:?)")
_FORMULA = re.compile(r"(?<![\\$])\$\$(?P<block>[^$]+)\$\$|(?<![\\$])\$(?!\s)(?P<inline>(?:\\.|[^\\$\n])+?)(?<!\s)\$(?!\d)")
_BRACE = re.compile(r"\\.|[{}]", re.DOTALL)
_BEGIN = re.compile(r"\\(begin|end)\s*\{([^{}]*)\}")
_LONGEST = 20_000


def check_footnotes(file: str, scanned: Scan, findings: Findings) -> None:
    """Advise on references to a note that is not there."""
    found = [(line.number, note) for line in scanned.lines if "[^" in line.prose for note in _NOTE.finditer(line.prose[:_LONGEST])]
    there = {note["name"] for _number, note in found if note["defines"] and not note.string[: note.start()].strip()}
    for number, note in found:
        if note["name"] not in there:
            what = _("`[^%(name)s]` is shown as it is written: there is no such note", name=note["name"])
            findings.advice(file, number, what, _("write `[^%(name)s]: …` on a line of its own, or delete it", name=note["name"]))


def check_formulas(file: str, scanned: Scan, findings: Findings) -> None:
    """Advise on formulas whose braces or surroundings do not pair: they would be drawn as something else."""
    prose = "\n".join(line.prose[:_LONGEST] for line in scanned.lines)
    if "$" in prose:
        for found in _FORMULA.finditer(prose):
            _check_formula(file, prose.count("\n", 0, found.start()) + 1, found["block"] or found["inline"], findings)
    for block in scanned.blocks:
        if block.language == "math":
            _check_formula(file, block.line, block.text, findings)


def _check_formula(file: str, number: int, latex: str, findings: Findings) -> None:
    if not (_pairs(latex) and _surroundings_pair(latex)):
        what = _("this formula does not close what it opens: `%(text)s`", text=" ".join(latex.split())[:200].replace("`", "'"))
        findings.advice(file, number, what, _("write as many `}` as `{`, and an `\\end` for each `\\begin`"))


def _pairs(latex: str) -> bool:
    depth = 0
    for brace in _BRACE.findall(latex):
        depth += {"{": 1, "}": -1}.get(brace, 0)
        if depth < 0:
            return False
    return depth == 0


def _surroundings_pair(latex: str) -> bool:
    opened: list[str] = []
    for kind, name in _BEGIN.findall(latex):
        if kind == "begin":
            opened.append(name)
        elif not opened or opened.pop() != name:
            return False
    return not opened
