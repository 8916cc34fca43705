"""Reads course.toml."""

import re
from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass
from datetime import date
from typing import cast

from babel import Locale

from lms.catalogue.course_files.item_reading import checked_key
from lms.catalogue.course_files.shapes import CertificateSpec, CompetenceSpec, OutcomeSpec, StepOrder
from lms.kit.problems import Findings, write_nearest
from lms.kit.toml_lines import TomlDocument, read_toml
from lms.kit.toml_tables import Table
from lms.kit.words import gettext as _

FILE = "course.toml"
TOPICS = ("foundations", "data", "innovation", "strategy", "investment", "inclusion", "security")
SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")
_LANGUAGES = frozenset(code for code in Locale("en").languages if re.fullmatch(r"[a-z]{2}", str(code)))

_MONTH = 30


@dataclass(frozen=True, slots=True)
class KnownCodes:
    """What frameworks name: framework -> codes of its competences, and of its learning outcomes if it has any.

    ``complete`` is false where the city may know other frameworks, as without its database.
    """

    competences: Mapping[str, Set[str]]
    outcomes: Mapping[str, Set[str]]
    complete: bool = True


@dataclass(frozen=True, slots=True)
class StepRule:
    """What ``[steps.KEY]`` says; ``lines`` are those of the names in ``requires``."""

    requires: tuple[str, ...]
    lines: tuple[int, ...]
    optional: bool
    line: int


@dataclass(frozen=True, slots=True)
class CourseFile:
    """What course.toml says, before the other files are looked at."""

    document: TomlDocument
    title: str
    summary: str
    language: str
    topic: str
    level: int
    effort_minutes: int
    owner: str
    review_by: date | None
    learning_points: int
    order: StepOrder
    prerequisites: tuple[str, ...]
    certificate: CertificateSpec | None
    outcomes: tuple[OutcomeSpec, ...]
    competences: tuple[CompetenceSpec, ...]
    rules: dict[str, StepRule]


def read_course_toml(text: str, *, slug: str, known: KnownCodes | None, findings: Findings) -> CourseFile:
    """The course's card in ``text``; its mistakes go to ``findings``. ``known`` None: codes of frameworks are not checked."""
    table = Table.top(FILE, read_toml(FILE, text, findings), findings)
    own = _outcomes(table)
    card = CourseFile(
        document=table.document,
        title=table.text("title", required=True),
        summary=table.text("summary", required=True),
        language=_matching_text(table, "language", is_language, '"en"', _("write the two-letter code, such as `en`")),
        topic=table.choice("topic", TOPICS, required=True),
        level=table.whole("level", low=1, high=8, required=True, example="3") or 1,
        effort_minutes=table.minutes("effort", required=True, example='"2 h"') or 0,
        owner=_matching_text(table, "owner", _is_email, '"name@city.example"', _("write an e-mail address")),
        review_by=_review_by(table),
        learning_points=table.whole("learning_points", low=0, high=1000, example="8") or 0,
        order=cast(StepOrder, table.choice("order", ("free", "in-sequence"), default="free")),
        prerequisites=_prerequisites(table, slug),
        certificate=_certificate(table),
        outcomes=own,
        competences=_competences(table, known, frozenset(outcome.key for outcome in own)),
        rules=_rules(table),
    )
    table.finish()
    return card


def is_language(code: str) -> bool:
    """Whether ``code`` is the two-letter code of a language."""
    return code in _LANGUAGES


def _is_email(text: str) -> bool:
    return _EMAIL.fullmatch(text) is not None


def _matching_text(table: Table, key: str, is_one: Callable[[str], bool], example: str, instead: str) -> str:
    value = table.text(key, required=True, example=example)
    if value.strip() and not is_one(value):
        table.error(_("`%(value)s` is no `%(key)s`", value=value, key=key), instead, key)
    return value


def _review_by(table: Table) -> date | None:
    if not table.has("review_by") and not table.document.broken:
        table.advice(_("`review_by` is missing"), _("write the day when the text must be read again, such as `review_by = 2027-11-01`"))
    return table.day("review_by")


def _prerequisites(table: Table, slug: str) -> tuple[str, ...]:
    found = table.texts("prerequisites", example='["digital-foundations"]')
    for index, name in enumerate(found):
        if name == slug:
            table.error(_("the course is its own prerequisite"), _("delete it"), "prerequisites", index)
        elif not SLUG.fullmatch(name):
            what = _("`%(name)s` is no address of a course", name=name)
            table.error(what, _("use a-z, 0-9 and hyphens only"), "prerequisites", index)
    return found


