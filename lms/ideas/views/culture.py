"""The dashboard of the entrepreneurial culture, and the ideas behind each of its figures."""

from uuid import UUID

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.ideas.culture import FIGURES, Figure, Key, Measured
from lms.ideas.queries import culture as queries
from lms.ideas.queries.culture import Culture, Named
from lms.ideas.service import sponsoring_papers
from lms.ideas.views.blueprint import STATES
from lms.ideas.views.sponsoring_blueprint import bp
from lms.kit.access import requires
from lms.kit.csv_files import csv_file
from lms.kit.i18n import gettext as _
from lms.kit.i18n import lazy_gettext
from lms.kit.pdf_answers import drawn_or_told
from lms.kit.workbooks import Sheet, workbook_file
from lms.permissions import Permission as P

MONTHS = (6, 12, 24, 60)
LABELS: dict[Figure, object] = {
    "submitted": lazy_gettext("Ideas submitted"),
    "answered": lazy_gettext("Answered by a person"),
    "in_term": lazy_gettext("Answered in term"),
    "sponsored": lazy_gettext("Found a sponsor"),
    "piloted": lazy_gettext("Tried in a pilot"),
    "implemented": lazy_gettext("Implemented"),
    "stopped": lazy_gettext("Stopped with learning"),
    "repeat": lazy_gettext("Authors with more than one idea"),
}
NONE = "none"
"""In an address: the group of those that have no department, or no grade."""
KEPT_BACK = lazy_gettext("fewer than ten authors")


def _months() -> int:
    asked = request.args.get("months", 12, type=int)
    return asked if asked in MONTHS else 12


def _words() -> dict[str, object]:
    return {"labels": LABELS, "figure_keys": FIGURES, "states": STATES, "kept_back": KEPT_BACK}


@bp.get("/ideas/culture")
@requires(P.CULTURE_VIEW)
def culture() -> ResponseReturnValue:
    """How the city treats ideas."""
    figures = queries.culture_of(_months())
    return render_template("ideas/culture.html", figures=figures, months=MONTHS, behind=_behind, **_words())


def _behind(figure: str, grouping: str = "", key: Key = None) -> str:
    """The address of the ideas behind a figure."""
    if not grouping:
        return url_for("sponsoring.culture_ideas", figure=figure, months=_months())
    return url_for("sponsoring.culture_ideas", figure=figure, months=_months(), by=grouping, group=key or NONE)


@bp.get("/ideas/culture/ideas")
@requires(P.CULTURE_VIEW)
def culture_ideas() -> ResponseReturnValue:
    """The ideas behind one figure."""
    figure, grouping = request.args.get("figure", "submitted"), request.args.get("by", "")
    ideas = queries.ideas_behind(figure, _months(), grouping, _key(grouping), grouped=bool(grouping))
    label = LABELS.get(figure) or STATES[next(state for state in STATES if f"at-{state.value}" == figure)][0]  # type: ignore[call-overload]
    return render_template("ideas/culture_ideas.html", ideas=ideas, label=label, chosen_months=_months(), most=queries.MOST_LISTED, **_words())


def _key(grouping: str) -> Key:
    asked = request.args.get("group", "")
    if grouping == "department":
        return request.args.get("group", type=UUID)
    return None if asked == NONE else asked


def _line(name: object, one: Measured | None) -> list[object]:
    if one is None:
        return [str(name), *[str(KEPT_BACK)] * 9]
    shares = [one.share(figure) for figure in ("in_term", "sponsored", "piloted", "implemented", "stopped")]
    return [str(name), one.submitted, one.authors, one.days_to_answer, *shares, one.repeat]


def _header(first: str) -> list[str]:
    return [
        first,
        _("Ideas"),
        _("Authors"),
        _("Median working days to the first answer"),
        *(f"{share}, %" for share in (_("Answered in term"), _("Sponsored"), _("Piloted"), _("Implemented"), _("Stopped with learning"))),
        _("Authors with more than one idea"),
    ]


def _lines(figures: Culture, groups: list[Named]) -> list[list[object]]:
    return [_line(_("All"), figures.all), *(_line(one.name, one.measured) for one in groups)]


@bp.get("/ideas/culture.csv")
@requires(P.CULTURE_VIEW)
def culture_csv() -> ResponseReturnValue:
    """The figures by department and grade as CSV."""
    figures = queries.culture_of(_months())
    rows = [*_lines(figures, figures.departments), *(_line(one.name, one.measured) for one in figures.grades)]
    return csv_file(f"culture-{figures.months}-months.csv", _header(_("Department or grade")), rows)


@bp.get("/ideas/culture.xlsx")
@requires(P.CULTURE_VIEW)
def culture_xlsx() -> ResponseReturnValue:
    """All figures as a workbook."""
    figures = queries.culture_of(_months())
    funnel = [[str(_state_word(one.state)), one.now, one.ever, one.median_days, one.oldest_days] for one in figures.funnel]
    learnings = [[one.number, one.title, str(STATES[one.state][0]), one.on, one.learning] for one in figures.learnings]
    sheets = [
        Sheet(_("By department"), _header(_("Department")), _lines(figures, figures.departments), _above(figures)),
        Sheet(_("By grade"), _header(_("Grade")), _lines(figures, figures.grades), _above(figures)),
        Sheet(_("Funnel"), [_("State"), _("There now"), _("Ever there"), _("Median days there"), _("Longest, days")], funnel, _above(figures)),
        Sheet(_("Learnings"), [_("Idea"), _("Title"), _("State"), _("Since"), _("What was learnt")], learnings, _above(figures)),
    ]
    return workbook_file(f"culture-{figures.months}-months.xlsx", sheets)


def _above(figures: Culture) -> list[list[object]]:
    words = _("Ideas submitted in the last %(months)s months, drafts and merged ideas left out. As of", months=figures.months)
    return [[words, figures.calendar.today]]


def _state_word(state: str) -> object:
    return next(words for one, (words, _look) in STATES.items() if one.value == state)


@bp.get("/ideas/culture.pdf")
@requires(P.CULTURE_VIEW)
def culture_pdf() -> ResponseReturnValue:
    """The figures as PDF; where it cannot be drawn, a sentence that says so."""
    figures = queries.culture_of(_months())
    return drawn_or_told(
        f"culture-{figures.months}-months.pdf",
        lambda: sponsoring_papers.culture_paper(figures, _words() | {"state_word": _state_word}),
        lambda sentence: render_template("ideas/undrawn.html", sentence=sentence, back=url_for(".culture")),
    )
