"""Strategies: the list, one with its text and its way, its map, its coverage, and its paper."""

from dataclasses import dataclass

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from lms.kit.access import can, me, requires
from lms.kit.clock import today
from lms.kit.errors import NotFound
from lms.kit.forms import refusals_onto
from lms.kit.i18n import gettext as _
from lms.kit.pdf_answers import drawn_or_told
from lms.permissions import Permission as P
from lms.strategy import guards, workflow
from lms.strategy.forms.strategies import HeadForm, MoveForm, NewStrategyForm
from lms.strategy.models.strategies import Strategy, StrategyState
from lms.strategy.queries import consultation, indicators, initiatives, readiness
from lms.strategy.queries import coverage as coverage_queries
from lms.strategy.queries import strategies as queries
from lms.strategy.queries.coverage import Row
from lms.strategy.service import asking_leadership, drafting, drawing, moving
from lms.strategy.views.blueprint import bp
from lms.strategy.views.files import AndForm, list_file
from lms.strategy.views.words import FROZEN_BY, INITIATIVE_STATES, PACES, STRATEGY_DONE, STRATEGY_STATES, STRATEGY_STEPS


@bp.get("/papers")
@requires(P.STRATEGY_READ)
def papers() -> ResponseReturnValue:
    """All strategies, the newest first."""
    found = queries.papers(drafts=can(P.STRATEGY_READ_DRAFTS))
    return render_template("strategy/papers.html", papers=found, states=STRATEGY_STATES)


@bp.route("/papers/new", methods=["GET", "POST"])
@requires(P.STRATEGY_DRAFT)
def new_strategy() -> ResponseReturnValue:
    """Begin a strategy."""
    form = NewStrategyForm(seen="1")
    form.offer(queries.papers(drafts=True))
    if form.validate_on_submit():
        with refusals_onto(form.slug):
            follows = queries.strategy_at_hand(form.follows.data) if form.follows.data else None
            facts = {name: form[name].data for name in ("slug", "title", "vision", "starts_on", "ends_on")}
            drafting.begin_strategy(**facts, follows=follows, by=me())
        if not form.errors:
            flash(_("The draft is begun. Write its objectives next."), "success")
            return redirect(url_for(".strategy", slug=form.slug.data), 303)
    return render_template("strategy/new_strategy.html", form=form), 422 if form.errors else 200


@bp.get("/papers/<slug>")
@requires(P.STRATEGY_VIEW, load=queries.strategy_at_hand)
def strategy(strategy: Strategy) -> ResponseReturnValue:
    """A strategy with objectives and indicators, and what comes next for it."""
    return _page(strategy, MoveForm())


def _page(strategy: Strategy, form: MoveForm) -> str:
    day = today()
    steps = workflow.possible(workflow.STRATEGY_BY_DEED, strategy.state.value, ["office"]) if can(P.STRATEGY_DRAFT) else ()
    facts = readiness.facts_of(strategy) if steps else None
    return render_template(
        "strategy/strategy.html",
        strategy=strategy,
        votable=can(P.STRATEGY_DRAFT) and strategy.state is StrategyState.CONSOLIDATED,
        editable=can(P.STRATEGY_DRAFT) and strategy.state.value in workflow.EDITABLE,
        steps=[(step, guards.missing(step, facts)) for step in steps] if facts else [],
        labels=STRATEGY_STEPS,
        progress=indicators.progress_of(indicators.of_strategy(strategy), day),
        serving=initiatives.of_strategy(strategy),
        asked=consultation.consultation_of(strategy),
        history=queries.moves_of(strategy.id),
        versions=queries.versions_of(strategy.id),
        states=STRATEGY_STATES,
        initiative_states=INITIATIVE_STATES,
        paces=PACES,
        frozen_by=FROZEN_BY,
        form=form,
    )


@bp.route("/papers/<slug>/edit", methods=["GET", "POST"])
@requires(P.STRATEGY_DRAFT, load=queries.strategy_at_hand)
def edit_strategy(strategy: Strategy) -> ResponseReturnValue:
    """Change title, vision and span."""
    form = HeadForm(obj=strategy, seen=str(strategy.revision))
    if form.validate_on_submit():
        with refusals_onto(form.title):
            facts = {name: form[name].data for name in ("title", "vision", "starts_on", "ends_on")}
            drafting.write_head(strategy, **facts, seen=as_number(form.seen.data), by=me())
        if not form.errors:
            flash(_("It is saved."), "success")
            return redirect(url_for(".strategy", slug=strategy.slug), 303)
        strategy = queries.strategy_at_hand(strategy.slug)
        form.seen.data = str(strategy.revision)  # whoever saves again has read what stands there now
    return render_template("strategy/edit_strategy.html", strategy=strategy, form=form), 422 if form.errors else 200


