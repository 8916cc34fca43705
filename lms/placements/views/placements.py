"""Placements: a champion's own, one with its way, a manager's people, and the steps of both sides."""

from dataclasses import dataclass
from uuid import UUID

from flask import Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from lms.kit.access import can, me, requires
from lms.kit.clock import today
from lms.kit.errors import NotFound
from lms.kit.forms import refusals_onto
from lms.kit.i18n import gettext as _
from lms.kit.list_files import list_file
from lms.permissions import Permission as P
from lms.placements.forms import EndForm, GrowthForm
from lms.placements.models import PlacementState, Side
from lms.placements.queries import openings as opening_queries
from lms.placements.queries import placements as queries
from lms.placements.queries import runs, saying
from lms.placements.queries.placements import PlacementAtHand
from lms.placements.service import leaning, placing
from lms.placements.service.placing import Said
from lms.placements.views import files
from lms.placements.views.blueprint import bp
from lms.placements.views.words import DONE, PLACEMENT_DEEDS, PLACEMENT_STATES
from lms.placements.workflow import PLACEMENT_STEPS, open_to


def _growth_form(champion_id: UUID) -> GrowthForm:
    form = GrowthForm(competences=list(saying.growth_of(champion_id)))
    form.competences.choices = [(one.id, f"{one.code} {one.title}") for one in saying.asked_for()]
    return form


@bp.route("/placements", methods=["GET", "POST"])
@requires(P.PLACEMENT_VIEW_OWN)
def my_placements() -> ResponseReturnValue:
    """What I am asked, what I am on, what I was on; and what I would like to practise."""
    champion = queries.champion_of(me().id)
    form = _growth_form(champion.id) if champion else None
    if champion and form and form.validate_on_submit():
        with refusals_onto(form.competences):
            leaning.wish_growth(champion, form.competences.data or [], by=me())
        if not form.competences.errors:
            flash(_("Noted. The next matching counts it."), "success")
            return redirect(url_for(".my_placements"), 303)
    mine = queries.of_person(me().id)
    page = render_template(
        "placements/my_placements.html",
        champion=champion,
        asked=[one for one in mine if one.placement.state is PlacementState.PROPOSED],
        live=[one for one in mine if one.placement.state in (PlacementState.ACCEPTED, PlacementState.CONFIRMED)],
        over=[one for one in mine if one.placement.state not in opening_queries.LIVE],
        form=form,
        run=runs.newest_done(),
        states=PLACEMENT_STATES,
    )
    return page, 422 if form and form.errors else 200


@bp.get("/placements/team")
@requires(P.PLACEMENT_TEAM)
def team() -> ResponseReturnValue:
    """The hours of a manager's people that are placed."""
    return render_template("placements/team.html", people=queries.team_of(me().id, today()), states=PLACEMENT_STATES)


@bp.get("/placements/mine.<form>")
@requires(P.PLACEMENT_VIEW_OWN)
def my_file(form: str) -> Response:
    """My placements as CSV or XLSX."""
    return list_file("my-placements", form, files.placements(queries.of_person(me().id)))


@bp.get("/placements/team.<form>")
@requires(P.PLACEMENT_TEAM)
def team_file(form: str) -> Response:
    """A manager's champions as CSV or XLSX."""
    return list_file("champions-of-my-team", form, files.team(queries.team_of(me().id, today())))


@bp.get("/placements/<uuid:placement_id>")
@requires(P.PLACEMENT_VIEW, load=queries.placement_at_hand)
def placement(at_hand: PlacementAtHand) -> ResponseReturnValue:
    """One placement with its way."""
    return _page(at_hand, EndForm())


