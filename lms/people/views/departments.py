"""The tree of departments, and the posts."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from lms.kit.access import me, requires
from lms.kit.forms import refusals_onto
from lms.kit.i18n import gettext as _
from lms.kit.i18n import lazy_gettext
from lms.people.forms.people import DepartmentForm, PostForm, department_choices
from lms.people.models import Department, Post
from lms.people.queries import directory as queries
from lms.people.service import structure as service
from lms.permissions import Permission as P

bp = Blueprint("departments", __name__)

TOP = lazy_gettext("nothing: it stands at the top")


def _parent(form: DepartmentForm) -> Department | None:
    return queries.department(form.parent.data) if form.parent.data else None


@bp.get("/departments")
@requires(P.PERSON_LIST)
def departments() -> ResponseReturnValue:
    """The tree, with how many people work where."""
    return render_template("people/departments.html", tree=queries.departments_with_people())


@bp.route("/departments/new", methods=["GET", "POST"])
@requires(P.DEPARTMENT_EDIT)
def create_department() -> ResponseReturnValue:
    """Create a department."""
    form = DepartmentForm()
    form.parent.choices = department_choices(queries.departments(), TOP)
    if form.validate_on_submit():
        with refusals_onto(form.code):
            service.create_department(str(form.code.data), str(form.name.data), _parent(form), by=me())
        if not form.errors:
            flash(_("The department is created."), "success")
            return redirect(url_for("departments.departments"), 303)
    return render_template("people/department.html", form=form, department=None), 422 if form.errors else 200


@bp.route("/departments/<uuid:department_id>/edit", methods=["GET", "POST"])
@requires(P.DEPARTMENT_EDIT, load=queries.department)
def edit_department(department: Department) -> ResponseReturnValue:
    """Rename or move a department."""
    form = DepartmentForm(data={"code": department.code, "name": department.name, "parent": department.parent_id})
    form.parent.choices = department_choices(queries.departments(), TOP)
    if form.validate_on_submit():
        with refusals_onto(form.code):
            try:
                service.edit_department(department, str(form.code.data), str(form.name.data), _parent(form), by=me())
            except service.WouldLoop as refusal:
                form.parent.errors = [str(refusal)]
        if not form.errors:
            flash(_("The department is saved."), "success")
            return redirect(url_for("departments.departments"), 303)
    return render_template("people/department.html", form=form, department=department), 422 if form.errors else 200


@bp.post("/departments/<uuid:department_id>/delete")
@requires(P.DEPARTMENT_EDIT, load=queries.department)
def delete_department(department: Department) -> ResponseReturnValue:
    """Delete an empty department."""
    service.delete_department(department, by=me())
    flash(_("The department is deleted."), "success")
    return redirect(url_for("departments.departments"), 303)


@bp.get("/posts")
@requires(P.PERSON_LIST)
def posts() -> ResponseReturnValue:
    """All posts, with how many people have each."""
    return render_template("people/posts.html", posts=queries.posts(), people=queries.people_per_post())


@bp.route("/posts/new", methods=["GET", "POST"])
@requires(P.POST_EDIT)
def create_post() -> ResponseReturnValue:
    """Create a post."""
    form = PostForm()
    if form.validate_on_submit():
        with refusals_onto(form.code):
            service.create_post(str(form.code.data), str(form.title.data), by=me())
        if not form.errors:
            flash(_("The post is created."), "success")
            return redirect(url_for("departments.posts"), 303)
    return render_template("people/post.html", form=form, post=None), 422 if form.errors else 200


@bp.route("/posts/<uuid:post_id>/edit", methods=["GET", "POST"])
@requires(P.POST_EDIT, load=queries.post)
def edit_post(post: Post) -> ResponseReturnValue:
    """Rename a post."""
    form = PostForm(obj=post)
    if form.validate_on_submit():
        with refusals_onto(form.code):
            service.edit_post(post, str(form.code.data), str(form.title.data), by=me())
        if not form.errors:
            flash(_("The post is saved."), "success")
            return redirect(url_for("departments.posts"), 303)
    return render_template("people/post.html", form=form, post=post), 422 if form.errors else 200


@bp.post("/posts/<uuid:post_id>/delete")
@requires(P.POST_EDIT, load=queries.post)
def delete_post(post: Post) -> ResponseReturnValue:
    """Delete a post that nobody has."""
    service.delete_post(post, by=me())
    flash(_("The post is deleted."), "success")
    return redirect(url_for("departments.posts"), 303)
