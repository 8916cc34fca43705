"""The city's style sheet, logo and settings."""

from dataclasses import asdict
from itertools import groupby
from urllib.parse import urlencode
from uuid import UUID

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.city import colours, holiday_lines, queries, service
from lms.city.forms import HolidayForm, HolidayListForm, SettingsForm
from lms.kit import blobs
from lms.kit.access import me, public, requires
from lms.kit.errors import NotFound
from lms.kit.forms import refusals_onto
from lms.kit.i18n import gettext as _
from lms.kit.i18n import ngettext
from lms.permissions import Permission as P

bp = Blueprint("city", __name__)

FOR_EVER = "public, max-age=31536000, immutable"


@bp.get("/brand/<short_hash>.css")
@public
def stylesheet(short_hash: str) -> Response:
    """The city's colours as CSS; its name changes with its content."""
    response = Response(queries.stylesheet(short_hash), mimetype="text/css")
    response.headers["Cache-Control"] = FOR_EVER
    return response


@bp.get("/logo/<digest>")
@public
def logo(digest: str) -> Response:
    """The city's logo, and no other bytes that are kept here."""
    media_type = queries.logo_type(digest)
    if media_type is None:
        raise NotFound(_("There is no such logo."))
    response = Response(blobs.read(digest), mimetype=media_type)
    response.headers["Cache-Control"] = FOR_EVER
    return response


@bp.get("/settings/preview.css")
@requires(P.CITY_EDIT)
def preview_stylesheet() -> Response:
    """The style sheet of colours that are not saved yet, for the strip on the settings page only."""
    chosen = {name: request.args.get(name, "") for name in asdict(colours.Palette())}
    if any(colours.check(colour) for colour in chosen.values()):
        raise NotFound(_("One of these colours cannot be used."))
    # The page around the strip keeps the saved colours: only what stands inside .preview-strip is coloured anew.
    css = colours.stylesheet(colours.Palette(**chosen)).replace(":root,", "").replace("[data-color", ".preview-strip [data-color")
    return Response(css, mimetype="text/css")


def _form() -> SettingsForm:
    row = queries.profile()
    default = colours.Palette()
    known = asdict(default) if row is None else {name: getattr(row, name) for name in asdict(default)}
    names = {"name": row.name if row else "", "product": row.product if row else service.PRODUCT}
    return SettingsForm(data={**known, **names})


@bp.route("/settings", methods=["GET", "POST"])
@requires(P.CITY_EDIT)
def settings() -> ResponseReturnValue:
    """Name, logo and colours; a preview before they are saved."""
    form = _form()
    valid = form.validate_on_submit()
    logo = None
    if valid and form.logo.data:
        try:
            logo = service.check_logo(form.logo.data.read(service.LARGEST_LOGO + 1))
        except service.LogoRefused as refusal:
            form.logo.errors = [str(refusal)]
    previewing = "preview" in request.form
    if valid and not form.errors and not previewing:
        service.change(str(form.name.data), str(form.product.data), form.palette(), logo=logo, without_logo=form.without_logo.data, by=me())
        flash(_("Saved. Every page has the new look now."), "success")
        return redirect(url_for("city.settings"), 303)
    strip = url_for("city.preview_stylesheet") + "?" + urlencode(asdict(form.palette())) if previewing and not form.errors else None
    return render_template("city/settings.html", form=form, strip=strip, saved=queries.profile() is not None), 422 if form.errors else 200


@bp.post("/settings/reset")
@requires(P.CITY_EDIT)
def reset() -> ResponseReturnValue:
    """Go back to the look that the product came with."""
    service.reset(by=me())
    flash(_("The look is the one that the product came with."), "success")
    return redirect(url_for("city.settings"), 303)


def _holidays(form: HolidayForm, many: HolidayListForm, status: int = 200) -> ResponseReturnValue:
    by_year = [(year, list(days)) for year, days in groupby(queries.holiday_list(), key=lambda one: one.day.year)]
    return render_template("city/holidays.html", form=form, many=many, years=by_year), status


@bp.get("/settings/holidays")
@requires(P.CITY_EDIT)
def holidays() -> ResponseReturnValue:
    """The days on which the city does not work, by year."""
    return _holidays(HolidayForm(formdata=None), HolidayListForm(formdata=None))


@bp.post("/settings/holidays")
@requires(P.CITY_EDIT)
def add_holiday() -> ResponseReturnValue:
    """Add a day."""
    form = HolidayForm()
    if form.validate() and form.day.data:
        with refusals_onto(form.day):
            service.add_holiday(form.day.data, str(form.name.data), by=me())
        if not form.day.errors:
            flash(_("The day is added. Terms in working days pass over it."), "success")
            return redirect(url_for("city.holidays"), 303)
    return _holidays(form, HolidayListForm(formdata=None), 422)


@bp.post("/settings/holidays/import")
@requires(P.CITY_EDIT)
def import_holidays() -> ResponseReturnValue:
    """Take the holidays of a year at once: all of them, or none where a line cannot be read."""
    form = HolidayListForm()
    if form.validate():
        days, problems = holiday_lines.read(str(form.lines.data))
        if not problems:
            new = service.import_holidays(days, by=me())
            flash(ngettext("The list is taken; one day is new.", "The list is taken; %(num)d days are new.", new), "success")
            return redirect(url_for("city.holidays"), 303)
        form.lines.errors = [_("Line %(line)s: %(what)s; %(instead)s.", line=one.line, what=one.what, instead=one.instead) for one in problems]
    return _holidays(HolidayForm(formdata=None), form, 422)


@bp.post("/settings/holidays/<uuid:holiday_id>/remove")
@requires(P.CITY_EDIT)
def remove_holiday(holiday_id: UUID) -> ResponseReturnValue:
    """Take a day out."""
    service.remove_holiday(holiday_id, by=me())
    flash(_("The city works on that day again."), "success")
    return redirect(url_for("city.holidays"), 303)
