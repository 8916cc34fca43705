"""Public pages: which boot camps there are, the page of a call, and applying."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.cohorts.forms.applying import ApplyForm
from lms.cohorts.queries import calls
from lms.cohorts.queries.cohorts import CohortAtHand, cohort_at_hand
from lms.cohorts.queries.pages import call_page
from lms.cohorts.service import applying
from lms.cohorts.views.blueprint import bp
from lms.kit.access import me, requires
from lms.kit.forms import refusals_onto
from lms.kit.i18n import gettext as _
from lms.permissions import Permission as P


@bp.get("/boot-camps")
@requires(P.CALL_LIST, visitors=True)
def camps() -> ResponseReturnValue:
    """Open calls, and what concerns the reader."""
    reader = me()
    mine = calls.mine(reader) if reader.is_authenticated else None
    return render_template("cohorts/camps.html", open_calls=calls.open_calls(), mine=mine)


@bp.get("/boot-camps/<slug>")
@requires(P.CALL_VIEW, load=cohort_at_hand, visitors=True)
def call(found: CohortAtHand) -> ResponseReturnValue:
    """What the boot camp is, who may apply, and how seats are given."""
    reader = me()
    return render_template("cohorts/call.html", page=call_page(found, reader if reader.is_authenticated else None))


@bp.route("/boot-camps/<slug>/apply", methods=["GET", "POST"])
@requires(P.CALL_APPLY, load=cohort_at_hand)
def apply(found: CohortAtHand) -> ResponseReturnValue:
    """Apply with a motivation."""
    form, application = ApplyForm(), None
    if request.method == "GET":
        applying.refuse_unable(found, by=me())
    if form.validate_on_submit():
        with refusals_onto(form.motivation):
            application = applying.apply(found, str(form.motivation.data), by=me())
        if application is not None and not form.errors:
            flash(_("Your application is handed in."), "success")
            return redirect(url_for(".application", application_id=application.id), 303)
    return render_template("cohorts/apply.html", form=form, found=found), 422 if form.errors else 200
