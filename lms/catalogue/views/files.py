"""The editor: one file of a version, its preview and its problems."""

from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.catalogue.comparing import compare_texts
from lms.catalogue.course_files.encoding import plain_line_ends
from lms.catalogue.forms import RenameForm, SourceForm
from lms.catalogue.queries import files as file_queries
from lms.catalogue.queries import versions
from lms.catalogue.queries.versions import FileAtHand, VersionAtHand
from lms.catalogue.service import editing
from lms.catalogue.service.previewing import Preview, draft_of, preview
from lms.catalogue.service.refusals import BadFile, EditedMeanwhile
from lms.catalogue.views.blueprint import VERSION, bp, to_file, to_version
from lms.kit.access import me, requires
from lms.kit.db import let_go
from lms.kit.errors import NotFound
from lms.kit.forms import refusals_onto
from lms.kit.i18n import gettext as _
from lms.kit.markdown import trusted
from lms.permissions import Permission as P


@dataclass(frozen=True, slots=True)
class _Conflict:
    """The other's text, and how it differs from mine."""

    theirs: str
    lines: list[object]


def _text_at_hand(slug: str, number: int, path: str) -> FileAtHand:
    found = versions.file_at_hand(slug, number, path)
    if not file_queries.is_text(path):
        raise NotFound(_("This file is no text. Pictures and other media have a page of their own."))
    return found


def _text(file: FileAtHand) -> str:
    return plain_line_ends(file.content.decode("utf-8-sig", errors="replace"))


@bp.get(f"{VERSION}/files/<path:path>")
@requires(P.VERSION_READ, load=_text_at_hand)
def edit(file: FileAtHand) -> ResponseReturnValue:
    """A file in the editor; for those who may only read, as it is."""
    form = SourceForm(formdata=None, text=_text(file), seen=file.hash)
    shown = preview(draft_of(file.at_hand.version.id, file.at_hand.slug, file.at_hand.number), file.path, _text(file))
    return _editor(file.at_hand, file.path, form, shown)


@bp.post(f"{VERSION}/files/<path:path>")
@requires(P.VERSION_WRITE, load=_text_at_hand)
def save(file: FileAtHand) -> ResponseReturnValue:
    """Save the file, or show its preview to a browser without script."""
    form = SourceForm()
    at_hand, path, conflict = file.at_hand, file.path, None
    slug, number = at_hand.slug, at_hand.number
    if form.validate_on_submit() and "preview" not in request.form:
        try:
            saved = editing.save_file(at_hand.version, path, form.text.data or "", seen=form.seen.data or "", by=me())
            flash(_("Saved.") if saved.changed else _("There was nothing new to save."), "success")
            return to_file(slug, number, path)
        except BadFile as refusal:
            form.text.errors = [*form.text.errors, str(refusal)]
        except EditedMeanwhile as refusal:
            form.text.errors = [*form.text.errors, str(refusal)]
            form.seen.data = refusal.hash
            conflict = _Conflict(refusal.theirs, list(compare_texts(refusal.theirs, plain_line_ends(form.text.data or ""))))
    draft = draft_of(at_hand.version.id, slug, number)
    let_go()
    shown = preview(draft, path, form.text.data or "")
    return _editor(versions.version_at_hand(slug, number), path, form, shown, conflict)


def _editor(
    at_hand: VersionAtHand, path: str, form: SourceForm, shown: Preview, conflict: _Conflict | None = None
) -> ResponseReturnValue:
    page = render_template(
        "catalogue/edit.html",
        at_hand=at_hand,
        path=path,
        form=form,
        files=file_queries.list_files(at_hand.version.id),
        shown=shown,
        trusted=trusted,
        conflict=conflict,
    )
    return page, 422 if form.errors else 200


@bp.post("/teach/<slug>/preview")
@requires(P.VERSION_WRITE, load=versions.open_version_at_hand)
def live_preview(at_hand: VersionAtHand) -> ResponseReturnValue:
    """What is being written, as readers will see it; nothing is saved."""
    path, text = request.form.get("path", ""), request.form.get("text", "")
    draft = draft_of(at_hand.version.id, at_hand.slug, at_hand.number)
    let_go()
    if not file_queries.is_text(path) or "\0" in path:
        raise NotFound(_("This file is no text. Pictures and other media have a page of their own."))
    shown = preview(draft, path, text)
    return render_template("catalogue/_live_preview.html", shown=shown, path=path, trusted=trusted)


@bp.route(f"{VERSION}/rename/<path:path>", methods=["GET", "POST"])
@requires(P.VERSION_WRITE, load=versions.file_at_hand)
def rename(file: FileAtHand) -> ResponseReturnValue:
    """Give a file another name."""
    form = RenameForm(name=file.path)
    slug, number = file.at_hand.slug, file.at_hand.number
    if form.validate_on_submit():
        name = form.name.data or ""
        with refusals_onto(form.name):
            editing.rename_file(file.at_hand.version, file.path, name, by=me())
            flash(_("The file is called %(name)s now. Links to its old name stand among the problems.", name=name), "success")
            return _to_place(slug, number, name)
    return render_template("catalogue/rename.html", file=file, at_hand=file.at_hand, form=form), 422 if form.is_submitted() else 200


@bp.route(f"{VERSION}/delete/<path:path>", methods=["GET", "POST"])
@requires(P.VERSION_WRITE, load=versions.file_at_hand)
def delete(file: FileAtHand) -> ResponseReturnValue:
    """Take a file out of the draft, after one question."""
    if request.method == "POST":
        at_hand = file.at_hand
        editing.delete_file(at_hand.version, file.path, by=me())
        flash(_("%(name)s was deleted.", name=file.path), "success")
        return to_version(at_hand)
    return render_template("catalogue/delete.html", file=file, at_hand=file.at_hand)


def _to_place(slug: str, number: int, path: str) -> ResponseReturnValue:
    if file_queries.is_text(path):
        return to_file(slug, number, path)
    return redirect(url_for("catalogue.media", slug=slug, number=number), 303)
