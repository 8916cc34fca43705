"""Mandatory training: which course is a duty of whom, and how far they are."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.catalogue.models import Course
from lms.kit.access import me, requires
from lms.kit.db import db
from lms.kit.forms import refusals_onto
from lms.kit.i18n import gettext as _
from lms.kit.i18n import lazy_gettext, ngettext
from lms.kit.list_files import list_file
from lms.learning.forms import DutyForm
from lms.learning.models import Duty
from lms.learning.queries import duties as queries
from lms.learning.service import duties as service
from lms.learning.views.blueprint import bp
from lms.people.queries import directory
from lms.permissions import Permission as P

STATES = {
    "overdue": lazy_gettext("overdue"),
    "going": lazy_gettext("under way"),
    "not_begun": lazy_gettext("not begun"),
    "done": lazy_gettext("done"),
}


@bp.app_template_filter("whom")
def whom(duty: Duty) -> str:
    """Whom a duty concerns, in words."""
    if duty.post and duty.department:
        return _("%(post)s in %(department)s", post=duty.post.title, department=duty.department.name)
    return duty.post.title if duty.post else _("everybody in %(department)s", department=duty.department.name if duty.department else "")


@bp.get("/duties")
@requires(P.DUTY_LIST)
def duties() -> ResponseReturnValue:
    """All duties in force, with how far people are."""
    return render_template("learning/duties.html", lines=queries.duties())


@bp.route("/duties/new", methods=["GET", "POST"])
@requires(P.DUTY_SET)
def new_duty() -> ResponseReturnValue:
    """Make a course a duty."""
    form = DutyForm()
    form.offer(queries.open_courses(), directory.posts(), directory.departments())
    if form.validate_on_submit():
        post = directory.post(form.post.data) if form.post.data else None
        department = directory.department(form.department.data) if form.department.data else None
        with refusals_onto(form.post):
            service.set_duty(
                db.session.get_one(Course, form.course.data),
                post,
                department,
                within_days=form.within_days.data or 0,
                renewed=bool(form.renewed.data),
                reason=form.reason.data or "",
                by=me(),
            )
        if not form.errors:
            flash(_("The duty is set. Within the hour everybody whom it concerns is enrolled and told."), "success")
            return redirect(url_for(".duties"), 303)
    return render_template("learning/new_duty.html", form=form), 422 if form.errors else 200


@bp.get("/duties/<uuid:duty_id>")
@requires(P.DUTY_LIST, load=queries.duty)
def duty(duty: Duty) -> ResponseReturnValue:
    """Whom a duty concerns, the overdue first."""
    page = min(max(1, request.args.get("page", 1, type=int)), 10_000)
    line = queries.duties(duty_id=duty.id)[0]
    pages = max(1, -(-line.people // queries.PAGE))
    return render_template("learning/duty.html", line=line, people=queries.people_of(duty, page=page), page=page, pages=pages, states=STATES)


@bp.get("/duties/<uuid:duty_id>/people.<form>")
@requires(P.DUTY_LIST, load=queries.duty, also=("form",))
def duty_file(duty: Duty, form: str) -> ResponseReturnValue:
    """The same people as a file."""
    rows = (
        (
            one.person.name,
            one.person.department.code if one.person.department else "",
            one.person.post.code if one.person.post else "",
            str(STATES[one.state]),
            one.due_on,
        )
        for one in queries.people_of(duty, page=None)
    )
    return list_file("duty", form, ((_("Name"), _("Department"), _("Post"), _("State"), _("Due on")), rows))


@bp.route("/duties/<uuid:duty_id>/end", methods=["GET", "POST"])
@requires(P.DUTY_SET, load=queries.duty)
def end_duty(duty: Duty) -> ResponseReturnValue:
    """Ask once more, then let the course be a duty no more."""
    if request.method == "POST":
        service.end_duty(duty, by=me())
        flash(_("The duty is ended."), "success")
        return redirect(url_for(".duties"), 303)
    line = queries.duties(duty_id=duty.id)[0]
    left = line.people - line.done
    waits = [ngettext("%(num)d person has not completed it yet.", "%(num)d people have not completed it yet.", left)] if left else []
    return render_template(
        "_parts/confirm.html",
        title=_("End the duty “%(course)s” for %(whom)s", course=line.title, whom=whom(duty)),
        question=_("Nobody new will be enrolled, and nothing will be renewed."),
        consequences=[*waits, _("Who is on the course may finish it or leave it."), _("What was completed stays, with its certificate.")],
        action=url_for(".end_duty", duty_id=duty.id),
        confirm=_("End the duty"),
        back=url_for(".duty", duty_id=duty.id),
        danger=True,
    )
