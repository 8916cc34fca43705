"""The hours that departments have for initiatives, month by month."""

from datetime import date
from decimal import Decimal, InvalidOperation

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.kit.access import me, requires
from lms.kit.clock import today
from lms.kit.forms import Form, refusals_onto
from lms.kit.i18n import format_month
from lms.kit.i18n import gettext as _
from lms.permissions import Permission as P
from lms.strategy.forms.road_map import CopyHoursForm
from lms.strategy.network.timeline import later_month
from lms.strategy.queries import checks
from lms.strategy.queries.checks import DepartmentHours
from lms.strategy.service import capacity as service
from lms.strategy.service.plan_refusals import WrongFigures
from lms.strategy.views.road_map.blueprint import bp

MONTHS = 18


def _months() -> list[date]:
    return [later_month(today().replace(day=1), number) for number in range(MONTHS)]


@bp.get("/strategy/road-map/capacity")
@requires(P.ROAD_MAP_VIEW)
def capacity() -> ResponseReturnValue:
    """Every department with its hours by month, and which of them nobody said."""
    months = _months()[:12]
    headings = [{"label": format_month(month), "number": True} for month in months]
    return render_template("road_map/capacity.html", rows=checks.hours_of_all(), months=months, headings=headings)


@bp.route("/strategy/road-map/capacity/<uuid:department_id>", methods=["GET", "POST"])
@requires(P.ROAD_MAP_CAPACITY, load=checks.hours_of)
def edit_capacity(found: DepartmentHours) -> ResponseReturnValue:
    """Say the hours of a department, a field for each month; an empty one means that nobody knows."""
    form = Form()
    given = form.is_submitted()
    typed = {month: request.form.get(f"hours-{month:%Y-%m}", "") for month in _months()} if given else None
    fault = ""
    if typed is not None and form.validate():
        try:
            changed = service.set_hours(found.department, {month: _hours(text) for month, text in typed.items()}, by=me())
        except WrongFigures as refusal:
            fault = str(refusal)
        else:
            flash(_("%(number)s months are changed.", number=changed) if changed else _("Nothing was changed."), "success")
            return redirect(url_for(".edit_capacity", department_id=found.department_id), 303)
    return _page(found, form, _copying(), typed, fault)


def _hours(text: str) -> Decimal | None:
    """A number of hours as people type it; nothing for an empty field.

    :raises WrongFigures: when it is no number.
    """
    plain = text.replace("\u00a0", "").replace(" ", "").replace(",", ".")
    if not plain:
        return None
    try:
        value = Decimal(plain).quantize(Decimal("0.1"))
    except InvalidOperation:  # words, and what is endless or absurdly large
        value = Decimal("NaN")
    if value.is_nan():
        raise WrongFigures(_("“%(text)s” is not a number of hours. Write it in digits, such as 120.", text=text[:20]))
    return value


def _copying() -> CopyHoursForm:
    form = CopyHoursForm(formdata=request.form if request.endpoint == "road_map.copy_capacity" else None)
    form.offer([(month.isoformat(), format_month(month)) for month in _months()])
    return form


@bp.post("/strategy/road-map/capacity/<uuid:department_id>/copy")
@requires(P.ROAD_MAP_CAPACITY, load=checks.hours_of)
def copy_capacity(found: DepartmentHours) -> ResponseReturnValue:
    """Give later months the same hours as one."""
    form = _copying()
    if form.validate_on_submit():
        with refusals_onto(form.month):
            first, last = date.fromisoformat(form.month.data), date.fromisoformat(form.until.data)
            changed = service.copy_on(found.department, first, last, by=me())
        if not form.errors:
            flash(_("%(number)s months are changed.", number=changed), "success")
            return redirect(url_for(".edit_capacity", department_id=found.department_id), 303)
    return _page(checks.hours_of(found.department_id), Form(formdata=None), form, None, "")


def _page(found: DepartmentHours, form: Form, copying: CopyHoursForm, typed: dict[date, str] | None, fault: str) -> ResponseReturnValue:
    months = [(month, format_month(month), typed[month] if typed else _shown(found.hours.get(month))) for month in _months()]
    page = render_template("road_map/edit_capacity.html", found=found, form=form, copying=copying, months=months, fault=fault)
    return page, 422 if fault or copying.errors else 200


def _shown(hours: Decimal | None) -> str:
    return "" if hours is None else f"{hours.normalize():f}"

