"""The directory, and the page of a person."""

from dataclasses import replace
from math import ceil
from typing import Any
from uuid import UUID

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.audit.queries import history_of
from lms.kit.access import can, me, requires
from lms.kit.errors import DomainError
from lms.kit.forms import refusals_onto
from lms.kit.i18n import available, lazy_gettext, ngettext
from lms.kit.i18n import gettext as _
from lms.kit.list_files import list_file
from lms.people.forms.people import ROLE_NAMES, GivingBackForm, LeavingForm, PersonForm, RoleForm, as_id
from lms.people.import_rows.people import LEFT
from lms.people.models import Person, Role
from lms.people.queries import directory as queries
from lms.people.queries.managers import FormerReports, former_reports
from lms.people.queries.officers import officer_with_address
from lms.people.queries.scopes import reach_in_directory, within
from lms.people.queries.sign_ins import sign_ins_of
from lms.people.service import links
from lms.people.service import people as service
from lms.permissions import Permission as P

bp = Blueprint("people", __name__)

STATES = (("active", lazy_gettext("active")), ("left", lazy_gettext("left")), ("all", lazy_gettext("all")))


def _id(name: str) -> UUID | None:
    try:
        return as_id(request.args.get(name))
    except ValueError:
        return None


def _wanted() -> queries.Wanted:
    role, state = request.args.get("role", ""), request.args.get("state", "active")
    return queries.Wanted(
        words=request.args.get("q", "")[:200],
        department_id=_id("department"),
        post_id=_id("post"),
        role=Role(role) if role in set(Role) else None,
        state=state if state in dict(STATES) else "active",
        without_manager=request.args.get("manager") == "none",
    )


@bp.get("/people")
@requires(P.PERSON_LIST)
def directory() -> ResponseReturnValue:
    """Everybody, by name; filters and page stand in the address."""
    wanted, tree, reach = _wanted(), queries.departments(), reach_in_directory(me())
    page = max(1, min(request.args.get("page", 1, type=int), 100_000))
    people, total = queries.page_of_people(wanted, tree, page, reach=reach)
    filters: dict[str, Any] = {name: value for name, value in request.args.items() if name != "page"}
    return render_template(
        "people/directory.html",
        people=people,
        total=total,
        page=page,
        pages=ceil(total / queries.PAGE),
        href=lambda number: url_for("people.directory", **filters, page=number),
        files={form: url_for("people.directory_file", form=form, **filters) for form in ("csv", "xlsx")},
        wanted=wanted,
        tree=[branch for branch in tree if within(reach, branch.department.id)],
        reach=reach,
        posts=queries.posts(),
        role_names=ROLE_NAMES,
        states=STATES,
    )


@bp.get("/people.<form>")
@requires(P.PERSON_LIST)
def directory_file(form: str) -> ResponseReturnValue:
    """The same people as a file, with the columns that the import reads."""
    people = queries.all_people(_wanted(), queries.departments(), reach=reach_in_directory(me()))
    rows = (
        (
            person.name,
            person.email,
            person.staff_number,
            person.department.code if person.department else "",
            person.post.code if person.post else "",
            person.manager.email if person.manager else "",
            person.language,
            "active" if person.active else LEFT,
            " ".join(sorted({grant.role.value for grant in person.grants})),
        )
        for person in people
    )
    header = ("name", "email", "staff number", "department", "post", "manager", "language", "state", "roles")
    return list_file("people", form, (header, rows))


@bp.get("/people/<uuid:person_id>")
@requires(P.PERSON_VIEW, load=queries.person)
def person(person: Person) -> ResponseReturnValue:
    """Facts, roles, and what was done with the account."""
    return _page_of(person)


