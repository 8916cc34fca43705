"""Runs of the matching are asked for, gone through stage by stage, and their proposals sent."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select, update

from lms.audit.service import record
from lms.champions.models import Champion
from lms.kit.clock import now, today
from lms.kit.db import db, one_at_a_time, savepoint
from lms.kit.errors import DomainError
from lms.kit.i18n import gettext as _
from lms.kit.plain_json import to_plain
from lms.notices.service import tell
from lms.people.models import Person
from lms.placements.matching.problem import Problem
from lms.placements.models import MatchAnswer, MatchRun, Opening, RunState
from lms.placements.queries import runs
from lms.placements.queries.snapshot import problem_of
from lms.placements.service import leaning
from lms.placements.service.placing import propose
from lms.placements.service.refusals import NotReady


def ask_run(parallel: int, *, by: Person) -> MatchRun:
    """Ask for a run; a job goes through it. One that waits already is enough.

    :raises NotReady: there is one that waits or runs.
    """
    one_at_a_time("match-run")
    if db.session.scalar(select(MatchRun.id).where(MatchRun.state.in_((RunState.ASKED, RunState.RUNNING)))):
        raise NotReady(_("A run is on its way already. Its page shows how far it is."))
    made = MatchRun(asked_by_id=by.id, parallel=parallel)
    db.session.add(made)
    db.session.flush()
    record("ask-run", "match-run", made.id, by=by.id)
    return made


def begin(run: MatchRun) -> Problem:
    """Take the snapshot that the run works on, whatever happens meanwhile."""
    problem = problem_of(today(), parallel=run.parallel)
    run.state, run.progress, run.snapshot_at = RunState.RUNNING, 0, now()
    run.snapshot = to_plain(problem)
    db.session.flush()
    return problem


def note_progress(run_id: UUID, stages: int) -> None:
    """Note how many stages are done."""
    db.session.execute(update(MatchRun).where(MatchRun.id == run_id).values(progress=stages))


def finish(run: MatchRun, plan: tuple[tuple[str, str], ...], stages: object) -> None:
    """Keep what came out, and tell whoever asked."""
    run.state, run.done_at = RunState.DONE, now()
    run.result = {"plan": [list(pair) for pair in plan], "stages": to_plain(stages)}
    _tell(run, "match-run-done")


def give_up(run: MatchRun, why: str) -> None:
    """Keep why the run ended without a result, and tell whoever asked."""
    run.state, run.why_failed, run.done_at = RunState.FAILED, why[:400], now()
    _tell(run, "match-run-failed")


def _tell(run: MatchRun, notice: str) -> None:
    if run.asked_by_id is not None:
        tell(run.asked_by_id, notice, about=str(run.id), href=f"/matching/{run.id}")


@dataclass(frozen=True, slots=True)
class Sent:
    """How many champions were asked, and how many proposals did not hold any more."""

    asked: int
    fallen: int


def send_proposals(run: MatchRun, *, by: Person) -> Sent:
    """Ask every champion whom the run proposes. What changed since the snapshot is looked at again for each: what does not hold is left out.

    :raises NotReady: the run did not end, or its proposals were sent.
    """
    one_at_a_time("match-run")
    db.session.refresh(run, ["state", "applied_at"])
    if run.state is not RunState.DONE:
        raise NotReady(_("This run has no result yet."))
    if run.applied_at is not None:
        raise NotReady(_("The proposals of this run were sent already."))
    asked = fallen = 0
    for champion_id, opening_id in runs.plan_of(run):
        champion, opening = db.session.get(Champion, UUID(champion_id)), db.session.get(Opening, UUID(opening_id))
        try:
            with savepoint():
                if champion is None or opening is None or leaning.says_no(champion.id, opening.id):
                    raise NotReady
                propose(opening, champion, run_id=run.id, by=by)
                asked += 1
        except DomainError:
            fallen += 1
    run.applied_at = now()
    record("send-proposals", "match-run", run.id, by=by.id, asked=asked, fallen=fallen)
    return Sent(asked, fallen)


def ask_why(run: MatchRun, champion_id: UUID, opening_id: UUID) -> MatchAnswer:
    """Ask why a champion is on an opening in a run, or is not; a job finds the answer, once.

    :raises NotReady: the run has no result, or did not know the two.
    """
    if run.state is not RunState.DONE:
        raise NotReady(_("This run has no result yet."))
    problem = runs.snapshot(run)
    if str(champion_id) not in problem.champion or str(opening_id) not in problem.opening:
        raise NotReady(_("This run did not know the champion or the opening: one of them came later."))
    one_at_a_time(f"match-answer:{run.id}")
    found = runs.answer_of(run.id, champion_id, opening_id)
    if found is None:
        found = MatchAnswer(run_id=run.id, champion_id=champion_id, opening_id=opening_id)
        db.session.add(found)
    elif found.state is RunState.FAILED:
        found.state = RunState.ASKED
    db.session.flush()
    return found
