"""The blueprint of evaluation, sponsorship, money, pilots and culture, and the words that their pages share."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from lms.ideas.models.evaluating import EvaluationState
from lms.ideas.models.sponsoring import GrantState, PilotDecision, SponsorshipState
from lms.ideas.queries.crediting import Credit, credits_of
from lms.kit.i18n import format_day
from lms.kit.i18n import lazy_gettext as _

bp = Blueprint("sponsoring", __name__)

CHARTERS = {
    SponsorshipState.DRAFTED: (_("waits for signatures"), "waiting"),
    SponsorshipState.ACTIVE: (_("in force"), "going"),
    SponsorshipState.ORPHANED: (_("sponsor lost"), "warning"),
    SponsorshipState.ENDED: (_("ended"), "done"),
    SponsorshipState.WITHDRAWN: (_("withdrawn"), "stopped"),
}
GRANTS = {
    GrantState.ASKED: (_("waits for a controller"), "waiting"),
    GrantState.BOOKED: (_("booked"), "going"),
    GrantState.REFUSED: (_("not booked"), "stopped"),
    GrantState.SETTLED: (_("settled"), "done"),
}
EVALUATIONS = {
    EvaluationState.ASKED: (_("asked"), "waiting"),
    EvaluationState.SCORED: (_("has scored"), "done"),
    EvaluationState.RECUSED: (_("stepped aside"), "stopped"),
    EvaluationState.RELEASED: (_("taken off"), "stopped"),
}
DECISIONS = {
    PilotDecision.ADOPT: (_("adopted"), "done"),
    PilotDecision.ADAPT: (_("adapted"), "going"),
    PilotDecision.STOP: (_("stopped, learning kept"), "stopped"),
}
FIT = {
    "mine-on-objective": _("serves an objective of an initiative that you own or sponsor"),
    "department-on-objective": _("serves an objective that your department works for"),
    "answers-call": _("answers a call of your department"),
    "own-department": _("comes from your department"),
    "evaluation": _("was evaluated above 3 points"),
}
SHORT = {
    "people": _("At least three evaluators are needed."),
    "departments": _("They have to come from at least two departments."),
    "own-majority": _("Most of them come from the author's own department."),
}


@bp.app_template_global("sponsorship_words")
def sponsorship_words() -> dict[str, Any]:
    """Words for states and reasons, also for what the page of an idea includes."""
    return {"charters": CHARTERS, "grants": GRANTS, "evaluations": EVALUATIONS, "decisions": DECISIONS, "fit": FIT, "short": SHORT}


@bp.app_template_filter("iso_day")
def iso_day(day: str) -> str:
    """A day that was kept as ISO text, as the house writes days."""
    return format_day(date.fromisoformat(day))


@bp.app_template_global("idea_credits")
def idea_credits(initiative_id: UUID) -> Sequence[Credit]:
    """Whose idea an initiative was; its page includes ``ideas/_credit.html``."""
    return credits_of(initiative_id)


def to_charter(sponsorship_id: object) -> ResponseReturnValue:
    """Lead on to a charter."""
    return redirect(url_for("sponsoring.charter", sponsorship_id=sponsorship_id), 303)


def to_pilot(number: int) -> ResponseReturnValue:
    """Lead on to the pilot of an idea."""
    return redirect(url_for("sponsoring.pilot", number=number), 303)
