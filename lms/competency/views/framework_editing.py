"""A framework of the city's own, written entry by entry."""

from dataclasses import asdict
from typing import Any

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from lms.competency.forms.frameworks import ENTRY_FORMS, HeadForm, HeadWithReasonForm, RetireForm
from lms.competency.framework_texts.editing import entry_of
from lms.competency.models import Framework
from lms.competency.queries import framework_texts
from lms.competency.queries.frameworks import framework_of
from lms.competency.service import framework_editing as service
from lms.competency.views.blueprint import bp
from lms.kit.access import can, me, requires
from lms.kit.forms import Form, refusals_onto
from lms.kit.i18n import gettext as _
from lms.kit.i18n import lazy_gettext
from lms.permissions import Permission as P

KINDS = {
    "area": lazy_gettext("Area"),
    "competence": lazy_gettext("Competence"),
    "level": lazy_gettext("Level"),
    "outcome": lazy_gettext("Learning outcome"),
    "statement": lazy_gettext("Competence statement"),
}
NEW = {
    "area": lazy_gettext("New area"),
    "competence": lazy_gettext("New competence"),
    "level": lazy_gettext("New level"),
    "outcome": lazy_gettext("New learning outcome"),
    "statement": lazy_gettext("New competence statement"),
}


def _entry(slug: str, kind: str, code: str = "") -> tuple[Framework, str, str]:
    if kind not in KINDS:
        abort(404)
    return framework_of(slug), kind, code


@bp.route("/frameworks/new", methods=["GET", "POST"])
@requires(P.FRAMEWORK_EDIT)
def new_framework() -> ResponseReturnValue:
    """Begin a framework of our own."""
    form = HeadForm()
    if form.validate_on_submit():
        with refusals_onto(form.title):
            made = service.create_framework(**_head(form), by=me())
        if not form.errors:
            flash(_("The framework is begun. Write its areas first, then their competences."), "success")
            return redirect(url_for(".edit_framework", slug=made.slug), 303)
    return render_template("competency/new_framework.html", form=form), 422 if form.errors else 200


@bp.route("/frameworks/<slug>/edit", methods=["GET", "POST"])
@requires(P.FRAMEWORK_EDIT, load=framework_of)
def edit_framework(framework: Framework) -> ResponseReturnValue:
    """Everything that the framework names, to be changed; and its head."""
    form = HeadWithReasonForm(obj=framework)
    slug = framework.slug
    if form.validate_on_submit():
        with refusals_onto(form.why):
            service.edit_head(framework, **_head(form), why=form.why.data or "", by=me())
        if not form.errors:
            flash(_("The framework is saved."), "success")
            return redirect(url_for(".edit_framework", slug=slug), 303)
    page = render_template("competency/edit_framework.html", framework=framework, spec=framework_texts.spec_of(framework), form=form, kinds=KINDS)
    return page, 422 if form.errors else 200


def _head(form: HeadForm) -> dict[str, str]:
    return {name: form[name].data or "" for name in ("title", "version", "source", "licence")}


@bp.route("/frameworks/<slug>/entries/<kind>/new", methods=["GET", "POST"])
@requires(P.FRAMEWORK_EDIT, load=_entry)
def new_entry(found: tuple[Framework, str, str]) -> ResponseReturnValue:
    """Write a new area, competence, level, outcome or statement."""
    return _entry_page(*found, given={})


@bp.route("/frameworks/<slug>/entries/<kind>/<code>", methods=["GET", "POST"])
@requires(P.FRAMEWORK_EDIT, load=_entry)
def edit_entry(found: tuple[Framework, str, str]) -> ResponseReturnValue:
    """Reword one."""
    framework, kind, code = found
    entry = entry_of(framework_texts.spec_of(framework), kind, code)
    if entry is None:
        abort(404)
    return _entry_page(framework, kind, code, given=asdict(entry))


def _entry_page(framework: Framework, kind: str, code: str, given: dict[str, Any]) -> ResponseReturnValue:
    slug = framework.slug
    form: Any = ENTRY_FORMS[kind](data=given)
    if hasattr(form, "offer"):
        form.offer(framework_texts.spec_of(framework))
    if form.validate_on_submit():
        facts = {**given, **_facts(form), **({"number" if kind == "level" else "code": _key(kind, code)} if code else {})}
        with refusals_onto(form["number" if kind == "level" else "code"]):
            service.save_entry(framework, kind, facts, is_new=not code, why=form.why.data or "", by=me())
        if not form.errors:
            flash(_("It is saved as a new version of the framework."), "success")
            return redirect(url_for(".edit_framework", slug=slug), 303)
    if not code:
        form.why.label.text = _("Why is it added?")
    page = render_template("competency/edit_entry.html", framework=framework, kind=kind, code=code, form=form, kinds=KINDS, new_words=NEW[kind])
    return page, 422 if form.errors else 200


def _facts(form: Form) -> dict[str, Any]:
    return {field.name: field.data if field.data is not None else "" for field in form if field.name != "why"}


def _key(kind: str, code: str) -> int | str:
    return int(code) if kind == "level" else code


@bp.route("/frameworks/<slug>/entries/<kind>/<code>/retire", methods=["GET", "POST"])
@requires(P.FRAMEWORK_EDIT, load=_entry)
def retire_entry(found: tuple[Framework, str, str]) -> ResponseReturnValue:
    """Let the framework name it no more, after saying what stands on it."""
    framework, kind, code = found
    slug, form = framework.slug, RetireForm()
    if form.validate_on_submit():
        with refusals_onto(form.why):
            service.retire_entry(framework, kind, code, why=form.why.data or "", by=me())
        if not form.errors:
            flash(_("%(kind)s %(code)s is retired. What stood on it stays.", kind=KINDS[kind], code=code), "success")
            return redirect(url_for(".edit_framework", slug=slug), 303)
    spec = framework_texts.spec_of(framework)
    entry = entry_of(spec, kind, code)
    if entry is None:
        abort(404)
    codes = {"competence": [code], "area": [one.code for one in spec.competences if one.area == code]}.get(kind, [])
    stands = framework_texts.stands_on(framework.id, codes) if codes else None
    facts = {"kind": kind, "code": code, "entry": entry, "stands": stands, "openly": can(P.PERSON_VIEW)}
    page = render_template("competency/retire_entry.html", framework=framework, form=form, kinds=KINDS, **facts)
    return page, 422 if form.errors else 200
