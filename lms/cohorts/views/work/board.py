"""The board of a cohort's work: mine, and for those who look after it everybody's."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from flask import Response, render_template
from flask.typing import ResponseReturnValue

from lms.cohorts.phases import TaskState
from lms.cohorts.queries import peers, tasks, teams, work
from lms.cohorts.queries.cohorts import CohortAtHand, cohort_at_hand
from lms.cohorts.queries.work import Standing
from lms.cohorts.views.work.blueprint import WORK, bp
from lms.cohorts.views.work.words import STATES
from lms.kit.access import can, me, requires
from lms.kit.i18n import gettext as _
from lms.kit.i18n import local_day
from lms.kit.list_files import list_file
from lms.permissions import Permission as P


@bp.get(WORK)
@requires(P.WORK_VIEW, load=cohort_at_hand)
def board(found: CohortAtHand) -> ResponseReturnValue:
    """What is due, what was handed in, what it got; for trainers what waits for them."""
    person = me()
    mine = work.standings(found.cohort, only=person.id)[person.id] if person.id in found.participant_ids else None
    oversees = can(P.WORK_OVERSEE, found)
    everybody = work.standings(found.cohort) if oversees else {}
    return render_template(
        "cohorts/tasks/board.html",
        found=found,
        mine=mine,
        team=tasks.team_of(found.cohort.id, person.id) if mine is not None else None,
        to_give=peers.to_give(found.cohort.id, person.id) if mine is not None else [],
        grid=teams.participants(found.cohort.id) if oversees else [],
        standings=everybody,
        waiting=_waiting(everybody.values()),
    )


def _waiting(everybody: Iterable[Sequence[Standing]]) -> dict[UUID, int]:
    """Task -> how many hand-ins wait for a mark; a team's is one."""
    rows: set[tuple[UUID, UUID]] = set()
    for standings in everybody:
        rows |= {(each.task.id, each.tried.hand_in_id) for each in standings if each.tried and each.state is TaskState.WAITING}
    counts: dict[UUID, int] = {}
    for task_id, _hand_in_id in rows:
        counts[task_id] = counts.get(task_id, 0) + 1
    return counts


@bp.get(f"{WORK}.<form>")
@requires(P.WORK_OVERSEE, load=cohort_at_hand, also=("form",))
def board_file(found: CohortAtHand, form: str) -> Response:
    """The same as a file: a line per participant and task."""
    everybody = work.standings(found.cohort)
    header = [_("Name"), _("Team"), _("Task"), _("Due"), _("State"), _("Late"), _("Points"), _("Of"), _("Try")]
    rows = [
        _line(each.person.name, each.team, standing) for each in teams.participants(found.cohort.id) for standing in everybody.get(each.person.id, [])
    ]
    return list_file(f"work-{found.cohort.slug}", form, (header, rows))


def _line(name: str, team: str, standing: Standing) -> Sequence[object]:
    tried = standing.tried
    late = _("yes") if tried and tried.late else ""
    due = local_day(standing.deadline.due).isoformat()
    marked = (tried.points, tried.most) if tried and tried.points is not None else ("", "")
    return [name, team, standing.task.title, due, STATES[standing.state], late, *marked, tried.number if tried else ""]