def as_number(word: str | None) -> int:
    """A revision as a hidden field sent it; 0, which is nobody's, for anything else."""
    return int(word) if word and word.isascii() and word.isdigit() and len(word) < 10 else 0


@dataclass(frozen=True, slots=True)
class StrategyAndDeed:
    """A strategy, and what somebody wants to do with it."""

    strategy: Strategy
    deed: str


def _strategy_and_deed(slug: str, deed: str) -> StrategyAndDeed:
    if deed not in STRATEGY_DONE:
        raise NotFound(_("That cannot be done with a strategy."))
    return StrategyAndDeed(queries.strategy_at_hand(slug), deed)


@bp.post("/papers/<slug>/moves/<deed>")
@requires(P.STRATEGY_DRAFT, load=_strategy_and_deed)
def move_strategy(found: StrategyAndDeed) -> ResponseReturnValue:
    """Consolidate, open again, adopt or put in force: what the table allows."""
    form, slug = MoveForm(), found.strategy.slug
    if form.validate():
        with refusals_onto(form.reason):
            moving.move(found.strategy, found.deed, form.reason.data or "", by=me())
        if not form.errors:
            flash(STRATEGY_DONE[found.deed], "success")
            return redirect(url_for(".strategy", slug=slug), 303)
    return _page(queries.strategy_at_hand(slug), form), 422


@bp.post("/papers/<slug>/agenda")
@requires(P.STRATEGY_DRAFT, load=queries.strategy_at_hand)
def put_strategy_on_agenda(strategy: Strategy) -> ResponseReturnValue:
    """Put the consolidated text before the leadership team."""
    asking_leadership.ask_for_adoption(strategy, by=me())
    flash(_("It stands on the leadership team's agenda."), "success")
    return redirect(url_for(".strategy", slug=strategy.slug), 303)


@bp.get("/papers/<slug>/map")
@requires(P.STRATEGY_VIEW, load=queries.strategy_at_hand)
def strategy_map(strategy: Strategy) -> ResponseReturnValue:
    """The strategy on one page: vision, objectives, indicators, initiatives."""
    return render_template(
        "strategy/map.html",
        strategy=strategy,
        progress=indicators.progress_of(indicators.of_strategy(strategy), today()),
        serving=initiatives.of_strategy(strategy),
        paces=PACES,
        states=INITIATIVE_STATES,
    )


@bp.get("/papers/<slug>/coverage")
@requires(P.STRATEGY_VIEW, load=queries.strategy_at_hand)
def coverage(strategy: Strategy) -> ResponseReturnValue:
    """Which department does what for which objective, and where something is missing."""
    return render_template("strategy/coverage.html", strategy=strategy, heat=coverage_queries.heat_map(strategy), states=INITIATIVE_STATES)


@bp.get("/papers/<slug>/coverage.<form>")
@requires(P.STRATEGY_VIEW, load=lambda slug, form: AndForm(queries.strategy_at_hand(slug), form))
def coverage_file(found: AndForm[Strategy]) -> ResponseReturnValue:
    """The same as a file: a row for each department and objective."""
    strategy, form = found.thing, found.form
    heat = coverage_queries.heat_map(strategy)
    labels = [*(one.code for one in heat.objectives), _("in general")]
    rows = (
        (row.department.code, row.department.name, label, cell.contributions, cell.initiatives, _spoke(row))
        for row in heat.rows
        for label, cell in zip(labels, row.cells, strict=True)
    )
    header = (_("Code"), _("Department"), _("Objective"), _("Contributions"), _("Initiatives"), _("Consultation"))
    return list_file(form, f"coverage-{strategy.slug}", _("Coverage"), header, rows)


def _spoke(row: Row) -> str:
    if row.voice is None:
        return _("not asked")
    if row.voice.is_silent:
        return _("silent")
    return _("nothing to add") if row.voice.has_signed else _("contributed")


@bp.get("/papers/<slug>/paper.pdf")
@requires(P.STRATEGY_VIEW, load=queries.strategy_at_hand)
def strategy_paper(strategy: Strategy) -> ResponseReturnValue:
    """The strategy as PDF; where it cannot be drawn, a sentence that says so."""
    print_page = url_for(".strategy_map", slug=strategy.slug)
    return drawn_or_told(
        f"strategy-{strategy.slug}.pdf",
        lambda: drawing.paper_of(strategy),
        lambda sentence: render_template("strategy/undrawn.html", sentence=sentence, print_page=print_page),
    )
