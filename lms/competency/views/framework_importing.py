"""Bring a framework in from a file: upload, look through, carry out."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.competency.forms.frameworks import CarryOutForm, UploadForm
from lms.competency.queries import framework_texts
from lms.competency.queries.frameworks import framework_of
from lms.competency.service import framework_importing as service
from lms.competency.service.framework_importing import Head, ImportPlan
from lms.competency.views.blueprint import bp
from lms.competency.views.framework_editing import KINDS
from lms.kit.access import can, me, requires
from lms.kit.csv_reading import MOST_BYTES
from lms.kit.forms import refusals_onto
from lms.kit.i18n import gettext as _
from lms.permissions import Permission as P

_HEAD = ("slug", "title", "version", "source", "licence")


@bp.route("/frameworks/import", methods=["GET", "POST"])
@requires(P.FRAMEWORK_EDIT)
def import_framework() -> ResponseReturnValue:
    """Choose a file; nothing is changed by that."""
    form = UploadForm()
    if form.validate_on_submit():
        digest = service.keep_file(form.file.data.read(MOST_BYTES + 1))
        head = {name: form[name].data for name in _HEAD if form[name].data}
        return redirect(url_for(".look_through_framework", digest=digest, **head), 303)
    return render_template("competency/import_framework.html", form=form), 422 if form.errors else 200


@bp.get("/frameworks/import/<digest>")
@requires(P.FRAMEWORK_EDIT)
def look_through_framework(digest: str) -> ResponseReturnValue:
    """What would happen, entry by entry."""
    plan = service.plan(digest, _head())
    return _page(plan, CarryOutForm(formdata=None, data={"seen": plan.fingerprint}))


@bp.post("/frameworks/import/<digest>")
@requires(P.FRAMEWORK_EDIT)
def carry_out_framework(digest: str) -> ResponseReturnValue:
    """Do exactly what was shown."""
    form = CarryOutForm()
    if form.validate_on_submit():
        with refusals_onto(form.why):
            slug, loaded = service.carry_out(
                digest, _head(), seen=form.seen.data or "", retire_missing=bool(form.retire_missing.data), why=form.why.data or "", by=me()
            )
        if not form.errors:
            flash(_("Imported: %(made)s new, %(changed)s changed.", made=loaded.made, changed=loaded.changed), "success")
            return redirect(url_for(".framework", slug=slug), 303)
    plan = service.plan(digest, _head())
    form.seen.data = plan.fingerprint
    return _page(plan, form), 422


def _page(plan: ImportPlan, form: CarryOutForm) -> str:
    codes = [one.code for one in plan.differences if one.kind == "competence" and one.what == "missing"]
    stands = framework_texts.stands_on(framework_of(plan.spec.slug).id, codes) if plan.spec and codes else None
    openly = can(P.PERSON_VIEW)
    return render_template("competency/look_through_framework.html", plan=plan, form=form, kinds=KINDS, stands=stands, openly=openly)


def _head() -> Head:
    return Head(**{name: request.args.get(name, "").strip()[:400] for name in _HEAD})
