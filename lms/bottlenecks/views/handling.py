"""One bottleneck: where it stands, its steps, what the programme office puts right of it."""

from dataclasses import dataclass
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.bottlenecks import workflow
from lms.bottlenecks.forms import AssessForm, LinkForm, MoveForm
from lms.bottlenecks.queries import register as queries
from lms.bottlenecks.queries.register import AtHand, LinkAtHand, ReporterAtHand
from lms.bottlenecks.service import assessing, moving
from lms.bottlenecks.service.moving import Mover, Said
from lms.bottlenecks.views.blueprint import bp
from lms.bottlenecks.views.words import words
from lms.bottlenecks.workflow import Who
from lms.kit.access import can, me, requires
from lms.kit.db import db
from lms.kit.errors import NotFound
from lms.kit.forms import refusals_onto
from lms.kit.i18n import gettext as _
from lms.kit.markdown import learner_html
from lms.leadership.models import SubjectKind
from lms.leadership.queries.decisions import decisions_about
from lms.leadership.queries.meetings import stands_on_agenda
from lms.people.queries.officers import officer_with_address
from lms.permissions import Permission as P
from lms.strategy.models.initiatives import Initiative


@dataclass(frozen=True, slots=True)
class FoundAndDeed:
    """A bottleneck, and what somebody wants to do with it."""

    found: AtHand
    deed: str

    @property
    def person_id(self) -> UUID | None:
        """Which officer reported it."""
        return self.found.person_id

    @property
    def remover_id(self) -> UUID | None:
        """Who removes it."""
        return self.found.remover_id


def _found_and_deed(number: int, deed: str) -> FoundAndDeed:
    if deed not in workflow.BY_DEED:
        raise NotFound(_("That cannot be done with a bottleneck."))
    return FoundAndDeed(queries.at_hand(number), deed)


def _mover(found: AtHand) -> Mover:
    """As what the reader acts: the programme office, the owner, the officer who reported it; perhaps several."""
    person = me()
    roles: list[Who] = ["office"] if can(P.BOTTLENECK_RUN) else []
    if found.remover_id == person.id:
        roles.append("owner")
    if found.person_id == person.id:
        roles.append("reporter")
    return Mover(tuple(roles), person)


@bp.get("/bottlenecks/<int:number>")
@requires(P.BOTTLENECK_LIST, load=queries.at_hand)
def bottleneck(found: AtHand) -> ResponseReturnValue:
    """A bottleneck with its figures, its way and what can be done."""
    return _page(found, MoveForm(formdata=None))


def _page(found: AtHand, form: MoveForm, status: int = 200) -> ResponseReturnValue:
    one = found.bottleneck
    link_form = LinkForm(formdata=None)
    runs = can(P.BOTTLENECK_RUN)
    if runs:
        link_form.offer(queries.initiatives())
    page = render_template(
        "bottlenecks/bottleneck.html",
        found=found,
        one=one,
        line=found.line,
        form=form,
        link_form=link_form,
        possible=[step.deed for step in workflow.possible(one.state.value, _mover(found).roles)],
        agenda=stands_on_agenda(SubjectKind.BOTTLENECK, [one.id]).get(one.id, []),
        decisions=decisions_about(SubjectKind.BOTTLENECK, one.id),
        runs=runs,
        sees_reporter=can(P.BOTTLENECK_REPORTER),
        html=learner_html,
        **words(),
    )
    return page, status


@bp.post("/bottlenecks/<int:number>/moves/<deed>")
@requires(P.BOTTLENECK_MOVE, load=_found_and_deed)
def move_bottleneck(asked: FoundAndDeed) -> ResponseReturnValue:
    """Take a step of the way."""
    form, number = MoveForm(), asked.found.bottleneck.number
    if form.validate():
        owner = officer_with_address(form.owner.data) if form.owner.data else None
        said = Said(
            reason=form.reason.data or "",
            owner=owner,
            duplicate_of=queries.by_number(form.duplicate_of.data),
            raised_to=form.raised_to.data or "",
        )
        field = {"own": form.owner, "duplicate": form.duplicate_of, "raise": form.raised_to}.get(asked.deed, form.reason)
        with refusals_onto(field):
            moving.move(asked.found.bottleneck, asked.deed, said, by=_mover(asked.found))
        if not form.errors:
            flash(_("It is done. Whoever reported it is told."), "success")
            return redirect(url_for(".bottleneck", number=number), 303)
    return _page(queries.at_hand(number), form, 422)


