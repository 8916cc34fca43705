"""The course.toml of an imported folder: what could be found in the texts, and notes on what was only supposed."""

import re
from dataclasses import dataclass
from datetime import date
from itertools import takewhile

from lms.catalogue.course_files.course_toml import is_language
from lms.catalogue.course_files.foreign.front_matter import fact
from lms.catalogue.course_files.foreign.quiz_writing import quoted
from lms.catalogue.course_files.foreign.sources import Source
from lms.kit.problems import Findings
from lms.kit.words import gettext as _
from lms.kit.words import words_in

_GOALS = re.compile(r"objective|outcome|learning goal|you will learn|lernziel|objectif|objetivo|obiettiv", re.IGNORECASE)
_BULLET = re.compile(r"^\s*(?:[-*+]|\d{1,3}[.)])\s+(?P<text>\S.*)$")
_MARKUP = re.compile(r"!?\[([^\]]*)\]\([^)]*\)|[*_`]|<[^<>]*>|\{[^{}]*\}")
_MOST_GOALS = 12
_LONGEST_SUMMARY = 240
_LONGEST_TEXT = 2000  # signs of a line that are looked at
_MOST_LINES = 20  # of the paragraph that becomes the summary
_FILE = "course.toml"


@dataclass(frozen=True, slots=True)
class Said:
    """What is known of the course: ``summary`` as its house says it, else empty; ``effort`` as it is written in course.toml."""

    title: str
    summary: str
    language: str
    effort: str


def write_card(said: Said, owner: str, sources: list[Source], review_by: date | None, findings: Findings) -> str:
    """The text of course.toml; notes name what a person has to decide."""
    goals = _goals(sources)
    if not goals:
        gettext = words_in(said.language)
        goals = [gettext("Say what “%(title)s” is about", title=said.title)]
        findings.advice(_FILE, 1, _("no outcomes were found in the text"), _("write what the learner will be able to do in `[[outcomes]]`"))
    findings.advice(_FILE, 1, _("`topic` and `level` were supposed"), _("write the right ones"))
    if review_by is None:
        findings.advice(_FILE, 1, _("the folder does not say when it must be read again"), _("write `review_by = 2027-11-01`"))
    lines = [
        f"title = {quoted(said.title)}",
        f"summary = {quoted(_plain(said.summary)[:_LONGEST_SUMMARY] or _summary(sources) or said.title)}",
        f"language = {quoted(said.language)}",
        'topic = "foundations"',
        "level = 2",
        f"effort = {quoted(said.effort)}",
        f"owner = {quoted(owner)}",
        *([f"review_by = {review_by.isoformat()}"] if review_by else []),
    ]
    for number, goal in enumerate(goals, start=1):
        lines += ["", "[[outcomes]]", f'key = "outcome-{number}"', f"text = {quoted(goal)}"]
    return "\n".join(lines) + "\n"


def _plain(text: str) -> str:
    return " ".join(_MARKUP.sub(lambda found: found[1] or "", text[:_LONGEST_TEXT]).split())


def _summary(sources: list[Source]) -> str:
    for source in sources:
        described = fact(source.facts, "description", "summary", "excerpt", "subtitle", "comment")
        if described:
            return _plain(described)[:_LONGEST_SUMMARY]
        texts = [text for _number, text in source.lines[1:]]
        for index, text in enumerate(texts):
            if not re.match(r"^[^\W\d_]", text.strip()) or (index and texts[index - 1].strip()):
                continue
            paragraph = list(takewhile(str.strip, texts[index : index + _MOST_LINES]))
            plain = _plain(" ".join(paragraph))
            if len(plain) > 40 and not any("|" in line for line in paragraph):
                return plain if len(plain) <= _LONGEST_SUMMARY else plain[: _LONGEST_SUMMARY - 1].rpartition(" ")[0] + "…"
    return ""


def language_of(house: str, sources: list[Source], findings: Findings) -> str:
    """The language that a text or its house says it has, else English, which is noted."""
    for found in (*(fact(source.facts, "lang", "language", "locale").lower()[:2] for source in sources), house):
        if is_language(found):
            return found
    findings.advice(_FILE, 1, _("the language was supposed to be English"), _('write the right one, such as `language = "de"`'))
    return "en"


def _goals(sources: list[Source]) -> list[str]:
    for source in sources:
        found: list[str] = []
        inside = False
        for _number, text in source.lines:
            bullet = _BULLET.match(text) if inside else None
            if bullet and _plain(bullet["text"]):
                found.append(_plain(bullet["text"]))
            elif text.startswith(("#", "///")) and text.strip("/ "):
                inside = not found and bool(_GOALS.search(text))
        if found:
            return list(dict.fromkeys(found))[:_MOST_GOALS]
    said = [goal for source in sources for name, goals in source.facts.items() if _GOALS.search(name) and isinstance(goals, list) for goal in goals]
    return list(dict.fromkeys(plain for goal in said if isinstance(goal, str) and (plain := _plain(goal))))[:_MOST_GOALS]
