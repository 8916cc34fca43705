"""What posts require: to read for everybody, to change for HR after seeing what it means for people."""

from collections.abc import Collection
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.audit.models import Form
from lms.audit.service import note_view
from lms.competency.forms.frameworks import ProfileListForm
from lms.competency.forms.role_profiles import CarryOutListForm, ProfileForm, levels_in
from lms.competency.list_files import PROFILE_COLUMNS
from lms.competency.queries import role_profiles as queries
from lms.competency.queries.role_profiles import ProfileAtHand
from lms.competency.service import role_profiles as service
from lms.competency.views.blueprint import bp
from lms.kit import blobs
from lms.kit.access import can, me, requires
from lms.kit.csv_reading import MOST_BYTES
from lms.kit.forms import refusals_onto
from lms.kit.i18n import gettext as _
from lms.kit.list_files import list_file
from lms.people.models import Post
from lms.people.queries.scopes import reach_in_reports
from lms.people.service.noting import note_shown
from lms.permissions import Permission as P


@bp.get("/role-profiles")
@requires(P.ROLE_PROFILE_READ)
def role_profiles() -> ResponseReturnValue:
    """All posts, with how much each requires."""
    return render_template("competency/role_profiles.html", posts=queries.posts_with_profiles())


@bp.get("/role-profiles/<uuid:post_id>")
@requires(P.ROLE_PROFILE_READ, load=queries.profile_at_hand)
def role_profile(found: ProfileAtHand) -> ResponseReturnValue:
    """What a post requires."""
    return render_template("competency/role_profile.html", found=found)


@bp.get("/role-profiles/<uuid:post_id>/history")
@requires(P.ROLE_PROFILE_READ, load=queries.history)
def role_profile_history(found: tuple[Post, list[queries.ProfileVersion]]) -> ResponseReturnValue:
    """All versions: who made them, when, why, and what they changed."""
    return render_template("competency/role_profile_history.html", post=found[0], versions=found[1])


@bp.get("/role-profiles/<uuid:post_id>/edit")
@requires(P.ROLE_PROFILE_EDIT, load=queries.profile_at_hand)
def edit_role_profile(found: ProfileAtHand) -> ResponseReturnValue:
    """A menu for each competence; filled from another post where one is named."""
    copied = request.args.get("from", type=UUID)
    levels = queries.profile_at_hand(copied).levels if copied else found.levels
    return _edit_page(found, ProfileForm(data={"based_on": found.number}), levels, copied=copied)


@bp.post("/role-profiles/<uuid:post_id>/effect")
@requires(P.ROLE_PROFILE_EDIT, load=queries.profile_at_hand)
def role_profile_effect(found: ProfileAtHand) -> ResponseReturnValue:
    """What saving would mean for the people who have the post; nothing is saved."""
    form, wanted = ProfileForm(), levels_in(request.form)
    return _effect_page(found, form, wanted)


@bp.post("/role-profiles/<uuid:post_id>/change")
@requires(P.ROLE_PROFILE_EDIT, load=queries.profile_at_hand)
def change_role_profile(found: ProfileAtHand) -> ResponseReturnValue:
    """Back from the effect to the menus, with what was chosen."""
    form = ProfileForm()
    return _edit_page(found, form, {one: level for one, level in levels_in(request.form).items() if level <= 8})


@bp.post("/role-profiles/<uuid:post_id>/edit")
@requires(P.ROLE_PROFILE_EDIT, load=queries.profile_at_hand)
def save_role_profile(found: ProfileAtHand) -> ResponseReturnValue:
    """Save it as a new version."""
    form, wanted, post_id = ProfileForm(), levels_in(request.form), found.post.id
    if form.validate():
        with refusals_onto(form.note):
            service.save_profile(found.post, wanted, form.note.data or "", based_on=form.base, by=me())
        if not form.errors:
            flash(_("The role profile is saved as a new version, and is in force from now on."), "success")
            return redirect(url_for(".role_profile", post_id=post_id), 303)
    return _edit_page(found, form, wanted), 422