@bp.route("/bottlenecks/<int:number>/assess", methods=["GET", "POST"])
@requires(P.BOTTLENECK_RUN, load=queries.at_hand)
def assess(found: AtHand) -> ResponseReturnValue:
    """Put right cause, reach, cost and effort."""
    one = found.bottleneck
    number = one.number
    form = AssessForm(data=_typed(found))
    if form.validate_on_submit():
        with refusals_onto(form.cost_low):
            assessing.assess(one, form.assessment(), by=me())
        if not form.errors:
            flash(_("It is saved."), "success")
            return redirect(url_for(".bottleneck", number=number), 303)
    return render_template("bottlenecks/assess.html", one=one, form=form), 422 if form.errors else 200


def _typed(found: AtHand) -> dict[str, object]:
    one = found.bottleneck
    names = ("title", "reach", "cost_low", "cost_high", "effort_low", "effort_high")
    return {**{name: getattr(one, name) for name in names}, "kind": one.kind.value, "blocked": "\n".join(one.blocked)}


@bp.post("/bottlenecks/<int:number>/links")
@requires(P.BOTTLENECK_RUN, load=queries.at_hand)
def link(found: AtHand) -> ResponseReturnValue:
    """Link an initiative."""
    form, number = LinkForm(), found.bottleneck.number
    form.offer(queries.initiatives())
    if form.validate():
        with refusals_onto(form.initiative):
            assessing.link(found.bottleneck, db.session.get_one(Initiative, form.initiative.data), by=me())
        if not form.errors:
            flash(_("The initiative is linked."), "success")
            return redirect(url_for(".bottleneck", number=number), 303)
    flash(" ".join(str(error) for error in form.initiative.errors), "danger")
    return redirect(url_for(".bottleneck", number=number), 303)


@bp.post("/bottlenecks/<int:number>/links/<uuid:link_id>/remove")
@requires(P.BOTTLENECK_RUN, load=queries.link_at_hand)
def unlink(found: LinkAtHand) -> ResponseReturnValue:
    """Take a link away."""
    assessing.unlink(found.link, by=me())
    flash(_("The link is taken away."), "success")
    return redirect(url_for(".bottleneck", number=found.number), 303)


@bp.post("/bottlenecks/<int:number>/agenda")
@requires(P.BOTTLENECK_RUN, load=queries.at_hand)
def put_on_agenda(found: AtHand) -> ResponseReturnValue:
    """Put it on the leadership team's agenda."""
    assessing.ask_leadership(found.bottleneck, by=me())
    flash(_("It stands on the leadership team's agenda."), "success")
    return redirect(url_for(".bottleneck", number=found.bottleneck.number), 303)


@bp.route("/bottlenecks/<int:number>/forget-reporter", methods=["GET", "POST"])
@requires(P.BOTTLENECK_REPORTER, load=queries.reporter_of)
def forget_reporter(found: ReporterAtHand) -> ResponseReturnValue:
    """Forget who reported it from outside, when they ask for that."""
    back = url_for(".bottleneck", number=found.number)
    if request.method == "POST":
        assessing.forget_reporter(found.reporter, by_id=me().id)
        flash(_("It is forgotten who reported this."), "success")
        return redirect(back, 303)
    return render_template(
        "_parts/confirm.html",
        trail=[(_("Bottlenecks"), url_for(".bottlenecks")), (found.title, back)],
        title=_("Forget the reporter"),
        question=_("Name, organisation and address of whoever reported this are deleted now. What they reported stays."),
        consequences=[_("Their private page opens nothing any more, and nobody can ask them whether it is gone.")],
        action=url_for(".forget_reporter", number=found.number),
        confirm=_("Forget the reporter"),
        back=back,
        danger=True,
    )


