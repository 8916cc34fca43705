"""The golden thread: walked from any thing, and where it is broken."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import format_decimal

from lms.kit.access import requires
from lms.kit.clock import today
from lms.kit.errors import NotFound
from lms.kit.i18n import gettext as _
from lms.kit.i18n import lazy_gettext
from lms.kit.list_files import list_file
from lms.kit.web import wants_fragment
from lms.permissions import Permission as P
from lms.thread.queries.broken import Break, loose_ends
from lms.thread.queries.walking import Walk
from lms.thread.queries.walking import walk as walk_from
from lms.thread.stations import Kind, Station

bp = Blueprint("thread", __name__)

HEADINGS = {
    Station.COURSES: (lazy_gettext("Courses"), lazy_gettext("These courses teach"), lazy_gettext("no course teaches it yet")),
    Station.COMPETENCES: (lazy_gettext("Competences"), lazy_gettext("these competences,"), lazy_gettext("no competence is named yet")),
    Station.CHAMPIONS: (lazy_gettext("Champions"), lazy_gettext("which these champions show,"), lazy_gettext("no champion yet")),
    Station.PLACEMENTS: (lazy_gettext("Openings"), lazy_gettext("who are placed, or looked for, here,"), lazy_gettext("no opening yet")),
    Station.IDEAS: (lazy_gettext("Ideas"), lazy_gettext("and these ideas led to it too,"), lazy_gettext("it comes from no idea")),
    Station.WORK: (
        lazy_gettext("Initiatives and projects"),
        lazy_gettext("for these initiatives and projects,"),
        lazy_gettext("no initiative or project yet"),
    ),
    Station.MILESTONES: (lazy_gettext("Milestones"), lazy_gettext("which promise these milestones,"), lazy_gettext("no milestone yet")),
    Station.INDICATORS: (lazy_gettext("Indicators"), lazy_gettext("which are to move these indicators,"), lazy_gettext("no indicator yet")),
}
"""Station -> its name, its part of the sentence that the columns make, and what it says when nothing stands there."""

BREAKS = {
    Break.INITIATIVE: (
        lazy_gettext("Initiatives without an objective"),
        lazy_gettext("Name the objective that they serve, or ask why the city does them."),
    ),
    Break.CHAMPION: (lazy_gettext("Champions without living evidence"), lazy_gettext("What showed their competence was withdrawn or has run out.")),
    Break.OPENING: (lazy_gettext("Openings never filled"), lazy_gettext("They are open, should have begun, and nobody was ever placed.")),
    Break.INDICATOR: (lazy_gettext("Indicators without a fresh measurement"), lazy_gettext("Nobody measured them in their rhythm.")),
    Break.MILESTONE: (lazy_gettext("Milestones that move no indicator"), lazy_gettext("Name the indicator that each is meant to move.")),
    Break.PROJECT: (lazy_gettext("Projects from nowhere"), lazy_gettext("They come from no initiative and no idea.")),
    Break.COURSE: (lazy_gettext("Courses that teach no competence"), lazy_gettext("Name in the course what its certificate shows.")),
}


@bp.context_processor
def _words() -> dict[str, object]:
    """How figures are written here."""
    return {
        "headings": HEADINGS,
        "number": lambda value: str(format_decimal(value)),
    }


def _kind(typed: str) -> Kind:
    if typed not in set(Kind):
        raise NotFound(_("There is no such thing on the thread."))
    return Kind(typed)


@bp.get("/thread/<kind>/<uuid:thing_id>")
@requires(P.THREAD_WALK, load=lambda kind, thing_id: walk_from(_kind(kind), thing_id))
def walk(found: Walk) -> ResponseReturnValue:
    """The whole way through a thing; where a page asks for its box, the nearest only."""
    return render_template("thread/_box.html" if wants_fragment() else "thread/walk.html", walk=found)


@bp.get("/thread/broken")
@requires(P.THREAD_BROKEN)
def broken() -> ResponseReturnValue:
    """Where the thread is broken, with what mends it."""
    ends = loose_ends(today())
    whole = request.args.get("all", "")
    return render_template("thread/broken.html", ends=ends, breaks=BREAKS, whole=whole, count=sum(map(len, ends.values())))


@bp.get("/thread/broken.<form>")
@requires(P.THREAD_BROKEN)
def broken_file(form: str) -> ResponseReturnValue:
    """The same as a file."""
    day = today()
    rows = [(str(BREAKS[one.kind][0]), one.title, one.note, one.href) for loose in loose_ends(day).values() for one in loose]
    return list_file(f"broken-threads-{day:%Y-%m-%d}", form, ((_("What is broken"), _("Title"), _("About it"), _("Address")), rows))
