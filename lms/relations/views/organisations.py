"""Organisations: the list, one of them, its log, and who keeps the contact."""

from collections.abc import Sequence
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.kit.access import me, requires
from lms.kit.clock import today
from lms.kit.csv_files import csv_file
from lms.kit.forms import refusals_onto
from lms.kit.i18n import gettext as _
from lms.kit.web import page_asked
from lms.kit.workbooks import Sheet, workbook_file
from lms.permissions import Permission as P
from lms.relations.forms import ActionForm, ContactForm, KeeperForm, OrganisationForm
from lms.relations.models import Channel, Sector, Size
from lms.relations.queries import organisations as queries
from lms.relations.queries.organisations import ActionAtHand, ContactAtHand, KeeperAtHand, Line, OrganisationAtHand, Wanted
from lms.relations.queries.overview import alarms_of
from lms.relations.service import contacts, organisations
from lms.relations.service.organisations import Facts
from lms.relations.views.blueprint import bp, words


def _wanted() -> Wanted:
    sector = request.args.get("sector", "")
    return Wanted(
        words=request.args.get("q", "")[:100],
        sector=Sector(sector) if sector in list(Sector) else None,
        kept_by=me().id if request.args.get("mine") else None,
        key=bool(request.args.get("key")),
        aside=bool(request.args.get("aside")),
    )


