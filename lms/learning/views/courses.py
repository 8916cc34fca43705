"""Pages of learning: the catalogue, a course, and the player."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from babel import Locale, UnknownLocaleError
from flask import flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from lms.catalogue.events import Learners
from lms.catalogue.models import Course, StepKind
from lms.catalogue.queries import versions
from lms.catalogue.queries.files import reading_of
from lms.catalogue.queries.versions import VersionAtHand
from lms.catalogue.service.publishing import publish
from lms.catalogue.service.refusals import ChangedMeanwhile, HasErrors
from lms.kit import i18n, search
from lms.kit.access import me, requires
from lms.kit.forms import refusals_onto
from lms.kit.i18n import gettext as _
from lms.kit.markdown import highlight_words, trusted
from lms.kit.web import page_asked, wants_fragment
from lms.learning.forms import NoteForm, PlanForm, PublishForm
from lms.learning.models import Enrolment, HowDone
from lms.learning.queries import catalogue as shelves
from lms.learning.queries import courses, lessons
from lms.learning.queries.catalogue import Wish
from lms.learning.queries.impact import impact
from lms.learning.queries.lessons import NotBegun, Player
from lms.learning.queries.mine import latest_by_course, my_learning
from lms.learning.service import enrolling
from lms.learning.service.notes import NoteTooLong, save_note
from lms.learning.service.steps import complete_step, keep_place
from lms.learning.views.blueprint import bp
from lms.permissions import Permission as P

_PLACE = re.compile(r'<div class="lesson-question" data-question="([a-z0-9-]+)#([a-z0-9-]+)"></div>')


# ── catalogue ──────────────────────────────────────────────


@bp.get("/courses")
@requires(P.COURSE_LIST, visitors=True)
def catalogue() -> ResponseReturnValue:
    """What can be learned here."""
    wish = _wish(request.args)
    shelf = shelves.shelf(wish)
    template = "learning/_shelf.html" if wants_fragment() else "learning/catalogue.html"
    return render_template(template, wish=wish, shelf=shelf, choices=shelves.choices(), page_href=_page_href, **_mine())


@bp.get("/search")
@requires(P.COURSE_LIST, visitors=True)
def search_all() -> ResponseReturnValue:
    """What was found in everything that can be found."""
    wish = Wish(words=_word("q"), page=page_asked())
    shelf = shelves.shelf(wish) if search.words_of(wish.words) else shelves.Shelf([], 0, 1)
    return render_template("learning/search_all.html", wish=wish, shelf=shelf, page_href=_page_href)


def _wish(given: MultiDict[str, str]) -> Wish:
    return Wish(
        words=_word("q"),
        topics=tuple(given.getlist("topic"))[:10],
        band=_word("band"),
        language=_word("language"),
        competence=_word("competence"),
        effort=_word("effort"),
        page=page_asked(),
    )


def _word(name: str) -> str:
    return request.args.get(name, "").strip()[:200]


def _page_href(number: int) -> str:
    kept = [(name, value) for name, value in request.args.items(multi=True) if name != "page" and value]
    given = MultiDict([*kept, ("page", str(number))])
    return url_for(request.endpoint or "", **given.to_dict(flat=False))  # type: ignore[arg-type]


def _mine() -> dict[str, Any]:
    """My last cycle of each course, and the course to go on with."""
    person = me()
    mine = my_learning(person.id) if person.is_authenticated else []
    return {"latest": latest_by_course(mine), "going_on": next((course for course in mine if course.in_progress), None)}


@bp.app_template_filter("language_name")
def language_name(code: str) -> str:
    """What the language is called in the reader's language; the code itself when nobody knows it."""
    return _language_name(code, i18n.language())


@lru_cache(maxsize=500)
def _language_name(code: str, reader: str) -> str:
    try:
        return str(Locale.parse(code).get_display_name(reader) or code).capitalize()
    except (UnknownLocaleError, ValueError):
        return code


@bp.app_template_filter("marked")
def marked(text: str, question: str) -> Any:
    """``text`` with the words of ``question`` in <mark>."""
    return highlight_words(text, search.words_of(question))


# ── a course ───────────────────────────────────────────────


def _course_page(slug: str) -> courses.CoursePage:
    person = me()
    return courses.course_page(slug, person.id if person.is_authenticated else None)


def _my_enrolment(slug: str) -> Enrolment:
    return courses.my_enrolment(slug, me().id)


