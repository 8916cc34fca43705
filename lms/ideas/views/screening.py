"""The desk of the programme office: what waits, and what becomes of it."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from lms.ideas.forms.deciding import DecisionForm, MergeForm, UndoForm
from lms.ideas.forms.talking import ReasonForm
from lms.ideas.queries import listing, mergers
from lms.ideas.queries.ideas import CommentAtHand, IdeaAtHand, comment_at_hand, idea_at_hand, idea_page
from lms.ideas.queries.mergers import MergerAtHand
from lms.ideas.queries.similar import of_idea, similar
from lms.ideas.service import merging, moderating, screening
from lms.ideas.views.blueprint import bp, to_idea
from lms.kit.access import me, requires
from lms.kit.clock import now, today
from lms.kit.forms import refusals_onto
from lms.kit.i18n import gettext as _
from lms.permissions import Permission as P


@bp.get("/ideas/desk")
@requires(P.IDEA_DESK)
def desk() -> ResponseReturnValue:
    """What waits for the office, overdue first."""
    return render_template("ideas/desk.html", desk=listing.desk(today()))


@bp.get("/ideas/desk/reports")
@requires(P.IDEA_DESK)
def reports() -> ResponseReturnValue:
    """The comments that were reported."""
    return render_template("ideas/reports.html", reports=listing.open_reports())


def _desk_page(number: int, form: DecisionForm, merge: MergeForm, status: int = 200) -> ResponseReturnValue:
    found = idea_at_hand(number)
    form.offer(found.idea.state.value)
    page = render_template(
        "ideas/screen.html",
        found=found,
        idea=found.idea,
        page=idea_page(found, me(), today=today()),
        form=form,
        merge=merge,
        like=similar(of_idea(found.idea), but=[number]),
        undoable=mergers.undoable(found.idea.id, now(), days=merging.DAYS_TO_UNDO),
    )
    return page, status


@bp.get("/ideas/<int:number>/screen")
@requires(P.IDEA_SCREEN, load=idea_at_hand)
def screen(found: IdeaAtHand) -> ResponseReturnValue:
    """One idea on the desk, with what can be done."""
    return _desk_page(found.idea.number, DecisionForm(formdata=None), MergeForm(formdata=None))


@bp.post("/ideas/<int:number>/screen")
@requires(P.IDEA_SCREEN, load=idea_at_hand)
def decide(found: IdeaAtHand) -> ResponseReturnValue:
    """Admit, return, park, take up again or decline."""
    form, number = DecisionForm(), found.idea.number
    form.offer(found.idea.state.value)
    if form.validate():
        deed, reason = str(form.deed.data), form.reason.data or ""
        with refusals_onto(form.reason):
            if deed == "park":
                screening.park(found, form.until.data, reason, by=me())
            else:
                screening.decide(found, deed, reason, by=me())
        if not form.reason.errors:
            flash(_("It is done. The authors and followers are told."), "success")
            return redirect(url_for(".desk"), 303)
    return _desk_page(number, form, MergeForm(formdata=None), 422)


@bp.post("/ideas/<int:number>/take-on")
@requires(P.IDEA_SCREEN, load=idea_at_hand)
def take_on(found: IdeaAtHand) -> ResponseReturnValue:
    """Take care of an idea: its reminders come to me first."""
    number = found.idea.number
    screening.take_on(found, by=me())
    flash(_("You take care of this idea. Reminders come to you first."), "success")
    return redirect(url_for(".screen", number=number), 303)


@bp.post("/ideas/<int:number>/merge")
@requires(P.IDEA_SCREEN, load=idea_at_hand)
def merge(found: IdeaAtHand) -> ResponseReturnValue:
    """Let the idea live on in another one."""
    form, number = MergeForm(), found.idea.number
    if form.validate():
        into = int(form.into.data or 0)
        with refusals_onto(form.into):
            merging.merge(found, into, form.why.data or "", by=me())
        if not form.into.errors:
            days = merging.DAYS_TO_UNDO
            flash(_("The ideas are merged. You can undo it for %(days)s days, on the desk page of idea %(into)s.", days=days, into=into), "success")
            return to_idea(into)
    return _desk_page(number, DecisionForm(formdata=None), form, 422)


@bp.route("/ideas/<int:number>/mergers/<uuid:merger_id>/undo", methods=["GET", "POST"])
@requires(P.IDEA_SCREEN, load=mergers.merger_at_hand)
def undo_merger(found: MergerAtHand) -> ResponseReturnValue:
    """Give both ideas back what they had."""
    form, number, merger_id = UndoForm(), found.idea.number, found.merger.id
    if form.validate_on_submit():
        with refusals_onto(form.reason):
            back = merging.undo(found.merger, str(form.reason.data), by=me()).number
        if not form.reason.errors:
            flash(_("The merger is undone. Both ideas have what they had before."), "success")
            return to_idea(back)
        found = mergers.merger_at_hand(number, merger_id)
    return render_template("ideas/undo.html", found=found, idea=found.idea, merger=found.merger, form=form), 422 if form.errors else 200


COMMENT = "/ideas/<int:number>/comments/<uuid:comment_id>"


@bp.route(f"{COMMENT}/report", methods=["GET", "POST"])
@requires(P.IDEA_TALK, load=comment_at_hand)
def report_comment(found: CommentAtHand) -> ResponseReturnValue:
    """Ask the office to look at a comment."""
    form, number, comment_id = ReasonForm(), found.idea.number, found.comment.id
    if form.validate_on_submit():
        with refusals_onto(form.reason):
            moderating.report(found, str(form.reason.data), by=me())
        if not form.reason.errors:
            flash(_("Thank you. The programme office will look at it."), "success")
            return to_idea(number, f"comment-{comment_id}")
        found = comment_at_hand(number, comment_id)
    return render_template("ideas/comment.html", found=found, comment=found.comment, form=form, hiding=False), 422 if form.errors else 200


@bp.route(f"{COMMENT}/hide", methods=["GET", "POST"])
@requires(P.IDEA_MODERATE, load=comment_at_hand)
def hide_comment(found: CommentAtHand) -> ResponseReturnValue:
    """Take a comment out of sight, with a reason."""
    form, number, comment_id = ReasonForm(), found.idea.number, found.comment.id
    if form.validate_on_submit():
        with refusals_onto(form.reason):
            moderating.hide(found, str(form.reason.data), by=me())
        if not form.reason.errors:
            flash(_("The comment is hidden, and whoever wrote it is told why."), "success")
            return to_idea(number, f"comment-{comment_id}")
        found = comment_at_hand(number, comment_id)
    return render_template("ideas/comment.html", found=found, comment=found.comment, form=form, hiding=True), 422 if form.errors else 200


@bp.post(f"{COMMENT}/restore")
@requires(P.IDEA_MODERATE, load=comment_at_hand)
def restore_comment(found: CommentAtHand) -> ResponseReturnValue:
    """Show a hidden comment again."""
    number, comment_id = found.idea.number, found.comment.id
    moderating.restore(found, by=me())
    flash(_("The comment is shown again."), "success")
    return to_idea(number, f"comment-{comment_id}")


@bp.post(f"{COMMENT}/leave-standing")
@requires(P.IDEA_MODERATE, load=comment_at_hand)
def leave_comment(found: CommentAtHand) -> ResponseReturnValue:
    """Find nothing wrong with a reported comment."""
    moderating.leave_standing(found, by=me())
    flash(_("The reports of the comment are settled."), "success")
    return redirect(url_for(".reports"), 303)
