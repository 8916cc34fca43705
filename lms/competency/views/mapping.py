"""What competences of different frameworks are to each other."""

from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from lms.competency.forms.frameworks import RELATIONS, CarryOutForm, ListForm, RelateForm
from lms.competency.list_files import CORRESPONDENCE_COLUMNS, NOTE
from lms.competency.models import Correspondence, Relation
from lms.competency.queries import mapping as queries
from lms.competency.queries.role_profiles import by_id, offered
from lms.competency.service import mapping as service
from lms.competency.views.blueprint import bp
from lms.kit.access import me, requires
from lms.kit.csv_reading import MOST_BYTES
from lms.kit.forms import refusals_onto
from lms.kit.i18n import gettext as _
from lms.kit.list_files import list_file
from lms.permissions import Permission as P


@bp.get("/frameworks/correspondences")
@requires(P.FRAMEWORK_VIEW)
def correspondences() -> ResponseReturnValue:
    """All of them."""
    form = RelateForm()
    form.offer(offered())
    return _page(form, ListForm())


@bp.post("/frameworks/correspondences")
@requires(P.FRAMEWORK_EDIT)
def relate() -> ResponseReturnValue:
    """Say what one competence is to another."""
    form = RelateForm()
    form.offer(offered())
    if form.validate():
        chosen = {str(key): one for key, one in by_id([UUID(form.one.data), UUID(form.other.data)]).items()}
        with refusals_onto(form.other):
            service.relate(chosen[form.one.data], Relation(form.relation.data), chosen[form.other.data], form.note.data or "", by=me())
        if not form.errors:
            flash(_("It is saved."), "success")
            return redirect(url_for(".correspondences"), 303)
    return _page(form, ListForm(formdata=None)), 422


def _page(form: RelateForm, upload: ListForm) -> str:
    return render_template("competency/correspondences.html", rows=queries.correspondences(), form=form, upload=upload, relations=RELATIONS)


@bp.post("/frameworks/correspondences/<uuid:correspondence_id>/remove")
@requires(P.FRAMEWORK_EDIT, load=queries.correspondence)
def unrelate(row: Correspondence) -> ResponseReturnValue:
    """Take back what was said of a pair."""
    service.unrelate(row, by=me())
    flash(_("It is taken away."), "success")
    return redirect(url_for(".correspondences"), 303)


@bp.get("/frameworks/correspondences.<form>")
@requires(P.FRAMEWORK_VIEW)
def correspondences_file(form: str) -> ResponseReturnValue:
    """All of them as a list that can be imported again."""
    rows = (
        (row.competence.framework.slug, row.competence.code, row.relation.value, row.other.framework.slug, row.other.code, row.note)
        for row in queries.correspondences()
    )
    return list_file("correspondences", form, ((*CORRESPONDENCE_COLUMNS, NOTE), rows))


@bp.post("/frameworks/correspondences/import")
@requires(P.FRAMEWORK_EDIT)
def import_correspondences() -> ResponseReturnValue:
    """Choose a list; nothing is changed by that."""
    upload = ListForm()
    if upload.validate():
        return redirect(url_for(".look_through_correspondences", digest=service.keep_file(upload.file.data.read(MOST_BYTES + 1))), 303)
    form = RelateForm(formdata=None)
    form.offer(offered())
    return _page(form, upload), 422


@bp.get("/frameworks/correspondences/import/<digest>")
@requires(P.FRAMEWORK_EDIT)
def look_through_correspondences(digest: str) -> ResponseReturnValue:
    """What the list would do."""
    plan = service.plan_list(digest)
    form = CarryOutForm(formdata=None, data={"seen": plan.fingerprint})
    return render_template("competency/look_through_correspondences.html", plan=plan, form=form, relations=RELATIONS, digest=digest)


@bp.post("/frameworks/correspondences/import/<digest>")
@requires(P.FRAMEWORK_EDIT)
def carry_out_correspondences(digest: str) -> ResponseReturnValue:
    """Do exactly what was shown."""
    form = CarryOutForm()
    with refusals_onto(form.why):
        changed = service.carry_out_list(digest, seen=form.seen.data or "", by=me())
    if not form.errors:
        flash(_("Imported: %(changed)s new or changed.", changed=changed), "success")
        return redirect(url_for(".correspondences"), 303)
    plan = service.plan_list(digest)
    form.seen.data = plan.fingerprint
    return render_template("competency/look_through_correspondences.html", plan=plan, form=form, relations=RELATIONS, digest=digest), 422
