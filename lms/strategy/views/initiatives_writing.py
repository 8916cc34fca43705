"""Initiatives to write: proposed, changed, and the competences they need."""

from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from lms.competency.queries.role_profiles import offered
from lms.kit.access import me, requires
from lms.kit.errors import NotFound
from lms.kit.forms import refusals_onto
from lms.kit.i18n import gettext as _
from lms.people.queries.directory import departments
from lms.permissions import Permission as P
from lms.strategy.forms.initiatives import InitiativeForm, NeedForm, NewInitiativeForm
from lms.strategy.models.initiatives import Initiative
from lms.strategy.queries.initiatives import choosable_objectives, initiative_at_hand
from lms.strategy.service import initiatives as service
from lms.strategy.service.initiatives import InitiativeText, Need
from lms.strategy.views.blueprint import bp
from lms.strategy.views.strategies import as_number


@bp.route("/initiatives/new", methods=["GET", "POST"])
@requires(P.INITIATIVE_PROPOSE)
def new_initiative() -> ResponseReturnValue:
    """Put an initiative among the candidates."""
    form = NewInitiativeForm(seen="1")
    form.offer(choosable_objectives(), departments())
    if form.validate_on_submit():
        with refusals_onto(form.slug):
            service.propose(form.slug.data or "", _text(form), by=me())
        if not form.errors:
            flash(_("The initiative is a candidate now."), "success")
            return redirect(url_for(".initiative", slug=form.slug.data), 303)
    return render_template("strategy/new_initiative.html", form=form), 422 if form.errors else 200


def _text(form: InitiativeForm) -> InitiativeText:
    names = ("title", "summary", "owner", "sponsor", "budget", "funded_from", "starts_on", "ends_on")
    facts = {name: form[name].data for name in names}
    return InitiativeText(department_id=form.department.data, objective_id=form.objective.data, **facts)


@bp.route("/initiatives/<slug>/edit", methods=["GET", "POST"])
@requires(P.INITIATIVE_EDIT, load=initiative_at_hand)
def edit_initiative(initiative: Initiative) -> ResponseReturnValue:
    """Change what is written of an initiative; the second of two editors is told."""
    slug = initiative.slug
    written = {name: getattr(initiative, name) for name in ("title", "summary", "budget", "funded_from", "starts_on", "ends_on")}
    form = InitiativeForm(
        **written,
        seen=str(initiative.revision),
        objective=initiative.objective_id,
        department=initiative.department_id,
        owner=initiative.owner.email if initiative.owner else "",
        sponsor=initiative.sponsor.email if initiative.sponsor else "",
    )
    form.offer(choosable_objectives(also=initiative.objective_id), departments())
    if form.validate_on_submit():
        with refusals_onto(form.title):
            service.write(initiative, _text(form), seen=as_number(form.seen.data), by=me())
        if not form.errors:
            flash(_("It is saved."), "success")
            return redirect(url_for(".initiative", slug=slug), 303)
        initiative = initiative_at_hand(slug)
        form.seen.data = str(initiative.revision)
    return render_template("strategy/edit_initiative.html", one=initiative, form=form), 422 if form.errors else 200


@bp.route("/initiatives/<slug>/needs", methods=["GET", "POST"])
@requires(P.INITIATIVE_REPORT, load=initiative_at_hand)
def needs(initiative: Initiative) -> ResponseReturnValue:
    """The competences that it needs, at which level, and for how many hours."""
    form, slug = NeedForm(), initiative.slug
    form.offer(offered())
    if form.validate_on_submit():
        with refusals_onto(form.competence):
            need = Need(**{name: form[name].data for name in ("level", "hours_per_week")})
            service.set_need(initiative, form.competence.data, need, by=me())
        if not form.errors:
            flash(_("It is noted."), "success")
            return redirect(url_for(".needs", slug=slug), 303)
    return render_template("strategy/needs.html", one=initiative_at_hand(slug), form=form), 422 if form.errors else 200


def _need_of(slug: str, competence_id: UUID) -> "NeedAtHand":
    initiative = initiative_at_hand(slug)
    if not any(need.competence_id == competence_id for need in initiative.needs):
        raise NotFound(_("The initiative does not need this competence."))
    return NeedAtHand(initiative, competence_id)


class NeedAtHand:
    """A competence that an initiative needs, found through the initiative."""

    def __init__(self, initiative: Initiative, competence_id: UUID) -> None:
        self.initiative, self.competence_id, self.owner_id = initiative, competence_id, initiative.owner_id


@bp.post("/initiatives/<slug>/needs/<uuid:competence_id>/remove")
@requires(P.INITIATIVE_REPORT, load=_need_of)
def drop_need(found: NeedAtHand) -> ResponseReturnValue:
    """Say that it needs a competence no longer."""
    slug = found.initiative.slug
    service.drop_need(found.initiative, found.competence_id, by=me())
    flash(_("It is taken out."), "success")
    return redirect(url_for(".needs", slug=slug), 303)
