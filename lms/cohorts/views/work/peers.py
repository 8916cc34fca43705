"""Feedback of peers: what I give, what trainers see and decide."""

from collections.abc import Mapping

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.cohorts.forms.work import ReportForm
from lms.cohorts.queries import peers as queries
from lms.cohorts.queries import tasks
from lms.cohorts.queries.cohorts import CohortAtHand, cohort_at_hand
from lms.cohorts.queries.peers import FileForReviewer, ReviewAtHand, review_at_hand
from lms.cohorts.queries.tasks import TaskAtHand
from lms.cohorts.rubrics import rubric_of
from lms.cohorts.service import peers as service
from lms.cohorts.views.work.blueprint import COHORT, REVIEW, TASK, bp, sent
from lms.kit.access import me, requires
from lms.kit.db import savepoint
from lms.kit.errors import DomainError
from lms.kit.i18n import gettext as _
from lms.permissions import Permission as P


@bp.get(f"{COHORT}/peers")
@requires(P.COHORT_LEARN, load=cohort_at_hand)
def my_feedback(found: CohortAtHand) -> ResponseReturnValue:
    """Whose work waits for my feedback, and what I gave."""
    return render_template("cohorts/tasks/my_feedback.html", found=found, reviews=queries.to_give(found.cohort.id, me().id))


@bp.get(REVIEW)
@requires(P.PEER_GIVE, load=review_at_hand)
def give_feedback(at_hand: ReviewAtHand) -> ResponseReturnValue:
    """The work of somebody else, and the rubric."""
    return _page(at_hand)


def _page(at_hand: ReviewAtHand, typed: Mapping[str, str] | None = None, refusal: str = "", *, status: int = 200) -> ResponseReturnValue:
    return render_template(
        "cohorts/tasks/give_feedback.html",
        at_hand=at_hand,
        rubric=rubric_of(at_hand.review.rubric),
        typed=typed or {},
        refusal=refusal,
    ), status


@bp.post(REVIEW)
@requires(P.PEER_GIVE, load=review_at_hand)
def send_feedback(at_hand: ReviewAtHand) -> ResponseReturnValue:
    """Give the feedback; a refusal keeps what was typed."""
    slug, review_id, given = at_hand.found.cohort.slug, at_hand.review.id, request.form
    points = {each.key: given.get(f"points.{each.key}", "")[:20] for each in rubric_of(at_hand.review.rubric).criteria}
    try:
        with savepoint():
            service.give(at_hand, points, given.get("comment", ""), by=me())
    except DomainError as refusal:
        return _page(review_at_hand(slug, review_id), given.to_dict(), str(refusal), status=refusal.status)
    flash(_("Thank you. Your feedback is there, without your name."), "success")
    return redirect(url_for(".my_feedback", slug=slug), 303)


@bp.get(f"{REVIEW}/files/<token>")
@requires(P.PEER_GIVE, load=queries.file_for_reviewer)
def reviewed_file(at_hand: FileForReviewer) -> ResponseReturnValue:
    """A file of the work that I give feedback on."""
    return sent(at_hand.file)


@bp.post(f"{REVIEW}/report")
@requires(P.PEER_REPORT, load=review_at_hand)
def report_feedback(at_hand: ReviewAtHand) -> ResponseReturnValue:
    """Tell the trainers that a feedback on my work is out of place."""
    form, slug = ReportForm(), at_hand.found.cohort.slug
    key, hand_in_id = at_hand.task.key, at_hand.review.hand_in_id
    if form.validate():
        service.report(at_hand, form.reason.data or "", by=me())
        flash(_("The trainers are told. You will hear what they decide."), "success")
    else:
        flash(" ".join(str(error) for error in form.reason.errors), "danger")
    return redirect(url_for(".try_page", slug=slug, key=key, hand_in_id=hand_in_id, _anchor="peers"), 303)


@bp.post(f"{REVIEW}/settle")
@requires(P.PEER_SETTLE, load=review_at_hand)
def settle_report(at_hand: ReviewAtHand) -> ResponseReturnValue:
    """Take a reported feedback from the authors' sight, or leave it."""
    slug, key = at_hand.found.cohort.slug, at_hand.task.key
    hide = request.form.get("deed") == "hide"
    service.settle(at_hand, hide=hide, by=me())
    flash(_("The feedback is taken away.") if hide else _("The feedback stays."), "success")
    return redirect(url_for(".task_feedback", slug=slug, key=key), 303)


@bp.get(f"{TASK}/peers")
@requires(P.COHORT_RUN, load=tasks.task_at_hand)
def task_feedback(at_hand: TaskAtHand) -> ResponseReturnValue:
    """All feedback of peers on a task, with names; what was reported first."""
    return render_template(
        "cohorts/tasks/task_feedback.html",
        at_hand=at_hand,
        rounds=queries.rounds_of(at_hand.task),
        reviews=queries.of_task(at_hand.task),
    )
