"""Headings and tables of a foreign text, brought into the order that a lesson needs."""

import re

from lms.catalogue.course_files.foreign.code_spans import code_span
from lms.catalogue.course_files.foreign.front_matter import fact
from lms.catalogue.course_files.foreign.sources import Lines, Source, codes_of, scan_lines
from lms.catalogue.course_files.lessons import cells_of, tables_of
from lms.catalogue.course_files.markdown_lines import headings
from lms.kit.problems import Findings
from lms.kit.words import gettext as _

_HEADING = re.compile(r"^ {0,3}(?P<marks>#{1,6})(?P<text>[ \t].*|)$")
_NO_HEADING = re.compile(r"^ {0,3}#")
_UNDERLINE = re.compile(r"^ {0,3}(?P<sign>=|-)(?P=sign)*\s*$")
_PLAIN_TEXT = re.compile(r"^ {0,3}[^\s#>|*+:/`~<!?\[{=\d-].*$")
_ATTRIBUTES = re.compile(r"\s*\{[^{}]*\}\s*$")


def arrange(source: Source, fallback_title: str, findings: Findings) -> str:
    """Give ``source`` one title and headings without jumps, and tables with even rows. Returns the title."""
    _plain_headings(source)
    title = _take_title(source, fallback_title, findings)
    _level(source, findings)
    _even_tables(source, findings)
    source.lines = [(1, f"# {title}"), (1, ""), *_without_blank_start(source.lines)]
    return title


def _without_blank_start(lines: Lines) -> Lines:
    first = next((index for index, (_number, text) in enumerate(lines) if text.strip()), len(lines))
    return lines[first:]


def _plain_headings(source: Source) -> None:
    """Underlined and indented headings as ``#`` ones; ``#`` signs that make no heading as plain text."""
    codes = codes_of(source.lines)
    made: Lines = []
    for index, (number, text) in enumerate(source.lines):
        if codes[index]:
            made.append((number, text))
            continue
        underline = _UNDERLINE.match(text)
        if underline and made and _may_be_underlined(made, codes, index):
            made[-1] = (made[-1][0], f"{'#' if underline['sign'] == '=' else '##'} {made[-1][1].strip()}")
            continue
        if underline and made and made[-1][1].strip() and not codes[index - 1]:
            made.append((number, ""))  # a line across the page, which Markdown of other houses knows below a list or a quotation
        made.append((number, _one_heading(text)))
    source.lines = made


def _may_be_underlined(made: Lines, codes: list[bool], index: int) -> bool:
    alone = len(made) < 2 or not made[-2][1].strip()
    return alone and not codes[index - 1] and _PLAIN_TEXT.match(made[-1][1]) is not None and "|" not in made[-1][1]


def _one_heading(text: str) -> str:
    found = _HEADING.match(text)
    if found and _ATTRIBUTES.sub("", found["text"]).strip().strip("#").strip():
        return f"{found['marks']} {found['text'].strip()}"
    if _NO_HEADING.match(text):
        bare = text.strip()
        return "\\" + bare if bare.strip("#").strip() else code_span(bare)
    return text


def _take_title(source: Source, fallback: str, findings: Findings) -> str:
    found = headings(scan_lines(source.lines))
    given = fact(source.facts, "title", "Title").replace("#", "").strip()
    first = next((heading for heading in found if heading.level == 1), None)
    if first is None:
        return _as_title(given) or _as_title(fallback)
    if given and _as_title(given).casefold() != _as_title(first.text).casefold():
        return _as_title(given)
    number, text = source.lines[first.line - 1]
    above = [line for _number, line in source.lines[: first.line - 1] if line.strip()]
    if above:
        what = _("the title `%(text)s` did not stand first; it was moved to the top", text=first.text)
        findings.advice(source.path, number, what, _("see whether the lines above it should stand elsewhere"))
    source.lines[first.line - 1] = (number, "")
    return text.lstrip("# ").strip()


def _as_title(text: str) -> str:
    return " ".join(text.replace("<", "&lt;").replace("{", "(").replace("}", ")").split()).strip("#").strip()


def _level(source: Source, findings: Findings) -> None:
    found = headings(scan_lines(source.lines))
    shift = 1 if any(heading.level == 1 for heading in found) else 0
    before = 1
    for heading in found:
        level = min(heading.level + shift, before + 1, 6)
        number, text = source.lines[heading.line - 1]
        if level != heading.level:
            what = _("the heading was moved from level %(old)d to level %(new)d", old=heading.level, new=level)
            findings.advice(source.path, number, what, _("see whether it is on the right level"))
            source.lines[heading.line - 1] = (number, f"{'#' * level} {text.lstrip('#').strip()}")
        before = level


def _even_tables(source: Source, findings: Findings) -> None:
    """Rows with as many cells as their head: empty cells are added, bars too many become text."""
    tables = tables_of(scan_lines(source.lines))
    for first, last in reversed(tables):
        width = len(cells_of(source.lines[first - 1][1]))
        for index in range(last - 1, first - 1, -1):
            number, text = source.lines[index]
            if "|" not in text:
                source.lines.insert(index, (number, "")) if index == last - 1 else None
                if index == last - 1:
                    last -= 1
                    continue
            cells = cells_of(text)
            if len(cells) != width:
                source.lines[index] = (number, _row(cells, width, is_dashes=index == first))
                what = _("this row had %(count)d cells, and the table's head has %(width)d", count=len(cells), width=width)
                findings.advice(source.path, number, what, _("see whether each cell is in the right column"))


def _row(cells: list[str], width: int, *, is_dashes: bool) -> str:
    if is_dashes:
        cells = [cell.strip() or "---" for cell in cells][:width] + ["---"] * (width - len(cells))
    elif len(cells) > width:
        cells = [*cells[: width - 1], "\\|".join(cells[width - 1 :])]
    else:
        cells = cells + [""] * (width - len(cells))
    return "| " + " | ".join(cell.strip() for cell in cells) + " |"
