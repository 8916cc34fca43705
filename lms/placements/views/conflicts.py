"""What the programme office does on an opening: ask a champion by hand, note a conflict of interest."""

from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from lms.champions.models import Champion
from lms.kit.access import me, requires
from lms.kit.db import db
from lms.kit.errors import NotFound
from lms.kit.forms import refusals_onto
from lms.kit.i18n import gettext as _
from lms.permissions import Permission as P
from lms.placements.forms import ChampionChoiceForm
from lms.placements.queries import fitting, saying
from lms.placements.queries import openings as queries
from lms.placements.queries.openings import OpeningAtHand
from lms.placements.service import leaning, placing
from lms.placements.views.blueprint import bp


def _champion(key: UUID | None) -> Champion:
    found = db.session.get(Champion, key) if key else None
    if found is None:
        raise NotFound(_("There is no such champion."))
    return found


def _form() -> ChampionChoiceForm:
    form = ChampionChoiceForm()
    form.offer([(one.id, one.person) for one in saying.active_champions()])
    return form


@bp.route("/openings/<uuid:opening_id>/propose", methods=["GET", "POST"])
@requires(P.PLACEMENT_PROPOSE, load=queries.opening_at_hand)
def propose(found: OpeningAtHand) -> ResponseReturnValue:
    """Ask a champion by hand, besides the matching."""
    placeable = saying.placeable_on(found.opening.id)
    form = ChampionChoiceForm()
    form.offer([(one.id, one.person) for one in placeable])
    form.champion.validate_choice = False  # who was asked a moment ago is refused by a sentence that says so
    if form.validate_on_submit():
        with refusals_onto(form.champion):
            placing.propose(found.opening, _champion(form.champion.data), by=me())
        if not form.champion.errors:
            flash(_("The champion is asked."), "success")
            return redirect(url_for(".opening", opening_id=found.opening.id), 303)
    page = render_template("placements/propose.html", found=found, form=form, candidates=fitting.candidates_for(found, placeable))
    return page, 422 if form.errors else 200


@bp.route("/openings/<uuid:opening_id>/conflicts", methods=["GET", "POST"])
@requires(P.OPENING_CONFLICT, load=queries.opening_at_hand)
def conflicts(found: OpeningAtHand) -> ResponseReturnValue:
    """Conflicts of interest with an opening, and a new one."""
    form = _form()
    if form.validate_on_submit():
        with refusals_onto(form.interest):
            leaning.declare_conflict(_champion(form.champion.data), found.opening, form.interest.data or "", by=me())
        if not form.interest.errors:
            flash(_("The conflict of interest is noted."), "success")
            return redirect(url_for(".conflicts", opening_id=found.opening.id), 303)
    page = render_template("placements/conflicts.html", found=found, form=form, conflicts=saying.conflicts_on(found.opening.id))
    return page, 422 if form.errors else 200
