"""A project: what it is and where it stands; opening one; its words, people and steps."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.ideas.models.pitches import IdeaState
from lms.ideas.service.sponsoring_refusals import WordsMissing
from lms.kit.access import can, me, requires
from lms.kit.clock import today
from lms.kit.db import savepoint
from lms.kit.errors import DomainError, NotFound
from lms.kit.forms import refusals_onto
from lms.kit.i18n import gettext as _
from lms.kit.pdf_answers import pdf_file
from lms.people.models import Person, Role
from lms.people.queries.directory import departments
from lms.people.queries.sign_ins import by_email
from lms.permissions import Permission as P
from lms.projects import money, pictures, workflow
from lms.projects.forms.projects import OpenForm, PeopleForm, StepForm, ThresholdForm, WordsForm
from lms.projects.models.projects import Project, ProjectKind
from lms.projects.queries import origins, parts, projects
from lms.projects.queries.origins import Origin
from lms.projects.queries.projects import ProjectAtHand
from lms.projects.risk_matrix import heaviest_first, weight
from lms.projects.service import budget, moving, opening, people
from lms.projects.service.papers import project_paper
from lms.projects.service.refusals import WrongPerson
from lms.projects.views import words
from lms.projects.views.blueprint import ask, back, bp, show


def named(address: str | None) -> Person | None:
    """The person whose address was typed; nothing for none.

    :raises WrongPerson: nobody has it.
    """
    if not address:
        return None
    found = by_email(address)
    if found is None:
        raise WrongPerson(_("Nobody here has the address %(address)s. Check it, or leave the field empty.", address=address))
    return found


@bp.get("/projects/<slug>")
@requires(P.PROJECT_VIEW, load=projects.project_at_hand)
def project(at_hand: ProjectAtHand) -> ResponseReturnValue:
    """What the project is, where it comes from, how it stands, and what can be done next."""
    found, this_day = at_hand.project, today()
    milestones = [told.milestone for told in parts.milestones_of(found.id)]
    lines = parts.lines_of(found.id)
    gates = parts.gates_of(found.id)
    risks = heaviest_first([one.risk for one in parts.risks_of(found.id) if one.risk.closed_at is None])
    steps = workflow.possible(found.state.value, is_owner=found.owner_id == me().id, is_office=me().has(Role.PROGRAMME_OFFICE))
    days = [day for one in milestones for day in (one.baseline_on, one.due_on)]
    span = (min([*days, found.starts_on or this_day, this_day]), max([*days, found.ends_on or this_day, this_day]))
    return show(
        "project",
        at_hand,
        "project",
        milestones=milestones,
        total=money.total(told.figures for told in lines),
        next_gate=next((told.gate for told in gates if told.gate.outcome is None), None),
        risks=risks,
        weight=weight,
        steps=[step.deed for step in steps] if can(P.PROJECT_MOVE, at_hand) else [],
        form=StepForm(None),
        moves=projects.moves_of(found.id),
        places=pictures.along([one.due_on for one in milestones], *span),
        baselines=pictures.along([one.baseline_on for one in milestones], *span),
        now_at=pictures.along([this_day], *span)[0],
        span=span,
    )


@bp.post("/projects/<slug>/steps")
@requires(P.PROJECT_MOVE, load=projects.project_at_hand)
def take_step(at_hand: ProjectAtHand) -> ResponseReturnValue:
    """Take a step of the project's way."""
    form = StepForm()
    if form.deed.data not in words.STEPS:
        raise NotFound(_("That cannot be done with a project."))
    label, done = words.STEPS[form.deed.data]
    if form.validate():
        with refusals_onto(form.reason):
            moving.move(at_hand.project, form.deed.data, form.reason.data or "", by=me())
            flash(str(done), "success")
            return back(at_hand)
    return ask(form, at_hand, "project", str(label), str(label), action=url_for(".take_step", slug=at_hand.project.slug))


def _origin() -> Origin:
    typed = request.args.get("idea", "")
    return origins.origin(request.args.get("initiative"), int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else None)


@bp.route("/projects/new", methods=["GET", "POST"])
@requires(P.PROJECT_OPEN, load=_origin)
def new_project(origin: Origin) -> ResponseReturnValue:
    """Open a project from an initiative or idea that the address names, or from neither."""
    form = OpenForm()
    source = origin.initiative or origin.idea
    if not form.is_submitted() and source is not None:
        form.title.data = source.title
        form.summary.data = origin.initiative.summary if origin.initiative else origin.idea.solution if origin.idea else ""
    form.offer(origins.sponsors())
    form.offer_departments(departments(), source.department_id if source is not None else me().department_id)
    if origin.idea is None or origin.idea.state is IdeaState.HANDED_OVER:
        del form.reason
    if form.validate_on_submit() and (made := _opened(form, origin)):
        flash(_("The project is open. Plan its first milestone and its first gate."), "success")
        return redirect(url_for(".project", slug=made.slug), 303)
    return render_template("projects/new.html", form=form, origin=origin), 422 if form.errors else 200


