"""Attributes in curly brackets, ``{ .lead #own-id }``: whether they stand where they are read, and whether what they say is kept."""

import re

from lms.catalogue.course_files.markdown_lines import Line, Scan
from lms.kit.problems import Findings, nearest
from lms.kit.sanitiser import AUTHORS_CLASSES
from lms.kit.words import gettext as _

_ONE = r"""(?:[.#][A-Za-z][\w-]*|[A-Za-z][\w-]*=(?:"[^"]*"|'[^']*'|[^\s{}"']+))"""
_GROUP = re.compile(rf"\{{:?[ ]*(?P<written>{_ONE}(?:[ ]+{_ONE})*)[ ]*\}}")
_CLASS = re.compile(r"(?:^|\s)\.(?P<name>[\w-]+)")
_NAMED = re.compile(r"(?:^|\s)(?P<name>[\w-]+)=")
_OF_BLOCK = re.compile(r"^ {4,}attrs:\s*\{(?P<written>[^{}]*)\}\s*$")
_CLASSES_OF_BLOCK = re.compile(r"\bclass:\s*[\"']?(?P<names>[\w -]+)")
_PICTURE = re.compile(r"!\[[^\[\]]*\](?:\([^()]*\)|\[[^\[\]]*\])?$")
_INLINE_ENDS = ")]*_`~^>"
_FORMULA_ENDS = "_^"  # \sum_{t=0}^{n=5} is no attribute
_HEADING = re.compile(r"^#{1,6}\s*\S")
_ITEM = re.compile(r"^\s*(?:[-*+]|\d{1,9}[.)])\s")
_LONGEST, _NEAR = 20_000, 500  # signs of a line, and before its brackets, that are looked at
_KEPT = frozenset({"id", "class", "title", "lang", "dir"})
_KEPT_ON_PICTURES = _KEPT | {"alt", "width", "height", "subtitles", "srclang"}


def check_attributes(file: str, scanned: Scan, findings: Findings) -> None:
    """Advise on attributes that are shown as text, and on classes and settings that are dropped."""
    around = (None, *scanned.lines, None)
    for before, line, after in zip(around, scanned.lines, around[2:], strict=False):
        if line.is_code or "{" not in line.prose:
            continue
        block = _OF_BLOCK.match(line.text)
        if block and (named := _CLASSES_OF_BLOCK.search(block["written"])):
            _dropped(file, line.number, " ".join(f".{name}" for name in named["names"].split()), "block", findings)
        for found in _GROUP.finditer(line.prose[:_LONGEST]):
            place = _place(found, line, before, after)
            if place == "shown":
                _shown(file, line, found, findings)
            elif place:
                _dropped(file, line.number, found["written"], place, findings)


def _place(found: re.Match[str], line: Line, before: Line | None, after: Line | None) -> str:
    """What the attributes belong to; ``shown`` when to nothing, empty when the text may mean its brackets."""
    start, ends_line = line.text[: found.start()], not line.prose[found.end() :].strip()
    if _PICTURE.search(start[-_NEAR:]):
        return "picture"
    if start and start[-1] in _INLINE_ENDS:
        return "" if start[-1] in _FORMULA_ENDS and found["written"][0] not in ".#" else "words"
    if not ends_line:
        return "cell" if "|" in line.prose[found.end() :] else ""
    if not start.strip():
        if before is not None and "|" in before.prose:
            return ""  # a row of the table, and reported as one
        return "block" if _ends_a_block(line, before, after) else "shown"
    if _HEADING.match(start):
        return "block"
    return "" if after is not None and after.text.startswith(":") else "shown"


def _ends_a_block(line: Line, before: Line | None, after: Line | None) -> bool:
    last = after is None or not after.text.strip() or after.text.startswith("///")
    if not last or before is None or before.is_code or not before.prose.strip():
        return False
    return _indent(before.text) <= _indent(line.text) or bool(_ITEM.match(before.text))


def _indent(text: str) -> int:
    return len(text) - len(text.lstrip())


def _shown(file: str, line: Line, found: re.Match[str], findings: Findings) -> None:
    what = _("`%(text)s` is shown as it is written", text=found[0])
    findings.advice(file, line.number, what, _("write it on a line of its own, directly below the paragraph's last line"))


def _dropped(file: str, number: int, written: str, place: str, findings: Findings) -> None:
    for name in dict.fromkeys(found["name"] for found in _CLASS.finditer(written)):
        if place in ("words", "cell"):
            what = _("the class `%(name)s` is not kept here", name=name)
            findings.advice(file, number, what, _("give it to the paragraph, the heading, the list item or the picture"))
        elif name not in AUTHORS_CLASSES and not (place == "picture" and name == "decorative"):
            findings.advice(file, number, _("the class `%(name)s` is not kept", name=name), _instead_of(name))
    kept = _KEPT_ON_PICTURES if place == "picture" else _KEPT
    for name in dict.fromkeys(found["name"] for found in _NAMED.finditer(written)):
        if name.lower() not in kept:
            what = _("the attribute `%(name)s` is not kept", name=name)
            findings.advice(file, number, what, _("take it out; %(names)s are kept here", names=_listed(kept)))


def _instead_of(name: str) -> str:
    meant = nearest(name, AUTHORS_CLASSES)
    return _("write `%(meant)s`", meant=meant) if meant else _("take it out, or write one of %(choices)s", choices=_listed(AUTHORS_CLASSES))


def _listed(names: frozenset[str]) -> str:
    return ", ".join(f"`{name}`" for name in sorted(names))
