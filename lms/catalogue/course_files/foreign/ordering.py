"""In which order the pages of a foreign folder are read: as its menu says, else its pages, else their names."""

import re
from collections.abc import Mapping
from typing import Any

from lms.catalogue.course_files.encoding import plain_line_ends
from lms.catalogue.course_files.foreign.front_matter import front_matter, read_json, read_yaml
from lms.catalogue.course_files.foreign.houses import House
from lms.catalogue.course_files.foreign.sources import START_PAGES, is_markdown
from lms.kit.problems import Findings
from lms.kit.words import gettext as _

_NUMBERS = re.compile(r"(\d+)")
_WEIGHTS = ("nav_order", "weight", "sidebar_position", "order", "position")
_FOLDERS = ("_category_.json", "_category_.yml", "_category_.yaml")
_HOUSEKEEPING = re.compile(
    r"(?:(?i:contributing|code[-_]of[-_]conduct|changelog|pull_request_template|404)|AUTHORS|SECURITY|SUPPORT|MAINTAINERS|GOVERNANCE|CITATION)\.\w+"
)
"""At a folder's top; ``security.md`` in small letters may well be a chapter."""


def in_reading_order(files: Mapping[str, bytes], house: House, findings: Findings) -> list[str]:
    """The pages as the house's menu has them; within a folder by their weight; start pages first, then by name, with 2 before 10.

    What is about the folder itself, such as CONTRIBUTING.md, comes last.
    """
    pages = [path for path in files if is_markdown(path)]
    menu = {path: place for place, path in enumerate(house.menu)}
    weights = {path: weight for path in pages if (weight := _weight(files[path])) is not None}
    folders = {path.rpartition("/")[0]: weight for path, weight in weights.items() if is_start(path)}
    folders.update({path.rpartition("/")[0]: weight for path in files if (weight := _folder_weight(path, files[path])) is not None})

    def rank(path: str) -> tuple[object, ...]:
        *above, name = path.split("/")
        way = ["/".join(above[: depth + 1]) for depth in range(len(above))]
        place = weights.get(path, float("inf"))
        here = (0 if is_start(path) else 1, place, _natural(name))
        last = path not in menu and is_housekeeping(path)
        return (last, menu.get(path, len(menu)), *((1, folders.get(folder, float("inf")), _natural(folder)) for folder in way), here, path)

    numbered = all(path.rpartition("/")[2][:1].isdigit() or is_start(path) for path in pages)
    if len(pages) > 1 and not (menu or weights or folders or numbered):
        what = _("the order of the lessons was taken from the names of the files")
        findings.advice("course.toml", 1, what, _("number the lessons anew if they should come in another order"))
    return sorted(pages, key=rank)


def is_start(path: str) -> bool:
    """True for a page that is called like its folder."""
    return path.rpartition("/")[2].lower().partition(".")[0] in START_PAGES


def is_housekeeping(path: str) -> bool:
    """True for what houses keep about a folder, and not for its readers."""
    return _HOUSEKEEPING.fullmatch(path) is not None


def _natural(text: str) -> tuple[tuple[int, int, str], ...]:
    parts = _NUMBERS.split(text.casefold())
    return tuple((0, int(part[:18]), "") if part.isdecimal() and part.isascii() else (1, 0, part) for part in parts if part)


def _weight(raw: bytes) -> float | None:
    found = front_matter(plain_line_ends(raw[:20_000].decode("utf-8-sig", errors="replace")).split("\n"))
    return _number(found.facts) if found else None


def _folder_weight(path: str, raw: bytes) -> float | None:
    base = path.rpartition("/")[2]
    if base not in _FOLDERS:
        return None
    text = raw[:20_000].decode("utf-8-sig", errors="replace")
    return _number(read_json(text) if base.endswith(".json") else read_yaml(text))


def _number(facts: Any) -> float | None:
    values = [facts.get(name) for name in _WEIGHTS] if isinstance(facts, dict) else []
    for value in values:
        if isinstance(value, str) and re.fullmatch(r"-?\d{1,9}(?:\.\d{1,9})?", value.strip()):
            return float(value)
        if isinstance(value, (int, float)) and not isinstance(value, bool) and abs(value) < 1e9:
            return float(value)
    return None
