"""Programmes: their plans, versions and cohorts, and of which posts they are a duty."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from lms.cohorts.forms.planning import DutyForm
from lms.cohorts.queries.programmes import ProgrammePage, newest_versions, programme_page
from lms.cohorts.service.programmes import name_duties
from lms.cohorts.views.blueprint import bp
from lms.kit.access import me, requires
from lms.kit.i18n import gettext as _
from lms.permissions import Permission as P


def _page(page: ProgrammePage, form: DutyForm) -> ResponseReturnValue:
    return render_template("cohorts/programme.html", page=page, plan=page.plan, form=form), 422 if form.errors else 200


@bp.get("/programmes")
@requires(P.COHORT_LIST)
def programmes() -> ResponseReturnValue:
    """All programmes in their newest version."""
    return render_template("cohorts/programmes.html", versions=newest_versions())


@bp.get("/programmes/<slug>")
@requires(P.COHORT_LIST, load=programme_page)
def programme(page: ProgrammePage) -> ResponseReturnValue:
    """The plan, its versions and its cohorts."""
    form = DutyForm(formdata=None, data={"posts": sorted(page.duties, key=str)})
    form.offer(page.posts)
    return _page(page, form)


@bp.post("/programmes/<slug>/duties")
@requires(P.PROGRAMME_DUTY, load=programme_page)
def duties(page: ProgrammePage) -> ResponseReturnValue:
    """Say for which posts the programme is a duty."""
    form = DutyForm()
    form.offer(page.posts)
    if form.validate_on_submit():
        name_duties(page.programme, set(form.posts.data or ()), by=me())
        flash(_("The duties are saved. They count for applications from now on."), "success")
        return redirect(url_for(".programme", slug=page.programme.slug), 303)
    return _page(page, form)
