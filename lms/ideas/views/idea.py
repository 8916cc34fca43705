"""The page of an idea: it reads like a story."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from lms.ideas.forms.talking import CommentForm
from lms.ideas.models.pitches import IdeaState, Stance
from lms.ideas.queries import ideas as queries
from lms.ideas.queries.ideas import FileAtHand, IdeaAtHand
from lms.ideas.queries.timeline import question_to, states_of, timeline
from lms.ideas.service import talking
from lms.ideas.views import parts
from lms.ideas.views.blueprint import bp, sent, to_idea, way_of
from lms.kit.access import me, requires
from lms.kit.clock import today
from lms.kit.forms import refusals_onto
from lms.kit.i18n import gettext as _
from lms.people.models import Role
from lms.permissions import Permission as P


@bp.get("/ideas/<int:number>")
@requires(P.IDEA_VIEW, load=queries.idea_at_hand)
def idea(found: IdeaAtHand) -> ResponseReturnValue:
    """An idea with its timeline, comments and supporters. A merged one leads on to the other."""
    if found.idea.state is IdeaState.MERGED:
        number = queries.end_of_mergers(found.idea)
        flash(_("Idea %(old)s was merged into this one, which holds its authors, supporters and comments.", old=found.idea.number), "info")
        return redirect(url_for(".idea", number=number), 302)
    if found.is_draft and me().id in found.author_ids:
        return redirect(url_for(".edit", number=found.idea.number), 302)
    return _page(found, CommentForm(formdata=None)), 200


def _page(found: IdeaAtHand, form: CommentForm) -> str:
    reader = me()
    stages, stage = way_of(found.idea.state, states_of(found.idea.id))
    return render_template(
        "ideas/idea.html",
        found=found,
        idea=found.idea,
        page=queries.idea_page(found, reader, today=today()),
        events=timeline(found, knows=found.knows_authors(reader)),
        form=form,
        stages=stages,
        stage=stage,
        question=question_to(found.idea) if reader.id in found.author_ids else "",
        shows_differs=found.knows_authors(reader) or reader.holds(Role.EVALUATOR),
        **parts.context(found, reader),
    )


@bp.post("/ideas/<int:number>/comments")
@requires(P.IDEA_TALK, load=queries.idea_at_hand)
def comment(found: IdeaAtHand) -> ResponseReturnValue:
    """Say something to an idea."""
    form, number = CommentForm(), found.idea.number
    if form.validate():
        with refusals_onto(form.text):
            written = talking.comment(found, str(form.text.data), Stance(form.stance.data), by=me())
        if not form.text.errors:
            return to_idea(number, f"comment-{written.id}")
    return _page(queries.idea_at_hand(number), form), 422


@bp.post("/ideas/<int:number>/support")
@requires(P.IDEA_SUPPORT, load=queries.idea_at_hand)
def support(found: IdeaAtHand) -> ResponseReturnValue:
    """Stand for an idea."""
    talking.support(found, by=me())
    flash(_("You support this idea, and hear what becomes of it."), "success")
    return to_idea(found.idea.number)


@bp.post("/ideas/<int:number>/support/withdraw")
@requires(P.IDEA_SUPPORT, load=queries.idea_at_hand)
def withdraw_support(found: IdeaAtHand) -> ResponseReturnValue:
    """Stand for it no longer."""
    talking.withdraw_support(found, by=me())
    flash(_("You do not support this idea any more."), "success")
    return to_idea(found.idea.number)


@bp.post("/ideas/<int:number>/follow")
@requires(P.IDEA_TALK, load=queries.idea_at_hand)
def follow(found: IdeaAtHand) -> ResponseReturnValue:
    """Be told what becomes of an idea."""
    talking.follow(found, by=me())
    flash(_("You follow this idea: each of its steps comes to your inbox."), "success")
    return to_idea(found.idea.number)


@bp.post("/ideas/<int:number>/follow/stop")
@requires(P.IDEA_TALK, load=queries.idea_at_hand)
def unfollow(found: IdeaAtHand) -> ResponseReturnValue:
    """Be told no longer."""
    talking.unfollow(found, by=me())
    flash(_("You do not follow this idea any more."), "success")
    return to_idea(found.idea.number)


@bp.get("/ideas/<int:number>/files/<uuid:file_id>")
@requires(P.IDEA_VIEW, load=queries.file_at_hand)
def file(found: FileAtHand) -> ResponseReturnValue:
    """A file of evidence."""
    return sent(found.file)
