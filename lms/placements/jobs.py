"""What placements do when nobody is looking. The solver lives in a child process: its libraries never come into ours."""

from uuid import UUID

from sqlalchemy import select, update

from lms.city.queries import holidays
from lms.kit.clock import now, today
from lms.kit.db import db, transaction
from lms.kit.errors import DomainError
from lms.kit.logs import log
from lms.kit.plain_json import to_plain
from lms.kit.worker import Worker
from lms.kit.working_days import working_days_between
from lms.placements.matching.scoring import STAGES
from lms.placements.models import MatchAnswer, MatchRun, Placement, PlacementState, RunState
from lms.placements.queries import runs
from lms.placements.queries.placements import placement_at_hand
from lms.placements.service import following, matching, placing, telling
from lms.placements.workflow import PLACEMENT_STEPS, PROPOSE_DAYS, step_of

SECONDS, MEMORY_MB = 120, 2048

_stage = Worker("lms.placements.matching.solving:solve_stage", seconds=SECONDS, memory_mb=MEMORY_MB)
_why = Worker("lms.placements.matching.solving:explain", seconds=10 * SECONDS, memory_mb=MEMORY_MB)


def run_matching() -> int:
    """Go through the runs that were asked for; return how many."""
    with transaction():  # only one process runs this job: what still runs was killed, and begins again
        db.session.execute(update(MatchRun).where(MatchRun.state == RunState.RUNNING).values(state=RunState.ASKED, progress=0))
    asked = db.session.scalars(select(MatchRun.id).where(MatchRun.state == RunState.ASKED).order_by(MatchRun.asked_at)).all()
    db.session.rollback()
    for run_id in asked:
        _run(run_id)
    _stage.stop()  # the solver's memory is wanted for some seconds in a month
    return len(asked)


def _run(run_id: UUID) -> None:
    with transaction():
        problem = matching.begin(db.session.get_one(MatchRun, run_id))
    try:
        found = None
        for number, name in enumerate(STAGES, start=1):
            found = _stage(problem, name, found)
            with transaction():
                matching.note_progress(run_id, number)
    except DomainError as fault:
        with transaction():
            matching.give_up(db.session.get_one(MatchRun, run_id), str(fault))
        log.error("matching failed", fault=type(fault).__name__)
        return
    assert found is not None  # noqa: S101  (there are stages)
    with transaction():
        matching.finish(db.session.get_one(MatchRun, run_id), found.plan, found.stages)
    log.info("matched", champions=len(problem.champions), openings=len(problem.openings), placed=len(found.plan))


def answer_questions() -> int:
    """Find out why champions were placed or not, where somebody asked; return how many were answered."""
    asked = db.session.scalars(
        select(MatchAnswer.id).where(MatchAnswer.state.in_((RunState.ASKED, RunState.RUNNING))).order_by(MatchAnswer.asked_at)
    ).all()
    for answer_id in asked:
        row = db.session.get_one(MatchAnswer, answer_id)
        run = runs.run_at_hand(row.run_id)
        problem, plan, bounds, pair = runs.snapshot(run), runs.plan_of(run), runs.bounds_of(run), (str(row.champion_id), str(row.opening_id))
        db.session.rollback()
        try:
            found, state = to_plain(_why(problem, plan, bounds, pair)), RunState.DONE
        except DomainError as fault:
            found, state = {}, RunState.FAILED
            log.error("explaining failed", fault=type(fault).__name__)
        with transaction():
            db.session.execute(update(MatchAnswer).where(MatchAnswer.id == answer_id).values(answer=found, state=state, done_at=now()))
    _why.stop()
    return len(asked)


def keep_placements() -> int:
    """End what is over, follow what ended elsewhere, remind of what waits; return how much was done."""
    done = 0
    for work in (placing.end_those_over, following.end_of_champions, following.end_of_offerings, _remind):
        with transaction():
            done += work()
    return done


def _remind() -> int:
    """Say once more that a proposal waits for the champion, or an answer for the owner, when the term is over."""
    closed_days, day, told = holidays(), today(), 0
    waiting = select(Placement.id, Placement.state).where(Placement.state.in_((PlacementState.PROPOSED, PlacementState.ACCEPTED)))
    accept = step_of(PLACEMENT_STEPS, "accept", "proposed")
    for placement_id, state in db.session.execute(waiting.order_by(Placement.id)).all():
        since = placing.waits_since(placement_id)
        term = PROPOSE_DAYS if state is PlacementState.PROPOSED else (accept.days if accept else None) or PROPOSE_DAYS
        if working_days_between(since, day, closed_days) > term:
            at_hand = placement_at_hand(placement_id)
            proposed = state is PlacementState.PROPOSED
            readers = [at_hand.person_id] if proposed else telling.deciders(at_hand)
            following.remind(at_hand, "placement-waits" if proposed else "placement-waits-owner", readers, since.isoformat())
            told += 1
    return told
