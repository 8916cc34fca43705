"""Versions of a strategy, and what changed between any two."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from lms.kit.access import requires
from lms.kit.i18n import gettext as _
from lms.permissions import Permission as P
from lms.strategy import comparing
from lms.strategy.models.strategies import Strategy
from lms.strategy.queries import strategies as queries
from lms.strategy.views.blueprint import bp
from lms.strategy.views.words import FIELDS, FROZEN_BY, INITIATIVE_STATES


@bp.get("/papers/<slug>/versions")
@requires(P.STRATEGY_VIEW, load=queries.strategy_at_hand)
def versions(strategy: Strategy) -> ResponseReturnValue:
    """All versions, and the differences between two of them: from the one before the last to the last, unless the address says otherwise."""
    kept = queries.versions_of(strategy.id)
    numbers = [line.version.number for line in kept]
    before = request.args.get("from", (numbers[1:] or numbers or [queries.NOW])[0], type=int)
    after = request.args.get("to", numbers[0] if numbers[1:] else queries.NOW, type=int)
    texts = queries.contents(strategy, [before, after])
    return render_template(
        "strategy/versions.html",
        strategy=strategy,
        versions=kept,
        before=before,
        after=after,
        changes=comparing.compare(texts[before], texts[after]),
        fields=FIELDS,
        parts={"indicator": _("Indicator"), "initiative": _("Initiative")},
        states={state.value: words[0] for state, words in INITIATIVE_STATES.items()},
        frozen_by=FROZEN_BY,
    )