def _certificate(table: Table) -> CertificateSpec | None:
    inner = table.table("certificate")
    if inner is None:
        return None
    months = inner.whole("valid_months", low=1, high=1200, example="24")
    days = inner.whole("renewal_days", low=0, high=3650, example="60")
    inner.finish()
    if months is None:
        return CertificateSpec(None, 60 if days is None else days)
    half = months * _MONTH // 2
    if days is not None and days >= 2 * half:
        what = _("a certificate with `valid_months = %(months)d` could be renewed as soon as it is issued", months=months)
        inner.advice(what, _("write at most `renewal_days = %(days)d`", days=half), "renewal_days")
    return CertificateSpec(months, min(60, half) if days is None else days)


def _outcomes(table: Table) -> tuple[OutcomeSpec, ...]:
    found: list[OutcomeSpec] = []
    rows = table.tables("outcomes", required=True, example='[{ key = "…", text = "…" }]')
    for row in rows:
        outcome = OutcomeSpec(checked_key(row), row.text("text", required=True))
        row.finish()
        if outcome.key and outcome.key in {other.key for other in found}:
            row.error(_("the outcome `%(key)s` is there twice", key=outcome.key), _("give each outcome a key of its own"), "key")
        found.append(outcome)
    if table.has("outcomes") and not rows:
        table.error(_("the course has no outcomes"), _("write `[[outcomes]]` with what the learner will be able to do"), "outcomes")
    return tuple(found)


def _competences(table: Table, known: KnownCodes | None, own: frozenset[str]) -> tuple[CompetenceSpec, ...]:
    found: list[CompetenceSpec] = []
    for row in table.tables("competences"):
        code = row.text("code", required=True, example='"1.3"')
        framework = row.text("framework") or "digcomp"
        level = row.whole("level", low=1, high=8, required=True, example="3") or 1
        covered = row.texts("outcomes", example='["LO1.3.04"]')
        shown_by = _shown_by(row, own)
        row.finish()
        if known is not None:
            _check_code(row, framework, code, known)
            _check_covered(row, framework, covered, known)
        if code and any((other.framework, other.code) == (framework, code) for other in found):
            row.error(_("the competence `%(code)s` is there twice", code=code), _("delete one of them"), "code")
        found.append(CompetenceSpec(code, level, framework, covered, shown_by))
    return tuple(found)


def _shown_by(row: Table, own: frozenset[str]) -> tuple[str, ...]:
    shown_by = row.texts("shown_by", example='["licence"]')
    for index, key in enumerate(shown_by):
        if key not in own:
            row.error(_("`%(key)s` is no outcome of this course", key=key), write_nearest(key, own), "shown_by", index)
    return shown_by


def _check_code(row: Table, framework: str, code: str, known: KnownCodes) -> None:
    if not known.competences:
        what = _("no framework is loaded here, so `%(code)s` cannot be checked", code=code)
        row.error(what, _("ask an administrator to load %(name)s first", name=framework), "code")
    elif framework not in known.competences and not known.complete:
        what = _("the framework `%(name)s` does not ship with the product, so its codes are not checked here", name=framework)
        row.advice(what, _("load the course into the city that has this framework: its codes are checked there"), "framework")
    elif framework not in known.competences:
        row.error(_("there is no framework `%(name)s`", name=framework), write_nearest(framework, known.competences), "framework")
    elif code and code not in known.competences[framework]:
        what = _("`%(code)s` is no competence of `%(name)s`", code=code, name=framework)
        row.error(what, write_nearest(code, known.competences[framework]), "code")


def _check_covered(row: Table, framework: str, covered: tuple[str, ...], known: KnownCodes) -> None:
    if framework not in known.competences:
        return
    codes = known.outcomes.get(framework, frozenset())
    if covered and not codes:
        what = _("the framework `%(name)s` names no learning outcomes here, so these cannot be checked", name=framework)
        row.advice(what, _("ask an administrator to load the framework with its outcomes, or take them out"), "outcomes")
        return
    for index, code in enumerate(covered):
        if code not in codes:
            what = _("`%(code)s` is no learning outcome of `%(name)s`", code=code, name=framework)
            row.error(what, write_nearest(code, codes), "outcomes", index)


def _rules(table: Table) -> dict[str, StepRule]:
    outer = table.table("steps")
    rules: dict[str, StepRule] = {}
    for key in outer.values if outer is not None else ():
        inner = outer.table(key) if outer is not None else None
        if inner is not None:
            requires = inner.texts("requires", example='["01-why"]')
            lines = tuple(inner.line_of("requires", index) for index in range(len(requires)))
            rules[key] = StepRule(requires, lines, inner.flag("optional"), inner.line)
            inner.finish()
    return rules
