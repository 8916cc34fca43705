"""Self-assessment: page by page, and at its end beside the evidence."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from lms.competency.forms.assessing import answers, area_form
from lms.competency.queries import assessing as queries
from lms.competency.queries.assessing import Assessing
from lms.competency.service import assessing as service
from lms.competency.views.blueprint import bp
from lms.kit.access import me, requires
from lms.kit.errors import DomainError
from lms.kit.i18n import gettext as _
from lms.permissions import Permission as P

HERE = "/me/competences/self-assessment"


def _mine(slug: str) -> Assessing:
    return queries.assessing(me().id, slug)


def _page_of(slug: str, code: str) -> tuple[Assessing, str]:
    found = _mine(slug)
    return found, found.step(code).area.code


@bp.get(HERE)
@requires(P.SELF_ASSESSMENT_MAKE)
def self_assessments() -> ResponseReturnValue:
    """The frameworks in which I can look at myself."""
    return render_template("competency/self_assessments.html", frameworks=queries.frameworks_to_assess())


@bp.get(f"{HERE}/<slug>")
@requires(P.SELF_ASSESSMENT_MAKE, load=_mine)
def self_assessment(found: Assessing) -> ResponseReturnValue:
    """Where I stand in it."""
    return render_template("competency/self_assessment.html", found=found)


@bp.route(f"{HERE}/<slug>/<code>", methods=["GET", "POST"])
@requires(P.SELF_ASSESSMENT_MAKE, load=_page_of)
def self_assessment_area(page: tuple[Assessing, str]) -> ResponseReturnValue:
    """One area; what is answered is kept, also when not everything is."""
    found, code = page
    step = found.step(code)
    asked = queries.asked_in(found, step.area)
    form = area_form(asked)
    if form.validate_on_submit():
        service.save_answers(found, step.area.id, answers(form, asked), by=me())
        following, slug = found.following(code), found.framework.slug
        if following is None:
            return redirect(url_for(".self_assessment", slug=slug), 303)
        return redirect(url_for(".self_assessment_area", slug=slug, code=following.area.code), 303)
    return render_template("competency/self_assessment_area.html", found=found, step=step, asked=asked, form=form), 422 if form.errors else 200


@bp.post(f"{HERE}/<slug>/finish")
@requires(P.SELF_ASSESSMENT_MAKE, load=_mine)
def finish_self_assessment(found: Assessing) -> ResponseReturnValue:
    """Let my answers be own ratings."""
    try:
        service.finish(found, by=me())
    except DomainError as refusal:  # refuses before it writes
        flash(str(refusal), "warning")
        return redirect(url_for(".self_assessment", slug=found.framework.slug), 303)
    flash(_("Your self-assessment is kept."), "success")
    return redirect(url_for(".self_assessment_compared", slug=found.framework.slug), 303)


@bp.get(f"{HERE}/<slug>/comparison")
@requires(P.SELF_ASSESSMENT_MAKE, load=_mine)
def self_assessment_compared(found: Assessing) -> ResponseReturnValue:
    """My own view beside what the evidence shows."""
    return render_template("competency/self_assessment_compared.html", found=found, rows=queries.comparison(me().id, found))
