"""Reads a programme file whole, and says everything that is wrong with it at once."""

import re
from collections.abc import Collection
from dataclasses import dataclass

from lms.cohorts.programme_files import endings, timetables, work
from lms.cohorts.programme_files.rows import KEY, LONGEST_KEY, MOST_DAYS, Keys, some, title_of
from lms.cohorts.programme_files.shapes import ProgrammeSpec
from lms.kit.problems import Findings, Problem, in_order
from lms.kit.toml_lines import read_toml
from lms.kit.toml_tables import Table
from lms.kit.words import gettext as _

ENDING = ".toml"
RESERVED = frozenset({"import"})
"""Words that addresses of other pages begin with."""
LONGEST_FILE = 1_000_000
_LANGUAGE = re.compile(r"[a-z]{2}")


@dataclass(frozen=True, slots=True)
class ProgrammeReading:
    """What a file says, and what is wrong with it. No ``plan`` where there are errors."""

    plan: ProgrammeSpec | None
    problems: tuple[Problem, ...]

    @property
    def errors(self) -> tuple[Problem, ...]:
        """Mistakes that stop the file from being loaded."""
        return tuple(problem for problem in self.problems if problem.is_error)


def read_programme(content: bytes, *, slug: str, competences: endings.Known | None, courses: Collection[str] | None) -> ProgrammeReading:
    """The programme in ``content``, which is ``<slug>.toml``.

    ``competences`` (framework -> codes) and ``courses`` (addresses of those that are published) are what the file may name; None: not checked.
    """
    findings = Findings()
    file = f"{slug}{ENDING}"
    text = _as_text(content, file, findings)
    table = Table.top(file, read_toml(file, text, findings), findings)
    plan = _read(table, slug, competences, courses) if text else None
    problems = in_order(findings.found)
    return ProgrammeReading(None if any(problem.is_error for problem in problems) else plan, problems)


def _as_text(content: bytes, file: str, findings: Findings) -> str:
    if len(content) > LONGEST_FILE:
        findings.error(file, 1, _("the file is larger than one megabyte"), _("a programme is text only: take out what does not belong to it"))
        return ""
    try:
        text = content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        findings.error(file, line, _("the file is not written in UTF-8"), _("save it as UTF-8"))
        return ""
    if not text.strip():
        findings.error(file, 1, _("the file is empty"), _('begin with `title = "…"`'))
        return ""
    return text


def _read(table: Table, slug: str, competences: endings.Known | None, courses: Collection[str] | None) -> ProgrammeSpec:
    if not KEY.fullmatch(slug) or len(slug) > LONGEST_KEY or slug in RESERVED:
        table.error(_("`%(slug)s` is no address of a programme", slug=slug), _("name the file with a-z, 0-9 and hyphens only"))
    days = table.whole("days", low=1, high=MOST_DAYS, required=True, example="28") or MOST_DAYS
    modules = timetables.read_modules(table)
    sprints = timetables.read_sprints(table, modules, days)
    tasks = Keys()
    parts = endings.Parts(
        sessions=timetables.read_sessions(table, sprints, days),
        courses=timetables.read_courses(table, sprints, days, courses),
        assignments=work.read_assignments(table, sprints, days, tasks),
        phases=work.read_phases(table, days, tasks),
        dimensions=work.read_dimensions(table),
    )
    follow_up_days, questions = endings.read_follow_up(table)
    plan = ProgrammeSpec(
        slug=slug,
        title=title_of(table),
        summary=table.text("summary", required=True),
        language=_language(table),
        level=table.whole("level", low=1, high=8, required=True, example="4") or 1,
        hours=table.whole("hours", low=1, high=2000, required=True, example="120") or 1,
        days=days,
        criteria=_criteria(table),
        modules=modules,
        sprints=sprints,
        sessions=parts.sessions,
        courses=parts.courses,
        assignments=parts.assignments,
        phases=parts.phases,
        dimensions=parts.dimensions,
        graduation=endings.read_graduation(table, parts),
        queue=endings.read_queue(table),
        certificate=endings.read_certificate(table, competences),
        follow_up_days=follow_up_days,
        questions=questions,
        for_whom=table.text("for_whom", required=True, example='"Officers who buy digital services."'),
        answers=endings.read_answers(table),
    )
    table.finish()
    return plan


def _language(table: Table) -> str:
    value = table.text("language", required=True, example='"en"')
    if value.strip() and not _LANGUAGE.fullmatch(value):
        table.error(_("`%(value)s` is no language", value=value), _("write the two-letter code, such as `en`"), "language")
    return value


def _criteria(table: Table) -> tuple[tuple[str, str], ...]:
    keys = Keys()
    found = []
    for row in some(table, "criteria", table.tables("criteria")):
        found.append((keys.take(row), row.text("text", required=True, example='"Works on a service for residents"')))
        row.finish()
    return tuple(found)
