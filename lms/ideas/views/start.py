"""The start page of ideas, and the list as a file."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from flask import Response, current_app, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.city.queries import identity
from lms.ideas.models.pitches import IdeaState
from lms.ideas.queries import listing
from lms.ideas.queries.challenges import challenges
from lms.ideas.queries.listing import Line, Wanted
from lms.ideas.views.blueprint import STATES, bp
from lms.kit.access import me, requires
from lms.kit.clock import today
from lms.kit.csv_files import csv_file
from lms.kit.i18n import format_day
from lms.kit.i18n import gettext as _
from lms.kit.i18n import lazy_gettext as _l
from lms.kit.web import page_asked
from lms.kit.workbooks import Sheet, workbook_file
from lms.permissions import Permission as P

LISTED = tuple(state for state in IdeaState if state not in {IdeaState.DRAFT, IdeaState.MERGED})


def _wanted() -> Wanted:
    """What the address asks for; what cannot be is not asked for."""
    asked = request.args
    state = asked.get("state", "")
    return Wanted(
        words=asked.get("q", "").strip()[:200],
        state=IdeaState(state) if state in LISTED else None,
        objective_id=asked.get("objective", type=UUID),
        department_id=asked.get("department", type=UUID),
        challenge_id=asked.get("challenge", type=UUID),
    )


def _asked() -> dict[str, Any]:
    return {name: value for name in ("q", "state", "objective", "department", "challenge") if (value := request.args.get(name, ""))}


def _offered() -> dict[str, list[tuple[str, str]]]:
    """What each filter offers, as pairs of value and words."""
    every, choices = ("", _("All")), listing.choices()
    return {
        "states": [every, *((state.value, str(STATES[state][0])) for state in LISTED)],
        "objectives": [every, *((str(one.id), f"{one.code} {one.title}") for one in choices.objectives)],
        "departments": [every, *((str(one.id), one.name) for one in choices.departments)],
        "challenges": [every, *((str(one.id), one.title) for one in choices.challenges)],
    }


@bp.get("/ideas")
@requires(P.IDEA_LIST)
def start() -> ResponseReturnValue:
    """What moves, the open challenges, and what is mine."""
    wanted, page, day = _wanted(), page_asked(), today()
    return render_template(
        "ideas/start.html",
        found=listing.ideas(wanted, today=day, page=page),
        wanted=wanted,
        page=page,
        href=lambda number: url_for(".start", page=number, **_asked()),
        asked=_asked(),
        offered=_offered(),
        mine=listing.mine(me().id),
        calls=challenges(day, only_open=True),
    )


HEADER = (
    _l("Number"),
    _l("Title"),
    _l("State"),
    _l("In this state since"),
    _l("Term ends on"),
    _l("Submitted on"),
    _l("First answer on"),
    _l("Authors"),
    _l("Department"),
    _l("Objective"),
    _l("Challenge"),
    _l("Supporters"),
    _l("Comments"),
)


def _rows(lines: Iterable[Line]) -> Iterable[Sequence[object]]:
    """One row per idea. Who stays unnamed is unnamed here for everybody: files are passed on."""
    for line in lines:
        idea = line.idea
        yield (
            idea.number,
            idea.title,
            str(STATES[idea.state][0]),
            format_day(idea.moved_at),
            format_day(line.term.due_on if line.term else None),
            format_day(idea.submitted_at),
            format_day(idea.first_answer_at),
            ", ".join(author.name for author in line.authors),
            line.department,
            f"{idea.objective.code} {idea.objective.title}" if idea.objective else "",
            idea.challenge.title if idea.challenge else "",
            line.supporters,
            line.comments,
        )


@bp.get("/ideas/ideas.csv")
@requires(P.IDEA_EXPORT)
def ideas_csv() -> Response:
    """The list with its filters as CSV."""
    day = today()
    return csv_file(f"ideas-{day:%Y-%m-%d}.csv", [str(word) for word in HEADER], _rows(listing.all_ideas(_wanted(), today=day)))


@bp.get("/ideas/ideas.xlsx")
@requires(P.IDEA_EXPORT)
def ideas_xlsx() -> Response:
    """The list with its filters as a workbook."""
    day = today()
    above = [(_("Ideas"), identity().name), (_("As of"), format_day(day)), ()]
    rows = _rows(listing.all_ideas(_wanted(), today=day))
    sheet = Sheet(_("Ideas"), [str(word) for word in HEADER], rows, above, (10, 48, 22), current_app.config["TIME_ZONE"])
    return workbook_file(f"ideas-{day:%Y-%m-%d}.xlsx", [sheet])