def _opened(form: OpenForm, origin: Origin) -> Project | None:
    """The new project; nothing where it was refused, which then stands beside the field."""
    try:
        with savepoint():
            facts = opening.Facts(
                kind=ProjectKind(form.kind.data),
                title=form.title.data or "",
                summary=form.summary.data or "",
                department_id=form.department.data,
                owner=named(form.owner.data),
                sponsor=_sponsor(form),
                starts_on=form.starts_on.data,
                ends_on=form.ends_on.data,
            )
            return opening.open_project(facts, origin, (form.reason.data or "") if form.reason else "", by=me())
    except WordsMissing as refusal:
        form.reason.errors = [str(refusal)]
    except WrongPerson as refusal:
        form.owner.errors = [str(refusal)]
    except DomainError as refusal:
        form.title.errors = [str(refusal)]
    return None


def _sponsor(form: PeopleForm) -> Person | None:
    return next((one for one in origins.sponsors() if one.id == form.sponsor.data), None)


@bp.route("/projects/<slug>/edit", methods=["GET", "POST"])
@requires(P.PROJECT_PLAN, load=projects.project_at_hand)
def edit_project(at_hand: ProjectAtHand) -> ResponseReturnValue:
    """Change what the project says of itself."""
    form = WordsForm(obj=at_hand.project)
    if form.validate_on_submit():
        with refusals_onto(form.ends_on):
            opening.change_words(
                at_hand.project, form.title.data or "", form.summary.data or "", form.starts_on.data, form.ends_on.data, by=me()
            )
            flash(_("Saved."), "success")
            return back(at_hand)
    return ask(form, at_hand, "project", _("Edit the project"), _("Save"))


@bp.route("/projects/<slug>/people", methods=["GET", "POST"])
@requires(P.PROJECT_STAFF, load=projects.project_at_hand)
def name_people(at_hand: ProjectAtHand) -> ResponseReturnValue:
    """Name who runs the project and who stands for it."""
    found = at_hand.project
    form = PeopleForm(data={"owner": found.owner.email if found.owner else "", "sponsor": found.sponsor_id})
    form.offer(origins.sponsors())
    if form.validate_on_submit():
        with refusals_onto(form.owner):
            people.name_people(found, named(form.owner.data), _sponsor(form), by=me())
            flash(_("Saved. Both are told."), "success")
            return back(at_hand)
    return ask(form, at_hand, "project", _("Owner and sponsor"), _("Save"))


@bp.get("/projects/<slug>/report.pdf")
@requires(P.PROJECT_VIEW, load=projects.project_at_hand)
def report(at_hand: ProjectAtHand) -> ResponseReturnValue:
    """The project on paper: where it stands, with everything that hangs on it."""
    slug = at_hand.project.slug
    found = at_hand.project
    lines = parts.lines_of(found.id)
    content = project_paper(
        {
            "project": found,
            "kind": str(words.KINDS[found.kind]),
            "state": str(words.STATES[found.state][0]),
            "milestones": parts.milestones_of(found.id),
            "lines": lines,
            "total": money.total(told.figures for told in lines),
            "risks": [one for one in parts.risks_of(found.id) if one.risk.closed_at is None],
            "weights": {one.risk.id: str(words.WEIGHTS[weight(one.risk.likelihood, one.risk.impact)][0]) for one in parts.risks_of(found.id)},
            "gates": parts.gates_of(found.id),
            "outcomes": words.OUTCOMES,
            "benefits": parts.benefits_of(found.id),
        }
    )
    return pdf_file(f"{slug}.pdf", content)


@bp.route("/projects/threshold", methods=["GET", "POST"])
@requires(P.PROJECT_THRESHOLD)
def threshold() -> ResponseReturnValue:
    """From which amount on the city manager decides at gates."""
    form = ThresholdForm()
    if form.validate_on_submit() and form.amount.data is not None:
        with refusals_onto(form.amount):
            budget.set_threshold(form.amount.data, by=me())
            flash(_("It is in force from now on, for gates that are still open too."), "success")
            return redirect(url_for(".threshold"), 303)
    return render_template("projects/threshold.html", form=form, thresholds=projects.thresholds()), 422 if form.errors else 200
