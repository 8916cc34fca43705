"""The page of a hand-in: the work, its marks, the conversation; and the rubric of a task."""

from collections.abc import Mapping
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.cohorts.forms.work import CommentForm, ReportForm, whole
from lms.cohorts.queries import peers, tasks
from lms.cohorts.queries.tasks import FileAtHand, HandInAtHand, TaskAtHand
from lms.cohorts.rubrics import adjusted, anchors_as_text, most_of, revision_of, rubric_of
from lms.cohorts.service import marking
from lms.cohorts.service.marking import Marking
from lms.cohorts.views.work.blueprint import TASK, TRY, bp, id_in_form, sent, to_task
from lms.kit.access import can, me, requires
from lms.kit.db import savepoint
from lms.kit.errors import DomainError
from lms.kit.forms import refusals_onto
from lms.kit.i18n import gettext as _
from lms.permissions import Permission as P


@bp.get(TRY)
@requires(P.HAND_IN_READ, load=tasks.hand_in_at_hand)
def try_page(at_hand: HandInAtHand) -> ResponseReturnValue:
    """What was handed in, what it got and why, and what was said about it."""
    return _page(at_hand)


def _page(
    at_hand: HandInAtHand, comment: CommentForm | None = None, typed: Mapping[str, str] | None = None, refusal: str = "", *, status: int = 200
) -> ResponseReturnValue:
    oversees = can(P.WORK_OVERSEE, at_hand)
    hand_in_id = at_hand.hand_in.id
    return render_template(
        "cohorts/tasks/try.html",
        at_hand=at_hand,
        rubric=rubric_of(at_hand.task.rubric),
        revision=revision_of(at_hand.task.rubric),
        rubric_of=rubric_of,
        revision_of=revision_of,
        most_of=most_of,
        own=_own(at_hand),
        oversees=oversees,
        newer=_newer(at_hand),
        comments=tasks.comments_on(hand_in_id),
        feedback=peers.given_to(hand_in_id, all_of_it=oversees and me().id not in at_hand.owner_ids),
        came_later=tasks.came_later(at_hand) if can(P.HAND_IN_MARK, at_hand) else [],
        later=tasks.later_work_waits_on(at_hand) if can(P.HAND_IN_MARK, at_hand) else False,
        comment_form=comment or CommentForm(None),
        report_form=ReportForm(None),
        typed=typed or {},
        refusal=refusal,
    ), status


def _own(at_hand: HandInAtHand) -> tuple[int, bool, str] | None:
    """My own points by the mark that counts, whether they pass, and why they differ from the team's; nothing where they do not."""
    mark, person_id = at_hand.mark, me().id
    mine = next((each for each in mark.adjustments if each.person_id == person_id), None) if mark else None
    if mark is None or mine is None:
        return None
    return *adjusted(rubric_of(mark.rubric), mark.total, mine.points), mine.reason


def _newer(at_hand: HandInAtHand) -> UUID | None:
    """The newest try, when this is not it."""
    hand_in = at_hand.hand_in
    all_tries = (each for each in tasks.tries_of_all(at_hand.task) if (each.person_id, each.team_id) == (hand_in.person_id, hand_in.team_id))
    newest = max(all_tries, key=lambda each: each.number)
    return None if newest.id == hand_in.id else newest.id


@bp.get(f"{TRY}/files/<token>")
@requires(P.HAND_IN_READ, load=tasks.handed_in_file)
def handed_in_file(at_hand: FileAtHand) -> ResponseReturnValue:
    """A file that was handed in."""
    return sent(at_hand.file)


@bp.post(f"{TRY}/mark")
@requires(P.HAND_IN_MARK, load=tasks.hand_in_at_hand)
def mark(at_hand: HandInAtHand) -> ResponseReturnValue:
    """Give the points of a rubric; a refusal keeps what was typed."""
    slug, key, hand_in_id = at_hand.cohort.slug, at_hand.task.key, at_hand.hand_in.id
    try:
        with savepoint():
            made = marking.mark(at_hand, _marking(at_hand), by=me())
    except DomainError as refusal:
        fresh = tasks.hand_in_at_hand(slug, key, hand_in_id)
        return _page(fresh, None, request.form.to_dict(), str(refusal), status=refusal.status)
    flash(_("Marked: passed. The authors are told.") if made.passed else _("Marked: not passed. The authors are told."), "success")
    return _to_try(slug, key, hand_in_id)


