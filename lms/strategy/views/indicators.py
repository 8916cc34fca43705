"""Indicators: the list, one with its figures and its chart, and what is measured."""

from dataclasses import fields
from decimal import Decimal

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.kit.access import me, requires
from lms.kit.clock import today
from lms.kit.errors import DomainError
from lms.kit.forms import refusals_onto
from lms.kit.i18n import gettext as _
from lms.permissions import Permission as P
from lms.strategy import charts, pace
from lms.strategy.forms.strategies import IndicatorForm, MeasurementForm, OwnerForm
from lms.strategy.queries import indicators as queries
from lms.strategy.queries.indicators import IndicatorAtHand, IndicatorLine, aim_of, indicator_at_hand
from lms.strategy.queries.strategies import ObjectiveAtHand, in_force, objective_at_hand
from lms.strategy.service import indicators as service
from lms.strategy.service.drafting import editable
from lms.strategy.service.indicators import IndicatorText
from lms.strategy.views.blueprint import bp
from lms.strategy.views.files import AndForm, list_file
from lms.strategy.views.strategies import as_number
from lms.strategy.views.words import PACES
from lms.strategy.workflow import EDITABLE


@bp.get("/indicators")
@requires(P.INDICATOR_READ)
def indicators() -> ResponseReturnValue:
    """The indicators of the strategy in force."""
    return render_template("strategy/indicators.html", lines=queries.lines(), strategy=in_force(), paces=PACES)


@bp.get("/indicators.<form>")
@requires(P.INDICATOR_READ)
def indicators_file(form: str) -> ResponseReturnValue:
    """The same as a file."""
    header = (
        *(_("Objective"), _("Indicator"), _("Unit"), _("Baseline"), _("Day of the baseline"), _("Target"), _("To be reached by")),
        *(_("Last value"), _("Measured on"), _("Way done in per cent"), _("Time gone in per cent"), _("Pace"), _("Source"), _("Owner")),
    )
    return list_file(form, "indicators", _("Indicators"), header, (_row(line) for line in queries.lines()))


def _row(line: IndicatorLine) -> tuple[object, ...]:
    one, far = line.indicator, line.progress
    aim = (one.objective.code, one.title, one.unit, one.baseline, one.baseline_on, one.target, one.due_on)
    stands = (far.current, far.measured_on, far.percent, far.elapsed_percent, str(PACES[far.pace][0]))
    return (*aim, *stands, one.source, one.owner.name if one.owner else "")


@bp.get("/indicators/<uuid:indicator_id>")
@requires(P.INDICATOR_VIEW, load=indicator_at_hand)
def indicator(found: IndicatorAtHand) -> ResponseReturnValue:
    """An indicator with its figures."""
    return _page(found, MeasurementForm(on_day=today(), source=found.indicator.source))


def _page(found: IndicatorAtHand, form: MeasurementForm) -> str:
    day, one = today(), found.indicator
    values = queries.values_of([one.id])[one.id]
    return render_template(
        "strategy/indicator.html",
        found=found,
        one=one,
        progress=pace.progress(aim_of(one), values, day),
        chart=charts.chart(aim_of(one), pace.counting(values), day),
        measured=queries.measurements_of(one.id),
        milestones=queries.milestones_for(one.id),
        editable=found.strategy.state.value in EDITABLE,
        paces=PACES,
        form=form,
    )


@bp.post("/indicators/<uuid:indicator_id>/measurements")
@requires(P.INDICATOR_MEASURE, load=indicator_at_hand)
def measure(found: IndicatorAtHand) -> ResponseReturnValue:
    """Enter what was measured."""
    form, key = MeasurementForm(), found.indicator.id
    if form.validate():
        with refusals_onto(form.on_day):
            service.measure(found, **{name: form[name].data for name in ("on_day", "value", "source", "note")}, by=me())
        if not form.errors:
            flash(_("The value is entered."), "success")
            return redirect(url_for(".indicator", indicator_id=key), 303)
    return _page(indicator_at_hand(key), form), 422


@bp.get("/indicators/<uuid:indicator_id>/measurements.<form>")
@requires(P.INDICATOR_VIEW, load=lambda indicator_id, form: AndForm(indicator_at_hand(indicator_id), form))
def measurements_file(found: AndForm[IndicatorAtHand]) -> ResponseReturnValue:
    """What was measured, as a file."""
    rows = (
        (line.row.on_day, line.row.value, found.thing.indicator.unit, line.row.source, line.row.note, line.by or "", line.row.at, _yes(line.counts))
        for line in queries.measurements_of(found.thing.indicator.id)
    )
    header = (_("Day"), _("Value"), _("Unit"), _("Source"), _("Note"), _("Entered by"), _("Entered at"), _("Counts"))
    return list_file(found.form, "measurements", found.thing.indicator.title, header, rows)