@bp.get("/relations")
@requires(P.RELATION_LIST)
def index() -> ResponseReturnValue:
    """Organisations of the ecosystem, and who keeps contact with them."""
    page = page_asked()
    lines, total = queries.page_of(_wanted(), page=page)
    asked = {name: value for name, value in request.args.items() if value and name != "page"}
    pages = max(1, -(-total // queries.PAGE))
    return render_template(
        "relations/index.html", lines=lines, total=total, page=page, pages=pages, asked=asked, today=today(), **words()
    )


def _header() -> list[str]:
    return ["name", "sector", "size", "region", "website", "key", "keeper", "deputy", "last contact", "next action", "due on"]


def _row(line: Line) -> Sequence[object]:
    one, main = line.organisation, line.main
    deputies = [keeper.person.email for keeper in one.keepers if keeper.deputy]
    return (
        one.name,
        one.sector.value,
        one.size.value,
        one.region,
        one.website,
        "yes" if one.key else "no",
        main.person.email if main else "",
        deputies[0] if deputies else "",
        one.last_contact_on,
        line.next.text if line.next else "",
        line.next.due_on if line.next else None,
    )


@bp.get("/relations.csv")
@requires(P.RELATION_LIST)
def index_file() -> ResponseReturnValue:
    """The same list as a CSV file; its first columns can be brought back."""
    return csv_file("relations.csv", _header(), map(_row, queries.page_of(_wanted(), page=None)[0]))


@bp.get("/relations.xlsx")
@requires(P.RELATION_LIST)
def index_workbook() -> ResponseReturnValue:
    """The same list as a workbook."""
    rows = map(_row, queries.page_of(_wanted(), page=None)[0])
    return workbook_file("relations.xlsx", [Sheet(_("Organisations"), _header(), rows, widths=(40, 14, 10, 20, 30, 6, 34, 34, 14, 40, 14))])


def _facts(form: OrganisationForm) -> Facts:
    return Facts(
        name=form.name.data or "",
        sector=Sector(form.sector.data),
        size=Size(form.size.data),
        region=form.region.data or "",
        website=form.website.data or "",
        note=form.note.data or "",
        key=bool(form.key.data),
    )


@bp.route("/relations/new", methods=["GET", "POST"])
@requires(P.RELATION_CREATE)
def new_organisation() -> ResponseReturnValue:
    """List an organisation; whoever does keeps the contact."""
    form, made = OrganisationForm(), None
    if form.validate_on_submit():
        with refusals_onto(form.name):
            made = organisations.create(_facts(form), by=me()).id
        if made is not None:
            flash(_("It is listed, and you keep the contact. Name a deputy, so that it does not hang on you alone."), "success")
            return redirect(url_for(".organisation", organisation_id=made), 303)
    return render_template("relations/edit_organisation.html", form=form, found=None), 422 if form.errors else 200


@bp.get("/relations/<uuid:organisation_id>")
@requires(P.RELATION_LIST, load=queries.organisation_at_hand)
def organisation(found: OrganisationAtHand) -> ResponseReturnValue:
    """One organisation: who keeps the contact, what is next, and what was."""
    return _page(found, KeeperForm())


def _page(found: OrganisationAtHand, form: KeeperForm) -> str:
    one = found.organisation
    actions = queries.actions_of(one.id)
    due = actions[0].due_on if actions else None
    return render_template(
        "relations/organisation.html",
        found=found,
        contacts=queries.contacts_of(one.id),
        actions=actions,
        alarms=[] if one.aside_at else alarms_of(one, list(found.keepers), due, today()),
        today=today(),
        form=form,
        **words(),
    )


@bp.route("/relations/<uuid:organisation_id>/edit", methods=["GET", "POST"])
@requires(P.RELATION_WRITE, load=queries.organisation_at_hand)
def edit_organisation(found: OrganisationAtHand) -> ResponseReturnValue:
    """Say something else of an organisation."""
    one = found.organisation
    organisation_id = one.id
    form = OrganisationForm(obj=one)
    if request.method == "GET":
        form.sector.data, form.size.data = one.sector.value, one.size.value
    if form.validate_on_submit():
        with refusals_onto(form.name):
            organisations.edit(one, _facts(form), by=me())
        if not form.errors:
            flash(_("It is saved."), "success")
            return redirect(url_for(".organisation", organisation_id=organisation_id), 303)
    found = queries.organisation_at_hand(organisation_id)
    return render_template("relations/edit_organisation.html", form=form, found=found), 422 if form.errors else 200


@bp.post("/relations/<uuid:organisation_id>/aside")
@requires(P.RELATION_WRITE, load=queries.organisation_at_hand)
def set_aside(found: OrganisationAtHand) -> ResponseReturnValue:
    """Leave an organisation out of lists and alarms, or take it in again."""
    organisations.set_aside(found.organisation, back=found.organisation.aside_at is not None, by=me())
    flash(_("It is set aside.") if found.organisation.aside_at else _("It is taken in again."), "success")
    return redirect(url_for(".organisation", organisation_id=found.organisation.id), 303)


@bp.route("/relations/<uuid:organisation_id>/log", methods=["GET", "POST"])
@requires(P.RELATION_WRITE, load=queries.organisation_at_hand)
def log_contact(found: OrganisationAtHand) -> ResponseReturnValue:
    """Log a contact."""
    form, organisation_id = ContactForm(data={"on_day": today()}), found.organisation.id
    if form.validate_on_submit():
        said = contacts.Said(
            on_day=form.on_day.data or today(),
            channel=Channel(form.channel.data),
            subject=form.subject.data or "",
            with_role=form.with_role.data or "",
            note=form.note.data or "",
            published=bool(form.published.data),
        )
        with refusals_onto(form.on_day):
            contacts.log(found.organisation, said, by=me())
        if not form.errors:
            flash(_("It is logged."), "success")
            return redirect(url_for(".organisation", organisation_id=organisation_id), 303)
    return render_template("relations/log_contact.html", form=form, found=queries.organisation_at_hand(organisation_id)), 422 if form.errors else 200


@bp.post("/relations/<uuid:organisation_id>/contacts/<uuid:contact_id>/publish")
@requires(P.RELATION_WRITE, load=queries.contact_at_hand)
def publish_contact(found: ContactAtHand) -> ResponseReturnValue:
    """Put a contact on the public page of meetings, or take it off."""
    contacts.show_in_public(found.contact, shown=not found.contact.published, by=me())
    flash(_("It stands on the public page.") if found.contact.published else _("It is taken off the public page."), "success")
    return redirect(url_for(".organisation", organisation_id=found.contact.organisation_id), 303)


@bp.route("/relations/<uuid:organisation_id>/plan", methods=["GET", "POST"])
@requires(P.RELATION_WRITE, load=queries.organisation_at_hand)
def plan_action(found: OrganisationAtHand) -> ResponseReturnValue:
    """Say what is to be done next; whoever says so does it."""
    form, organisation_id = ActionForm(), found.organisation.id
    if form.validate_on_submit():
        with refusals_onto(form.due_on):
            contacts.plan(found.organisation, form.text.data or "", form.due_on.data or today(), by=me())
        if not form.errors:
            flash(_("It is planned. You are reminded on the day."), "success")
            return redirect(url_for(".organisation", organisation_id=organisation_id), 303)
    return render_template("relations/plan_action.html", form=form, found=queries.organisation_at_hand(organisation_id)), 422 if form.errors else 200


@bp.post("/relations/<uuid:organisation_id>/actions/<uuid:action_id>/done")
@requires(P.RELATION_WRITE, load=queries.action_at_hand)
def finish_action(found: ActionAtHand) -> ResponseReturnValue:
    """It is done."""
    contacts.finish(found.action)
    flash(_("Done. Log the contact too, if there was one."), "success")
    return redirect(url_for(".organisation", organisation_id=found.action.organisation_id), 303)


@bp.post("/relations/<uuid:organisation_id>/keepers")
@requires(P.RELATION_WRITE, load=queries.organisation_at_hand)
def add_keeper(found: OrganisationAtHand) -> ResponseReturnValue:
    """Let an officer keep the contact, or stand in."""
    form, organisation_id = KeeperForm(), found.organisation.id
    if form.validate():
        with refusals_onto(form.email):
            officer = organisations.officer(form.email.data or "")
            organisations.keep(found.organisation, officer, deputy=bool(form.deputy.data), by=me())
        if not form.errors:
            flash(_("It is noted, and the officer is told."), "success")
            return redirect(url_for(".organisation", organisation_id=organisation_id), 303)
    return _page(queries.organisation_at_hand(organisation_id), form), 422


@bp.post("/relations/<uuid:organisation_id>/keepers/<uuid:keeper_id>/release")
@requires(P.RELATION_WRITE, load=queries.keeper_at_hand)
def release_keeper(found: KeeperAtHand) -> ResponseReturnValue:
    """Let somebody keep the contact, or stand in, no more."""
    organisation_id: UUID = found.at_hand.organisation.id
    organisations.release(found.at_hand.organisation, found.keeper.person_id, by=me())
    flash(_("It is noted."), "success")
    return redirect(url_for(".organisation", organisation_id=organisation_id), 303)
