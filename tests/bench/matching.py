"""``python -m tests.bench.matching [seeds] [--again]``: how long the matching of a city takes, and how near to the optimum it comes, stage by stage.

``--again``: each city is matched a second time some weeks later, when what the first run proposed counts as the run before.
"""

import sys
import time

from lms.placements.matching.candidates import candidates
from lms.placements.matching.problem import Problem
from lms.placements.matching.solving import Solved, solve
from tests.factories.matching import city, next_run


def measure(name: str, problem: Problem) -> Solved:
    """Match and say what came of it."""
    began, worked = time.monotonic(), time.process_time()
    found = solve(problem)
    took, worked = time.monotonic() - began, time.process_time() - worked
    times = f"{took:.1f} s ({worked:.1f} s of a processor)"
    sys.stdout.write(f"{name}: {len(candidates(problem))} possible pairs, {len(found.plan)} placed in {times}\n")
    for stage in found.stages:
        reached, least = stage.value + 0.0, stage.bound + 0.0  # no "-0"
        sys.stdout.write(f"  {stage.name:<12} {reached:>9g}, none below {least:>9g}, gap {100 * stage.gap:.2f}%, {stage.seconds:.1f} s\n")
    sys.stdout.flush()
    return found


if __name__ == "__main__":
    for given in [one for one in sys.argv[1:] if one.isdigit()] or ["1", "2", "3", "4"]:
        first = city(int(given))
        plan = measure(f"seed {given}", first).plan
        if "--again" in sys.argv:
            measure(f"seed {given} again", next_run(first, plan))
