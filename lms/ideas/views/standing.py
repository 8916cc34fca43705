"""How challenges and evaluations stand, as words with their look: for pages and for files."""

from datetime import date

from lms.ideas.models.evaluating import Evaluation, EvaluationRound, EvaluationState
from lms.ideas.models.pitches import Challenge
from lms.kit.i18n import lazy_gettext as _

Standing = tuple[object, str]


def of_challenge(one: Challenge, day: date) -> Standing:
    """Whether it takes ideas."""
    if one.is_open(day):
        return _("open"), "going"
    return (_("opens later"), "waiting") if one.opens_on > day and not one.closed_at else (_("closed"), "done")


def of_evaluation(one: Evaluation) -> Standing:
    """How an evaluation stands for its evaluator."""
    if one.round.closed_at:
        return _("closed"), "done"
    if one.round.called_off_at:
        return _("called off"), "stopped"
    if one.round.all_scored_at:
        return _("talk about it"), "warning"
    return (_("waits for you"), "waiting") if one.state is EvaluationState.ASKED else (_("waits for others"), "going")


def of_round(one: EvaluationRound) -> Standing:
    """How an open evaluation stands for the office."""
    return (_("evaluators talk"), "warning") if one.all_scored_at else (_("being scored"), "going")