def _marking(at_hand: HandInAtHand) -> Marking:
    given = request.form
    criteria = rubric_of(at_hand.task.rubric).criteria
    members = at_hand.owners if at_hand.hand_in.team_id else []
    return Marking(
        points={each.key: given.get(f"points.{each.key}", "")[:20] for each in criteria},
        comment=given.get("comment", ""),
        seen=whole(given.get("seen")),
        revision=whole(given.get("revision")),
        adjustments={each.id: (given.get(f"adjust.{each.id}", "")[:20], given.get(f"why.{each.id}", "")) for each in members},
    )


@bp.post(f"{TRY}/members")
@requires(P.HAND_IN_MARK, load=tasks.hand_in_at_hand)
def count_for(at_hand: HandInAtHand) -> ResponseReturnValue:
    """Let work that a team passed count for somebody who came to the team later."""
    marking.count_for(at_hand, id_in_form("person_id"), by=me())
    flash(_("The work counts for them, too, and they are told."), "success")
    return _to_try(at_hand.cohort.slug, at_hand.task.key, at_hand.hand_in.id)


@bp.post(f"{TRY}/comments")
@requires(P.HAND_IN_COMMENT, load=tasks.hand_in_at_hand)
def comment(at_hand: HandInAtHand) -> ResponseReturnValue:
    """Say something about the work."""
    form = CommentForm()
    slug, key, hand_in_id = at_hand.cohort.slug, at_hand.task.key, at_hand.hand_in.id
    if form.validate():
        with refusals_onto(form.text):
            marking.comment(at_hand, form.text.data or "", by=me())
            flash(_("Your comment is there."), "success")
            return _to_try(slug, key, hand_in_id)
    return _page(tasks.hand_in_at_hand(slug, key, hand_in_id), form, status=422)


def _to_try(slug: str, key: str, hand_in_id: UUID) -> ResponseReturnValue:
    return redirect(url_for(".try_page", slug=slug, key=key, hand_in_id=hand_in_id), 303)


# ── the rubric ─────────────────────────────────────────────


@bp.get(f"{TASK}/rubric")
@requires(P.COHORT_RUN, load=tasks.task_at_hand)
def rubric(at_hand: TaskAtHand) -> ResponseReturnValue:
    """The rubric as a form."""
    return _rubric_page(at_hand)


@bp.post(f"{TASK}/rubric")
@requires(P.COHORT_RUN, load=tasks.task_at_hand)
def edit_rubric(at_hand: TaskAtHand) -> ResponseReturnValue:
    """Change the rubric for what will be marked from now on."""
    slug, key, given = at_hand.cohort.slug, at_hand.task.key, request.form
    titles = {each.key: given.get(f"title.{each.key}", "") for each in rubric_of(at_hand.task.rubric).criteria}
    anchors = {criterion: given.get(f"anchors.{criterion}", "") for criterion in titles}
    try:
        with savepoint():
            new = marking.edit_rubric(at_hand, titles, anchors, given.get("pass_points", ""), seen=whole(given.get("revision")), by=me())
    except DomainError as refusal:
        return _rubric_page(tasks.task_at_hand(slug, key), given.to_dict(), str(refusal), status=refusal.status)
    done = _("The rubric is changed. What was marked keeps the rubric that it was marked by.")
    flash(done if new else _("There was nothing to change."), "success")
    return to_task(slug, key)


def _rubric_page(at_hand: TaskAtHand, typed: Mapping[str, str] | None = None, refusal: str = "", *, status: int = 200) -> ResponseReturnValue:
    current = rubric_of(at_hand.task.rubric)
    written = {f"title.{each.key}": each.title for each in current.criteria}
    written |= {f"anchors.{each.key}": anchors_as_text(each) for each in current.criteria}
    written["pass_points"] = str(current.pass_points)
    return render_template(
        "cohorts/tasks/rubric.html",
        at_hand=at_hand,
        rubric=current,
        revision=revision_of(at_hand.task.rubric),
        written={**written, **(typed or {})},
        refusal=refusal,
        marked=sum(bool(each.marks) for each in tasks.tries_of_all(at_hand.task)),
    ), status
