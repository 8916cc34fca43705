"""The workshop: which courses there are, a new one, and a course with its versions and authors."""

from typing import IO

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.catalogue.course_files.archives import read_zip
from lms.catalogue.forms import AuthorForm, NewCourseForm, ReasonForm
from lms.catalogue.queries import versions
from lms.catalogue.queries.versions import AuthorAtHand, CourseAtHand
from lms.catalogue.queries.workshop import workshop as workshop_page
from lms.catalogue.service import drafting, publishing, reviewing, starting
from lms.catalogue.views.blueprint import bp
from lms.kit.access import me, requires
from lms.kit.db import let_go
from lms.kit.forms import refusals_onto
from lms.kit.i18n import gettext as _
from lms.kit.web import page_asked
from lms.permissions import Permission as P


@bp.get("/teach")
@requires(P.COURSE_WORKSHOP)
def workshop() -> ResponseReturnValue:
    """The courses that I write, may review, or may look at."""
    tab = request.args.get("tab", "mine")
    page = workshop_page(me(), tab=tab, page=page_asked())
    return render_template("catalogue/workshop.html", listed=page, tab=tab if page.counts.get(tab) is not None else "mine")


@bp.route("/teach/new", methods=["GET", "POST"])
@requires(P.COURSE_CREATE)
def new_course() -> ResponseReturnValue:
    """Begin a course: from nothing, or from a zip."""
    form = NewCourseForm()
    if form.validate_on_submit():
        title = form.title.data or ""
        slug = form.slug.data or starting.slug_of(title)
        let_go()
        with refusals_onto(form.archive if form.archive.data else form.slug):
            files = read_zip(_stream(form)) if form.archive.data else starting.starter(title, me().email)
            drafting.create_course(slug, files, by=me())
            flash(_("The course is there. Nobody but its authors and the curators can see it until it is published."), "success")
            return redirect(url_for("catalogue.version", slug=slug, number=1), 303)
    return render_template("catalogue/new_course.html", form=form), 422 if form.is_submitted() else 200


def _stream(form: NewCourseForm) -> IO[bytes]:
    stream: IO[bytes] = form.archive.data.stream
    return stream


@bp.get("/teach/<slug>")
@requires(P.VERSION_READ, load=versions.course_at_hand)
def course(at_hand: CourseAtHand) -> ResponseReturnValue:
    """A course: its versions and authors."""
    return _course_page(at_hand, AuthorForm(formdata=None))


def _course_page(at_hand: CourseAtHand, form: AuthorForm) -> ResponseReturnValue:
    found = versions.versions_of(at_hand.course.id)
    page = render_template(
        "catalogue/course.html",
        at_hand=at_hand,
        versions=found,
        open=next((version for version in found if version.state in versions.OPEN), None),
        published=next((version for version in found if version.state == "published"), None),
        withdrawn=next((version for version in found if version.state == "withdrawn"), None),
        authors=versions.authors_of(at_hand.course.id),
        form=form,
    )
    return page, 422 if form.errors else 200


@bp.post("/teach/<slug>/draft")
@requires(P.VERSION_WRITE, load=versions.course_at_hand)
def open_draft(at_hand: CourseAtHand) -> ResponseReturnValue:
    """Begin the next version."""
    draft = drafting.open_draft(at_hand.course, by=me())
    flash(_("Version %(number)s is open. Learners see it when it is published.", number=draft.number), "success")
    return redirect(url_for("catalogue.version", slug=at_hand.slug, number=draft.number), 303)


@bp.post("/teach/<slug>/authors")
@requires(P.AUTHOR_NAME, load=versions.course_at_hand)
def name_author(at_hand: CourseAtHand) -> ResponseReturnValue:
    """Let somebody else write the course, too."""
    form = AuthorForm()
    if form.validate_on_submit():
        with refusals_onto(form.email):
            person = versions.person_by_email(form.email.data or "")
            if reviewing.name_author(at_hand.course, person, by=me()):
                flash(_("%(name)s is an author of this course now.", name=person.name), "success")
            return redirect(url_for("catalogue.course", slug=at_hand.slug), 303)
    return _course_page(at_hand, form)


@bp.post("/teach/<slug>/authors/<uuid:person_id>/remove")
@requires(P.AUTHOR_NAME, load=versions.author_at_hand)
def remove_author(author: AuthorAtHand) -> ResponseReturnValue:
    """Let somebody write the course no longer."""
    reviewing.remove_author(author.course, author.person_id, by=me())
    flash(_("The author was removed. What they wrote stays."), "success")
    own = author.person_id == me().id
    return redirect(url_for("catalogue.workshop") if own else url_for("catalogue.course", slug=author.course.slug), 303)


@bp.route("/teach/<slug>/withdraw", methods=["GET", "POST"])
@requires(P.COURSE_WITHDRAW, load=versions.course_at_hand)
def withdraw(at_hand: CourseAtHand) -> ResponseReturnValue:
    """Take a course out of the catalogue, with the reason."""
    form = ReasonForm()
    published = versions.current_version(at_hand.course.id)
    if form.validate_on_submit():
        reviewing.withdraw(at_hand.course, form.reason.data or "", by=me())
        flash(_("The course is withdrawn. Those who had begun it can finish it."), "success")
        return redirect(url_for("catalogue.course", slug=at_hand.slug), 303)
    return render_template("catalogue/withdraw.html", at_hand=at_hand, published=published, form=form), 422 if form.is_submitted() else 200


@bp.route("/teach/<slug>/offer-again", methods=["GET", "POST"])
@requires(P.COURSE_WITHDRAW, load=versions.course_at_hand)
def offer_again(at_hand: CourseAtHand) -> ResponseReturnValue:
    """Undo a withdrawal, with the reason."""
    form = ReasonForm()
    slug, withdrawn = at_hand.slug, versions.withdrawn_version(at_hand.course.id)
    title = withdrawn.title if withdrawn else slug
    if form.validate_on_submit():
        publishing.offer_again(at_hand.course, form.reason.data or "", by=me())
        flash(_("The course stands in the catalogue again."), "success")
        return redirect(url_for("catalogue.course", slug=slug), 303)
    return render_template("catalogue/offer_again.html", slug=slug, title=title, form=form), 422 if form.is_submitted() else 200