def _page_of(person: Person, giving_back: GivingBackForm | None = None) -> str:
    former, role_form = _former_reports(person), RoleForm()
    if former and giving_back is None:
        giving_back = GivingBackForm(formdata=None, data={"people": [one.id for one in former.people]})
        giving_back.offer(former.people)
    tree = queries.departments()
    role_form.offer(tree)
    history = history_of("person", person.id)
    return render_template(
        "people/person.html",
        person=person,
        role_form=role_form,
        role_names=ROLE_NAMES,
        role_labels={role.value: name for role, name in ROLE_NAMES.items()},
        department_names={branch.department.id: branch.department.name for branch in tree},
        sign_ins=len(sign_ins_of(person.id)),
        history=history,
        former=former,
        giving_back=giving_back,
        actors=queries.names({entry.actor_id for entry in history if entry.actor_id}),
    )


def _filled(form: PersonForm) -> service.Facts:
    manager = officer_with_address(form.manager.data) if form.manager.data else None
    if form.manager.data and manager is None:
        raise service.NoSuchManager(_("Nobody has the address %(address)s.", address=form.manager.data))
    return service.Facts(
        name=form.name.data or "",
        email=form.email.data or "",
        staff_number=form.staff_number.data or None,
        language=form.language.data,
        department_id=form.department.data,
        post_id=form.post.data,
        manager_id=manager.id if manager else None,
    )


def _field_of(refusal: DomainError) -> str:
    fields = {service.NumberTaken: "staff_number", service.NoSuchManager: "manager", service.BeyondReach: "department"}
    return fields.get(type(refusal), "email")


def _offer(form: PersonForm) -> None:
    form.offer(queries.departments(), queries.posts(), available(current_app))


@bp.route("/people/new", methods=["GET", "POST"])
@requires(P.PERSON_EDIT)
def create() -> ResponseReturnValue:
    """Create a person and send them a link to set a password."""
    form = PersonForm()
    _offer(form)
    if form.validate_on_submit():
        try:
            made = service.create(_filled(form), by=me())
        except DomainError as refusal:  # refuses before it writes
            form[_field_of(refusal)].errors = [str(refusal)]
        else:
            links.invite(made, by=me())
            flash(_("%(name)s has an account now. An e-mail with a link is on its way.", name=made.name), "success")
            return redirect(url_for("people.person", person_id=made.id), 303)
    return render_template("people/edit.html", form=form, person=None), 422 if form.errors else 200


@bp.route("/people/<uuid:person_id>/edit", methods=["GET", "POST"])
@requires(P.PERSON_EDIT, load=queries.person)
def edit(person: Person) -> ResponseReturnValue:
    """Change what is known of a person."""
    given = {name: getattr(person, name) for name in ("name", "email", "staff_number", "language")}
    given |= {"department": person.department_id, "post": person.post_id, "manager": person.manager.email if person.manager else ""}
    form = PersonForm(data=given)
    _offer(form)
    if form.validate_on_submit():
        try:
            service.edit(person, _filled(form), by=me())
        except DomainError as refusal:  # refuses before it writes
            form[_field_of(refusal)].errors = [str(refusal)]
        else:
            flash(_("What you changed is saved."), "success")
            return redirect(url_for("people.person", person_id=person.id), 303)
    return render_template("people/edit.html", form=form, person=person), 422 if form.errors else 200


@bp.route("/people/<uuid:person_id>/deactivate", methods=["GET", "POST"])
@requires(P.PERSON_EDIT, load=queries.person)
def deactivate(person: Person) -> ResponseReturnValue:
    """Ask once more, and who takes over, then let somebody who left no longer sign in."""
    form = LeavingForm()
    if form.validate_on_submit():
        successor = officer_with_address(form.successor.data) if form.successor.data else None
        if form.successor.data and successor is None:
            form.successor.errors = [_("Nobody has the address %(address)s.", address=form.successor.data)]
        else:
            try:
                moved = service.deactivate(person, by=me(), successor=successor)
            except service.NoSuchManager as refusal:  # refuses before it writes
                form.successor.errors = [str(refusal)]
        if not form.errors:
            flash(_("%(name)s can no longer sign in.", name=person.name), "success")
            if moved and successor is None:
                flash(ngettext("%(num)d person has no manager now.", "%(num)d people have no manager now.", moved), "info")
            return redirect(url_for("people.person", person_id=person.id), 303)
    page = render_template("people/deactivate.html", form=form, person=person, reports=queries.reports_of(person.id))
    return page, 422 if form.errors else 200


