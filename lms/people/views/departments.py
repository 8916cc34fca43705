"""The tree of departments, and the posts."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.kit.access import me, requires
from lms.kit.csv_files import csv_file
from lms.kit.forms import refusals_onto
from lms.kit.i18n import gettext as _
from lms.kit.i18n import lazy_gettext
from lms.kit.workbooks import Sheet, workbook_file
from lms.people.forms.people import ROLE_NAMES, DepartmentForm, MergeForm, PostForm, department_choices
from lms.people.models import Department, Post
from lms.people.queries import directory as queries
from lms.people.queries.merging import merger
from lms.people.service import merging
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


@bp.route("/departments/<uuid:department_id>/merge", methods=["GET", "POST"])
@requires(P.DEPARTMENT_EDIT, load=queries.department)
def merge_department(department: Department) -> ResponseReturnValue:
    """Choose into which department this one is merged, look at what would move, and confirm."""
    form = MergeForm(data={"into": request.args.get("into")})
    form.into.choices = department_choices(queries.departments(), lazy_gettext("choose a department"))
    into, preview = _chosen_target(form, department), None
    if into is not None and not form.errors and request.method == "POST" and form.seen.data:
        with refusals_onto(form.into):
            merging.merge(department, into, seen=form.seen.data, by=me())
        if not form.errors:
            flash(_("%(name)s is part of %(into)s now. Files that use its code find it there.", name=department.name, into=into.name), "success")
            return redirect(url_for("departments.departments"), 303)
    if into is not None and not form.into.errors:
        preview = merger(department, into)
    page = render_template("people/merge.html", form=form, department=department, into=into, preview=preview, role_names=ROLE_NAMES)
    return page, 422 if form.errors else 200


def _chosen_target(form: MergeForm, department: Department) -> Department | None:
    if request.method == "POST" and not form.validate():
        return None
    if not form.into.data:
        return None
    into = queries.department(form.into.data)
    try:
        merging.refuse_merger(department, into)
    except merging.CannotMerge as refusal:
        form.into.errors = [str(refusal)]
    return into


@bp.get("/posts")
@requires(P.PERSON_LIST)
def posts() -> ResponseReturnValue:
    """All posts, with how many people have each."""
    return render_template("people/posts.html", posts=queries.posts(), people=queries.people_per_post())


def _post_table() -> tuple[tuple[str, ...], list[tuple[object, ...]]]:
    """All posts under the headings that the import reads, and how many people have each."""
    people = queries.people_per_post()
    return ("code", "title", "grade", "people"), [(post.code, post.title, post.grade, people.get(post.id, 0)) for post in queries.posts()]


@bp.get("/posts.csv")
@requires(P.PERSON_LIST)
def posts_csv() -> ResponseReturnValue:
    """The same as a file."""
    return csv_file("posts.csv", *_post_table())


@bp.get("/posts.xlsx")
@requires(P.PERSON_LIST)
def posts_xlsx() -> ResponseReturnValue:
    """The same as a workbook."""
    return workbook_file("posts.xlsx", [Sheet(_("Posts"), *_post_table(), widths=(16, 40))])


@bp.route("/posts/new", methods=["GET", "POST"])
@requires(P.POST_EDIT)
def create_post() -> ResponseReturnValue:
    """Create a post."""
    form = PostForm()
    if form.validate_on_submit():
        with refusals_onto(form.code):
            service.create_post(str(form.code.data), str(form.title.data), form.grade.data or "", by=me())
        if not form.errors:
            flash(_("The post is created."), "success")
            return redirect(url_for("departments.posts"), 303)
    return render_template("people/post.html", form=form, post=None), 422 if form.errors else 200


@bp.route("/posts/<uuid:post_id>/edit", methods=["GET", "POST"])
@requires(P.POST_EDIT, load=queries.post)
def edit_post(post: Post) -> ResponseReturnValue:
    """Rename a post, or grade it anew."""
    form = PostForm(obj=post)
    if form.validate_on_submit():
        with refusals_onto(form.code):
            service.edit_post(post, str(form.code.data), str(form.title.data), form.grade.data or "", by=me())
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
