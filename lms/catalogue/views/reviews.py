"""Versions go to review and back; two versions beside each other."""

from dataclasses import dataclass
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.catalogue.forms import ReasonForm
from lms.catalogue.models import CourseVersion
from lms.catalogue.queries import changes, versions
from lms.catalogue.queries import files as file_queries
from lms.catalogue.queries.versions import VersionAtHand
from lms.catalogue.service import reviewing
from lms.catalogue.service.refusals import ChangedMeanwhile, HasErrors
from lms.catalogue.views.blueprint import VERSION, bp, to_version
from lms.kit.access import me, requires
from lms.kit.i18n import gettext as _
from lms.permissions import Permission as P


@bp.post(f"{VERSION}/submit")
@requires(P.VERSION_SUBMIT, load=versions.version_at_hand)
def submit(at_hand: VersionAtHand) -> ResponseReturnValue:
    """Hand the draft in for review."""
    try:
        reviewing.submit(at_hand.version, by=me())
        flash(_("The version waits for its review. A curator who did not write it was told."), "success")
    except (HasErrors, ChangedMeanwhile) as refusal:
        flash(str(refusal), "danger")
    return to_version(at_hand)


@bp.post(f"{VERSION}/take-back")
@requires(P.VERSION_SUBMIT, load=versions.version_at_hand)
def take_back(at_hand: VersionAtHand) -> ResponseReturnValue:
    """Make a version that waits for its review a draft again."""
    reviewing.take_back(at_hand.version, by=me())
    flash(_("The version is a draft again."), "success")
    return to_version(at_hand)


@bp.get(f"{VERSION}/review")
@requires(P.VERSION_READ, load=versions.version_at_hand)
def review(at_hand: VersionAtHand) -> ResponseReturnValue:
    """What changed since the published version, and what a reviewer can do."""
    return _review(at_hand, ReasonForm(formdata=None))


def _review(at_hand: VersionAtHand, form: ReasonForm) -> ResponseReturnValue:
    published = versions.current_version(at_hand.course.id)
    before = published if published is not None and published.id != at_hand.version.id else None
    page = render_template(
        "catalogue/review.html",
        at_hand=at_hand,
        version=at_hand.version,
        before=before,
        changes=changes.changes_between(before, at_hand.version),
        differences=changes.differences(before, at_hand.version),
        reading=file_queries.reading_of(at_hand.version, at_hand.slug),
        form=form,
    )
    return page, 422 if form.errors else 200


@bp.post(f"{VERSION}/send-back")
@requires(P.VERSION_REVIEW, load=versions.version_at_hand)
def send_back(at_hand: VersionAtHand) -> ResponseReturnValue:
    """Return a version to its authors, with the reason."""
    form = ReasonForm()
    if form.validate_on_submit():
        reviewing.send_back(at_hand.version, form.reason.data or "", by=me())
        flash(_("The version went back to its authors."), "success")
        return redirect(url_for("catalogue.workshop", tab="review"), 303)
    return _review(at_hand, form)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two versions of one course."""

    slug: str
    author_ids: frozenset[UUID]
    before: CourseVersion
    after: CourseVersion
    all: list[CourseVersion]


def _pair(slug: str) -> Pair:
    at_hand = versions.course_at_hand(slug)
    found = versions.versions_of(at_hand.course.id)
    by_number = {version.number: version for version in found}
    after = by_number.get(request.args.get("to", 0, int), found[0])
    older = next((version for version in found if version.number < after.number), after)
    return Pair(slug, at_hand.author_ids, by_number.get(request.args.get("from", 0, int), older), after, found)


@bp.get("/teach/<slug>/compare")
@requires(P.VERSION_READ, load=_pair)
def compare(pair: Pair) -> ResponseReturnValue:
    """Any two versions of a course, file by file."""
    return render_template(
        "catalogue/compare.html",
        pair=pair,
        changes=changes.changes_between(pair.before, pair.after),
        differences=changes.differences(pair.before, pair.after),
    )