@bp.get("/courses/<slug>")
@requires(P.COURSE_VIEW, load=_course_page, visitors=True)
def course(page: courses.CoursePage) -> ResponseReturnValue:
    """What a course teaches, and the way into it."""
    plan_form = PlanForm(due_on=page.enrolment.due_on if page.enrolment else None)
    return render_template("learning/course.html", page=page, plan_form=plan_form)


@bp.post("/courses/<slug>/enrol")
@requires(P.COURSE_ENROL, load=courses.course_to_enrol)
def enrol(course: Course) -> ResponseReturnValue:
    """Begin the course."""
    return _begun(course, enrolling.enrol)


@bp.post("/courses/<slug>/renew")
@requires(P.COURSE_ENROL, load=courses.course_to_enrol)
def renew(course: Course) -> ResponseReturnValue:
    """Begin the next cycle."""
    return _begun(course, enrolling.renew)


def _begun(course: Course, begin: Any) -> ResponseReturnValue:
    slug = course.slug
    begin(me(), course, by=me())
    flash(_("You are enrolled. You can stop at any time and go on where you were."), "success")
    return redirect(url_for(".resume", slug=slug), 303)


@bp.post("/courses/<slug>/leave")
@requires(P.ENROLMENT_LEARN, load=_my_enrolment)
def leave(enrolment: Enrolment) -> ResponseReturnValue:
    """Leave the course."""
    slug = enrolment.course.slug
    enrolling.leave(enrolment, by=me())
    flash(_("You left the course. What you did is kept; you can enrol again at any time."), "success")
    return redirect(url_for(".course", slug=slug), 303)


@bp.post("/courses/<slug>/plan")
@requires(P.ENROLMENT_LEARN, load=_my_enrolment)
def plan(enrolment: Enrolment) -> ResponseReturnValue:
    """Set the day by which I want to be done."""
    form = PlanForm()
    slug = enrolment.course.slug
    if form.validate():
        with refusals_onto(form.due_on):
            enrolling.plan(enrolment, form.due_on.data, by=me())
            flash(_("Your plan is saved."), "success")
            return redirect(url_for(".course", slug=slug), 303)
    return render_template("learning/course.html", page=_course_page(slug), plan_form=form), 422


# ── publishing ─────────────────────────────────────────────


@bp.route("/teach/<slug>/versions/<int(max=100000):number>/publish", methods=["GET", "POST"])
@requires(P.VERSION_REVIEW, load=versions.version_at_hand)
def publish_page(at_hand: VersionAtHand) -> ResponseReturnValue:
    """What a publication means for those who learn the course, and the button that does it."""
    form = PublishForm()
    slug, number = at_hand.slug, at_hand.number
    if form.validate_on_submit():
        try:
            publish(at_hand.version, form.note.data or "", learners=Learners(form.learners.data), by=me())
        except (HasErrors, ChangedMeanwhile) as refusal:
            flash(str(refusal), "danger")
            return redirect(url_for(".publish_page", slug=slug, number=number), 303)
        flash(_("Version %(number)s is published. Learners find it in the catalogue from now on.", number=number), "success")
        return redirect(url_for(".course", slug=slug), 303)
    reading = reading_of(at_hand.version, slug)
    report = impact(at_hand.course.id, reading.course) if reading.course else None
    page = render_template("learning/publish_page.html", at_hand=at_hand, version=at_hand.version, errors=reading.errors, report=report, form=form)
    return page, 422 if form.errors else 200


# ── the player ─────────────────────────────────────────────


def _player(slug: str, key: str | None = None) -> Player | NotBegun:
    return lessons.player(slug, me().id, key)


def _lesson_parts(html: str) -> Iterator[dict[str, Any]]:
    """The lesson in pieces: its HTML, and between the pieces the questions that stand in it."""
    pieces = _PLACE.split(html)
    for start in range(0, len(pieces), 3):
        yield {"html": trusted(pieces[start])}
        if start + 2 < len(pieces):
            yield {"quiz": pieces[start + 1], "item": pieces[start + 2]}


@bp.get("/learn/<slug>")
@requires(P.ENROLMENT_LEARN, load=_player)
def resume(player: Player | NotBegun) -> ResponseReturnValue:
    """Go on where I was; to the course's page when nothing is left."""
    if isinstance(player, NotBegun) or player.far.following is None or player.far.complete:
        return redirect(url_for(".course", slug=player.slug))
    return redirect(url_for(".lesson", slug=player.slug, key=player.far.following))


