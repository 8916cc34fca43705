"""All relations together: alarms, gaps, load and coverage; handing over; lists from files; and what is public."""

from uuid import UUID

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.kit.access import me, requires
from lms.kit.clock import today
from lms.kit.forms import refusals_onto
from lms.kit.i18n import gettext as _
from lms.kit.i18n import ngettext
from lms.kit.list_files import list_file
from lms.kit.web import page_asked
from lms.kit.workbooks import Sheet, workbook_file
from lms.permissions import Permission as P
from lms.relations.forms import CHANNELS, SECTORS, HandOverForm, ImportForm
from lms.relations.models import Sector, Size
from lms.relations.queries import meetings as public
from lms.relations.queries.organisations import Portfolio, portfolio_of
from lms.relations.queries.overview import Overview
from lms.relations.queries.overview import overview as overview_of
from lms.relations.service import importing, organisations
from lms.relations.views.blueprint import ALARMS, bp, words


@bp.get("/relations/overview")
@requires(P.RELATION_OVERSEE)
def overview() -> ResponseReturnValue:
    """What is wrong, where the city reaches nobody, who carries what, and which department keeps which sector."""
    return render_template("relations/overview.html", found=overview_of(today()), **words())


@bp.get("/relations/overview.xlsx")
@requires(P.RELATION_OVERSEE)
def overview_workbook() -> ResponseReturnValue:
    """The same as a workbook."""
    found = overview_of(today())
    alarms = [_("Organisation"), _("Sector"), _("Key organisation"), _("What is wrong"), _("Days")]
    loads = [_("Officer"), _("Keeps"), _("Key organisations"), _("Stands in"), _("Without a deputy")]
    by_name = ((found.people[one.person].name, one.main, one.key, one.deputy, one.alone) for one in found.loads)
    return workbook_file(
        "relations-overview.xlsx",
        [
            Sheet(_("Alarms"), alarms, _alarm_rows(found), widths=(40, 24, 18, 34, 10)),
            Sheet(_("Officers"), loads, by_name, widths=(30,)),
            Sheet(_("Coverage"), *_coverage(found), widths=(30,)),
        ],
    )


def _alarm_rows(found: Overview) -> list[tuple[object, ...]]:
    rows: list[tuple[object, ...]] = []
    for alarm in found.alarms:
        one = found.organisations[alarm.organisation]
        rows.append((one.name, str(SECTORS[one.sector]), _("yes") if one.key else _("no"), str(ALARMS[alarm.kind][0]), alarm.days))
    return rows


def _coverage(found: Overview) -> tuple[list[str], list[list[object]]]:
    columns: list[UUID | None] = [*(one.id for one in found.departments), None]
    header = [_("Sector"), *(one.name for one in found.departments), _("nobody, or without a department")]
    return header, [[str(SECTORS[sector]), *(found.coverage.get((sector.value, column), 0) for column in columns)] for sector in Sector]


@bp.route("/relations/hand-over/<uuid:person_id>", methods=["GET", "POST"])
@requires(P.RELATION_HAND_OVER, load=portfolio_of)
def hand_over(found: Portfolio) -> ResponseReturnValue:
    """Give everything that an officer keeps to another one."""
    form, person_id, mine = HandOverForm(), found.person.id, found.person.id == me().id
    number = 0
    if form.validate_on_submit():
        with refusals_onto(form.email):
            number = organisations.hand_over(found.person, organisations.officer(form.email.data or ""), by=me())
        if not form.errors:
            flash(ngettext("One organisation is handed over.", "%(num)d organisations are handed over.", number), "success")
            return redirect(url_for(".index") if mine else url_for(".overview"), 303)
    return render_template("relations/hand_over.html", found=portfolio_of(person_id), form=form, **words()), 422 if form.errors else 200


@bp.route("/relations/import", methods=["GET", "POST"])
@requires(P.RELATION_IMPORT)
def import_list() -> ResponseReturnValue:
    """Take a list of organisations: all of it, or nothing."""
    form, taken = ImportForm(), None
    if form.validate_on_submit():
        with refusals_onto(form.file):
            taken = importing.take(form.file.data.read(importing.MOST_BYTES + 1), by=me())
        if taken is not None:
            flash(_("The list is taken: %(new)s new, %(changed)s brought in line.", new=taken.new, changed=taken.changed), "success")
            return redirect(url_for(".index"), 303)
    faults = [line for error in form.file.errors for line in str(error).split("\n")]
    return render_template(
        "relations/import_list.html", form=form, faults=faults, sectors=list(Sector), sizes=list(Size), needed=importing.NEEDED, known=importing.KNOWN
    ), (422 if form.errors else 200)


def _year() -> int | None:
    year = request.args.get("year", 0, type=int)
    return year if 2000 <= year <= 2100 else None


@bp.get("/relations/meetings")
@requires(P.RELATION_MEETINGS, visitors=True)
def meetings() -> ResponseReturnValue:
    """For everybody: with whom from outside the city's officers met, and about what."""
    page, year = page_asked(), _year()
    lines, total = public.meetings(year=year, page=page)
    pages = max(1, -(-total // public.PAGE))
    return render_template(
        "relations/meetings.html", lines=lines, total=total, page=page, pages=pages, year=year, years=public.years(), **words()
    )


@bp.get("/relations/meetings.<form>")
@requires(P.RELATION_MEETINGS, visitors=True)
def meetings_file(form: str) -> Response:
    """The same as open data."""
    lines, _total = public.meetings(year=_year(), page=None)
    rows = ((one.on_day, one.organisation, str(SECTORS[one.sector]), str(CHANNELS[one.channel]), one.subject, one.department) for one in lines)
    return list_file("meetings", form, ([_("Day"), _("Organisation"), _("Sector"), _("Kind"), _("Subject"), _("Department")], rows))
