"""The start page of the innovation tower: the strategy in force on one page, and what waits for the reader."""

from typing import NamedTuple

from flask import render_template
from flask.typing import ResponseReturnValue

from lms.kit.access import can, me, requires
from lms.kit.clock import today
from lms.kit.i18n import LazyString, lazy_gettext
from lms.permissions import Permission as P
from lms.strategy.pace import Pace
from lms.strategy.queries import consultation, indicators, initiatives, strategies
from lms.strategy.queries.initiatives import Wanted
from lms.strategy.views.blueprint import bp
from lms.strategy.views.words import INITIATIVE_STATES, PACES, STRATEGY_STATES


class Beside(NamedTuple):
    """A place beside the strategy, and who may go there."""

    label: LazyString
    about: LazyString
    icon: str
    path: str
    permission: P


BESIDE: tuple[Beside, ...] = (
    Beside(lazy_gettext("Initiatives"), lazy_gettext("What the city does, and who carries it"), "rocket", "/strategy/initiatives", P.INITIATIVE_READ),
    Beside(lazy_gettext("Indicators"), lazy_gettext("How far each objective is"), "trending-up", "/strategy/indicators", P.INDICATOR_READ),
    Beside(lazy_gettext("Road map"), lazy_gettext("What comes when, and how likely it is"), "map", "/strategy/road-map", P.ROAD_MAP_VIEW),
    Beside(
        lazy_gettext("Promise tracker"),
        lazy_gettext("What the city promised, kept and moved; everybody sees it"),
        "flag",
        "/promises",
        P.PROMISES_SEE,
    ),
    Beside(lazy_gettext("Bottlenecks"), lazy_gettext("What blocks, and who removes it"), "triangle-alert", "/bottlenecks", P.BOTTLENECK_LIST),
    Beside(lazy_gettext("Relations"), lazy_gettext("Who keeps contact with which organisation"), "handshake", "/relations", P.RELATION_LIST),
    Beside(lazy_gettext("Leadership team"), lazy_gettext("Meetings, votes and numbered decisions"), "users", "/leadership", P.LEADERSHIP_VIEW),
    Beside(lazy_gettext("Broken threads"), lazy_gettext("What leads nowhere yet"), "link", "/thread/broken", P.THREAD_BROKEN),
    Beside(lazy_gettext("All strategies"), lazy_gettext("Drafts, and what was before"), "file-text", "/strategy/papers", P.STRATEGY_READ),
)
"""Where to go from here. Some of these places stand on floors above, so they are named by their addresses."""


@bp.get("")
@requires(P.STRATEGY_READ)
def start() -> ResponseReturnValue:
    """The strategy in force on one page."""
    day, strategy, person = today(), strategies.in_force(), me()
    measured = indicators.of_strategy(strategy) if strategy else []
    progress = indicators.progress_of(measured, day)
    serving = initiatives.of_strategy(strategy) if strategy else {}
    return render_template(
        "strategy/start.html",
        strategy=strategy,
        progress=progress,
        serving=serving,
        carried=initiatives.how_many_live() if strategy else 0,
        well=sum(progress[one.id].pace in (Pace.ON_PACE, Pace.AHEAD, Pace.REACHED) for one in measured),
        measured=measured,
        waiting=consultation.waiting_for(person),
        mine=initiatives.page_of(Wanted(mine=person.id, state="live"), None)[0],
        to_measure=[line for line in indicators.lines(owner_id=person.id) if line.progress.due_again_on <= day],
        coming=[one for one in strategies.papers(drafts=can(P.STRATEGY_READ_DRAFTS)) if not one.was_in_force],
        beside=[one for one in BESIDE if can(one.permission)],
        paces=PACES,
        states=INITIATIVE_STATES,
        strategy_states=STRATEGY_STATES,
    )
