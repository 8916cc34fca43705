"""Bring a list of people in: upload, look through, carry out."""

from uuid import uuid4

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.kit.access import me, requires
from lms.kit.errors import DomainError
from lms.kit.i18n import gettext as _
from lms.people.forms.importing import CarryOutForm, UploadForm
from lms.people.import_rows import MOST_BYTES
from lms.people.service import importing as service
from lms.permissions import Permission as P

bp = Blueprint("people_import", __name__)

SHOWN = 500
"""Rows of each kind that the page shows; the counts are of all."""


@bp.route("/people/import", methods=["GET", "POST"])
@requires(P.PERSON_IMPORT)
def upload() -> ResponseReturnValue:
    """Choose a file; nothing is changed by that."""
    form = UploadForm()
    if form.validate_on_submit():
        digest = service.keep_file(form.file.data.read(MOST_BYTES + 1))
        return redirect(url_for("people_import.look_through", digest=digest), 303)
    return render_template("people/upload.html", form=form), 422 if form.errors else 200


@bp.get("/people/import/<digest>")
@requires(P.PERSON_IMPORT)
def look_through(digest: str) -> ResponseReturnValue:
    """What would happen, row by row."""
    found = service.plan(digest, languages=current_app.config["LANGUAGES"], by=me())
    form = CarryOutForm(formdata=None, data={"key": uuid4().hex, "seen": found.fingerprint, "mode": "all"})
    return render_template("people/look_through.html", plan=found, form=form, shown=SHOWN)


@bp.post("/people/import/<digest>")
@requires(P.PERSON_IMPORT)
def carry_out(digest: str) -> ResponseReturnValue:
    """Do exactly what was shown, once."""
    form = CarryOutForm()
    key = request.form.get("key", "")[:64]
    service.lock()
    if service.was_carried_out(key):
        flash(_("This import was carried out already; nothing was done twice."), "info")
        return redirect(url_for("people.directory"), 303)
    found = service.plan(digest, languages=current_app.config["LANGUAGES"], by=me())
    if form.validate_on_submit():
        try:
            service.carry_out(str(form.seen.data), found, key=key, good_rows_only=form.mode.data == "good", by=me())
        except DomainError as refusal:  # refuses before it writes
            form.form_errors.append(str(refusal))
        else:
            flash(
                _("Imported: %(created)s new, %(changed)s changed.", created=found.count("create"), changed=found.count("change")),
                "success",
            )
            return redirect(url_for("people.directory"), 303)
    fresh = CarryOutForm(formdata=None, data={"key": key, "seen": found.fingerprint, "mode": form.mode.data or "all"})
    fresh.form_errors = form.form_errors
    return render_template("people/look_through.html", plan=found, form=fresh, shown=SHOWN), 422
