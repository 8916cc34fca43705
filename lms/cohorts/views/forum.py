"""What is said in a cohort: announcements, and the forum."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.cohorts.forms.care import ReasonForm
from lms.cohorts.forms.forum import AnnouncementForm, EditForm, PostForm, RhythmForm, TopicForm
from lms.cohorts.models.forum import ForumPost, Rhythm
from lms.cohorts.queries import forum as queries
from lms.cohorts.queries.cohorts import CohortAtHand, cohort_at_hand
from lms.cohorts.queries.forum import PostAtHand, TopicAtHand
from lms.cohorts.service import announcing, moderating, posting
from lms.kit.access import me, requires
from lms.kit.forms import refusals_onto
from lms.kit.i18n import gettext as _
from lms.kit.markdown import learner_html
from lms.kit.web import page_asked
from lms.permissions import Permission as P

bp = Blueprint("cohort_forum", __name__)

FORUM = "/cohorts/<slug>/forum"
TOPIC = f"{FORUM}/<uuid:topic_id>"
POST = f"{TOPIC}/posts/<uuid:post_id>"


@bp.get("/cohorts/<slug>/announcements")
@requires(P.ANNOUNCEMENT_READ, load=cohort_at_hand)
def announcements(found: CohortAtHand) -> ResponseReturnValue:
    """What the trainers announced."""
    return render_template("cohorts/forum/announcements.html", found=found, announcements=queries.announcements(found), html=learner_html)


@bp.route("/cohorts/<slug>/announcements/new", methods=["GET", "POST"])
@requires(P.ANNOUNCEMENT_WRITE, load=cohort_at_hand)
def announce(found: CohortAtHand) -> ResponseReturnValue:
    """Tell all participants something."""
    form = AnnouncementForm()
    if form.validate_on_submit():
        with refusals_onto(form.text):
            announcing.announce(found, str(form.title.data), str(form.text.data), by=me())
        if not form.text.errors:
            flash(_("The announcement is in the inbox of every participant, and leaves by mail."), "success")
            return redirect(url_for(".announcements", slug=found.cohort.slug), 303)
    page = render_template("cohorts/forum/announce.html", found=found, form=form, readers=len(queries.readers(found)))
    return page, 422 if form.errors else 200


@bp.get(FORUM)
@requires(P.FORUM_READ, load=cohort_at_hand)
def forum(found: CohortAtHand) -> ResponseReturnValue:
    """The topics, last talked about first."""
    page = page_asked()
    lines, pages = queries.topics(found, me().id, page=page)
    reports = queries.open_report_count(found)
    return render_template(
        "cohorts/forum/forum.html", found=found, lines=lines, page=page, pages=pages, reports=reports, rhythm=queries.rhythm_of(found, me().id)
    )


@bp.route(f"{FORUM}/new", methods=["GET", "POST"])
@requires(P.FORUM_WRITE, load=cohort_at_hand)
def new_topic(found: CohortAtHand) -> ResponseReturnValue:
    """Begin a topic."""
    form = TopicForm()
    form.offer(queries.people_of(found), me().id)
    if form.validate_on_submit():
        with refusals_onto(form.text):
            topic = posting.open_topic(found, str(form.title.data), str(form.text.data), form.mention.data or (), by=me())
        if not form.text.errors:
            return redirect(url_for(".topic", slug=found.cohort.slug, topic_id=topic.id), 303)
    return render_template("cohorts/forum/new_topic.html", found=found, form=form), 422 if form.errors else 200


@bp.route(TOPIC, methods=["GET", "POST"])
@requires(P.FORUM_READ, load=queries.topic_at_hand)
def topic(at_hand: TopicAtHand) -> ResponseReturnValue:
    """A topic with its posts; write into it."""
    form = PostForm()
    form.offer(queries.people_of(at_hand.found), me().id)
    if form.validate_on_submit():
        with refusals_onto(form.text):
            written = posting.post(at_hand, str(form.text.data), form.mention.data or (), parent=_parent(at_hand, form), by=me())
        if not form.text.errors:
            return redirect(_to_post(at_hand, written.id), 303)
    shown = queries.posts(at_hand, me().id)
    replying = _replying(shown, request.args.get("reply", type=UUID) or form.parent.data)
    page = render_template(
        "cohorts/forum/topic.html",
        found=at_hand.found,
        topic=at_hand.topic,
        posts=shown,
        replying=replying,
        form=form,
        html=learner_html,
    )
    return page, 422 if form.errors else 200


def _parent(at_hand: TopicAtHand, form: PostForm) -> ForumPost | None:
    try:
        parent_id = UUID(form.parent.data) if form.parent.data else None
    except ValueError:
        raise posting.NoReplyHere(_("This post cannot be replied to. Write into the topic instead.")) from None
    return queries.post_at_hand(at_hand.found.cohort.slug, at_hand.topic.id, parent_id).post if parent_id else None


def _replying(shown: list[queries.Shown], post_id: object) -> queries.Shown | None:
    return next((one for one in shown if str(one.post.id) == str(post_id) and one.post.hidden_at is None), None)


def _to_post(at_hand: TopicAtHand | PostAtHand, post_id: UUID) -> str:
    return url_for(".topic", slug=at_hand.found.cohort.slug, topic_id=at_hand.topic.id, _anchor=f"post-{post_id}")


@bp.post(f"{TOPIC}/read")
@requires(P.FORUM_READ, load=queries.topic_at_hand)
def read_topic(at_hand: TopicAtHand) -> ResponseReturnValue:
    """Note that I have read the topic."""
    posting.read_topic(at_hand, by=me())
    return redirect(url_for(".forum", slug=at_hand.found.cohort.slug), 303)


@bp.post(f"{FORUM}/read")
@requires(P.FORUM_READ, load=cohort_at_hand)
def read_forum(found: CohortAtHand) -> ResponseReturnValue:
    """Note that I have read everything."""
    posting.read_forum(found, by=me())
    flash(_("Everything is marked as read."), "success")
    return redirect(url_for(".forum", slug=found.cohort.slug), 303)


@bp.route(f"{POST}/edit", methods=["GET", "POST"])
@requires(P.FORUM_EDIT_OWN, load=queries.post_at_hand)
def edit(at_hand: PostAtHand) -> ResponseReturnValue:
    """Change what I wrote."""
    form = EditForm(data={"text": at_hand.post.text})
    if form.validate_on_submit():
        with refusals_onto(form.text):
            posting.edit(at_hand, str(form.text.data), by=me())
        if not form.text.errors:
            return redirect(_to_post(at_hand, at_hand.post.id), 303)
    return render_template("cohorts/forum/edit.html", at_hand=at_hand, found=at_hand.found, form=form), 422 if form.errors else 200


@bp.route(f"{POST}/report", methods=["GET", "POST"])
@requires(P.FORUM_READ, load=queries.post_at_hand)
def report(at_hand: PostAtHand) -> ResponseReturnValue:
    """Ask the staff to look at a post."""
    form = ReasonForm()
    if form.validate_on_submit():
        with refusals_onto(form.reason):
            moderating.report(at_hand, str(form.reason.data), by=me())
        if not form.reason.errors:
            flash(_("Thank you. The staff of the boot camp will look at it."), "success")
            return redirect(_to_post(at_hand, at_hand.post.id), 303)
    page = render_template("cohorts/forum/report.html", at_hand=at_hand, found=at_hand.found, form=form, html=learner_html)
    return page, 422 if form.errors else 200


@bp.get(f"{FORUM}/reports")
@requires(P.FORUM_MODERATE, load=cohort_at_hand)
def reports(found: CohortAtHand) -> ResponseReturnValue:
    """The reports that wait."""
    return render_template("cohorts/forum/reports.html", found=found, reports=queries.open_reports(found), html=learner_html)


@bp.route(f"{POST}/hide", methods=["GET", "POST"])
@requires(P.FORUM_MODERATE, load=queries.post_at_hand)
def hide(at_hand: PostAtHand) -> ResponseReturnValue:
    """Take a post out of sight, with a reason."""
    form = ReasonForm()
    if form.validate_on_submit():
        with refusals_onto(form.reason):
            moderating.hide(at_hand, str(form.reason.data), by=me())
        if not form.reason.errors:
            flash(_("The post is hidden, and its author is told why."), "success")
            return redirect(_to_post(at_hand, at_hand.post.id), 303)
    page = render_template("cohorts/forum/hide.html", at_hand=at_hand, found=at_hand.found, form=form, html=learner_html)
    return page, 422 if form.errors else 200


@bp.post(f"{POST}/restore")
@requires(P.FORUM_MODERATE, load=queries.post_at_hand)
def restore(at_hand: PostAtHand) -> ResponseReturnValue:
    """Show a hidden post again."""
    moderating.restore(at_hand, by=me())
    flash(_("The post is shown again."), "success")
    return redirect(_to_post(at_hand, at_hand.post.id), 303)


@bp.post(f"{POST}/leave-standing")
@requires(P.FORUM_MODERATE, load=queries.post_at_hand)
def leave_standing(at_hand: PostAtHand) -> ResponseReturnValue:
    """Find nothing wrong with a reported post."""
    moderating.leave_standing(at_hand, by=me())
    flash(_("The reports on the post are settled."), "success")
    return redirect(url_for(".reports", slug=at_hand.found.cohort.slug), 303)


@bp.get(f"{POST}/history")
@requires(P.FORUM_MODERATE, load=queries.post_at_hand)
def history(at_hand: PostAtHand) -> ResponseReturnValue:
    """What a post said before."""
    return render_template(
        "cohorts/forum/history.html", at_hand=at_hand, found=at_hand.found, former=queries.former_texts(at_hand.post), html=learner_html
    )


@bp.post(f"{TOPIC}/lock")
@requires(P.FORUM_MODERATE, load=queries.topic_at_hand)
def lock(at_hand: TopicAtHand) -> ResponseReturnValue:
    """Let nobody post in the topic any more."""
    moderating.lock(at_hand, by=me())
    flash(_("The topic is locked. Everybody can still read it."), "success")
    return redirect(url_for(".topic", slug=at_hand.found.cohort.slug, topic_id=at_hand.topic.id), 303)


@bp.post(f"{TOPIC}/unlock")
@requires(P.FORUM_MODERATE, load=queries.topic_at_hand)
def unlock(at_hand: TopicAtHand) -> ResponseReturnValue:
    """Let people post in the topic again."""
    moderating.unlock(at_hand, by=me())
    flash(_("The topic is open again."), "success")
    return redirect(url_for(".topic", slug=at_hand.found.cohort.slug, topic_id=at_hand.topic.id), 303)


@bp.route(f"{FORUM}/mail", methods=["GET", "POST"])
@requires(P.FORUM_READ, load=cohort_at_hand)
def mail(found: CohortAtHand) -> ResponseReturnValue:
    """Choose how often the news come by mail."""
    form = RhythmForm(data={"rhythm": queries.rhythm_of(found, me().id)})
    if form.validate_on_submit():
        posting.choose_rhythm(found, Rhythm(form.rhythm.data), by=me())
        flash(_("Your choice is saved."), "success")
        return redirect(url_for(".forum", slug=found.cohort.slug), 303)
    return render_template("cohorts/forum/mail.html", found=found, form=form), 422 if form.errors else 200
