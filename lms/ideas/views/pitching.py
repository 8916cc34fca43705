"""Write an idea, see which are like it, and submit it."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.ideas.forms.pitching import CoAuthorForm, JoinForm, PitchForm, SubmitForm, WithdrawForm
from lms.ideas.queries import ideas as queries
from lms.ideas.queries.challenges import challenge_named
from lms.ideas.queries.ideas import FileAtHand, IdeaAtHand, idea_at_hand, idea_page
from lms.ideas.queries.similar import Similar, of_idea, similar, text_of
from lms.ideas.queries.timeline import question_to
from lms.ideas.queries.writing import objectives_in_force, open_challenges
from lms.ideas.service import co_authoring, pitching
from lms.ideas.service.refusals import ChangedElsewhere
from lms.ideas.views.blueprint import bp, to_idea
from lms.kit.access import me, requires
from lms.kit.clock import now, today
from lms.kit.db import only_reading, savepoint
from lms.kit.errors import DomainError
from lms.kit.forms import refusals_onto
from lms.kit.i18n import gettext as _
from lms.kit.uploads import ACCEPT, MOST_BYTES
from lms.people.models import Role
from lms.permissions import Permission as P


@bp.post("/ideas/new")
@requires(P.IDEA_PITCH)
def new() -> ResponseReturnValue:
    """Take a fresh sheet, for a challenge where one is named."""
    slug = request.form.get("challenge", "")
    made = pitching.begin(challenge_named(slug) if slug else None, by=me())
    return redirect(url_for(".edit", number=made.number), 303)


def _form(found: IdeaAtHand) -> PitchForm:
    idea = found.idea
    kept = {"objective": str(idea.objective_id or ""), "challenge": str(idea.challenge_id or ""), "revision": str(idea.revision)}
    form = PitchForm(obj=idea, data=kept) if request.method == "POST" else PitchForm(formdata=None, obj=idea, data=kept)
    form.offer(objectives_in_force(idea), open_challenges(today(), idea))
    if request.method != "POST":
        form.objective.data, form.challenge.data, form.revision.data = idea.objective_id, idea.challenge_id, kept["revision"]
    return form


@bp.route("/ideas/<int:number>/edit", methods=["GET", "POST"])
@requires(P.IDEA_EDIT, load=idea_at_hand)
def edit(found: IdeaAtHand) -> ResponseReturnValue:
    """Write the idea. Everything is saved as it is written; without script a button does it."""
    if request.method == "GET" and found.idea.state not in pitching.WRITABLE:
        return to_idea(found.idea.number)
    form, number, elsewhere = _form(found), found.idea.number, False
    if form.validate_on_submit():
        elsewhere = not _kept(found, form)
        if not form.errors:
            if "go-on" in request.form:
                return redirect(url_for(".submit", number=number), 303)
            flash(_("It is saved. Only you and your co-authors see it.") if found.is_draft else _("It is saved."), "success")
            return redirect(url_for(".edit", number=number), 303)
    found = idea_at_hand(number)
    page = render_template(
        "ideas/edit.html",
        found=found,
        idea=found.idea,
        form=form,
        question=question_to(found.idea),
        asking=CoAuthorForm(formdata=None),
        page=idea_page(found, me(), today=today()),
        elsewhere=elsewhere,
        accept=ACCEPT,
        largest=MOST_BYTES // 1024**2,
    )
    return page, 409 if elsewhere else 422 if form.errors else 200


def _kept(found: IdeaAtHand, form: PitchForm) -> bool:
    """Save text and files, with refusals beside their fields; return whether nobody else had saved in between."""
    try:
        with savepoint():
            pitching.save(found, form.pitch(), form.seen(), by=me())
    except ChangedElsewhere as refusal:
        form.problem.errors = [str(refusal)]
        form.revision.data = str(refusal.revision)
        return False
    with refusals_onto(form.files):
        pitching.add_files(found, [(one.filename or "", one.read(MOST_BYTES + 1)) for one in form.files.data or [] if one and one.filename], by=me())
    return True


@bp.post("/ideas/<int:number>/autosave")
@requires(P.IDEA_EDIT, load=idea_at_hand)
def autosave(found: IdeaAtHand) -> ResponseReturnValue:
    """Save what stands in the form just now; say when, or why not."""
    form, refusal = _form(found), ""
    revision = found.idea.revision
    if form.validate():
        try:
            with savepoint():
                revision = pitching.save(found, form.pitch(), form.seen(), by=me())
        except DomainError as error:
            refusal, revision = str(error), form.seen()
    else:
        refusal, revision = _("Not saved yet: something in the form cannot be read."), form.seen()
    return render_template("ideas/_saved.html", revision=revision, refusal=refusal, at=now())


@bp.post("/ideas/<int:number>/similar")
@requires(P.IDEA_EDIT, load=idea_at_hand)
def similar_now(found: IdeaAtHand) -> ResponseReturnValue:
    """The ideas that are like what stands in the form just now."""
    number, given = found.idea.number, request.form
    draft = text_of(
        given.get("title", "")[:200],
        (given.get("problem", "")[:8000], given.get("solution", "")[:8000], given.get("sufferers", "")[:300]),
        _id(given.get("objective")),
        _id(given.get("challenge")),
    )
    with only_reading():  # it is asked at nearly every keystroke, and nobody who wants to save shall wait for it
        like = similar(draft, but=[number])
    return render_template("ideas/_similar.html", like=like)


def _id(value: str | None) -> UUID | None:
    try:
        return UUID(value) if value else None
    except ValueError:
        return None


@bp.route("/ideas/<int:number>/submit", methods=["GET", "POST"])
@requires(P.IDEA_EDIT, load=idea_at_hand)
def submit(found: IdeaAtHand) -> ResponseReturnValue:
    """The last look: what is missing, which ideas are similar, and the choice to join one, to say why this differs, or to submit."""
    form, number = SubmitForm(formdata=request.form or None, differs=found.idea.differs), found.idea.number
    if request.method == "GET" and found.idea.state not in pitching.WRITABLE:
        return to_idea(number)
    if form.validate_on_submit():
        with refusals_onto(form.differs):
            pitching.submit(found, form.differs.data or "", by=me())
        if not form.differs.errors:
            flash(_("Your idea is submitted. The programme office answers within five working days."), "success")
            return to_idea(number)
        found = idea_at_hand(number)
    like: list[Similar] = similar(of_idea(found.idea), but=[number])
    page = render_template("ideas/submit.html", found=found, idea=found.idea, form=form, like=like, missing=pitching.missing(found.idea))
    return page, 422 if form.errors else 200


@bp.route("/ideas/<int:number>/withdraw", methods=["GET", "POST"])
@requires(P.IDEA_EDIT, load=idea_at_hand)
def withdraw(found: IdeaAtHand) -> ResponseReturnValue:
    """Take the idea back, to write more."""
    form, number = WithdrawForm(), found.idea.number
    if form.validate_on_submit():
        with refusals_onto(form.reason):
            pitching.withdraw(found, form.reason.data or "", by=me())
        if not form.reason.errors:
            flash(_("Your idea is a draft again. Its followers were told."), "success")
            return redirect(url_for(".edit", number=number), 303)
        found = idea_at_hand(number)
    return render_template("ideas/withdraw.html", found=found, idea=found.idea, form=form), 422 if form.errors else 200


@bp.post("/ideas/<int:number>/files/<uuid:file_id>/remove")
@requires(P.IDEA_EDIT, load=queries.file_at_hand)
def remove_file(found: FileAtHand) -> ResponseReturnValue:
    """Take a file of evidence out."""
    number = found.idea.number
    pitching.remove_file(found, by=me())
    flash(_("The file was taken out."), "success")
    return redirect(url_for(".edit", number=number), 303)


@bp.route("/ideas/<int:number>/co-authors", methods=["GET", "POST"])
@requires(P.IDEA_EDIT, load=idea_at_hand)
def ask(found: IdeaAtHand) -> ResponseReturnValue:
    """Ask a colleague to be a co-author."""
    form, number = CoAuthorForm(), found.idea.number
    if form.validate_on_submit():
        with refusals_onto(form.who):
            co_authoring.ask(found, str(form.who.data), by=me())
        if not form.who.errors:
            flash(_("They are asked, and find the question in their inbox."), "success")
            return redirect(url_for(".ask", number=number), 303)
    found = idea_at_hand(number)
    page = idea_page(found, me(), today=today())
    return render_template("ideas/co_authors.html", found=found, idea=found.idea, form=form, page=page), 422 if form.errors else 200


@bp.post("/ideas/<int:number>/co-authors/<uuid:person_id>/take-back")
@requires(P.IDEA_EDIT, load=lambda number, person_id: idea_at_hand(number))
def take_back(found: IdeaAtHand) -> ResponseReturnValue:
    """Do not ask a colleague any more."""
    number, person_id = found.idea.number, (request.view_args or {})["person_id"]
    co_authoring.take_back(found, person_id, by=me())
    flash(_("They are not asked any more."), "success")
    return redirect(url_for(".ask", number=number), 303)


@bp.post("/ideas/<int:number>/co-authors/answer")
@requires(P.IDEA_CO_AUTHOR, load=idea_at_hand)
def answer(found: IdeaAtHand) -> ResponseReturnValue:
    """Agree to be a co-author, or not."""
    number, agrees = found.idea.number, request.form.get("agrees") == "yes"
    co_authoring.answer(found, agrees, by=me())
    flash(_("You are a co-author now.") if agrees else _("You declined. The authors are told."), "success")
    return to_idea(number) if agrees else redirect(url_for(".start"), 303)


@bp.post("/ideas/<int:number>/show-name")
@requires(P.IDEA_EDIT, load=idea_at_hand)
def show_name(found: IdeaAtHand) -> ResponseReturnValue:
    """Stand for an anonymous idea with my name."""
    number = found.idea.number
    co_authoring.show_name(found, by=me())
    flash(_("Your name stands with the idea now."), "success")
    return to_idea(number)


@bp.route("/ideas/<int:number>/join", methods=["GET", "POST"])
@requires(P.IDEA_JOIN, load=idea_at_hand)
def join(found: IdeaAtHand) -> ResponseReturnValue:
    """Ask the authors of an idea to let me join."""
    form, number = JoinForm(), found.idea.number
    if form.validate_on_submit():
        with refusals_onto(form.text):
            co_authoring.ask_to_join(found, form.text.data or "", by=me())
        if not form.text.errors:
            flash(_("The authors are asked. Their answer comes to your inbox."), "success")
            return to_idea(number)
        found = idea_at_hand(number)
    page = render_template("ideas/join.html", found=found, idea=found.idea, form=form, evaluates=me().holds(Role.EVALUATOR))
    return page, 422 if form.errors else 200


@bp.post("/ideas/<int:number>/joins/<uuid:join_id>")
@requires(P.IDEA_EDIT, load=lambda number, join_id: idea_at_hand(number))
def answer_join(found: IdeaAtHand) -> ResponseReturnValue:
    """Let somebody join, or not."""
    number, accepts = found.idea.number, request.form.get("accepts") == "yes"
    co_authoring.answer_join(found, (request.view_args or {})["join_id"], accepts, by=me())
    flash(_("They are a co-author now.") if accepts else _("They are told that you go on without them."), "success")
    return to_idea(number)
