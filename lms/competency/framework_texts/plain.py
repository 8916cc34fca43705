"""A framework as plain JSON, as we write it ourselves: ``{"slug", "title", "version", "areas": […], "competences": […], …}``.

There are no lines in it that people count, so a problem says which entry of which list it is in.
"""

import json
from typing import Any

from lms.competency.framework_files import FrameworkRefused, FrameworkSpec, read_digcomp
from lms.competency.framework_texts.checking import KINDS, Entry, Place, check_entries
from lms.kit.plain_json import from_plain, to_plain
from lms.kit.problems import Findings, Problem
from lms.kit.words import gettext as _

MOST_BYTES = 5 * 1024 * 1024
LISTS = {
    "areas": ("area", "code", "title", ""),
    "competences": ("competence", "code", "title", "area"),
    "levels": ("level", "number", "band", ""),
    "outcomes": ("outcome", "code", "text", "competence"),
    "statements": ("statement", "code", "text", "competence"),
}
"""List -> kind of its entries, and the keys of code, title and what an entry belongs to."""
_TEXTS = ("slug", "title", "version")


def read_json(content: bytes, *, file: str = "framework.json") -> tuple[FrameworkSpec | None, tuple[Problem, ...]]:
    """The framework of a JSON or JSON-LD file; nothing where it has errors."""
    found = Findings()
    try:
        document = _document(content)
        if "@graph" in document:
            return read_digcomp(content), ()
        _check(document, file, found)
        if not any(problem.is_error for problem in found.found):
            return from_plain(FrameworkSpec, document), found.in_order()
    except FrameworkRefused as refusal:
        found.error(file, 1, str(refusal), _("choose another file"))
    except (TypeError, ValueError, KeyError, AttributeError):
        found.error(file, 1, _("an entry has a key or a value that is not understood"), _("compare it with a download of a framework"))
    return None, found.in_order()


def _document(content: bytes) -> dict[str, Any]:
    if len(content) > MOST_BYTES:
        raise FrameworkRefused(_("The file is larger than 5 MB."))
    try:
        document = json.loads(content.decode("utf-8-sig"))
    except json.JSONDecodeError as error:
        raise FrameworkRefused(_("The file is not JSON: line %(line)s, column %(column)s.", line=error.lineno, column=error.colno)) from None
    except (UnicodeDecodeError, RecursionError, ValueError):
        raise FrameworkRefused(_("The file is not JSON in UTF-8.")) from None
    if not isinstance(document, dict):
        raise FrameworkRefused(_("The file holds no framework: it must begin with “{”."))
    return document


def _check(document: dict[str, Any], file: str, found: Findings) -> None:
    for key in _TEXTS:
        if not isinstance(document.get(key), str) or not document[key].strip():
            found.error(file, 1, _("“%(key)s” is missing", key=key), _("write it as text"))
    entries = []
    for name, (kind, code, title, above) in LISTS.items():
        listed = document.get(name, [])
        if not isinstance(listed, list):
            found.error(file, 1, _("“%(key)s” is no list", key=name), _("write it in square brackets"))
            continue
        for number, one in enumerate(listed, start=1):
            place = Place(f"{file}, {name} {number}", 1)
            if not isinstance(one, dict) or not all(isinstance(value, str) or key == "number" for key, value in one.items()):
                found.error(place.file, 1, _("this entry is not understood"), _("write its facts as text within braces"))
                continue
            if kind == "outcome" and one.get("kind") not in KINDS:
                found.error(place.file, 1, _("“kind” is not understood"), _("write knowledge, skill or attitude"))
            entries.append(Entry(place, kind, str(one.get(code, "")), str(one.get(title, "")), str(one.get(above, "")) if above else ""))
    check_entries(entries, found)


def write_json(spec: FrameworkSpec) -> str:
    """The framework as text that ``read_json`` reads back."""
    return json.dumps(to_plain(spec), ensure_ascii=False, indent=2) + "\n"
