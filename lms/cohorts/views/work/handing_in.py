"""The page of a task: what is asked, what I wrote, and handing it in."""

from uuid import UUID, uuid4

from flask import flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.cohorts.forms.work import AskForm, WorkForm
from lms.cohorts.models.work import TaskKind
from lms.cohorts.queries import tasks, work
from lms.cohorts.queries.tasks import FileAtHand, TaskAtHand
from lms.cohorts.rubrics import revision_of, rubric_of
from lms.cohorts.service import extensions, handing_in
from lms.cohorts.service.handing_in import Typed
from lms.cohorts.views.work.blueprint import TASK, bp, sent, to_task
from lms.cohorts.work_files import ACCEPT, MOST_BYTES, MOST_FILES, FileRefused, LinkRefused
from lms.kit.access import can, me, requires
from lms.kit.clock import now
from lms.kit.db import savepoint
from lms.kit.errors import DomainError
from lms.kit.forms import refusals_onto
from lms.kit.i18n import gettext as _
from lms.kit.web import wants_fragment
from lms.permissions import Permission as P


@bp.get(TASK)
@requires(P.WORK_VIEW, load=tasks.task_at_hand)
def task(at_hand: TaskAtHand) -> ResponseReturnValue:
    """What is asked, by what it is marked, what I wrote and handed in; for trainers who handed in what."""
    return _page(at_hand)