@bp.post("/people/<uuid:person_id>/reactivate")
@requires(P.PERSON_EDIT, load=queries.person)
def reactivate(person: Person) -> ResponseReturnValue:
    """Let somebody who came back sign in again."""
    service.reactivate(person, by=me())
    flash(_("%(name)s can sign in again.", name=person.name), "success")
    return redirect(url_for("people.person", person_id=person.id), 303)


def _former_reports(manager: Person) -> FormerReports | None:
    """Whom the manager may be given back by who asks."""
    found = former_reports(manager) if can(P.PERSON_EDIT, manager) else None
    people = [one for one in found.people if can(P.PERSON_EDIT, one)] if found else []
    return replace(found, people=people) if found and people else None


@bp.post("/people/<uuid:person_id>/give-back")
@requires(P.PERSON_EDIT, load=queries.person)
def give_back(person: Person) -> ResponseReturnValue:
    """Let those whom somebody who came back managed before report to them again."""
    former, form = _former_reports(person), GivingBackForm()
    if former is None:
        flash(_("Nobody is left who could report to %(name)s again.", name=person.name), "info")
        return redirect(url_for("people.person", person_id=person.id), 303)
    form.offer(former.people)
    if not form.validate_on_submit():
        return _page_of(person, form), 422
    chosen = [one for one in former.people if one.id in (form.people.data or ())]
    service.give_reports_back(person, chosen, by=me())
    told = ngettext("%(num)d person reports to %(name)s again.", "%(num)d people report to %(name)s again.", len(chosen), name=person.name)
    flash(told, "success")
    return redirect(url_for("people.person", person_id=person.id), 303)


@bp.post("/people/<uuid:person_id>/invite")
@requires(P.PERSON_EDIT, load=queries.person)
def invite(person: Person) -> ResponseReturnValue:
    """Send a new link to set a password."""
    links.invite(person, by=me())
    flash(_("An e-mail with a link is on its way to %(address)s. Older links no longer work.", address=person.email), "success")
    return redirect(url_for("people.person", person_id=person.id), 303)


@bp.post("/people/<uuid:person_id>/second-step-off")
@requires(P.PERSON_UNLOCK, load=queries.person)
def second_step_off(person: Person) -> ResponseReturnValue:
    """Help somebody who lost app and recovery codes."""
    service.turn_off_second_step(person, by=me())
    flash(_("The second step of %(name)s is off. They were told by letter.", name=person.name), "success")
    return redirect(url_for("people.person", person_id=person.id), 303)


@bp.post("/people/<uuid:person_id>/roles")
@requires(P.ROLE_GRANT, load=queries.person)
def grant_role(person: Person) -> ResponseReturnValue:
    """Give a role, in the whole house or in a department."""
    form = RoleForm()
    form.offer(queries.departments())
    if form.validate_on_submit():
        department = queries.department(form.department.data) if form.department.data else None
        with refusals_onto(form.role):
            service.grant_role(person, Role(form.role.data), department, by=me())
    for fault in [fault for faults in form.errors.values() for fault in faults]:
        flash(fault, "danger")
    if not form.errors:
        flash(_("The role is given and works from the next page on."), "success")
    return redirect(url_for("people.person", person_id=person.id), 303)


@bp.post("/people/<uuid:person_id>/roles/<uuid:grant_id>/withdraw")
@requires(P.ROLE_GRANT, load=queries.person_and_grant)
def withdraw_role(found: queries.PersonAndGrant) -> ResponseReturnValue:
    """Take a role away."""
    service.withdraw_role(found.person, found.grant, by=me())
    flash(_("The role is taken and works no longer."), "success")
    return redirect(url_for("people.person", person_id=found.person.id), 303)
