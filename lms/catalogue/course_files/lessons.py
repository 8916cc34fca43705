"""Reads a lesson and reports what readers would stumble over."""

import re
from collections.abc import Mapping

from lms.catalogue.course_files.attributes import check_attributes
from lms.catalogue.course_files.blocks import check_blocks
from lms.catalogue.course_files.links import Surroundings, check_links
from lms.catalogue.course_files.lists import check_lists
from lms.catalogue.course_files.markdown_lines import Heading, Scan, headings
from lms.catalogue.course_files.notation import check_footnotes, check_formulas
from lms.catalogue.course_files.shapes import QuizSpec
from lms.kit.problems import Findings
from lms.kit.words import gettext as _

MAX_LESSON_BYTES = 500_000  # what lms.kit.markdown compiles; a thick book has a million signs

HARMLESS_TAGS = frozenset({"kbd", "sub", "sup", "mark", "abbr", "br"})
LOST_TAGS = frozenset(
    {"script", "style", "iframe", "object", "embed", "form", "input", "button", "textarea", "select", "video", "audio", "img", "svg"}
)
TAG = re.compile(r"(?<!\]\()</?(?P<name>[A-Za-z][A-Za-z0-9-]*)(?=[\s/>])[^<>]*>?")
_NO_TAG = re.compile(r"<[A-Za-z][\w-]*[^\w\s<>/:@-][^\s<>:@]*>")
_DELIMITER = re.compile(r"^\s*\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*$")
_MARKUP = re.compile(r"[*_`]|\{[^{}]*\}")


def title_of(scanned: Scan) -> str:
    """The lesson's title: the text of its one ``#`` heading; empty when there is none."""
    first = next((heading for heading in headings(scanned) if heading.level == 1), None)
    return _MARKUP.sub("", first.text).strip() if first else ""


def check_lesson(file: str, scanned: Scan, around: Surroundings, quizzes: Mapping[str, QuizSpec], findings: Findings) -> None:
    """Report everything that is wrong in one lesson."""
    _check_headings(file, scanned, findings)
    check_links(file, scanned, around, findings)
    check_blocks(file, scanned, quizzes, findings)
    check_tables(file, scanned, findings)
    check_lists(file, scanned, findings)
    check_footnotes(file, scanned, findings)
    check_formulas(file, scanned, findings)
    check_attributes(file, scanned, findings)
    _check_html(file, scanned, findings)


def _check_headings(file: str, scanned: Scan, findings: Findings) -> None:
    found = headings(scanned)
    first_line = next((line for line in scanned.lines if line.text.strip()), None)
    if first_line is None:
        findings.error(file, 1, _("the lesson is empty"), _("write `# Title` and the text below it"))
        return
    if first_line.text.strip() == "---":
        findings.error(file, first_line.number, _("a lesson has no front matter"), _("delete it, and begin with `# Title`"))
    elif not found or found[0].level != 1 or found[0].line != first_line.number:
        findings.error(file, first_line.number, _("the lesson does not begin with its title"), _("write `# Title` on the first line"))
    for heading in found:
        if not heading.text:
            findings.error(file, heading.line, _("this heading has no text"), _("write its text behind the `#`, or delete it"))
    for heading in [heading for heading in found if heading.level == 1][1:]:
        what = _("a lesson has one title, and this is another one")
        findings.error(file, heading.line, what, _("write `## %(text)s`", text=heading.text))
    _check_jumps(file, found, findings)


def _check_jumps(file: str, found: tuple[Heading, ...], findings: Findings) -> None:
    before = 1
    for heading in found:
        if heading.level > before + 1:
            what = _("the heading jumps from level %(before)d to level %(level)d", before=before, level=heading.level)
            findings.error(file, heading.line, what, f"{_('write')} `{'#' * (before + 1)} {heading.text}`")
        before = heading.level


def cells_of(row: str) -> list[str]:
    """The cells of a table's row, as written; ``\\|`` and bars in code stay where they are."""
    body = row.strip()
    body = body.removeprefix("|")
    if body.endswith("|") and not body.endswith("\\|"):
        body = body[:-1]
    cells, current, in_code, escaped = [], "", False, False
    for sign in body:
        if sign == "|" and not escaped and not in_code:
            cells.append(current)
            current = ""
            continue
        if sign == "`" and not escaped:
            in_code = not in_code
        escaped = sign == "\\" and not escaped
        current += sign
    return [*cells, current]


def tables_of(scanned: Scan) -> list[tuple[int, int]]:
    """First and last line of each pipe table; the second line is the one of dashes."""
    found: list[tuple[int, int]] = []
    lines = scanned.lines
    index = 1
    while index < len(lines):
        if _is_table_start(lines[index - 1].prose, lines[index].prose):
            end = index
            while end + 1 < len(lines) and lines[end + 1].prose.strip() and not lines[end + 1].is_code:
                end += 1
            found.append((lines[index - 1].number, lines[end].number))
            index = end + 1
        index += 1
    return found


def _is_table_start(head: str, dashes: str) -> bool:
    return "|" in head and "|" in dashes and "-" in dashes and _DELIMITER.match(dashes) is not None


def check_tables(file: str, scanned: Scan, findings: Findings) -> None:
    """Report rows with more or fewer cells than their table's head."""
    for first, last in tables_of(scanned):
        width = len(cells_of(scanned.lines[first - 1].text))
        for line in scanned.lines[first:last]:
            count = len(cells_of(line.text))
            if count != width:
                what = _("this row has %(count)d cells, and the table's head has %(width)d", count=count, width=width)
                findings.error(file, line.number, what, _("write %(width)d cells; a bar within a cell is written `\\|`", width=width))


def _check_html(file: str, scanned: Scan, findings: Findings) -> None:
    for line in scanned.lines:
        for found in _NO_TAG.findall(line.prose):
            what = _("`%(text)s` is taken for a tag and never reaches a reader", text=found)
            findings.advice(file, line.number, what, _("write it in backticks to show it"))
        names = sorted({found["name"].lower() for found in TAG.finditer(line.prose)} - HARMLESS_TAGS) if "<" in line.prose else []
        for name in names:
            if name in LOST_TAGS:
                what = _("`<%(name)s>` and what it shows never reach a reader", name=name)
                findings.error(file, line.number, what, _("use Markdown, or put it into a code block to show it"))
            else:
                what = _("the tag `<%(name)s>` is dropped, its text stays", name=name)
                findings.advice(file, line.number, what, _("use Markdown, or write it in backticks to show it"))
