"""Pages of assessment: quizzes, attempts, practice, marking, extra time."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from math import ceil
from random import Random
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, get_template_attribute, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.assessment.forms import AccommodationForm, ReasonForm
from lms.assessment.marking.drawing import shown_order
from lms.assessment.marking.fractions import fraction
from lms.assessment.marking.responses import moved, read_response
from lms.assessment.marking.results import key_may_be_seen, key_opens_at, time_for
from lms.assessment.models import Accommodation, AttemptState
from lms.assessment.queries import accommodations, impact, quizzes, showing, sittings, used_up, waiting
from lms.assessment.queries.quizzes import PracticeQuestion, QuizAtHand
from lms.assessment.queries.sittings import HeldQuestion, Sitting
from lms.assessment.queries.tries import completion, key_now, tries_at, tries_of
from lms.assessment.queries.used_up import LearnerAtQuiz
from lms.assessment.queries.waiting import AnswerAtHand
from lms.assessment.service.accommodations import give, take_away
from lms.assessment.service.answering import Given, save_answer, save_answers
from lms.assessment.service.essays import COMMENT_LETTERS, REASON_LETTERS, correct_mark, mark_essay
from lms.assessment.service.giving import give_attempt
from lms.assessment.service.handing_in import hand_in, is_over
from lms.assessment.service.practising import refuse_while_sat
from lms.assessment.service.refusals import AlreadyMarked, AnsweredElsewhere, MarksRefused
from lms.assessment.service.starting import start
from lms.kit.access import me, requires
from lms.kit.clock import now
from lms.kit.errors import DomainError
from lms.kit.forms import refusals_onto
from lms.kit.i18n import gettext as _
from lms.kit.i18n import time_zone
from lms.kit.web import page_asked, wants_fragment
from lms.people.models import Role
from lms.people.queries.scopes import reach_of
from lms.permissions import Permission as P

bp = Blueprint("assessment", __name__)


def _my_quiz(slug: str, key: str) -> QuizAtHand:
    return quizzes.quiz_at_hand(slug, key, me().id)


def _practice(slug: str, number: int, quiz: str, item: str) -> PracticeQuestion:
    return quizzes.practice_question(slug, number, quiz, item, person_id=me().id)


def _page_number() -> int:
    return page_asked()


# ── quizzes ────────────────────────────────────────────────


@bp.get("/quizzes/<slug>/<key>")
@requires(P.ATTEMPT_START, load=_my_quiz)
def quiz(at_hand: QuizAtHand) -> ResponseReturnValue:
    """What the rules are, what was reached so far, and the way in."""
    so_far = tries_at(at_hand)
    return render_template(
        "assessment/quiz.html",
        at_hand=at_hand,
        spec=at_hand.quiz.spec,
        instructions=at_hand.quiz.html(at_hand.quiz.spec.instructions),
        so_far=so_far,
        time=time_for(at_hand.limit, at_hand.extra),
        waits_for=quizzes.waits_for(at_hand),
        opens_at=key_opens_at(at_hand.quiz.spec.feedback_from, time_zone(), at=now()),
        pausing=so_far.pause_until is not None and so_far.pause_until > now(),
    )


@bp.post("/quizzes/<slug>/<key>")
@requires(P.ATTEMPT_START, load=_my_quiz)
def start_quiz(at_hand: QuizAtHand) -> ResponseReturnValue:
    """Begin the next attempt, or go on with the one that is open."""
    attempt = start(at_hand.enrolment, at_hand.step.key, by=me())
    return redirect(url_for(".attempt", attempt_id=attempt.id), 303)


# ── attempts ───────────────────────────────────────────────


@bp.get("/attempts/<uuid:attempt_id>")
@requires(P.ATTEMPT_SIT, load=sittings.sitting)
def attempt(sitting: Sitting) -> ResponseReturnValue:
    """The questions; what is answered is kept at once."""
    if sitting.attempt.state is not AttemptState.OPEN:
        return redirect(url_for(".result", attempt_id=sitting.attempt.id), 303)
    if is_over(sitting.attempt):
        return render_template("assessment/time_over.html", sitting=sitting)
    return _questions_page(sitting, showing.questions(sitting, sittings.answers_of(sitting.attempt.id)))


def _questions_page(sitting: Sitting, questions: list[showing.ShownQuestion]) -> str:
    one = sitting.quiz.spec.show == "one"
    number = min(max(1, request.args.get("question", 1, type=int)), len(questions))
    return render_template(
        "assessment/attempt.html",
        sitting=sitting,
        questions=questions,
        shown=[questions[number - 1]] if one else questions,
        number=number if one else None,
        seconds_left=_seconds_left(sitting),
    )


def _seconds_left(sitting: Sitting) -> int | None:
    deadline = sitting.attempt.deadline_at
    return None if deadline is None else max(0, ceil((deadline - now()).total_seconds()))


@bp.post("/attempts/<uuid:attempt_id>/answers/<item_key>")
@requires(P.ATTEMPT_SIT, load=sittings.held_question)
def keep_answer(held: HeldQuestion) -> ResponseReturnValue:
    """Keep one answer, and answer with its receipt: a few words for the place beside the question."""
    try:
        receipt = save_answer(held.sitting, held.item_key, _given(held.item_key), by=me())
    except AnsweredElsewhere as refusal:
        other = showing.other_answer(held.sitting.quiz, held.sitting.item(held.item_key)[0], refusal.stored)
        return get_template_attribute("_parts/quiz.html", "elsewhere")(held.item_key, str(refusal), other), refusal.status
    except DomainError as refusal:
        return get_template_attribute("_parts/quiz.html", "not_saved")(str(refusal)), refusal.status
    words = get_template_attribute("_parts/quiz.html", "saved_words")(receipt.at if receipt.revision else None)
    return words, 200, {"X-Revision": str(receipt.revision)}


@bp.post("/attempts/<uuid:attempt_id>/answers")
@requires(P.ATTEMPT_SIT, load=sittings.held_sitting)
def keep_answers(sitting: Sitting) -> ResponseReturnValue:
    """Keep all answers of a page, and go where its button leads."""
    given = {place["item"]: _given(place["item"]) for place in sitting.attempt.layout if f"revision.{place['item']}" in request.form}
    given.pop(request.form.get("take", ""), None)
    refusals = save_answers(sitting, given, by=me())
    if refusals:
        status = max(refusals.values(), key=lambda refusal: isinstance(refusal, AnsweredElsewhere)).status
        return _questions_page(sitting, _with_refusals(sitting, given, refusals)), status
    return redirect(_following(sitting), 303)


def _given(key: str) -> Given:
    written = request.form.get(f"revision.{key}", "0")
    revision = int(written) if written.isascii() and written.isdigit() and len(written) < 9 else 0
    values = request.form.getlist(f"answer.{key}")
    name, _colon, move = request.form.get("move", "").partition(":")
    return Given(moved(values, move) if name == f"answer.{key}" else values, revision)


def _with_refusals(sitting: Sitting, given: Mapping[str, Given], refusals: Mapping[str, DomainError]) -> list[showing.ShownQuestion]:
    """The questions as they are kept, and those that were refused as they were filled in, with the reason."""
    shown = showing.questions(sitting, sittings.answers_of(sitting.attempt.id))
    return [_with_refusal(sitting, each, given[each.key], refusals[each.key]) if each.key in refusals else each for each in shown]


def _with_refusal(sitting: Sitting, kept: showing.ShownQuestion, given: Given, refusal: DomainError) -> showing.ShownQuestion:
    item, order = sitting.item(kept.key)
    typed = showing.question(sitting.quiz, item, order, given.values, number=kept.number, section=kept.section)
    other = showing.other_answer(sitting.quiz, item, refusal.stored) if isinstance(refusal, AnsweredElsewhere) else None
    return replace(typed, revision=kept.revision, saved_at=kept.saved_at, refusal=str(refusal), other=other)


def _following(sitting: Sitting) -> str:
    to, attempt_id = request.form.get("to", ""), sitting.attempt.id
    if to == "review":
        return url_for(".review", attempt_id=attempt_id)
    here = request.form.get("move", "").partition(":")[0].removeprefix("answer.") or request.form.get("take", "")
    number = int(to) if to.isascii() and to.isdigit() and len(to) < 5 else request.args.get("question", type=int)
    return url_for(".attempt", attempt_id=attempt_id, question=number, _anchor=f"question-{here}" if here else None)


@bp.get("/attempts/<uuid:attempt_id>/review")
@requires(P.ATTEMPT_SIT, load=sittings.sitting)
def review(sitting: Sitting) -> ResponseReturnValue:
    """What is answered and what is not, before handing in."""
    if sitting.attempt.state is not AttemptState.OPEN:
        return redirect(url_for(".result", attempt_id=sitting.attempt.id), 303)
    if is_over(sitting.attempt):
        return render_template("assessment/time_over.html", sitting=sitting)
    questions = showing.questions(sitting, sittings.answers_of(sitting.attempt.id))
    missing = sum(not question.answered for question in questions)
    return render_template("assessment/review.html", sitting=sitting, questions=questions, missing=missing, seconds_left=_seconds_left(sitting))


@bp.post("/attempts/<uuid:attempt_id>/hand-in")
@requires(P.ATTEMPT_SIT, load=sittings.sitting)
def hand_in_attempt(sitting: Sitting) -> ResponseReturnValue:
    """Hand in; twice is once."""
    handed_in = hand_in(sitting.attempt.id, by=me())
    return redirect(url_for(".result", attempt_id=handed_in.id), 303)


@bp.get("/attempts/<uuid:attempt_id>/result")
@requires(P.ATTEMPT_SEE, load=sittings.sitting)
def result(sitting: Sitting) -> ResponseReturnValue:
    """The mark and, when the quiz says so, answers and explanations."""
    if sitting.attempt.state is AttemptState.OPEN:
        return redirect(url_for(".attempt", attempt_id=sitting.attempt.id), 303)
    spec = sitting.quiz.spec
    so_far = tries_of(sitting)
    sits = so_far.open is not None or so_far.open_other is not None  # another text may ask the same questions
    opens_at = key_opens_at(spec.feedback_from, time_zone(), at=now())
    open_key = key_may_be_seen(
        spec.feedback, passed=so_far.passed, may_try_again=so_far.may_try_again, sitting=sits, too_early=opens_at is not None
    )
    answers = sittings.answers_of(sitting.attempt.id)
    explained = showing.explanations(sitting, answers) if open_key else showing.marked_essays(sitting, answers)
    page: dict[str, Any] = {"sitting": sitting, "spec": spec, "so_far": so_far, "opens_at": opens_at, "sits": sits, "counts": key_now(sitting)}
    return render_template("assessment/result.html", explained=explained, open_key=open_key, completed=completion(sitting), **page)


# ── practice ───────────────────────────────────────────────


@bp.route("/practice/<slug>/<int:number>/<quiz>/<item>", methods=["GET", "POST"])
@requires(P.PRACTICE_ANSWER, load=_practice)
def practice(asked: PracticeQuestion) -> ResponseReturnValue:
    """A question of a lesson: answer it, and see at once whether it was right and why. Nothing is kept."""
    order = shown_order(asked.item, Random(f"{me().id}:{asked.quiz.id}:{asked.item.key}"), shuffle=asked.quiz.spec.shuffle_options)  # noqa: S311
    values = list(_given(asked.item.key).values)
    page: dict[str, Any] = {"asked": asked, "question": showing.question(asked.quiz, asked.item, order, values), "explained": None, "refusal": ""}
    status = 200
    if request.method == "POST" and "move" not in request.form:
        try:
            refuse_while_sat(asked, by=me())
            response = read_response(asked.item, values, order)
            page["explained"] = showing.explanation(asked.quiz, asked.item, order, response, fraction(asked.item, response))
        except DomainError as refusal:
            page["refusal"], status = str(refusal), refusal.status
    return render_template("assessment/_practice.html" if wants_fragment() else "assessment/practice.html", **page), status


# ── marking ────────────────────────────────────────────────


@bp.get("/marking")
@requires(P.MARKING_LIST)
def marking() -> ResponseReturnValue:
    """What waits for the trainer, the longest waiting first, and who cannot go on without them."""
    page = _page_number()
    answers, more = waiting.waiting(me().id, page=page)
    beside = {"used_up": used_up.used_up(me().id), "marked": waiting.marked_by(me().id)}
    return render_template("assessment/marking.html", answers=answers, page=page, pages=page + more, **beside)


@bp.get("/marking/<uuid:answer_id>")
@requires(P.ATTEMPT_MARK, load=waiting.answer_to_mark)
def mark(at_hand: AnswerAtHand) -> ResponseReturnValue:
    """An essay and its rubric."""
    return _mark_page(at_hand, points=[f"{each:g}" for each in at_hand.answer.rubric or ()], comment=at_hand.answer.comment)


@bp.post("/marking/<uuid:answer_id>")
@requires(P.ATTEMPT_MARK, load=waiting.answer_to_mark)
def mark_answer(at_hand: AnswerAtHand) -> ResponseReturnValue:
    """Give the points, or other points with a reason, and go on with the next."""
    points = [request.form.get(f"points.{number}", "") for number in range(len(at_hand.item.rubric))]
    comment, reason = request.form.get("comment", ""), request.form.get("reason")
    try:
        if reason is None:
            mark_essay(at_hand, points, comment, by=me())
        else:
            correct_mark(at_hand, points, comment, reason[:REASON_LETTERS], by=me())
    except (MarksRefused, AlreadyMarked) as refusal:
        return _mark_page(at_hand, points=points, comment=comment, reason=reason or "", refusal=str(refusal)), refusal.status
    following: UUID | None = waiting.next_waiting(me().id)
    flash(_("Marked."), "success")
    return redirect(url_for(".mark", answer_id=following) if following else url_for(".marking"), 303)


def _mark_page(at_hand: AnswerAtHand, *, points: list[str], comment: str, reason: str = "", refusal: str = "") -> str:
    return render_template(
        "assessment/mark.html",
        at_hand=at_hand,
        quiz=at_hand.sitting.quiz,
        text=showing.essay_html(at_hand.answer.response.get("text", "")),
        words=len(at_hand.answer.response.get("text", "").split()),
        points=points,
        comment=comment,
        reason=reason,
        refusal=refusal,
        longest=COMMENT_LETTERS,
        longest_reason=REASON_LETTERS,
    )


# ── the impact of a publication ────────────────────────────


@bp.app_template_global("quizzes_of_impact")
def quizzes_of_impact(course_id: UUID, planned: Collection[str]) -> impact.QuizzesOfImpact:
    """What assessment adds to the page on which a version is published: who is in the middle of a quiz, and what moving would mean for them."""
    return impact.quizzes_of_impact(course_id, planned)


# ── one more attempt ───────────────────────────────────────


@bp.route("/marking/attempts/<uuid:enrolment_id>/<key>", methods=["GET", "POST"])
@requires(P.ATTEMPT_GIVE, load=used_up.learner_at_quiz)
def one_more(learner: LearnerAtQuiz) -> ResponseReturnValue:
    """The attempts of somebody who has used all, and one more with its reason."""
    form = ReasonForm()
    if form.validate_on_submit():
        with refusals_onto(form.reason):
            give_attempt(learner, form.reason.data or "", by=me())
            flash(_("%(name)s has one more attempt and is told.", name=learner.person.name), "success")
            return redirect(url_for(".marking"), 303)
    page = render_template("assessment/one_more.html", learner=learner, spec=learner.at_hand.quiz.spec, so_far=tries_at(learner.at_hand), form=form)
    return page, 422 if form.errors else 200


# ── extra time ─────────────────────────────────────────────


@bp.get("/accommodations")
@requires(P.ACCOMMODATION_GIVE)
def accommodation_list() -> ResponseReturnValue:
    """Who has extra time in quizzes."""
    return _accommodations_page(AccommodationForm())


@bp.post("/accommodations")
@requires(P.ACCOMMODATION_GIVE)
def give_accommodation() -> ResponseReturnValue:
    """Give somebody extra time."""
    form = AccommodationForm()
    if form.validate():
        with refusals_onto(form.email):
            give(form.email.data or "", form.extra_percent.data or 0, by=me())
    if form.errors:
        return _accommodations_page(form), 422
    flash(_("The extra time holds from the next attempt on."), "success")
    return redirect(url_for(".accommodation_list"), 303)


@bp.post("/accommodations/<uuid:accommodation_id>/remove")
@requires(P.ACCOMMODATION_GIVE, load=accommodations.accommodation)
def remove_accommodation(accommodation: Accommodation) -> ResponseReturnValue:
    """Take extra time away."""
    take_away(accommodation, by=me())
    flash(_("The extra time was taken away. Attempts that are going on keep theirs."), "success")
    return redirect(url_for(".accommodation_list"), 303)


def _accommodations_page(form: AccommodationForm) -> str:
    page = _page_number()
    rows, more = accommodations.accommodations(page=page, reach=reach_of(me(), Role.HR))
    return render_template("assessment/accommodations.html", form=form, rows=rows, page=page, pages=page + more)
