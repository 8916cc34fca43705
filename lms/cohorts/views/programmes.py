"""Programmes: their plans, versions and cohorts, and of which posts they are a duty."""

from pathlib import PurePath
from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.cohorts.forms.planning import DutyForm, ProgrammeFileForm
from lms.cohorts.graduation import Reached, criteria
from lms.cohorts.models.programmes import ProgrammeVersion
from lms.cohorts.programme_files.reading import LONGEST_FILE
from lms.cohorts.programme_files.rows import LONGEST_KEY
from lms.cohorts.programme_files.shapes import ProgrammeSpec
from lms.cohorts.queries.programmes import ProgrammePage, newest_source, newest_versions, programme_page, titles_of
from lms.cohorts.service import programmes as programme_files
from lms.cohorts.service.refusals import FileHasErrors
from lms.cohorts.views.blueprint import bp
from lms.kit import blobs
from lms.kit.access import me, requires
from lms.kit.forms import Form
from lms.kit.i18n import gettext as _
from lms.permissions import Permission as P


def _in_words(plan: ProgrammeSpec) -> dict[str, Any]:
    """What a page says of a plan besides the plan itself: the graduation rule, and the titles of the courses that are published here."""
    return {"graduation": criteria(plan.graduation, Reached(0, 0)), "titles": titles_of([one.slug for one in plan.courses])}


def _page(page: ProgrammePage, form: DutyForm) -> ResponseReturnValue:
    html = render_template("cohorts/programme.html", page=page, plan=page.plan, form=form, **_in_words(page.plan))
    return html, 422 if form.errors else 200


@bp.get("/programmes")
@requires(P.COHORT_LIST)
def programmes() -> ResponseReturnValue:
    """All programmes in their newest version."""
    return render_template("cohorts/programmes.html", versions=newest_versions())


@bp.route("/programmes/import", methods=["GET", "POST"])
@requires(P.COHORT_PLAN)
def import_programme() -> ResponseReturnValue:
    """Choose a file; nothing is changed by that."""
    form = ProgrammeFileForm()
    if form.validate_on_submit():
        slug = (form.slug.data or PurePath(form.file.data.filename or "").stem).strip()[:LONGEST_KEY]
        digest = programme_files.keep_file(form.file.data.read(LONGEST_FILE + 1))
        return redirect(url_for(".look_through_programme", digest=digest, slug=slug), 303)
    return render_template("cohorts/import_programme.html", form=form), 422 if form.errors else 200


@bp.route("/programmes/import/<digest>", methods=["GET", "POST"])
@requires(P.COHORT_PLAN)
def look_through_programme(digest: str) -> ResponseReturnValue:
    """Everything that is wrong in the file and what it plans; then load exactly that."""
    form, slug = Form(), request.args.get("slug", "")[:LONGEST_KEY]
    if form.validate_on_submit():
        try:
            loaded = programme_files.load(blobs.read(digest), slug, by=me())
        except FileHasErrors as refusal:
            form.form_errors.append(str(refusal))
        else:
            flash(_("Version %(number)s is loaded.", number=loaded.version.number), "success")
            return redirect(url_for(".programme", slug=slug), 303)
    looked = programme_files.look_through(digest, slug)
    words = _in_words(looked.plan) if looked.plan else {}
    return render_template("cohorts/look_through_programme.html", looked=looked, slug=slug, form=form, **words), 422 if form.errors else 200


@bp.get("/programmes/<slug>")
@requires(P.COHORT_LIST, load=programme_page)
def programme(page: ProgrammePage) -> ResponseReturnValue:
    """The plan, its versions and its cohorts."""
    form = DutyForm(formdata=None, data={"posts": sorted(page.duties, key=str)})
    form.offer(page.posts)
    return _page(page, form)


@bp.get("/programmes/<slug>/file")
@requires(P.COHORT_LIST, load=newest_source)
def programme_file(version: ProgrammeVersion) -> ResponseReturnValue:
    """The file of the newest version, to change and load again."""
    response = Response(version.source, mimetype="application/toml")
    response.headers.set("Content-Disposition", "attachment", filename=f"{version.programme.slug}.toml")
    return response


@bp.post("/programmes/<slug>/duties")
@requires(P.PROGRAMME_DUTY, load=programme_page)
def duties(page: ProgrammePage) -> ResponseReturnValue:
    """Say for which posts the programme is a duty."""
    form = DutyForm()
    form.offer(page.posts)
    if form.validate_on_submit():
        programme_files.name_duties(page.programme, set(form.posts.data or ()), by=me())
        flash(_("The duties are saved. They count for applications from now on."), "success")
        return redirect(url_for(".programme", slug=page.programme.slug), 303)
    return _page(page, form)
