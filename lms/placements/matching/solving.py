"""HiGHS solves the programme. This module is loaded by a worker process only: the library would cost each web process its memory."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import highspy
import numpy

from lms.placements.matching.explaining import Answer, Found, answer
from lms.placements.matching.formulation import Programme, programme
from lms.placements.matching.problem import Pair, Problem
from lms.placements.matching.scoring import STAGES, value

EXACT, TOLERANCE = 1e-6, 1e-3
LARGE = 2000
"""From so many possible pairs on a stage may end within ``GAP`` of its optimum; smaller problems are solved to the end."""
GAP = {"coverage": 0.0002, "fit": 0.0002, "development": 0.0002, "fairness": 0.005, "stability": 0.005, "order": 0.01}
NODES = 1000
"""Nodes of the search tree that a stage of a large problem may look at: unlike seconds, the same on every machine."""
IN_ALL = 18.0
"""Seconds of a processor for all stages together, so that a machine that is busy with other things gives the same plan, later. What was found by then
is kept, with its gap."""
KEPT = {"coverage": 0.0, "fit": 2.0, "development": 2.0, "fairness": 3.0, "stability": 4.0, "order": 4.0}
"""What of it the stages before must leave to a stage. What they do not need is its own besides."""
LEAST_SECONDS = 0.5
LONGEST = 50.0
"""Seconds by the clock for one solving; a stage has two at most, and the job waits for 120."""
NOT_TRIED = {"fairness": ("root_reduced_cost",), "stability": ("root_reduced_cost", "rens"), "order": ("root_reduced_cost", "rens")}
"""Searches for a better plan in a smaller programme that HiGHS makes before it branches, and a stage does without: the plan that is there is good
or soon better, it is the proof that takes time, and such searches were two thirds of it."""
WHOLE = frozenset(STAGES) - {"fairness"}
"""Stages whose values are whole numbers: above a bound of 3.2 the least of them is 4."""
ROOM = 0.01
"""Within what a later stage leaves the value of an earlier one. Small, since a fraction of a place would use all of it to look better than it is."""


@dataclass(frozen=True, slots=True)
class Stage:
    """What came of one stage: its value, the least that any plan could have, and the relative gap between the two."""

    name: str
    value: float
    bound: float
    gap: float
    seconds: float
    """Of a processor."""


@dataclass(frozen=True, slots=True)
class Solved:
    """A plan so far, and the stages that were gone through for it."""

    plan: tuple[Pair, ...]
    stages: tuple[Stage, ...] = ()
    columns: tuple[float, ...] = ()
    """Every column of the programme, from which the next stage goes on."""


def solve(problem: Problem, forced: Mapping[Pair, int] | None = None) -> Solved:
    """All stages, one after the other."""
    found = Solved(())
    solver = _Solver(problem, forced)
    for name in STAGES:
        found = solver.stage(name, found)
    return found


def solve_stage(problem: Problem, name: str, so_far: Solved | None) -> Solved:
    """One stage, after those that ``so_far`` went through (None: the first): for a job that tells how far it is."""
    return _Solver(problem, None).stage(name, so_far or Solved(()))


def explain(problem: Problem, plan: tuple[Pair, ...], bounds: tuple[float, ...], pair: Pair) -> Answer:
    """Why the pair is in the plan or not, and what would change it. ``bounds``: what no plan of the run can be below, stage by stage."""
    return answer(problem, Found(plan, bounds), pair, _found_by_solving)


def _found_by_solving(problem: Problem, forced: Mapping[Pair, int]) -> Found:
    found = solve(problem, forced)
    return Found(found.plan, tuple(stage.bound for stage in found.stages))


def seconds_for(name: str, used: float) -> float:
    """How long a stage may take: all that is left, beside what is kept for those after it."""
    return max(LEAST_SECONDS, IN_ALL - used - sum(KEPT[later] for later in STAGES[STAGES.index(name) + 1 :]))


class _Solver:
    """One problem, written down once."""

    def __init__(self, problem: Problem, forced: Mapping[Pair, int] | None) -> None:
        self._problem, self._programme = problem, programme(problem, forced=forced)
        self._large = len(self._programme.pairs) >= LARGE

    def stage(self, name: str, so_far: Solved) -> Solved:
        """The best plan for this stage among those that are as good for all before it. Never worse than ``so_far``."""
        if so_far.columns and (already := self._value(name, so_far.plan)) <= self._at_best(name):
            return Solved(so_far.plan, (*so_far.stages, Stage(name, already, already, 0.0, 0.0)), so_far.columns)
        began = time.process_time()
        solver = self._run(name, so_far, began + seconds_for(name, sum(stage.seconds for stage in so_far.stages)))
        plan, columns = _found(solver, self._programme, so_far)
        reached = self._value(name, plan)
        bound = self._bound(solver, name, reached)
        stage = Stage(name, reached, bound, _gap(reached, bound), round(time.process_time() - began, 2))
        return Solved(plan, (*so_far.stages, stage), columns)

    def _run(self, name: str, so_far: Solved, until: float) -> highspy.Highs:
        """Large problems start from the plan that is there, since their time may end before they find it again.

        HiGHS 1.16 may reckon that start better than it is and then give it back unchanged; where its columns do not cost what it says, it runs
        once more without the start. (Small problems never have one.)
        """
        solver = self._solver(name, so_far, until)
        if not self._large or not so_far.columns:
            solver.run()
            return solver
        _start_from(solver, so_far.columns)
        solver.run()
        if not _keeps_its_word(solver, self._programme.costs[name]):
            solver = self._solver(name, so_far, max(until, time.process_time() + LEAST_SECONDS))
            solver.run()
        return solver

    def _solver(self, name: str, so_far: Solved, until: float) -> highspy.Highs:
        solver = _highs(self._programme, self._programme.costs[name], self._limits(so_far))
        _set_limits(solver, GAP[name] if self._large else None, until)
        for search in NOT_TRIED.get(name, ()):
            solver.setOptionValue(f"mip_heuristic_run_{search}", False)
        return solver

    def _value(self, name: str, plan: Sequence[Pair]) -> float:
        return value(self._problem, plan)[STAGES.index(name)]

    def _limits(self, so_far: Solved) -> list[tuple[Mapping[int, float], float]]:
        """What the stages before reached, in terms of their columns: no later plan may cost more there."""
        limits: list[tuple[Mapping[int, float], float]] = []
        for stage in so_far.stages:
            costs = self._programme.costs[stage.name]
            if costs:
                limits.append((costs, stage.value - self._constant(stage.name) + ROOM))
        return limits

    def _constant(self, name: str) -> float:
        """What a stage's value is beside its columns: points for what those who are placed already cover."""
        if name != "fit":
            return 0.0
        return self._value("fit", ())

    def _at_best(self, name: str) -> float:
        """What a stage's value would be if everything that is good for it could be had together."""
        upper = self._programme.upper
        return self._constant(name) + sum(cost * upper[key] for key, cost in self._programme.costs[name].items() if cost < 0)

    def _bound(self, solver: highspy.Highs, name: str, reached: float) -> float:
        """The least that any plan could have here: what HiGHS proved, and at any rate ``_at_best``."""
        if not self._programme.pairs or not self._programme.costs[name]:
            return reached
        proven, bound = solver.getInfo().mip_dual_bound, self._at_best(name)
        if numpy.isfinite(proven):
            bound = max(bound, proven + self._constant(name))
        return min(reached, float(numpy.ceil(bound - TOLERANCE)) if name in WHOLE else round(bound, 3))


