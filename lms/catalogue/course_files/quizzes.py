"""Reads a quiz file: its rules, its sections and, through ``item_reading``, its questions."""

from typing import cast

from lms.catalogue.course_files.flaws import report_flaws
from lms.catalogue.course_files.item_reading import read_item
from lms.catalogue.course_files.items import Item
from lms.catalogue.course_files.shapes import CountingRule, Display, FeedbackRule, QuizSpec, SectionSpec
from lms.kit.problems import Findings
from lms.kit.toml_lines import read_toml
from lms.kit.toml_tables import Table
from lms.kit.words import gettext as _

_FEEDBACK = ("after-submit", "after-pass", "never")
_COUNTS = ("highest", "last", "first", "average")
_SHOW = ("all", "one")


def read_quiz(file: str, text: str, *, known_outcomes: frozenset[str] | None, findings: Findings) -> QuizSpec:
    """The quiz in ``text``; its mistakes go to ``findings``. ``known_outcomes`` None: outcomes are not checked."""
    document = read_toml(file, text, findings)
    table = Table.top(file, document, findings)
    quiz = QuizSpec(
        key=file.removesuffix(".quiz.toml"),
        title=table.text("title", required=True, example='"Check yourself"'),
        instructions=table.text("instructions"),
        pass_mark=table.number("pass_mark", 70.0, low=0, high=100, example="70"),
        attempts=table.whole("attempts", low=1, high=1000, example="3"),
        pause_minutes=table.minutes("pause", example='"10 min"') or 0,
        time_limit_minutes=table.minutes("time_limit", example='"30 min"'),
        feedback=cast(FeedbackRule, table.choice("feedback", _FEEDBACK, default="after-submit")),
        feedback_from=table.local_moment("feedback_from"),
        counts=cast(CountingRule, table.choice("counts", _COUNTS, default="highest")),
        shuffle_options=table.flag("shuffle_options", True),
        show=cast(Display, table.choice("show", _SHOW, default="all")),
        sections=_sections(table, known_outcomes),
    )
    table.finish()
    if quiz.feedback == "never" and quiz.feedback_from is not None:
        table.advice(_("`feedback_from` means nothing beside `feedback = \"never\"`"), _("take one of the two out"), "feedback_from")
    if quiz.counts == "first" and quiz.attempts != 1:
        what = _("where the first attempt counts, a second one could change nothing, so nobody gets one")
        table.advice(what, _("write `attempts = 1`, or let another attempt count: `counts = \"highest\"`"), "counts")
    if not quiz.items and not document.broken:
        table.error(_("the quiz has no questions"), _("write at least one `[[items]]`"))
    _report_double_keys(file, quiz, findings)
    report_flaws(file, quiz, findings)
    return quiz


def _sections(table: Table, outcomes: frozenset[str] | None) -> tuple[SectionSpec, ...]:
    rows = table.tables("sections", example='a list: `[[sections]]`')
    loose = _items(table, outcomes)
    if rows and loose:
        what = _("the quiz has both `[[sections]]` and `[[items]]`")
        table.error(what, _("write `[[sections.items]]` below the section that they belong to"), "items")
    sections = [SectionSpec(items=loose)] if loose else []
    return (*sections, *(_section(row, outcomes) for row in rows))


def _section(row: Table, outcomes: frozenset[str] | None) -> SectionSpec:
    title = row.text("title")
    draw = row.whole("draw", low=1, high=1000, example="3")
    shuffle = row.flag("shuffle")
    written = row.values.get("items")
    items = _items(row, outcomes)
    row.finish()
    if not written and not row.document.broken:
        row.error(_("this section has no questions"), _("write at least one `[[sections.items]]` below it"))
    elif draw is not None and isinstance(written, list) and draw > len(written):
        what = _("`draw` is %(draw)d, and the section has %(count)d questions", draw=draw, count=len(written))
        row.error(what, _("write `draw = %(count)d` or less, or add questions", count=len(written)), "draw")
    elif draw is not None and draw < len(items) and len({item.points for item in items}) > 1:
        what = _("questions with different points are drawn, so that attempts can be worth differently much")
        row.advice(what, _("give the questions of this section the same `points`"), "draw")
    return SectionSpec(items=items, title=title, draw=draw, shuffle=shuffle or draw is not None)


def _items(table: Table, outcomes: frozenset[str] | None) -> tuple[Item, ...]:
    read = (read_item(row, outcomes) for row in table.tables("items", example="a list: `[[items]]`"))
    return tuple(item for item in read if item is not None)


def _report_double_keys(file: str, quiz: QuizSpec, findings: Findings) -> None:
    seen: dict[str, int] = {}
    for item in quiz.items:
        if item.key and item.key in seen:
            what = _("the key `%(key)s` is already used on line %(line)d", key=item.key, line=seen[item.key])
            findings.error(file, item.line, what, _("give each question of the file a key of its own"))
        seen.setdefault(item.key, item.line)
