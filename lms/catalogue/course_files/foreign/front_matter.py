"""What stands above a foreign text for its house: YAML, TOML or JSON at the top, or LiaScript's header in a comment."""

import json
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import yaml

_FENCES = {"---": ("---", "..."), "+++": ("+++",), "{": ("}",)}
_HEADER_FACT = re.compile(r"^(?P<name>@?[\w.-]+)\s*:[ \t]*(?P<value>.*(?:\n[ \t]+\S.*)*)", re.MULTILINE)
_LIASCRIPT_FACTS = frozenset({"author", "narrator", "version", "language", "logo", "script", "import", "email", "comment"})
_FAULTS = (yaml.YAMLError, ValueError, RecursionError, TypeError, KeyError, AttributeError)  # what a text that is none may do to a reader


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """``text`` as it was written, ``language`` to show it in, ``facts`` by name, and how many ``lines`` of the file it takes."""

    text: str
    language: str
    facts: dict[str, Any]
    lines: int


def front_matter(lines: list[str]) -> FrontMatter | None:
    """The front matter at the top of a file; None when there is none, such as for a text between two lines."""
    first = next((index for index, text in enumerate(lines) if text.strip()), None)
    mark = lines[first].rstrip() if first is not None else ""
    if first is None or mark not in _FENCES:
        return None
    end = next((index for index in range(first + 1, len(lines)) if lines[index].rstrip() in _FENCES[mark]), None)
    if end is None:
        return None
    inside = "\n".join(lines[first + 1 : end])
    language, written, read = _READERS[mark]
    facts = read(written(inside))
    return None if facts is None else FrontMatter(written(inside) if mark == "{" else inside, language, facts, end + 1)


def liascript_header(text: str) -> tuple[str, dict[str, str], int] | None:
    """LiaScript's header: what stands in the comment at the beginning, its facts, and where it ends in ``text``."""
    before, start, rest = text.partition("<!--")
    header, end, _below = rest.partition("-->")
    found = {fact["name"].lower(): " ".join(fact["value"].split()) for fact in _HEADER_FACT.finditer(header)}
    if before.strip() or not (start and end) or _LIASCRIPT_FACTS.isdisjoint(found):
        return None
    return header, found, len(before + start + header + end)


def fact(facts: Mapping[str, Any], *names: str) -> str:
    """The first of ``names`` that the front matter gives as a plain value; empty when none."""
    for name in names:
        value = facts.get(name)
        if isinstance(value, (str, int, float)) and not isinstance(value, bool) and str(value).strip():
            return " ".join(str(value).split())
    return ""


def read_yaml(text: str) -> Any:
    """The values of a YAML text; None when it is none. Tags that only one tool knows are passed over."""
    try:
        return yaml.safe_load(re.sub(r"!!?[\w/]+(?:[:.][\w./]+)+|!ENV\b", "", text))
    except _FAULTS:
        return None


def read_toml(text: str) -> dict[str, Any]:
    """The values of a TOML text; none when it is none."""
    try:
        return tomllib.loads(text)
    except _FAULTS:
        return {}


def read_json(text: str) -> Any:
    """The values of a JSON text; None when it is none."""
    try:
        return json.loads(text)
    except _FAULTS:
        return None


def _yaml_facts(text: str) -> dict[str, Any] | None:
    try:
        facts = yaml.safe_load(text)
    except _FAULTS:
        return {} if re.search(r"^[\w-]+\s*:", text, re.MULTILINE) else None
    if facts is None:
        return {}
    return _by_name(facts)


def _toml_facts(text: str) -> dict[str, Any] | None:
    facts = read_toml(text)
    return facts if facts or not text.strip() or re.search(r"^\s*[\w-]+\s*=", text, re.MULTILINE) else None


def _by_name(facts: Any) -> dict[str, Any] | None:
    return {str(key): value for key, value in facts.items()} if isinstance(facts, dict) else None


_READERS: dict[str, tuple[str, Callable[[str], str], Callable[[str], dict[str, Any] | None]]] = {
    "---": ("yaml", str, _yaml_facts),
    "+++": ("toml", str, _toml_facts),
    "{": ("json", lambda text: "{\n" + text + "\n}", lambda text: _by_name(read_json(text))),
}
