"""Initiatives to look at: the list with its filters and files, and one with its way."""

from dataclasses import dataclass
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.kit.access import can, me, requires
from lms.kit.clock import today
from lms.kit.errors import NotFound
from lms.kit.forms import refusals_onto
from lms.kit.i18n import gettext as _
from lms.kit.web import page_asked
from lms.permissions import Permission as P
from lms.strategy import guards, workflow
from lms.strategy.forms.initiatives import ReportForm
from lms.strategy.forms.strategies import MoveForm
from lms.strategy.models.initiatives import Initiative
from lms.strategy.queries import initiatives as queries
from lms.strategy.queries.initiatives import InitiativeLine, Wanted, initiative_at_hand
from lms.strategy.queries.readiness import facts_of_initiative
from lms.strategy.service import moving_initiatives
from lms.strategy.service.asking_leadership import ask_about
from lms.strategy.service.initiatives import report
from lms.strategy.views.blueprint import bp
from lms.strategy.views.files import list_file
from lms.strategy.views.words import INITIATIVE_STATES, INITIATIVE_STEPS


def _wanted() -> Wanted:
    asked = request.args
    return Wanted(
        words=asked.get("q", ""),
        state=asked.get("state", ""),
        objective=asked.get("objective", ""),
        department_id=asked.get("department", None, type=UUID),
        mine=me().id if asked.get("mine") else None,
    )


def _kept() -> dict[str, str]:
    """The filters as the address has them, for links to other pages of the same list."""
    return {name: request.args[name] for name in ("q", "state", "objective", "department", "mine") if request.args.get(name)}


@bp.get("/initiatives")
@requires(P.INITIATIVE_READ)
def initiatives() -> ResponseReturnValue:
    """The city's initiatives."""
    page, wanted = page_asked(), _wanted()
    lines, total = queries.page_of(wanted, page)
    return render_template(
        "strategy/initiatives.html",
        lines=lines,
        total=total,
        page=page,
        pages=max(1, -(-total // queries.PAGE)),
        wanted=wanted,
        kept=_kept(),
        objectives=queries.choosable_objectives(),
        departments=queries.of_department_names(),
        states=INITIATIVE_STATES,
    )


@bp.get("/initiatives.<form>")
@requires(P.INITIATIVE_READ)
def initiatives_file(form: str) -> ResponseReturnValue:
    """The same as a file, with the same filters."""
    header = (
        *(_("Address"), _("Initiative"), _("State"), _("Objective"), _("Department"), _("Owner"), _("Sponsor"), _("Budget"), _("Paid from")),
        *(_("Begins on"), _("Ends on"), _("Milestones"), _("Milestones reached"), _("Next milestone"), _("Work done in per cent")),
    )
    lines, _total = queries.page_of(_wanted(), None)
    return list_file(form, "initiatives", _("Initiatives"), header, (_row(line) for line in lines))


def _row(line: InitiativeLine) -> tuple[object, ...]:
    one = line.initiative
    people = (one.owner.name if one.owner else "", one.sponsor.name if one.sponsor else "")
    head = (one.slug, one.title, str(INITIATIVE_STATES[one.state][0]), one.objective.code if one.objective else "", one.department.name)
    return (*head, *people, one.budget, one.funded_from, one.starts_on, one.ends_on, line.milestones, line.reached, line.next_on, line.percent)


@bp.get("/initiatives/<slug>")
@requires(P.INITIATIVE_VIEW, load=initiative_at_hand)
def initiative(initiative: Initiative) -> ResponseReturnValue:
    """An initiative with what it needs, how far it is, and what comes next for it."""
    return _page(initiative, MoveForm(), ReportForm(on_day=today()))


def _page(initiative: Initiative, form: MoveForm, reporting: ReportForm) -> str:
    person = me()
    who = moving_initiatives.who_is(initiative, person, office=can(P.INITIATIVE_EDIT, initiative))
    facts = facts_of_initiative(initiative, by=person)
    steps = workflow.possible(workflow.INITIATIVE_BY_DEED, initiative.state.value, who)
    return render_template(
        "strategy/initiative.html",
        one=initiative,
        steps=[(step, guards.missing(step, facts)) for step in steps],
        labels=INITIATIVE_STEPS,
        history=queries.moves_of(initiative.id),
        reports=queries.reports_of(initiative.id),
        states=INITIATIVE_STATES,
        form=form,
        reporting=reporting,
        over=initiative.state.value in workflow.OVER,
    )


@dataclass(frozen=True, slots=True)
class InitiativeAndDeed:
    """An initiative, and what somebody wants to do with it."""

    initiative: Initiative
    deed: str

    @property
    def owner_id(self) -> UUID | None:
        """Who answers for it."""
        return self.initiative.owner_id

    @property
    def sponsor_id(self) -> UUID | None:
        """Who stands behind it."""
        return self.initiative.sponsor_id


def _initiative_and_deed(slug: str, deed: str) -> InitiativeAndDeed:
    if deed not in workflow.INITIATIVE_BY_DEED:
        raise NotFound(_("That cannot be done with an initiative."))
    return InitiativeAndDeed(initiative_at_hand(slug), deed)


@bp.post("/initiatives/<slug>/moves/<deed>")
@requires(P.INITIATIVE_MOVE, load=_initiative_and_deed)
def move_initiative(found: InitiativeAndDeed) -> ResponseReturnValue:
    """Take a step that the table allows this person."""
    form, slug = MoveForm(), found.initiative.slug
    if form.validate():
        person = me()
        who = moving_initiatives.who_is(found.initiative, person, office=can(P.INITIATIVE_EDIT, found.initiative))
        with refusals_onto(form.reason):
            moving_initiatives.move(found.initiative, found.deed, form.reason.data or "", who=who, by=person)
        if not form.errors:
            flash(_("It is done. Owner and sponsor are told."), "success")
            return redirect(url_for(".initiative", slug=slug), 303)
    return _page(initiative_at_hand(slug), form, ReportForm(formdata=None, on_day=today())), 422


@bp.post("/initiatives/<slug>/agenda")
@requires(P.INITIATIVE_EDIT, load=initiative_at_hand)
def put_initiative_on_agenda(initiative: Initiative) -> ResponseReturnValue:
    """Put it before the leadership team."""
    ask_about(initiative, by=me())
    flash(_("It stands on the leadership team's agenda."), "success")
    return redirect(url_for(".initiative", slug=initiative.slug), 303)


@bp.post("/initiatives/<slug>/reports")
@requires(P.INITIATIVE_REPORT, load=initiative_at_hand)
def report_initiative(initiative: Initiative) -> ResponseReturnValue:
    """Say how far the initiative is."""
    form, slug = ReportForm(), initiative.slug
    if form.validate():
        with refusals_onto(form.on_day):
            report(initiative, **{name: form[name].data for name in ("on_day", "percent", "text")}, by=me())
        if not form.errors:
            flash(_("Your report is kept."), "success")
            return redirect(url_for(".initiative", slug=slug), 303)
    return _page(initiative_at_hand(slug), MoveForm(formdata=None), form), 422
