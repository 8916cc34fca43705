"""A version as a folder: its page, its zip, new files, pictures."""

from collections.abc import Sequence
from io import BytesIO

from flask import Response, flash, redirect, render_template, send_file, url_for
from flask.typing import ResponseReturnValue

from lms.catalogue import media_kinds
from lms.catalogue.comparing import FileChange
from lms.catalogue.course_files.archives import read_zip, write_zip
from lms.catalogue.forms import ArchiveForm, MediaForm, NewFileForm
from lms.catalogue.queries import files as file_queries
from lms.catalogue.queries import versions
from lms.catalogue.queries.versions import VersionAtHand
from lms.catalogue.service import drafting, editing, starting
from lms.catalogue.service.refusals import WouldOverwrite
from lms.catalogue.views.blueprint import VERSION, bp, to_file, to_version
from lms.kit.access import me, requires
from lms.kit.db import let_go
from lms.kit.forms import refusals_onto
from lms.kit.i18n import gettext as _
from lms.kit.i18n import ngettext
from lms.permissions import Permission as P


@bp.get(VERSION)
@requires(P.VERSION_READ, load=versions.version_at_hand)
def version(at_hand: VersionAtHand) -> ResponseReturnValue:
    """A version: where it stands, what is wrong in it, its files, what happened to it."""
    return render_template(
        "catalogue/version.html",
        at_hand=at_hand,
        version=at_hand.version,
        files=file_queries.list_files(at_hand.version.id),
        reading=file_queries.reading_of(at_hand.version, at_hand.slug),
        moves=versions.moves_of(at_hand.version.id),
    )


@bp.get(f"{VERSION}/zip")
@requires(P.VERSION_READ, load=versions.version_at_hand)
def download(at_hand: VersionAtHand) -> Response:
    """The folder as a zip: the same files, byte by byte."""
    packed = write_zip(file_queries.folder_of(at_hand.version.id))
    response = send_file(BytesIO(packed), "application/zip", as_attachment=True, download_name=f"{at_hand.slug}-{at_hand.number}.zip")
    response.headers["Cache-Control"] = "no-store"  # a draft is for its authors and reviewers
    return response


@bp.route(f"{VERSION}/replace", methods=["GET", "POST"])
@requires(P.VERSION_WRITE, load=versions.version_at_hand)
def replace(at_hand: VersionAtHand) -> ResponseReturnValue:
    """Put a zip in the place of all files of the draft."""
    form = ArchiveForm()
    slug, number = at_hand.slug, at_hand.number
    overwritten: Sequence[FileChange] = ()
    if form.validate_on_submit():
        let_go()
        with refusals_onto(form.archive):
            files = read_zip(form.archive.data.stream)
            at_hand = versions.version_at_hand(slug, number)
            try:
                new = drafting.replace_files(at_hand.version, files, by=me(), seen=form.seen.data or "")
            except WouldOverwrite as refusal:
                form.seen.data, overwritten = refusal.hash, refusal.changes
                raise
            flash(_("The files were replaced.") if new else _("The zip holds the same files, byte by byte. Nothing was changed."), "success")
            return to_version(at_hand)
        at_hand = versions.version_at_hand(slug, number)
    page = render_template("catalogue/replace.html", at_hand=at_hand, form=form, overwritten=overwritten)
    return page, 422 if form.is_submitted() else 200


@bp.route(f"{VERSION}/new-file", methods=["GET", "POST"])
@requires(P.VERSION_WRITE, load=versions.version_at_hand)
def new_file(at_hand: VersionAtHand) -> ResponseReturnValue:
    """Add a lesson, a quiz or a pool of questions."""
    form = NewFileForm()
    if form.validate_on_submit():
        with refusals_onto(form.title):
            names = [row.path for row in file_queries.list_files(at_hand.version.id)]
            path, content = starting.new_file(form.kind.data, form.title.data or "", names)
            editing.add_file(at_hand.version, path, content, by=me())
            return to_file(at_hand.slug, at_hand.number, path)
    return render_template("catalogue/new_file.html", at_hand=at_hand, form=form), 422 if form.is_submitted() else 200


@bp.get(f"{VERSION}/media")
@requires(P.VERSION_READ, load=versions.version_at_hand)
def media(at_hand: VersionAtHand) -> ResponseReturnValue:
    """Pictures, videos and downloads of the version, with what to write to show them."""
    form = MediaForm(formdata=None)
    files = [row for row in file_queries.list_files(at_hand.version.id) if row.path.startswith(file_queries.MEDIA)]
    return render_template("catalogue/media.html", at_hand=at_hand, files=files, form=form, kinds=media_kinds)


@bp.post(f"{VERSION}/media/add")
@requires(P.VERSION_WRITE, load=versions.version_at_hand)
def add_media(at_hand: VersionAtHand) -> ResponseReturnValue:
    """Take in pictures, videos and downloads."""
    form = MediaForm()
    if form.validate_on_submit():
        with refusals_onto(form.files):
            sent = [(file.filename or "", file.stream.read()) for file in form.files.data]
            added = editing.add_media(at_hand.version, sent, by=me(), replace=form.replace.data)
            flash(ngettext("The file is there.", "%(num)d files are there.", len(added)), "success")
            numbered = [file.path for file in added if file.numbered]
            if numbered:
                flash(_("There was another file of the same name, so these got a number: %(names)s", names=", ".join(numbered)), "warning")
            return redirect(url_for("catalogue.media", slug=at_hand.slug, number=at_hand.number), 303)
    files = [row for row in file_queries.list_files(at_hand.version.id) if row.path.startswith(file_queries.MEDIA)]
    return render_template("catalogue/media.html", at_hand=at_hand, files=files, form=form, kinds=media_kinds), 422