@bp.get("/learn/<slug>/<key>")
@requires(P.ENROLMENT_LEARN, load=_player)
def lesson(player: Player | NotBegun) -> ResponseReturnValue:
    """One step of the course."""
    if isinstance(player, NotBegun):
        return _begin_first(player)
    return _lesson_page(player, NoteForm(None, text=player.note.text if player.note else "", revision=player.revision))


@bp.get("/learn/<slug>/<key>/print")
@requires(P.ENROLMENT_LEARN, load=_player)
def print_view(player: Player | NotBegun) -> ResponseReturnValue:
    """One lesson on paper, with my note."""
    if isinstance(player, NotBegun):
        return _begin_first(player)
    return render_template("learning/print_view.html", player=player, parts=list(_lesson_parts(player.html))), 403 if player.is_locked else 200


@bp.post("/learn/<slug>/<key>/done")
@requires(P.ENROLMENT_LEARN, load=_player)
def done(player: Player | NotBegun) -> ResponseReturnValue:
    """I have read it; on to the next step."""
    if isinstance(player, NotBegun) or player.current is None:
        return _begin_first(player)
    was_complete = player.enrolment.completed_at is not None
    far = complete_step(player.enrolment, player.current.key, HowDone.READ, by=me())
    if far.complete and not was_complete:
        flash(_("You have completed “%(course)s”. Well done.", course=player.version.title), "success")
        return redirect(url_for(".course", slug=player.slug), 303)
    following = player.after.key if player.after else far.following
    if following is None:
        return redirect(url_for(".course", slug=player.slug), 303)
    return redirect(url_for(".lesson", slug=player.slug, key=following), 303)


@bp.post("/learn/<slug>/<key>/place")
@requires(P.ENROLMENT_LEARN, load=_player)
def place(player: Player | NotBegun) -> ResponseReturnValue:
    """This is where I read; here I want to go on."""
    if isinstance(player, NotBegun) or player.current is None:
        return _begin_first(player)
    kept = keep_place(player, by=me())
    if wants_fragment():
        return render_template("learning/_place_kept.html") if kept else ""
    if kept:
        flash(_("“Continue” leads to this step now."), "success")
    return redirect(url_for(".lesson", slug=player.slug, key=player.current.key), 303)


@bp.post("/learn/<slug>/<key>/note")
@requires(P.ENROLMENT_LEARN, load=_player)
def note(player: Player | NotBegun) -> ResponseReturnValue:
    """Keep what I wrote beside the lesson."""
    if isinstance(player, NotBegun) or player.current is None:
        return _begin_first(player)
    form = NoteForm()
    try:
        kept, both = save_note(player.version.course_id, player.current.key, form.text.data or "", revision=form.base, by=me())
    except NoteTooLong as refusal:
        form.text.errors = [str(refusal)]
        return _note_answer(player, form, status=422)
    fresh = NoteForm(None, text=kept.text, revision=str(kept.revision))
    if both:
        fresh.text.errors = [_("You wrote this note in two windows. Both texts are kept here; take out what you do not need.")]
        return _note_answer(player, fresh, status=409)
    if wants_fragment():
        return render_template("learning/_note_saved.html", form=fresh, saved_at=kept.changed_at)
    flash(_("Your note is saved."), "success")
    return redirect(url_for(".lesson", slug=player.slug, key=player.current.key, _anchor="note"), 303)


def _note_answer(player: Player, form: NoteForm, *, status: int) -> ResponseReturnValue:
    if not wants_fragment():
        return _lesson_page(player, form, status=status)
    answer = make_response(render_template("learning/_note.html", player=player, form=form))
    answer.headers["HX-Retarget"], answer.headers["HX-Reswap"] = "#note", "outerHTML"
    return answer


def _lesson_page(player: Player, form: NoteForm, *, status: int = 200) -> ResponseReturnValue:
    parts = list(_lesson_parts(player.html))
    is_quiz = player.current is not None and player.current.kind is StepKind.QUIZ
    page = render_template("learning/lesson.html", player=player, parts=parts, form=form, is_quiz=is_quiz, asks=any("quiz" in part for part in parts))
    return page, 403 if player.is_locked else status


def _begin_first(player: Player | NotBegun) -> ResponseReturnValue:
    flash(_("Enrol first: the lessons open as soon as you have."), "info")
    return redirect(url_for(".course", slug=player.slug), 303)
