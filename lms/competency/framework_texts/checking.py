"""What must hold of a framework before anybody sees it: codes, titles, and that nothing points to what is not there."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from lms.competency.framework_files import FrameworkSpec
from lms.kit.problems import Findings, write_nearest
from lms.kit.words import gettext as _

CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
PAGES = frozenset({"edit", "history", "framework.csv", "framework.json"})
"""Addresses of pages beside those of competences."""
KINDS = ("attitude", "knowledge", "skill")
_LONGEST_CODE = {"outcome": 30, "statement": 30}
_LONGEST = {"slug": 40, "title": 300, "version": 40, "source": 400, "licence": 200, "band": 60, "label": 20, "ai_label": 30, "text": 20_000}
"""Characters that a text may have, by its name."""
LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class Place:
    """Where an entry stands, so that a mistake in it can be found."""

    file: str
    line: int


@dataclass(slots=True)
class Entry:
    """An entry of a framework as it was written: what it is, its code, its words, and what it belongs to."""

    place: Place
    kind: str
    code: str
    title: str = ""
    belongs_to: str = ""


def check_entries(entries: Iterable[Entry], found: Findings) -> None:
    """Tell every entry that has no good code, no title, the code of another, or belongs to nothing."""
    entries = list(entries)
    codes: dict[str, dict[str, Place]] = {}
    for entry in entries:
        _check_code(entry, codes.setdefault(entry.kind, {}), found)
        if not entry.title:
            found.error(entry.place.file, entry.place.line, _("the title is missing"), _("write it in a few words"))
    for entry in entries:
        _check_parent(entry, codes, found)


def _check_code(entry: Entry, taken: dict[str, Place], found: Findings) -> None:
    file, line = entry.place.file, entry.place.line
    longest = _LONGEST_CODE.get(entry.kind, 20)
    if not CODE.fullmatch(entry.code) or len(entry.code) > longest or entry.code in PAGES:
        found.error(
            file,
            line,
            _("“%(code)s” is no code", code=entry.code[:40]),
            _("write at most %(number)s letters, digits, dots and hyphens, such as 1.3", number=longest),
        )
        return
    if entry.kind == "level" and entry.code not in {str(number) for number in range(1, 9)}:
        found.error(file, line, _("“%(code)s” is no level", code=entry.code), _("write a number from 1 to 8"))
        return
    first = taken.setdefault(entry.code, entry.place)
    if first is not entry.place:
        found.error(file, line, _("the code “%(code)s” stands in line %(line)s already", code=entry.code, line=first.line), _("write another code"))


_PARENTS = {"competence": "area", "outcome": "competence", "statement": "competence"}


def _check_parent(entry: Entry, codes: dict[str, dict[str, Place]], found: Findings) -> None:
    above = _PARENTS.get(entry.kind)
    if above is None or entry.belongs_to in codes.get(above, {}):
        return
    what = {
        "area": _("there is no area “%(code)s”", code=entry.belongs_to[:40]),
        "competence": _("there is no competence “%(code)s”", code=entry.belongs_to[:40]),
    }[above]
    found.error(entry.place.file, entry.place.line, what, write_nearest(entry.belongs_to, codes.get(above, {})))


def check_lengths(spec: FrameworkSpec, found: Findings, *, file: str = "") -> None:
    """Tell every text that is longer than there is room for, by the entry it stands in."""
    _check_lengths(spec.slug, {name: str(getattr(spec, name)) for name in ("slug", "version", "source", "licence")}, file, found)
    if len(spec.title) > LONGEST_NAME:
        found.error(file, 1, _("the name is too long"), _("write at most %(number)s characters", number=LONGEST_NAME))
    for one in (*spec.areas, *spec.competences, *spec.levels, *spec.outcomes, *spec.statements):
        facts = {name: str(getattr(one, name)) for name in _LONGEST if hasattr(one, name)}
        _check_lengths(str(getattr(one, "code", None) or getattr(one, "number", "")), facts, file, found)


def _check_lengths(entry: str, facts: Mapping[str, str], file: str, found: Findings) -> None:
    for name, text in facts.items():
        if len(text) > _LONGEST[name]:
            what = _("%(code)s: “%(name)s” is too long", code=entry[:40], name=name)
            found.error(file, 1, what, _("write at most %(number)s characters", number=_LONGEST[name]))


def faults_of(spec: FrameworkSpec) -> tuple[str, ...]:
    """What is wrong with a framework that was put together in the browser, in sentences without a place."""
    found = Findings()
    nowhere = Place("", 1)
    check_entries(entries_of(spec, nowhere), found)
    check_lengths(spec, found)
    return tuple(f"{problem.what}: {problem.instead}" for problem in found.in_order() if problem.is_error)


def entries_of(spec: FrameworkSpec, place: Place) -> list[Entry]:
    """The entries of a framework, all at one place."""
    here = (place.file, place.line)
    return [
        *(Entry(Place(*here), "area", area.code, area.title) for area in spec.areas),
        *(Entry(Place(*here), "competence", one.code, one.title, one.area) for one in spec.competences),
        *(Entry(Place(*here), "level", str(level.number), level.band) for level in spec.levels),
        *(Entry(Place(*here), "outcome", one.code, one.text, one.competence) for one in spec.outcomes),
        *(Entry(Place(*here), "statement", one.code, one.text, one.competence) for one in spec.statements),
    ]
