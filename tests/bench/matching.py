"""``python -m tests.bench.matching [seeds]``: how long the matching of a city takes, and how near to the optimum it comes."""

import sys
import time

from lms.placements.matching.candidates import candidates
from lms.placements.matching.solving import solve
from tests.factories.matching import city


def measure(seed: int) -> str:
    """One city of 300 champions and 80 openings."""
    problem = city(seed)
    began, worked = time.monotonic(), time.process_time()
    found = solve(problem)
    took, worked = time.monotonic() - began, time.process_time() - worked
    gaps = ", ".join(f"{stage.name} {100 * stage.gap:.2g} %" for stage in found.stages)
    times = f"{took:.1f} s ({worked:.1f} s of a processor)"
    return f"seed {seed}: {len(candidates(problem))} possible pairs, {len(found.plan)} placed in {times}; gaps: {gaps}"


if __name__ == "__main__":
    for given in sys.argv[1:] or ["1", "2", "3"]:
        sys.stdout.write(measure(int(given)) + "\n")
