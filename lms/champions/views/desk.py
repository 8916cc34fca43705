"""The desk of the programme office: who waits, who ends, who rests, the figures, and the rules."""

from collections.abc import Sequence

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.champions.forms import KINDS, RulesForm
from lms.champions.models import Champion
from lms.champions.queries import desk as queries
from lms.champions.queries import eligibility, outreach
from lms.champions.queries.desk import Shelf
from lms.champions.service import rules as service
from lms.champions.service.telling import hours_text
from lms.champions.views.blueprint import NOMINATORS, STATES, bp, language_names, words
from lms.competency.queries.role_profiles import offered
from lms.kit.access import me, requires
from lms.kit.clock import today
from lms.kit.csv_files import csv_file
from lms.kit.forms import refusals_onto
from lms.kit.i18n import gettext as _
from lms.kit.i18n import lazy_gettext
from lms.kit.workbooks import Sheet, workbook_file
from lms.permissions import Permission as P

SHELVES = {
    Shelf.TO_APPOINT: lazy_gettext("To appoint"),
    Shelf.ENDING: lazy_gettext("Ending or to renew"),
    Shelf.LAPSED: lazy_gettext("Evidence gone"),
    Shelf.RESTING: lazy_gettext("Resting"),
    Shelf.ON_THE_WAY: lazy_gettext("On the way"),
    Shelf.ACTIVE: lazy_gettext("All who serve"),
    Shelf.OVER: lazy_gettext("Over"),
}
EMPTY = {
    Shelf.TO_APPOINT: lazy_gettext("Nobody waits for an appointment. Here stand those whose line managers agreed to the hours."),
    Shelf.ENDING: lazy_gettext("Nobody's time ends within 60 days."),
    Shelf.LAPSED: lazy_gettext("The evidence of everybody who serves is there."),
    Shelf.RESTING: lazy_gettext("Nobody rests."),
    Shelf.ON_THE_WAY: lazy_gettext("Nobody is on the way. Whoever has shown everything is asked by night."),
    Shelf.ACTIVE: lazy_gettext("There is no champion yet."),
    Shelf.OVER: lazy_gettext("Nobody's time is over yet, and nobody said “not now”."),
}


def _shelf() -> Shelf:
    asked = request.args.get("show", "")
    return Shelf(asked) if asked in list(Shelf) else Shelf.TO_APPOINT


@bp.get("/champions/desk")
@requires(P.CHAMPION_DESK)
def desk() -> ResponseReturnValue:
    """Who waits for the office, shelf by shelf."""
    day, shelf = today(), _shelf()
    return render_template(
        "champions/desk.html",
        shelf=shelf,
        shelves=SHELVES,
        empty_words=EMPTY,
        counts=queries.counts(day),
        lines=queries.on(shelf, day),
        hours_text=hours_text,
        **words(),
    )


def _header() -> list[str]:
    manager, hours = _("Line manager"), _("Hours a week")
    return [_("Name"), _("Department"), manager, _("State"), _("How it began"), hours, _("Appointed"), _("Until"), _("Languages"), _("Evidence")]


def _row(one: Champion) -> Sequence[object]:
    person = one.person
    return (
        person.name,
        person.department.name if person.department else "",
        person.manager.name if person.manager else "",
        str(STATES[one.state][0]),
        str(NOMINATORS[one.nominated_by]),
        one.hours_per_week,
        one.appointed_on,
        one.until,
        ", ".join(name for _code, name in language_names(one.languages)),
        _("gone") if one.lapsed_since else "",
    )


@bp.get("/champions/desk.csv")
@requires(P.CHAMPION_DESK)
def desk_file() -> ResponseReturnValue:
    """A shelf as a CSV list."""
    return csv_file("champions-desk.csv", _header(), map(_row, queries.on(_shelf(), today(), limit=None)))


@bp.get("/champions/desk.xlsx")
@requires(P.CHAMPION_DESK)
def desk_workbook() -> ResponseReturnValue:
    """Every shelf, and the figures, as a workbook."""
    day = today()
    sheets = [Sheet(str(SHELVES[shelf]), _header(), map(_row, queries.on(shelf, day, limit=None)), widths=(28, 28, 28)) for shelf in Shelf]
    coverage = [_("Competence"), _("Level 3 or 4"), _("Level 5 or higher"), _("Hours a week")]
    covered = ((f"{one.competence.code} {one.competence.title}", one.some, one.strong, one.hours) for one in queries.coverage())
    places = ((one.department.name, one.champions, one.hours) for one in queries.by_department())
    sheets.append(Sheet(_("Competences"), coverage, covered, widths=(60,)))
    sheets.append(Sheet(_("Departments"), [_("Department"), _("Champions"), _("Hours a week")], places, widths=(40,)))
    return workbook_file("champions-desk.xlsx", sheets)


@bp.get("/champions/figures")
@requires(P.CHAMPION_DESK)
def figures() -> ResponseReturnValue:
    """What the champions cover, where there is none, and what they did year by year."""
    places = queries.by_department()
    return render_template(
        "champions/figures.html",
        shelves=SHELVES,
        counts=queries.counts(today()),
        covered=queries.coverage(),
        places=places,
        without=[one.department for one in places if not one.champions],
        years=outreach.by_year(),
        kinds=KINDS,
        hours_text=hours_text,
    )


@bp.get("/champions/rules")
@requires(P.CHAMPION_RULES_READ)
def rules() -> ResponseReturnValue:
    """What a champion has to show: everybody may read it."""
    in_force = eligibility.rules_in_force()
    return render_template(
        "champions/rules.html", in_force=in_force, titles=eligibility.titles_of(in_force.rules), versions=eligibility.versions()
    )


@bp.route("/champions/rules/edit", methods=["GET", "POST"])
@requires(P.CHAMPION_RULES_CHANGE)
def edit_rules() -> ResponseReturnValue:
    """Change what a champion has to show."""
    in_force = eligibility.rules_in_force()
    form = RulesForm() if request.method == "POST" else RulesForm.showing(in_force.rules)
    form.offer(offered())
    reached = None
    if form.validate_on_submit():
        if "preview" in request.form:
            reached = eligibility.reaching(form.rules())
        else:
            with refusals_onto(form.reason):
                service.change(form.rules(), form.reason.data or "", by=me())
            if not form.errors:
                flash(_("The rules are in force. The next night asks those who show everything now, and tells those who do not any more."), "success")
                return redirect(url_for(".rules"), 303)
    return render_template("champions/edit_rules.html", form=form, reached=reached), 422 if form.errors else 200
