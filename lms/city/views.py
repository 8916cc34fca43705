"""The city's style sheet, logo and settings."""

from dataclasses import asdict
from urllib.parse import urlencode

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.city import colours, queries, service
from lms.city.forms import SettingsForm
from lms.kit import blobs
from lms.kit.access import me, public, requires
from lms.kit.errors import NotFound
from lms.kit.i18n import gettext as _
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
