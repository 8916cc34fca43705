"""The blueprint of ideas, and the words that all its pages share."""

from collections.abc import Collection
from io import BytesIO

from flask import Blueprint, redirect, send_file, url_for
from flask.typing import ResponseReturnValue
from flask.wrappers import Response

from lms.ideas.forms.talking import STANCES
from lms.ideas.models.pitches import IdeaFile, IdeaState
from lms.kit import blobs
from lms.kit.i18n import lazy_gettext as _
from lms.kit.markdown import learner_html

bp = Blueprint("ideas", __name__)

STATES = {
    IdeaState.DRAFT: (_("draft"), "new"),
    IdeaState.SUBMITTED: (_("waits for screening"), "waiting"),
    IdeaState.RETURNED: (_("returned for detail"), "warning"),
    IdeaState.IN_EVALUATION: (_("in evaluation"), "going"),
    IdeaState.SEEKING_SPONSOR: (_("seeks a sponsor"), "going"),
    IdeaState.SPONSORED: (_("sponsored"), "going"),
    IdeaState.PILOT_DESIGNED: (_("pilot designed"), "going"),
    IdeaState.PILOT_RUNNING: (_("pilot running"), "going"),
    IdeaState.HANDED_OVER: (_("handed over"), "done"),
    IdeaState.ADOPTED: (_("adopted as routine"), "done"),
    IdeaState.STOPPED: (_("stopped, learning kept"), "done"),
    IdeaState.PARKED: (_("parked"), "waiting"),
    IdeaState.MERGED: (_("merged"), "stopped"),
    IdeaState.DECLINED: (_("declined"), "stopped"),
}
"""State -> its words and its look (a kind of ``status``)."""

WAY = (
    (_("Submitted"), ("submitted", "returned", "parked")),
    (_("Evaluated"), ("in_evaluation",)),
    (_("Seeks a sponsor"), ("seeking_sponsor",)),
    (_("Sponsored"), ("sponsored", "pilot_designed")),
    (_("Pilot"), ("pilot_running",)),
    (_("Decided"), ("handed_over", "adopted", "stopped")),
)
"""The stages that the page of an idea shows, and the states within each."""


def way_of(state: IdeaState, been: Collection[IdeaState]) -> tuple[list[str], int]:
    """The stages that an idea's page shows, and which one the idea is in; -1 beside the way. What is decided shows only where it has ``been``."""
    decided = state.value in WAY[-1][1]
    shown = [(str(name), states) for name, states in WAY if not decided or {state, *been}.intersection(states)]
    return [name for name, _states in shown], next((number for number, (_name, states) in enumerate(shown) if state.value in states), -1)


@bp.context_processor
def _words() -> dict[str, object]:
    return {"states": STATES, "stances": STANCES, "html": learner_html}


def to_idea(number: int, anchor: str | None = None) -> ResponseReturnValue:
    """Lead on to the page of an idea."""
    return redirect(url_for("ideas.idea", number=number, _anchor=anchor), 303)


def sent(file: IdeaFile) -> Response:
    """The bytes as a download: never shown in the page's place, never as a kind that a browser would run."""
    response = send_file(BytesIO(blobs.read(file.digest)), mimetype="application/octet-stream", as_attachment=True, download_name=file.name)
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cache-Control"] = "no-store"
    return response