def _edit_page(found: ProfileAtHand, form: ProfileForm, levels: dict[UUID, int], *, copied: UUID | None = None) -> str:
    return render_template(
        "competency/edit_role_profile.html",
        found=found,
        form=form,
        levels=levels,
        offered=queries.offered(also=set(levels)),
        posts=[line for line in queries.posts_with_profiles() if line.requirements and line.post.id != found.post.id],
        copied=copied,
    )


def _effect_page(found: ProfileAtHand, form: ProfileForm, wanted: dict[UUID, int]) -> ResponseReturnValue:
    if any(level > 8 for level in wanted.values()) or not form.validate():
        return _edit_page(found, form, {one: level for one, level in wanted.items() if level <= 8}), 422
    effect, openly = service.effect_of(found, wanted), _may_read([found.post.id])
    note_view("post-effect", Form.PAGE, {"post": str(found.post.id)}, by=me().id)
    return render_template(
        "competency/role_profile_effect.html",
        found=found,
        form=form,
        wanted=wanted,
        effect=effect,
        competences=queries.by_id({change.competence for change in effect.changes}),
        openly=openly,
    )


def _may_read(post_ids: Collection[UUID]) -> bool:
    """Whether the reader may see everybody who has those posts in reports.

    Whoever may not is told no number at all: with the levels as they like, they could try until two numbers differ by one person.
    """
    return can(P.REPORT_PEOPLE) and queries.all_within(post_ids, reach_in_reports(me()))


# ── lists ──────────────────────────────────────────────────


@bp.get("/role-profiles/role-profiles.<form>")
@requires(P.ROLE_PROFILE_READ)
def role_profiles_file(form: str) -> ResponseReturnValue:
    """Everything that posts require, as a list that can be imported again."""
    return list_file("role-profiles", form, (PROFILE_COLUMNS, queries.all_requirements()))


@bp.route("/role-profiles/import", methods=["GET", "POST"])
@requires(P.ROLE_PROFILE_EDIT)
def import_role_profiles() -> ResponseReturnValue:
    """Choose a list; nothing is changed by that."""
    form = ProfileListForm()
    if form.validate_on_submit():
        return redirect(url_for(".look_through_role_profiles", digest=service.keep_file(form.file.data.read(MOST_BYTES + 1))), 303)
    return render_template("competency/import_role_profiles.html", form=form), 422 if form.errors else 200


@bp.get("/role-profiles/import/<digest>")
@requires(P.ROLE_PROFILE_EDIT)
def look_through_role_profiles(digest: str) -> ResponseReturnValue:
    """What the list would do to each post and the people who have it."""
    blobs.read(digest)  # what is not there is not noted
    note_shown("post-list-effect", Form.PAGE, {"list": digest}, by=me().id)
    plan = service.plan_list(digest)
    return _list_page(plan, CarryOutListForm(formdata=None, data={"seen": plan.fingerprint}))


@bp.post("/role-profiles/import/<digest>")
@requires(P.ROLE_PROFILE_EDIT)
def carry_out_role_profiles(digest: str) -> ResponseReturnValue:
    """Do exactly what was shown."""
    form = CarryOutListForm()
    if form.validate():
        with refusals_onto(form.note):
            saved = service.carry_out_list(digest, form.note.data or "", seen=form.seen.data or "", by=me())
        if not form.errors:
            flash(_("Imported: %(saved)s role profiles have a new version.", saved=saved), "success")
            return redirect(url_for(".role_profiles"), 303)
    plan = service.plan_list(digest)
    form.seen.data = plan.fingerprint
    return _list_page(plan, form), 422


def _list_page(plan: service.ListPlan, form: CarryOutListForm) -> str:
    openly = _may_read({one.found.post.id for one in plan.profiles})
    return render_template("competency/look_through_role_profiles.html", plan=plan, form=form, openly=openly)