def _possible(at_hand: PlacementAtHand) -> set[str]:
    """The deeds that whoever looks can do."""
    placement, found = at_hand.placement, set()
    state = placement.state.value
    if can(P.PLACEMENT_ANSWER, at_hand):
        found |= set(open_to(PLACEMENT_STEPS, state, "champion")) & {"accept", "decline"}
    if can(P.PLACEMENT_DECIDE, at_hand):
        found |= set(open_to(PLACEMENT_STEPS, state, "owner")) & {"confirm", "refuse"}
    if can(P.PLACEMENT_TAKE_BACK, at_hand):
        found |= set(open_to(PLACEMENT_STEPS, state, "office")) & {"take-back"}
    if state == "confirmed" and can(P.PLACEMENT_END, at_hand):
        mine = at_hand.side_of(me().id)
        if placement.end_asked_by is None:
            found.add("ask-to-end")
        else:
            found |= {"keep-on"} if placement.end_asked_by is mine else {"keep-on", "agree-to-end"}
    return found


def _page(at_hand: PlacementAtHand, form: EndForm) -> ResponseReturnValue:
    reads_reasons = can(P.MATCHING_RUN)
    page = render_template(
        "placements/placement.html",
        at_hand=at_hand,
        possible=_possible(at_hand),
        history=queries.moves_of(at_hand.placement.id),
        gaps=[gap for gap in opening_queries.gaps_of([at_hand.found.opening.id]) if gap.placement_id == at_hand.placement.id],
        mine=me().id == at_hand.person_id,
        side=at_hand.side_of(me().id),
        champion_side=Side.CHAMPION,
        reads_reasons=reads_reasons,
        deeds=PLACEMENT_DEEDS,
        states=PLACEMENT_STATES,
        form=form,
    )
    return page, 422 if form.errors else 200


@dataclass(frozen=True, slots=True)
class Step:
    """A step with a placement; belongs to whom the placement belongs."""

    at_hand: PlacementAtHand
    deed: str

    @property
    def person_id(self) -> UUID:
        """Whose placement it is."""
        return self.at_hand.person_id

    @property
    def owner_id(self) -> UUID | None:
        """Who owns what offers the opening."""
        return self.at_hand.owner_id


def _step(placement_id: UUID, deed: str) -> Step:
    return Step(queries.placement_at_hand(placement_id), deed)


def _take(step: Step) -> ResponseReturnValue:
    form = EndForm()
    if form.validate_on_submit():
        with refusals_onto(form.last_day if step.deed == "ask-to-end" else form.reason):
            placing.move(step.at_hand, step.deed, Said(form.reason.data or "", form.last_day.data), by=me())
        if not form.errors:
            flash(str(DONE[step.deed]), "success")
            return redirect(url_for(".placement", placement_id=step.at_hand.placement.id), 303)
    return _page(queries.placement_at_hand(step.at_hand.placement.id), form)


@bp.post("/placements/<uuid:placement_id>/<any(accept, decline):deed>")
@requires(P.PLACEMENT_ANSWER, load=_step)
def answer(step: Step) -> ResponseReturnValue:
    """The champion says yes or no."""
    return _take(step)


@bp.post("/placements/<uuid:placement_id>/<any(confirm, refuse):deed>")
@requires(P.PLACEMENT_DECIDE, load=_step)
def decide(step: Step) -> ResponseReturnValue:
    """The owner confirms or refuses."""
    return _take(step)


@bp.post("/placements/<uuid:placement_id>/end/<deed>")
@requires(P.PLACEMENT_END, load=_step)
def end(step: Step) -> ResponseReturnValue:
    """Either side asks for an early end, agrees to one, or lets it go on."""
    if step.deed not in ("ask-to-end", "agree-to-end", "keep-on"):
        raise NotFound(_("There is no such page."))
    return _take(step)


@bp.post("/placements/<uuid:placement_id>/take-back")
@requires(P.PLACEMENT_TAKE_BACK, load=lambda placement_id: _step(placement_id, "take-back"))
def take_back(step: Step) -> ResponseReturnValue:
    """The programme office takes a proposal back."""
    return _take(step)
