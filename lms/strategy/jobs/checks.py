"""What strategy does when nobody is looking: the checks of realism, in a process of their own."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from lms.kit.clock import today
from lms.kit.db import db, let_go, transaction
from lms.kit.logs import log
from lms.kit.worker import Worker
from lms.strategy.models.road_map import PlanCheck
from lms.strategy.network.shapes import Plan, Supply
from lms.strategy.queries import checks
from lms.strategy.queries.snapshots import plan_as_it_stands
from lms.strategy.service import checking

_desk = Worker("lms.strategy.realism.desk:answer", seconds=240, memory_mb=3000)


SIMULATED = 20
"""Per cent of the work that is done when the plan is simulated and levers are to be tried."""


class TakenOver(Exception):
    """Another worker has the check by now: this one was silent for too long."""


def run_checks(supply: Callable[[], Supply]) -> int:
    """Run the checks that wait, one after the other; ``supply`` says who there is to help. Return how many are done."""
    done = 0
    try:
        while (check_id := checks.next_check()) is not None:
            plan = _plan_for(db.session.get_one(PlanCheck, check_id), supply)
            let_go()
            with transaction():
                turn = checking.claim(check_id)
                if turn is not None:
                    checking.keep_plan(check_id, plan)
            if turn is None:
                continue
            try:
                done += _run(check_id, turn)
            except Exception as fault:  # one check that breaks off must not stop the others; after some tries the row says so
                log.error("plan check failed", fault=type(fault).__name__)
                with transaction():
                    again = checking.give_up(check_id, turn)
                if again:
                    break  # the next tick tries again
    finally:
        let_go()
        _desk.stop()  # its memory is needed for minutes only
    return done


def _plan_for(check: PlanCheck, supply: Callable[[], Supply]) -> Plan:
    return plan_as_it_stands(today(), supply=supply(), shape=check.shape.value, correlation=float(check.correlation))


def _run(check_id: UUID, turn: int) -> bool:
    """Simulate, try levers, conclude. Returns whether the result was kept; it is not where another worker took the check over."""
    check = checks.check_at_hand(check_id)
    seed, runs, plan = check.seed, check.runs, Plan.model_validate(check.plan).model_dump_json()
    let_go()
    sizes = _desk("sizes", plan, runs)
    steps = _Steps(check_id, turn)
    try:
        steps.lead_to(SIMULATED, len(sizes))
        tallies = [steps.take("simulate", plan, seed, number, size) for number, size in enumerate(sizes)]
        levers = _desk("levers", plan, tallies)
        steps.lead_to(99, len(levers) + 1)
        planned = steps.take("try", plan, seed, runs, None)
        trials = [(lever, steps.take("try", plan, seed, runs, lever)) for lever in levers]
    except TakenOver:
        return False
    result = _desk("conclude", plan, tallies, planned, trials)
    with transaction():
        return checking.finish(check_id, turn, result)


class _Steps:
    """Asks the worker process step by step, and says after each how far the check is."""

    def __init__(self, check_id: UUID, turn: int) -> None:
        self._check_id, self._turn, self._percent, self._each = check_id, turn, 0.0, 0.0

    def lead_to(self, percent: int, steps: int) -> None:
        """Say that the next ``steps`` steps lead to ``percent``: how many levers there are is known only when all is simulated."""
        self._each = (percent - self._percent) / steps

    def take(self, *asked: Any) -> Any:
        """Do one step.

        :raises TakenOver: when the check is another worker's by now.
        """
        answer = _desk(*asked)
        self._percent += self._each
        with transaction():
            mine = checking.say(self._check_id, self._turn, min(99, round(self._percent)))
        if not mine:
            raise TakenOver
        return answer