def _page(at_hand: TaskAtHand, form: WorkForm | None = None, ask: AskForm | None = None, *, status: int = 200) -> ResponseReturnValue:
    person, found = me(), at_hand.found
    takes_part = person.id in found.participant_ids
    owner = tasks.owner_in(at_hand, person.id) if takes_part else None
    draft = tasks.draft_of(at_hand.task, owner) if owner else None
    tries = tasks.tries_of(at_hand.task, person.id)
    stands = work.standings(found.cohort, only=person.id)[person.id] if takes_part else []
    if form is None:
        text, link = (draft.text, draft.link) if draft else (tries[0].text, tries[0].link) if tries else ("", "")
        form = WorkForm(None, text=text, link=link, revision=str(draft.revision if draft else 0))
    form.once_key.data = uuid4().hex
    return render_template(
        "cohorts/tasks/task.html",
        at_hand=at_hand,
        rubric=rubric_of(at_hand.task.rubric),
        revision=revision_of(at_hand.task.rubric),
        stands=next((each for each in stands if each.task.id == at_hand.task.id), None),
        phases=[each for each in stands if each.task.kind is TaskKind.PHASE],
        owner=owner,
        draft=draft,
        files=tasks.draft_files_of(at_hand.task, owner) if owner else [],
        tries=tries,
        everybodys=tasks.tries_of_all(at_hand.task) if can(P.WORK_OVERSEE, found) else None,
        extensions=tasks.extensions_of(at_hand.task, person.id) if takes_part else [],
        requests=len([each for each in tasks.extensions_of(at_hand.task) if each.decided_at is None]) if can(P.COHORT_RUN, found) else 0,
        form=form,
        ask=ask or AskForm(None),
        limits={"accept": ACCEPT, "files": MOST_FILES, "megabytes": MOST_BYTES // 1024**2},
    ), status


def _uploads() -> list[tuple[str, bytes]]:
    """What was chosen, read no further than a file may be long, and no more files than may be there."""
    chosen = [file for file in request.files.getlist("files") if file.filename]
    return [(file.filename or "", file.read(MOST_BYTES + 1)) for file in chosen[: MOST_FILES + 1]]


def _typed(form: WorkForm) -> Typed:
    return Typed(form.text.data or "", form.link.data or "", form.base)


@bp.post(f"{TASK}/draft")
@requires(P.WORK_HAND_IN, load=tasks.task_at_hand)
def save(at_hand: TaskAtHand) -> ResponseReturnValue:
    """Keep what I typed, and the files that I chose."""
    form, slug, key = WorkForm(), at_hand.cohort.slug, at_hand.task.key
    refused = _kept(at_hand, form)
    if refused:
        return _form_answer(slug, key, form, status=refused)
    if wants_fragment():
        return render_template("cohorts/tasks/_draft_saved.html", form=form, saved_at=now())
    flash(_("Your draft is saved. It is not handed in yet."), "success")
    return to_task(slug, key)


@bp.post(f"{TASK}/hand-in")
@requires(P.WORK_HAND_IN, load=tasks.task_at_hand)
def hand_in(at_hand: TaskAtHand) -> ResponseReturnValue:
    """Hand in what stands in the form. What cannot be handed in now is kept as a draft, so that nothing is lost."""
    form, slug, key = WorkForm(), at_hand.cohort.slug, at_hand.task.key
    with refusals_onto(form.text):
        made = handing_in.handed_in_before(at_hand.task, form.once, _typed(form), by=me())
        if made is not None:
            return _to_try(slug, key, made.id)
    refused = 409 if form.text.errors else _kept(at_hand, form)
    if refused:
        return _form_answer(slug, key, form, status=refused)
    try:
        with savepoint():
            made = handing_in.hand_in(at_hand, form.once, by=me())
    except DomainError as refusal:
        _beside(form, refusal)
        return _form_answer(slug, key, form, status=refusal.status)
    flash(_("Handed in. Your trainers are told, and you will be when it is marked."), "success")
    return _to_try(slug, key, made.id)


def _kept(at_hand: TaskAtHand, form: WorkForm) -> int:
    """Keep the form as the draft, and show in the form what is kept; the status of a refusal that stands beside a field, else 0."""
    try:
        with savepoint():
            draft, both = handing_in.save_draft(at_hand, _typed(form), by=me())
            handing_in.add_files(at_hand, _uploads(), by=me())
    except DomainError as refusal:
        _beside(form, refusal)
        return refusal.status
    form.text.data, form.link.data, form.revision.data = draft.text, draft.link, str(draft.revision)
    if both:
        form.text.errors = [_("This was written in two windows, or by a colleague too. Both texts are kept here; take out what you do not need.")]
    return 409 if both else 0


def _beside(form: WorkForm, refusal: DomainError) -> None:
    field = form.files if isinstance(refusal, FileRefused) else form.link if isinstance(refusal, LinkRefused) else form.text
    field.errors = [*field.errors, str(refusal)]


def _form_answer(slug: str, key: str, form: WorkForm, *, status: int) -> ResponseReturnValue:
    """The page again with what was typed; where script saved, only its form."""
    answer = make_response(_page(tasks.task_at_hand(slug, key), form, status=status))
    if wants_fragment():
        answer.headers["HX-Retarget"], answer.headers["HX-Reswap"], answer.headers["HX-Reselect"] = "#work-form", "outerHTML", "#work-form"
    return answer


def _to_try(slug: str, key: str, hand_in_id: UUID) -> ResponseReturnValue:
    return redirect(url_for(".try_page", slug=slug, key=key, hand_in_id=hand_in_id), 303)


@bp.get(f"{TASK}/draft/files/<token>")
@requires(P.DRAFT_OWN, load=tasks.draft_file_at_hand)
def draft_file(at_hand: FileAtHand) -> ResponseReturnValue:
    """A file of my draft."""
    return sent(at_hand.file)


@bp.post(f"{TASK}/draft/files/<token>/remove")
@requires(P.DRAFT_OWN, load=tasks.draft_file_at_hand)
def remove_file(at_hand: FileAtHand) -> ResponseReturnValue:
    """Take a file out of my draft."""
    slug, key = at_hand.cohort.slug, request.view_args["key"] if request.view_args else ""
    handing_in.remove_file(at_hand.file, by=me())
    flash(_("The file was taken out."), "success")
    return to_task(slug, key)


@bp.post(f"{TASK}/extension")
@requires(P.WORK_HAND_IN, load=tasks.task_at_hand)
def ask_for_time(at_hand: TaskAtHand) -> ResponseReturnValue:
    """Ask the trainers for more time."""
    form, slug, key = AskForm(), at_hand.cohort.slug, at_hand.task.key
    if form.validate():
        with refusals_onto(form.reason):
            extensions.ask(at_hand, form.reason.data or "", by=me())
            flash(_("Your request was sent. The answer comes to your inbox."), "success")
            return to_task(slug, key)
    return _page(tasks.task_at_hand(slug, key), None, form, status=422)
