"""Reads how a programme takes people in and lets them go: queue, graduation, certificate, follow-up, answers for applicants."""

from collections.abc import Mapping, Set
from dataclasses import dataclass

from lms.cohorts.programme_files.rows import Keys
from lms.cohorts.programme_files.shapes import (
    Answer,
    AssignmentPlan,
    CertificatePlan,
    CoursePlan,
    Dimension,
    GraduationRule,
    PhasePlan,
    Question,
    QueuePolicy,
    SessionPlan,
)
from lms.kit.problems import write_nearest
from lms.kit.toml_tables import Table
from lms.kit.words import gettext as _


@dataclass(frozen=True, slots=True)
class Known:
    """The competences that a file may name, as framework -> codes."""

    codes: Mapping[str, Set[str]]
    whole: bool = True
    """Whether these are all frameworks; without a database nobody knows those that the city loaded."""


KINDS = ("scale", "yes_no", "text")
ASKED = ("officer", "manager", "both")


@dataclass(frozen=True, slots=True)
class Parts:
    """What a graduation rule can be about."""

    sessions: tuple[SessionPlan, ...]
    courses: tuple[CoursePlan, ...]
    assignments: tuple[AssignmentPlan, ...]
    phases: tuple[PhasePlan, ...]
    dimensions: tuple[Dimension, ...]


def _needed(table: Table, key: str) -> Table | None:
    found = table.table(key)
    if found is None and not table.has(key) and not table.document.broken:
        table.error(_("`%(key)s` is missing", key=key), _("write `[%(key)s]` on a line of its own, and what belongs to it below", key=key))
    return found


def read_queue(table: Table) -> QueuePolicy:
    """``[queue]``: how the waiting list moves."""
    row = _needed(table, "queue")
    if row is None:
        return QueuePolicy(mandatory_first=False, quota_percent=None)
    policy = QueuePolicy(row.flag("mandatory_first", required=True), row.whole("quota_percent", low=1, high=100))
    row.finish()
    return policy


def read_graduation(table: Table, parts: Parts) -> GraduationRule:
    """``[graduation]``: a rule that somebody can meet, and not everybody meets from the start."""
    row = _needed(table, "graduation")
    if row is None:
        return GraduationRule(0, False, False, False, None)
    rule = GraduationRule(
        attendance_percent=row.whole("attendance_percent", low=0, high=100, required=True, example="80") or 0,
        all_courses=row.flag("all_courses", required=True),
        all_assignments=row.flag("all_assignments", required=True),
        all_phases=row.flag("all_phases", required=True),
        most_needs_attention=row.whole("most_needs_attention", low=0, high=1000),
    )
    row.finish()
    asked = (
        ("attendance_percent", rule.attendance_percent > 0, any(one.mandatory for one in parts.sessions), "sessions"),
        ("all_courses", rule.all_courses, any(one.mandatory for one in parts.courses), "courses"),
        ("all_assignments", rule.all_assignments, any(one.mandatory for one in parts.assignments), "assignments"),
        ("all_phases", rule.all_phases, bool(parts.phases), "phases"),
        ("most_needs_attention", rule.most_needs_attention is not None, bool(parts.dimensions), "dimensions"),
    )
    for key, is_asked, is_there, what in asked:
        if is_asked and not is_there:
            sentence = _("nobody can meet `%(key)s`: the programme has no mandatory `%(what)s`", key=key, what=what)
            row.error(sentence, _("write `[[%(what)s]]`, or take the condition out", what=what), key)
    if not any(is_asked for _key, is_asked, _there, _what in asked) and not table.document.broken:
        row.error(_("the rule asks for nothing: everybody would graduate on the first day"), _("ask for attendance, courses, assignments or phases"))
    return rule


def read_certificate(table: Table, known: Known | None) -> CertificatePlan:
    """``[certificate]``; ``known`` None: competences are not checked."""
    row = _needed(table, "certificate")
    if row is None:
        return CertificatePlan(0, None, (), ())
    outcomes = row.texts("outcomes", required=True, example='["Write a statement of objectives"]')
    plan = CertificatePlan(
        learning_points=row.whole("learning_points", low=0, high=1000, required=True, example="70") or 0,
        months=row.whole("valid_months", low=1, high=1200, example="36"),
        outcomes=outcomes,
        competences=_competences(row, known),
    )
    if row.has("outcomes") and not outcomes:
        row.error(_("the certificate names no outcome"), _("say what graduates are able to do"), "outcomes")
    row.finish()
    return plan


def _competences(table: Table, known: Known | None) -> tuple[tuple[str, str, int], ...]:
    found: list[tuple[str, str, int]] = []
    for row in table.tables("competences"):
        framework = row.text("framework") or "digcomp"
        code = row.text("code", required=True, example='"5.2"')
        level = row.whole("level", low=1, high=8, required=True, example="4") or 1
        row.finish()
        if known is not None and code.strip():
            _check_code(row, framework, code, known)
        if any(other[:2] == (framework, code) for other in found):
            row.error(_("the competence `%(code)s` is there twice", code=code), _("delete one of them"), "code")
        found.append((framework, code, level))
    return tuple(found)


def _check_code(row: Table, framework: str, code: str, known: Known) -> None:
    codes = known.codes.get(framework)
    if codes is None and not known.whole:
        row.advice(_("the framework `%(name)s` cannot be checked here", name=framework), _("it is checked when the file is loaded"), "framework")
    elif codes is None:
        instead = write_nearest(framework, known.codes) if known.codes else _("ask an administrator to load %(name)s first", name=framework)
        row.error(_("there is no framework `%(name)s`", name=framework), instead, "framework")
    elif code not in codes:
        row.error(_("`%(code)s` is no competence of `%(name)s`", code=code, name=framework), write_nearest(code, codes), "code")


def read_follow_up(table: Table) -> tuple[tuple[int, ...], tuple[Question, ...]]:
    """``[follow_up]``: on which days after the end, and what is asked."""
    row = table.table("follow_up")
    if row is None:
        return (), ()
    days = row.wholes("days", low=1, high=730)
    for index in range(1, len(days)):
        if days[index] <= days[index - 1]:
            row.error(_("the days of the follow-up do not rise"), _("write them in order, each once, such as `[30, 60, 90]`"), "days", index)
    keys = Keys()
    questions = tuple(_question(one, keys, days) for one in row.tables("questions"))
    row.finish()
    if bool(days) is not bool(questions):
        row.error(_("a follow-up needs days and questions"), _("write both, or take `[follow_up]` out"))
    return days, questions


def _question(row: Table, keys: Keys, days: tuple[int, ...]) -> Question:
    question = Question(
        key=keys.take(row),
        text=row.text("text", required=True, example='"Did your work change?"'),
        kind=row.choice("kind", KINDS, required=True),
        asks=row.choice("asks", ASKED, default="officer"),
        needs_evidence=row.flag("needs_evidence"),
        days=row.wholes("days", low=1, high=730),
    )
    for index, day in enumerate(question.days):
        if day not in days:
            row.error(_("day %(day)s is none of the follow-up", day=day), _("write one of the `days` of `[follow_up]`"), "days", index)
    row.finish()
    return question


def read_answers(table: Table) -> tuple[Answer, ...]:
    """``[[answers]]`` for applicants."""
    found = []
    for row in table.tables("answers"):
        found.append(Answer(row.text("question", required=True), row.text("answer", required=True)))
        row.finish()
    return tuple(found)
