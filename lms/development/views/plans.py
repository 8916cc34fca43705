"""Development plans to read, to answer, to tick and to print."""

from dataclasses import dataclass
from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from lms.development import workflow
from lms.development.forms import KINDS, MoveForm
from lms.development.models import PlanState
from lms.development.progress import Stage
from lms.development.queries import plans as queries
from lms.development.queries.plans import OPEN, ActionAtHand, PlanAtHand
from lms.development.service import agreeing, drawing
from lms.development.views.blueprint import bp
from lms.kit.access import me, requires
from lms.kit.errors import NotFound
from lms.kit.forms import refusals_onto
from lms.kit.i18n import gettext as _
from lms.kit.i18n import lazy_gettext
from lms.kit.pdf_answers import drawn_or_told
from lms.permissions import Permission as P

STATES = {
    PlanState.DRAFT: (lazy_gettext("draft"), "new"),
    PlanState.PROPOSED: (lazy_gettext("waits for the manager"), "waiting"),
    PlanState.AGREED: (lazy_gettext("agreed"), "done"),
    PlanState.SUPERSEDED: (lazy_gettext("replaced by a later version"), "stopped"),
    PlanState.CLOSED: (lazy_gettext("closed"), "stopped"),
}
STAGES = {
    Stage.NOT_BEGUN: (lazy_gettext("not begun"), "waiting"),
    Stage.GOING: (lazy_gettext("under way"), "going"),
    Stage.DONE: (lazy_gettext("done"), "done"),
    Stage.ENDED: (lazy_gettext("ended before it was done"), "stopped"),
}
DEEDS = {
    "begin": lazy_gettext("Begun"),
    "propose": lazy_gettext("Signed and proposed"),
    "take-back": lazy_gettext("Taken back"),
    "return": lazy_gettext("Returned"),
    "agree": lazy_gettext("Signed and agreed"),
    "review": lazy_gettext("Reviewed"),
    "close": lazy_gettext("Closed"),
    "supersede": lazy_gettext("Replaced by a later version"),
}
DONE = {
    "propose": lazy_gettext("You signed the plan. Your manager is asked to agree."),
    "take-back": lazy_gettext("The plan is a draft again."),
    "return": lazy_gettext("The plan went back with your reason."),
    "agree": lazy_gettext("You agreed. The plan is in force now."),
    "review": lazy_gettext("Your review is kept with the plan."),
    "close": lazy_gettext("The plan is closed."),
}


@dataclass(frozen=True, slots=True)
class PlanAndDeed:
    """A plan, and what somebody wants to do with it."""

    at_hand: PlanAtHand
    deed: str

    @property
    def person_id(self) -> UUID:
        """Whose it is."""
        return self.at_hand.person_id

    @property
    def manager_id(self) -> UUID | None:
        """The line manager of today."""
        return self.at_hand.manager_id


def _plan_and_deed(plan_id: UUID, deed: str) -> PlanAndDeed:
    if deed not in DONE:
        raise NotFound(_("That cannot be done with a plan."))
    return PlanAndDeed(queries.plan_at_hand(plan_id), deed)


@bp.get("/me/plan")
@requires(P.PLAN_VIEW_OWN)
def my_plan() -> ResponseReturnValue:
    """My development plan: what is agreed, what I am writing, and the versions of before."""
    versions = queries.plans_of(me().id)
    agreed = next((plan for plan in versions if plan.state is PlanState.AGREED), None)
    at_hand = queries.plan_at_hand(agreed.id) if agreed else None
    return render_template(
        "development/my_plan.html",
        at_hand=at_hand,
        far=queries.progress_of(at_hand) if at_hand else None,
        open=next((plan for plan in versions if plan.state in OPEN), None),
        older=[plan for plan in versions if plan.state not in (*OPEN, PlanState.AGREED)],
        **_words(),
    )


def _words() -> dict[str, object]:
    return {"states": STATES, "stages": STAGES, "kinds": KINDS, "deeds": DEEDS}


@bp.get("/plans/<uuid:plan_id>")
@requires(P.PLAN_READ, load=queries.plan_at_hand)
def plan(at_hand: PlanAtHand) -> ResponseReturnValue:
    """A version of the plan, for both whom it is about."""
    return _page(at_hand, MoveForm(data={"seen": at_hand.plan.content_hash}))


def _page(at_hand: PlanAtHand, form: MoveForm) -> str:
    mine, answering = me().id == at_hand.person_id, me().id == at_hand.manager_id
    if at_hand.plan.state is PlanState.DRAFT and not mine:
        return render_template("development/not_proposed.html", at_hand=at_hand)
    moves = workflow.possible(at_hand.plan.state.value, is_officer=mine, is_manager=answering)
    return render_template(
        "development/plan.html",
        at_hand=at_hand,
        far=queries.progress_of(at_hand),
        history=queries.moves_of(at_hand.plan.id),
        possible={move.deed for move in moves},
        mine=mine,
        form=form,
        **_words(),
    )


@bp.post("/plans/<uuid:plan_id>/moves/<deed>")
@requires(P.PLAN_READ, load=_plan_and_deed)
def move_plan(found: PlanAndDeed) -> ResponseReturnValue:
    """Propose, take back, agree, return, review or close: what the table allows this person."""
    form, plan_id = MoveForm(), found.at_hand.plan.id
    if form.validate():
        with refusals_onto(form.reason):
            agreeing.move(found.at_hand, found.deed, form.reason.data or "", seen=form.seen.data, by=me())
        if not form.errors:
            flash(DONE[found.deed], "success")
            return redirect(url_for(".plan", plan_id=plan_id), 303)
    return _page(queries.plan_at_hand(plan_id), form), 422


@bp.post("/plans/<uuid:plan_id>/actions/<uuid:action_id>/tick")
@requires(P.PLAN_WRITE, load=queries.action_at_hand)
def tick_action(found: ActionAtHand) -> ResponseReturnValue:
    """Say that something in free words is done, or take that back."""
    done = agreeing.tick(found.at_hand, found.action, by=me())
    flash(_("Well done: it is ticked.") if done else _("The tick is taken back."), "success")
    return redirect(url_for(".my_plan"), 303)


@bp.get("/plans/<uuid:plan_id>/plan.pdf")
@requires(P.PLAN_READ, load=queries.plan_at_hand)
def plan_file(at_hand: PlanAtHand) -> ResponseReturnValue:
    """The agreed plan as PDF; where it cannot be drawn, a sentence that says so."""
    return drawn_or_told(
        f"development-plan-{at_hand.plan.number}.pdf",
        lambda: drawing.paper_of(at_hand),
        lambda sentence: render_template("development/undrawn.html", sentence=sentence),
    )