def _keeps_its_word(solver: highspy.Highs, costs: Mapping[int, float]) -> bool:
    values = solver.getSolution().col_value
    return not values or abs(sum(cost * values[key] for key, cost in costs.items()) - solver.getInfo().objective_function_value) < TOLERANCE


def _highs(made: Programme, costs: Mapping[int, float], limits: Sequence[tuple[Mapping[int, float], float]]) -> highspy.Highs:
    """The programme as HiGHS takes it."""
    lp = highspy.HighsLp()
    lp.num_col_ = columns = len(made.upper)
    lp.col_cost_ = numpy.array([costs.get(key, 0.0) for key in range(columns)])
    lp.col_lower_ = numpy.zeros(columns)
    lp.col_upper_ = numpy.array(made.upper)
    whole = set(made.pairs.values())
    lp.integrality_ = [highspy.HighsVarType.kInteger if key in whole else highspy.HighsVarType.kContinuous for key in range(columns)]
    rows = [(row.least, row.most, row.of) for row in made.rows] + [(-highspy.kHighsInf, most, of) for of, most in limits]
    lp.num_row_ = len(rows)
    lp.row_lower_ = numpy.array([least for least, _most, _of in rows])
    lp.row_upper_ = numpy.array([most for _least, most, _of in rows])
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_ = numpy.cumsum([0, *(len(of) for _least, _most, of in rows)])
    lp.a_matrix_.index_ = numpy.array([key for _least, _most, of in rows for key in of], dtype=numpy.int32)
    lp.a_matrix_.value_ = numpy.array([factor for _least, _most, of in rows for factor in of.values()])
    solver = highspy.Highs()  # type: ignore[no-untyped-call]
    solver.setOptionValue("output_flag", False)
    solver.passModel(lp)
    return solver


def _set_limits(solver: highspy.Highs, gap: float | None, until: float) -> None:
    """One thread and one seed: the same snapshot gives the same plan. Without a ``gap`` it is solved to the end, if that is before ``until``."""

    def look(event: highspy.HighsCallbackEvent) -> None:
        if time.process_time() > until:
            event.interrupt()

    solver.setOptionValue("threads", 1)
    solver.setOptionValue("random_seed", 1)
    solver.setOptionValue("mip_rel_gap", gap or 0.0)
    solver.setOptionValue("mip_abs_gap", EXACT)
    solver.setOptionValue("time_limit", LONGEST)
    solver.cbMipInterrupt += look
    if gap is not None:
        solver.setOptionValue("mip_max_nodes", NODES)


def _start_from(solver: highspy.Highs, columns: Sequence[float]) -> None:
    """Tell HiGHS what is there already."""
    start = highspy.HighsSolution()
    start.col_value = list(columns)
    solver.setSolution(start)


def _found(solver: highspy.Highs, made: Programme, before: Solved) -> tuple[tuple[Pair, ...], tuple[float, ...]]:
    """The plan and all columns; those of before where nothing better was found in the time."""
    info = solver.getInfo()
    if info.primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
        return before.plan, before.columns
    columns = tuple(solver.getSolution().col_value)
    return tuple(sorted(pair for pair, key in made.pairs.items() if columns[key] > 0.5)), columns


def _gap(reached: float, bound: float) -> float:
    """Between what was reached and what cannot be beaten, as a share of the larger of the two; 1 at most."""
    if reached - bound <= TOLERANCE:
        return 0.0
    return round(min(1.0, (reached - bound) / max(abs(reached), abs(bound), 1.0)), 5)
