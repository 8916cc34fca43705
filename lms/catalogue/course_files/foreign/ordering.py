"""In which order the pages of a foreign folder are read: as its menu says, else its pages, else their names."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

import yaml

from lms.catalogue.course_files.foreign.sources import START_PAGES, is_markdown
from lms.kit.problems import Findings
from lms.kit.words import gettext as _

_NUMBERS = re.compile(r"(\d+)")
_FRONT_MATTER = re.compile(r"\A\s*---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_WEIGHT = re.compile(r"^(?:nav_order|weight)\s*:\s*[\"']?(-?\d{1,9}(?:\.\d{1,9})?)", re.MULTILINE)
_MENUS = ("mkdocs.yml", "mkdocs.yaml")
_NAV = re.compile(r"^nav\s*:.*(?:\n(?:[ \t-].*|[ \t]*))*", re.MULTILINE)


def in_reading_order(files: Mapping[str, bytes], findings: Findings) -> list[str]:
    """The pages as MkDocs' ``nav`` has them; within a folder by ``nav_order`` or ``weight``; start pages first, then by name, with 2 before 10."""
    pages = [path for path in files if is_markdown(path)]
    menu = {path: place for place, path in reversed(list(enumerate(_menu(files))))}
    weights = {path: weight for path in pages if (weight := _weight(files[path])) is not None}
    folders = {path.rpartition("/")[0]: weight for path, weight in weights.items() if _is_start(path)}

    def rank(path: str) -> tuple[object, ...]:
        *above, name = path.split("/")
        way = ["/".join(above[: depth + 1]) for depth in range(len(above))]
        place = weights.get(path, float("inf"))
        here = (0 if _is_start(path) else 1, place, _natural(name))
        return (menu.get(path, len(menu)), *((1, folders.get(folder, float("inf")), _natural(folder)) for folder in way), here, path)

    if len(pages) > 1 and not (menu or weights or all(path.rpartition("/")[2][:1].isdigit() or _is_start(path) for path in pages)):
        what = _("the order of the lessons was taken from the names of the files")
        findings.advice("course.toml", 1, what, _("number the lessons anew if they should come in another order"))
    return sorted(pages, key=rank)


def _is_start(path: str) -> bool:
    return path.rpartition("/")[2].lower().partition(".")[0] in START_PAGES


def _natural(text: str) -> tuple[tuple[int, int, str], ...]:
    parts = _NUMBERS.split(text.casefold())
    return tuple((0, int(part[:18]), "") if part.isdecimal() and part.isascii() else (1, 0, part) for part in parts if part)


def _weight(raw: bytes) -> float | None:
    front = _FRONT_MATTER.match(raw[:20_000].decode("utf-8-sig", errors="replace").replace("\r\n", "\n"))
    found = _WEIGHT.search(front[1]) if front else None
    return float(found[1]) if found else None


def _menu(files: Mapping[str, bytes]) -> list[str]:
    """The pages of MkDocs' menu that are there; its ``nav`` is read alone, since the rest may hold tags that only MkDocs knows."""
    text = next((files[name] for name in _MENUS if name in files), b"")[:200_000].decode("utf-8-sig", errors="replace").replace("\r\n", "\n")
    found = _NAV.search(text)
    try:
        named = list(_paths(yaml.safe_load(found[0])["nav"])) if found else []
    except (yaml.YAMLError, ValueError, RecursionError, TypeError, KeyError, AttributeError):
        return []
    docs = re.search(r"^docs_dir\s*:\s*[\"']?([^\s\"'#]+)", text, re.MULTILINE)
    places = [f"{docs[1].strip('/') if docs else 'docs'}/", ""]
    return [place + path for path in named for place in places if place + path in files]


def _paths(nav: Any) -> Iterator[str]:
    if isinstance(nav, str):
        yield nav.removeprefix("./")
    for part in nav.values() if isinstance(nav, dict) else nav if isinstance(nav, list) else ():
        yield from _paths(part)
