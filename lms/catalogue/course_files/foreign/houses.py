"""What the house of a foreign folder says about it: its title, its language, and the menu that gives the pages their order."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from lms.catalogue.course_files.encoding import plain_line_ends
from lms.catalogue.course_files.foreign.front_matter import fact, read_json, read_toml, read_yaml
from lms.catalogue.course_files.foreign.relinking import Places
from lms.catalogue.course_files.foreign.sources import is_markdown

_MOST = 200_000  # bytes of a settings file that are read
_MOST_VISITS = 20_000
_MENU_PAGES = ("summary.md", "_sidebar.md", "_toc.md")
_LINK = re.compile(r"\[[^\[\]]*\]\(\s*<?([^\s()<>]+)>?[^()]*\)")
_QUOTED = re.compile(r"""["'`]([\w./-]+)["'`]""")
_SCRIPT_TITLE = re.compile(r"""^\s*title:\s*(?:"([^"\n]*)"|'([^'\n]*)'|`([^`\n]*)`)""", re.MULTILINE)
_REMARK = re.compile(r"/\*[\s\S]*?\*/|^\s*//.*$", re.MULTILINE)
_LABELS = frozenset({"text", "title", "label", "caption", "name", "part", "icon", "description", "type", "class"})
_NAMES = ("site_name", "title", "name")


@dataclass(slots=True)
class House:
    """``menu`` are pages in their order, ``gone`` what it names and is not there, ``menu_pages`` the Markdown files that are nothing but a menu."""

    title: str = ""
    language: str = ""
    summary: str = ""
    menu: list[str] = field(default_factory=list)
    gone: list[tuple[str, str]] = field(default_factory=list)
    menu_pages: list[str] = field(default_factory=list)


def house_of(files: Mapping[str, bytes]) -> House:
    """Read the settings and menus that are known by their names, wherever in the folder they lie."""
    house = House()
    pages = Places({path: path for path in files if is_markdown(path)})
    for path in sorted(files, key=lambda path: (path.count("/"), path)):
        folder, _slash, base = path.rpartition("/")
        read = _READERS.get(base.lower())
        if read is not None and path.count("/") <= 2:
            text = plain_line_ends(files[path][:_MOST].decode("utf-8-sig", errors="replace"))
            read(house, pages, f"{folder}/" if folder else "", text)
        if base.lower() in _MENU_PAGES:
            house.menu_pages.append(path)
    house.menu = [page for page in dict.fromkeys(house.menu) if page not in house.menu_pages]
    return house


def _say(house: House, data: Any, *languages: str) -> None:
    if isinstance(data, dict):
        house.title = house.title or fact(data, *_NAMES)
        house.summary = house.summary or fact(data, "site_description", "description", "summary", "tagline")
        house.language = house.language or fact(data, "language", "lang", "languageCode", "locale", *languages)[:2].lower()


def _add(house: House, pages: Places, named: Iterator[str] | list[str], bases: tuple[str, ...]) -> None:
    """Put the pages that a menu names into the house's, unless another menu was found before."""
    if house.menu:
        return
    for name in named:
        plain = name.partition("#")[0].partition("?")[0].strip().removeprefix("./")
        if "://" in plain or not name.strip():
            continue
        wholes = [f"{base}{plain.lstrip('/')}".strip("/") for base in bases]
        page = next((found for whole in wholes if (found := pages.at(whole))), None)
        page = page or (pages.ending_in(plain.strip("/")) if plain.strip("/") else None)
        if page is not None:
            house.menu.append(page)
        elif is_markdown(plain):
            house.gone.append((bases[0], plain))


def _paths(nav: Any) -> Iterator[str]:
    """The addresses in a menu, in order: labels are passed over. Not all of one that names itself again and again."""
    waiting = [nav]
    for _visit in range(_MOST_VISITS):
        if not waiting or len(waiting) > _MOST_VISITS:
            return
        part = waiting.pop()
        if isinstance(part, str):
            yield part.removeprefix("./")
        elif isinstance(part, dict):
            waiting += [value for key, value in reversed(part.items()) if str(key) not in _LABELS or not isinstance(value, str)]
        elif isinstance(part, list):
            waiting += reversed(part)


def _below(data: Any, *keys: str) -> Any:
    for key in keys:
        data = data.get(key) if isinstance(data, dict) else None
    return data


def _mkdocs(house: House, pages: Places, base: str, text: str) -> None:
    nav = re.search(r"^nav\s*:.*(?:\n(?:[ \t-].*|[ \t]*))*", text, re.MULTILINE)
    plain = "\n".join(line for line in text.split("\n") if re.match(r"(?:site_name|docs_dir)\s*:", line))  # the rest may hold what only MkDocs knows
    data = read_yaml(plain) or {}
    _say(house, data)
    docs = fact(data, "docs_dir").strip("/") or "docs" if isinstance(data, dict) else "docs"
    _add(house, pages, _paths(_below(read_yaml(nav[0]), "nav")) if nav else [], (f"{base}{docs}/", base))


def _settings(house: House, pages: Places, base: str, text: str) -> None:
    """Jekyll's, sandpaper's, Hugo's and Jupyter Book's settings in YAML."""
    data = read_yaml(text)
    _say(house, data)
    parts = [(part, _below(data, part)) for part in ("episodes", "learners", "instructors", "profiles")]
    named = [f"{part}/{name}" for part, names in parts if isinstance(names, list) for name in _paths(names)]
    _add(house, pages, [f"{base}index.md", *named] if named else [], ("",))
    for key in ("navigation", "nav", "sidebar", "header_pages"):
        _add(house, pages, _paths(_below(data, key)), (base,))


def _toc(house: House, pages: Places, base: str, text: str) -> None:
    _add(house, pages, _paths(read_yaml(text)), (base, ""))


def _quarto(house: House, pages: Places, base: str, text: str) -> None:
    data = read_yaml(text)
    for part in ("book", "website", "project"):
        _say(house, _below(data, part))
    _say(house, data)
    for keys in (("book", "chapters"), ("website", "sidebar"), ("rmd_files",)):
        _add(house, pages, _paths(_below(data, *keys)), (base,))


def _toml(house: House, _pages: Places, _base: str, text: str) -> None:
    data = read_toml(text)
    _say(house, data.get("book") if isinstance(data.get("book"), dict) else data)


def _json(house: House, pages: Places, base: str, text: str) -> None:
    data = read_json(text)
    _say(house, data)


def _script(house: House, pages: Places, base: str, text: str) -> None:
    """Settings that are a program: only what is written out in them."""
    plain = _REMARK.sub("", text)
    found = _SCRIPT_TITLE.search(plain)
    house.title = house.title or (next((part for part in found.groups() if part), "") if found else "")


def _sidebars(house: House, pages: Places, base: str, text: str) -> None:
    plain = _REMARK.sub("", text)
    named = [name for name in _QUOTED.findall(plain) if pages.at(f"{base}docs/{name}")]
    _add(house, pages, named if "autogenerated" not in plain else [], (f"{base}docs/",))


def _summary(house: House, pages: Places, base: str, text: str) -> None:
    _add(house, pages, _LINK.findall(re.sub(r"<!--.*?-->", "", text, flags=re.DOTALL)), (base,))


def _module(house: House, _pages: Places, _base: str, text: str) -> None:
    if text.startswith("### YamlMime"):
        _say(house, read_yaml(text))


_READERS: dict[str, Callable[[House, Places, str, str], None]] = {
    **dict.fromkeys(("mkdocs.yml", "mkdocs.yaml"), _mkdocs),
    **dict.fromkeys(("config.yaml", "config.yml", "_config.yml", "_config.yaml", "hugo.yaml"), _settings),
    **dict.fromkeys(("_toc.yml", "navigation.yml", "toc.yml", "sidebar.yml", "nav.yml"), _toc),
    **dict.fromkeys(("_quarto.yml", "_quarto.yaml", "_bookdown.yml"), _quarto),
    **dict.fromkeys(("book.toml", "hugo.toml", "config.toml"), _toml),
    **dict.fromkeys(("book.json",), _json),
    **dict.fromkeys(("docusaurus.config.js", "docusaurus.config.ts"), _script),
    **dict.fromkeys(("sidebars.js", "sidebars.ts", "sidebars.json"), _sidebars),
    **dict.fromkeys(_MENU_PAGES, _summary),
    "index.yml": _module,
}
