"""The blueprint of a cohort's work, and where its deeds lead."""

from io import BytesIO
from uuid import UUID

from flask import Blueprint, redirect, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask.wrappers import Response

from lms.cohorts.models.work import WorkFile
from lms.cohorts.views.work.words import LOOKS, STATES
from lms.cohorts.work_files import host_of
from lms.kit import blobs
from lms.kit.errors import NotFound
from lms.kit.i18n import gettext as _
from lms.kit.markdown import learner_html

bp = Blueprint("cohort_work", __name__)

@bp.context_processor
def _words() -> dict[str, object]:
    """What every page of work calls things, and how it shows what people wrote."""
    return {"words": STATES, "looks": LOOKS, "learner_html": learner_html, "host_of": host_of}


COHORT = "/cohorts/<slug>"
WORK = f"{COHORT}/work"
TASK = f"{COHORT}/tasks/<key>"
TRY = f"{TASK}/tries/<uuid:hand_in_id>"
REVIEW = f"{COHORT}/peers/<uuid:review_id>"


def to_task(slug: str, key: str) -> ResponseReturnValue:
    """Lead on to the page of a task."""
    return redirect(url_for("cohort_work.task", slug=slug, key=key), 303)


def id_in_form(name: str) -> UUID | None:
    """An id in the form; nothing for none.

    :raises NotFound: it is no id.
    """
    written = request.form.get(name, "")
    try:
        return UUID(written) if written else None
    except ValueError:
        raise NotFound(_("There is no such team in this boot camp.")) from None


def sent(file: WorkFile) -> Response:
    """The bytes as a download: never shown in the page's place, never as a kind that a browser would run."""
    response = send_file(BytesIO(blobs.read(file.hash)), mimetype="application/octet-stream", as_attachment=True, download_name=file.name)
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cache-Control"] = "no-store"
    return response