def _yes(so: bool) -> str:
    return _("yes") if so else _("no")


@bp.route("/papers/<slug>/objectives/<uuid:objective_id>/indicators/new", methods=["GET", "POST"])
@requires(P.STRATEGY_DRAFT, load=objective_at_hand)
def new_indicator(found: ObjectiveAtHand) -> ResponseReturnValue:
    """Write an indicator of an objective."""
    editable(found.strategy.id)
    form, slug, key = IndicatorForm(), found.strategy.slug, found.objective.id
    if form.validate_on_submit():
        with refusals_onto(form.title):
            service.add_indicator(found.objective, _text(form), by=me())
        if not form.errors:
            flash(_("The indicator is written."), "success")
            return redirect(url_for(".strategy", slug=slug), 303)
    return render_template("strategy/new_indicator.html", found=objective_at_hand(slug, key), form=form), 422 if form.errors else 200


def _text(form: IndicatorForm) -> IndicatorText:
    return IndicatorText(**{one.name: form[one.name].data for one in fields(IndicatorText)})


@bp.route("/indicators/<uuid:indicator_id>/edit", methods=["GET", "POST"])
@requires(P.STRATEGY_DRAFT, load=indicator_at_hand)
def edit_indicator(found: IndicatorAtHand) -> ResponseReturnValue:
    """Change an indicator; in a text that stands, only who measures it."""
    one, key = found.indicator, found.indicator.id
    if found.strategy.state.value not in EDITABLE:
        return _name_owner(found)
    form = IndicatorForm(obj=_Filled(found), seen=str(one.revision))
    if form.validate_on_submit():
        with refusals_onto(form.title):
            service.write_indicator(found, _text(form), seen=as_number(form.seen.data), by=me())
        if not form.errors:
            flash(_("It is saved."), "success")
            return redirect(url_for(".indicator", indicator_id=key), 303)
        found = indicator_at_hand(key)
        form.seen.data = str(found.indicator.revision)
    return render_template("strategy/edit_indicator.html", found=found, form=form), 422 if form.errors else 200


class _Filled:
    """An indicator as its form shows it: the owner by address."""

    def __init__(self, found: IndicatorAtHand) -> None:
        names = ("title", "unit", "baseline_on", "due_on", "source", "every_months", "euro_per_unit", "euro_source")
        vars(self).update({name: getattr(found.indicator, name) for name in names})
        self.baseline, self.target = _plain(found.indicator.baseline), _plain(found.indicator.target)
        self.owner = found.indicator.owner.email if found.indicator.owner else ""


def _plain(value: Decimal) -> Decimal:
    """A figure without the noughts that its column adds, and without an exponent."""
    return Decimal(f"{value.normalize():f}")


def _name_owner(found: IndicatorAtHand) -> ResponseReturnValue:
    form, key = OwnerForm(owner=found.indicator.owner.email if found.indicator.owner else ""), found.indicator.id
    if form.validate_on_submit():
        with refusals_onto(form.owner):
            service.name_owner(found, form.owner.data or "", by=me())
        if not form.errors:
            flash(_("The new owner is named and told."), "success")
            return redirect(url_for(".indicator", indicator_id=key), 303)
    return render_template("strategy/name_owner.html", found=indicator_at_hand(key), form=form), 422 if form.errors else 200


@bp.route("/indicators/<uuid:indicator_id>/remove", methods=["GET", "POST"])
@requires(P.STRATEGY_DRAFT, load=indicator_at_hand)
def remove_indicator(found: IndicatorAtHand) -> ResponseReturnValue:
    """Ask once more, then delete an indicator on which nothing hangs, or retire it."""
    slug, key = found.strategy.slug, found.indicator.id
    if request.method == "POST":
        retiring = request.form.get("instead") == "retire"
        try:
            (service.retire_indicator if retiring else service.remove_indicator)(found, by=me())
        except DomainError as refusal:
            flash(str(refusal), "danger")
            return redirect(url_for(".indicator", indicator_id=key), 303)
        flash(_("The indicator is retired.") if retiring else _("The indicator is deleted."), "success")
        return redirect(url_for(".strategy", slug=slug), 303)
    return render_template("strategy/remove_indicator.html", found=found)
